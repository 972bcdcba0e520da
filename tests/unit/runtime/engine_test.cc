#include "runtime/engine.h"

#include <gtest/gtest.h>

#include "connectors/codec/json.h"
#include "tests/unit/runtime/memory_connector.h"
#include "tests/unit/runtime/rule_fixture.h"

namespace precept::runtime {
namespace {

using Lines = std::vector<std::string>;

// A payment: {"at":…,"card":…,"amount":…,"geo":{"country":"DE"}}.
std::string Pay(std::int64_t at, std::string_view card, int amount) {
  return "{\"at\":" + std::to_string(at) + ",\"card\":\"" + std::string(card) +
         "\",\"amount\":" + std::to_string(amount) + ",\"geo\":{\"country\":\"DE\"}}";
}

std::string Member(const std::string& line, const std::string& name) {
  const std::size_t at = line.find("\"" + name + "\":");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 3;
  return line.substr(begin, line.find_first_of(",}", begin) - begin);
}

struct Outcome {
  EngineCounts counts;
  Lines alerts, late, dead;

  Lines Members(const Lines& lines, const std::string& name) const {
    Lines members;
    for (const std::string& line : lines) members.push_back(Member(line, name));
    return members;
  }
};

Outcome RunRules(nfa::RuleSet rules, std::vector<std::pair<std::string, Lines>> streams,
                 EngineOptions options = {}) {
  Outcome outcome;
  MemorySink alerts, late, dead;
  Engine engine(std::make_shared<const nfa::RuleSet>(std::move(rules)), options,
                {&alerts, &late, &dead}, connectors::MakeJsonDecoder);
  for (auto& [stream, records] : streams) {
    const nfa::Status status =
        engine.AddSource(std::make_unique<MemorySource>(stream, std::move(records)));
    EXPECT_TRUE(status.ok()) << status.message();
  }
  const nfa::Status status = engine.Run();
  EXPECT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(alerts.flushes, 1);
  outcome.counts = engine.counts();
  outcome.alerts = alerts.lines;
  outcome.late = late.lines;
  outcome.dead = dead.lines;
  return outcome;
}

Outcome RunPay(Lines records, EngineOptions options = {}) {
  return RunRules(RuleFixture().rules, {{"pay", std::move(records)}}, options);
}

TEST(Engine, MatchesInEventTime) {
  // The purchase arrives before the probe.
  const Outcome outcome = RunPay({Pay(102, "c1", 50), Pay(100, "c1", 5), Pay(101, "c2", 5),
                                  Pay(103, "c1", 60), Pay(104, "c2", 70)});
  EXPECT_EQ(outcome.Members(outcome.alerts, "card"), (Lines{"\"c1\"", "\"c2\""}));
  EXPECT_EQ(outcome.Members(outcome.alerts, "spent"), (Lines{"50", "70"}));
  EXPECT_EQ(outcome.counts.records, 5u);
  EXPECT_EQ(outcome.counts.events, 5u);
  EXPECT_EQ(outcome.counts.alerts, 2u);
  EXPECT_EQ(outcome.counts.alerts_by_rule, (std::vector<std::uint64_t>{2}));
}

TEST(Engine, LateEventsAreSetAside) {
  const Outcome outcome = RunPay({Pay(100, "c1", 5), Pay(110, "c2", 5), Pay(105, "c1", 50),
                                  Pay(104, "c1", 60), Pay(111, "c2", 7)});
  EXPECT_EQ(outcome.Members(outcome.late, "offset"), (Lines{"4"}));
  EXPECT_EQ(Member(outcome.late[0], "time"), "\"1970-01-01T00:01:44Z\"");
  EXPECT_EQ(Member(outcome.late[0], "watermark"), "\"1970-01-01T00:01:45Z\"");
  EXPECT_EQ(outcome.Members(outcome.alerts, "spent"), (Lines{"50"}));
  EXPECT_EQ(outcome.counts.late, 1u);
  EXPECT_EQ(outcome.counts.events, 4u);

  EngineOptions wide;
  wide.lateness_of["pay"] = nfa::Duration{6'000'000'000};
  EXPECT_TRUE(RunPay({Pay(110, "c2", 5), Pay(104, "c1", 60)}, wide).late.empty());
}

TEST(Engine, DeadLettersAndUntypedRecords) {
  EngineOptions options;
  options.max_ahead = nfa::Duration{60'000'000'000};
  const Outcome outcome = RunPay(
      {Pay(100, "c1", 5), "not json", "{\"card\":\"c1\"}", Pay(161, "c1", 5), Pay(160, "c1", 6),
       R"({"at":150,"geo":{"country":"DE"}})", Pay(9000, "c1", 5),
       R"({"at":219,"card":"c1"})", R"({"at":155,"card":"c1","geo":{"country":"DE"}})"},
      options);
  EXPECT_EQ(outcome.Members(outcome.dead, "offset"), (Lines{"2", "3", "4", "6", "7"}));
  EXPECT_EQ(outcome.Members(outcome.dead, "reason"),
            (Lines{"\"the text is not one JSON object\"", "\"no valid event time: at is missing\"",
                   "\"event time 1970-01-01T00:02:41Z is more than 1m ahead of "
                   "1970-01-01T00:01:40Z",
                   "\"required field card is missing\"",
                   "\"event time 1970-01-01T02:30:00Z is more than 1m ahead of "
                   "1970-01-01T00:02:40Z"}));
  EXPECT_EQ(outcome.Members(outcome.dead, "type"), (Lines{"", "", "", "\"Payment\"", ""}));
  EXPECT_EQ(outcome.counts.records, 9u);
  EXPECT_EQ(outcome.counts.dead, 5u);
  EXPECT_EQ(outcome.counts.untyped, 1u);
  EXPECT_EQ(outcome.counts.late, 0u);  // What is untyped moves no time.
  EXPECT_EQ(outcome.counts.events, 3u);
  EXPECT_EQ(outcome.counts.missing,
            (std::map<std::string, std::uint64_t>{{"Payment.amount", 1}}));
}

// Centuries apart, further than a duration can say.
TEST(Engine, AheadByMoreThanADurationHolds) {
  EngineOptions options;
  options.max_ahead = nfa::Duration{3'600'000'000'000};
  const Outcome outcome =
      RunPay({Pay(-9'183'000'000, "c1", 5), Pay(9'180'000'000, "c1", 5),
              Pay(-9'182'999'999, "c1", 6), R"({"at":9000000000,"card":"c1"})"},
             options);
  EXPECT_EQ(outcome.Members(outcome.dead, "offset"), (Lines{"2"}));
  EXPECT_EQ(outcome.counts.events, 2u);
  EXPECT_EQ(outcome.counts.untyped, 1u);  // Of no type: ignored, however far ahead.
  EXPECT_EQ(outcome.counts.late, 0u);
}

// A mixed stream gives the same however it is cut.
TEST(Engine, BatchSizesMakeNoDifference) {
  Lines records;
  unsigned state = 1;
  for (int i = 0; i < 3000; ++i) {
    state = state * 1103515245 + 12345;
    const int r = static_cast<int>(state >> 16 & 0x7FFF);
    records.push_back(Pay(100 + i / 4 - r % 8, "c" + std::to_string(r % 7), r % 20));
    if (r % 50 == 0) records.push_back("{");
    if (r % 60 == 0) records.push_back(R"({"at":500})");
  }
  EngineOptions options;
  const Outcome expected = RunPay(records, options);
  EXPECT_GT(expected.alerts.size(), 50u);
  EXPECT_GT(expected.late.size(), 50u);
  EXPECT_GT(expected.dead.size(), 20u);
  for (std::size_t rows : {1, 2, 7, 100}) {
    options.batch_rows = rows;
    const Outcome outcome = RunPay(records, options);
    EXPECT_EQ(outcome.alerts, expected.alerts) << rows;
    EXPECT_EQ(outcome.late, expected.late) << rows;
    EXPECT_EQ(outcome.dead, expected.dead) << rows;
  }
  // Nor do the rules.
  nfa::RuleSet no_rules = RuleFixture().rules;
  no_rules.rules.clear();
  no_rules.plan.stages.clear();
  const Outcome none = RunRules(std::move(no_rules), {{"pay", records}});
  EXPECT_EQ(none.late, expected.late);
  EXPECT_EQ(none.dead, expected.dead);
}

// A second stream "aux" that nothing but the order of reading depends on.
nfa::RuleSet TwoStreams() {
  nfa::RuleSet rules = RuleFixture().rules;
  // Streams are ordered by name: "pay", "wire".
  nfa::Stream wire;
  wire.name = "wire";
  wire.columns = {{nfa::SourcePath{{"at"}}, {nfa::Scalar::kTimestamp, false}, "epoch_s"}};
  wire.time = nfa::ColumnId(0);
  wire.types = {nfa::EventTypeId(1)};
  rules.schema.streams.push_back(wire);
  nfa::EventType transfer;
  transfer.name = "Wire";
  transfer.stream = nfa::StreamId(1);
  rules.schema.types.push_back(transfer);
  rules.kept.emplace_back();
  return rules;
}

TEST(Engine, StreamsAreReadTogether) {
  Lines pay, wire;
  for (int i = 0; i < 500; ++i) {
    pay.push_back(Pay(100 + i, "c1", i % 2 ? 50 : 5));
    wire.push_back("{\"at\":" + std::to_string(100 + 3 * i) + "}");
  }
  EngineOptions options;
  options.batch_rows = 10;
  const Outcome outcome = RunRules(TwoStreams(), {{"wire", wire}, {"pay", pay}}, options);
  EXPECT_EQ(outcome.alerts.size(), 250u);
  EXPECT_EQ(outcome.counts.late, 0u);
  EXPECT_EQ(outcome.counts.events, 1000u);
  // A stream that nobody feeds holds nobody back.
  EXPECT_EQ(RunRules(TwoStreams(), {{"pay", pay}}).alerts, outcome.alerts);
}

TEST(Engine, SourcesMustFit) {
  Engine engine(std::make_shared<const nfa::RuleSet>(TwoStreams()), {}, {},
                connectors::MakeJsonDecoder);
  const auto add = [&engine](std::string stream) {
    const nfa::Status status =
        engine.AddSource(std::make_unique<MemorySource>(std::move(stream), Lines{}));
    return status.message();
  };
  EXPECT_EQ(add("pays"), "the rules do not read a stream pays; they read pay, wire");
  EXPECT_EQ(add("pay"), "");
  EXPECT_EQ(add("pay"), "stream pay has two sources");
  EXPECT_TRUE(engine.Run().ok());
}

// All records would be dead letters: that is no replay.
TEST(Engine, AStreamWithoutEventTimeIsRefused) {
  nfa::RuleSet rules = RuleFixture().rules;
  rules.schema.streams[0].time.reset();
  MemorySink dead;
  Engine engine(std::make_shared<const nfa::RuleSet>(rules), {}, {nullptr, nullptr, &dead},
                connectors::MakeJsonDecoder);
  ASSERT_TRUE(engine
                  .AddSource(std::make_unique<MemorySource>(
                      "pay", Lines{"broken", Pay(100, "c1", 5), Pay(101, "c1", 50)}))
                  .ok());
  const nfa::Status status = engine.Run();
  EXPECT_EQ(status.code(), nfa::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "offset 2 of partition 0: a record of stream `pay` has no timestamp of its own, "
            "and no event type of the stream has a `@time` field: give one to Payment, such "
            "as `at: timestamp @time`");
  EXPECT_EQ(dead.lines.size(), 1u);
  EXPECT_EQ(engine.counts().dead, 1u);
}

TEST(Engine, OpenMatchesAreCounted) {
  EXPECT_EQ(RunPay({Pay(100, "c1", 5), Pay(101, "c2", 5)}).counts.open_starts, 2u);
  EXPECT_EQ(RunPay({Pay(100, "c1", 5), Pay(101, "c2", 5)}).counts.open_keys, 2u);
  EngineOptions drain;
  drain.drain = true;
  EXPECT_EQ(RunPay({Pay(100, "c1", 5)}, drain).counts.open_starts, 0u);
  // Time stands at the greatest event time read: a deadline at it is not met.
  EXPECT_EQ(RunPay({Pay(100, "c1", 5), Pay(110, "c2", 50)}).counts.open_starts, 1u);
  EXPECT_EQ(RunPay({Pay(100, "c1", 5), Pay(111, "c2", 50)}).counts.open_starts, 0u);
}

}  // namespace
}  // namespace precept::runtime
