#include "runtime/alert_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "nfa/key.h"
#include "tests/unit/runtime/rule_fixture.h"

namespace precept::runtime {
namespace {

class AlertTextTest : public testing::Test {
 protected:
  // Keeps an event; texts must outlive the test's use.
  nfa::TakenEvent Take(std::uint32_t alternative, std::int64_t seconds, std::int64_t offset,
                       std::string_view card, std::optional<std::int64_t> amount,
                       std::string_view country = "DE") {
    nfa::EventBatch batch(fixture_.rules.schema, nfa::StreamId(0));
    batch.partition = 3;
    const nfa::Timestamp time{seconds * 1'000'000'000};
    batch.columns[RuleFixture::kAt].Append(time);
    batch.columns[RuleFixture::kCard].Append(card);
    if (amount) batch.columns[RuleFixture::kAmount].Append(*amount);
    else batch.columns[RuleFixture::kAmount].AppendMissing();
    batch.columns[RuleFixture::kCountry].Append(country);
    batch.offsets.push_back(offset);
    batch.times.push_back(time);
    batch.raw.push_back("");
    rows_->NextEvent();
    return {rows_->Keep(batch, 0), alternative};
  }

  void Prepare() {
    prepared_ = std::make_unique<nfa::PreparedExpressions>(fixture_.rules.expressions);
    rows_ = std::make_unique<nfa::EventRowStore>(fixture_.rules, *prepared_);
    writer_ = std::make_unique<AlertWriter>(fixture_.rules, *prepared_, *rows_);
    key_.clear();
    nfa::Column card(kText);
    card.Append(std::string_view("c1"));
    nfa::AppendKeyPart(card, 0, key_);
  }

  std::string Write(const std::vector<nfa::TakenEvent>& events, nfa::Incomplete incomplete = nfa::kComplete) {
    nfa::Match match;
    match.key = key_;
    match.decided = rows_->TimeOf(events.back().event);
    match.events = events;
    match.incomplete = incomplete;
    std::string out;
    writer_->Append(match, out);
    return out;
  }

  nfa::Rule& rule() { return fixture_.rules.rules[0]; }

  RuleFixture fixture_;
  std::unique_ptr<nfa::PreparedExpressions> prepared_;
  std::unique_ptr<nfa::EventRowStore> rows_;
  std::unique_ptr<AlertWriter> writer_;
  std::string key_;
};

constexpr char kPlainEvents[] =
    R"("events":[{"step":"small","type":"Payment","stream":"pay","partition":3,"offset":7,)"
    R"("time":"1970-01-01T00:00:01Z","data":{"card":"c1","amount":5,"geo":{"country":"DE"}}},)"
    R"({"step":"big","type":"Payment","stream":"pay","partition":3,"offset":9,)"
    R"("time":"1970-01-01T00:00:02Z","data":{"card":"c1","geo":{"country":"FR"}}}])";

// The id is pinned: it must never change for the same rule, key and events.
TEST_F(AlertTextTest, WhatDoesNotApplyIsAbsent) {
  Prepare();
  const std::string alert =
      Write({Take(0, 1, 7, "c1", 5), Take(1, 2, 9, "c1", std::nullopt, "FR")});
  EXPECT_EQ(alert,
            std::string(R"({"id":"15644a55487794331412359fce8f35dc","rule":"probe",)"
                        R"("version":"0000000000000abc","severity":"medium",)"
                        R"("time":"1970-01-01T00:00:02Z","start":"1970-01-01T00:00:01Z",)"
                        R"("end":"1970-01-01T00:00:02Z","key":{"card":"c1"},)"
                        R"("fields":{"who":{"card":"c1"}},)") +
                kPlainEvents + "}");
}

TEST_F(AlertTextTest, Everything) {
  rule().title = "Probe \"and\" purchase";
  rule().severity = nfa::Severity::kHigh;
  rule().risk = 7.5;
  rule().attack = {"T1110", "T1078"};
  rule().labels = {{"owner", "\"fraud\""}, {"tags", "[1,2]"}};
  rule().emit_message = fixture_.Text("card \xC3\xA9\n");
  rule().emit_severity = fixture_.Text("critical");
  rule().emit_risk = fixture_.Number(80);
  Prepare();
  const std::string alert =
      Write({Take(0, 1, 7, "c1", 5), Take(1, 2, 9, "c1", std::nullopt, "FR")},
            nfa::kCappedStarts);
  EXPECT_EQ(alert.substr(40),
            std::string(R"(,"rule":"probe","title":"Probe \"and\" purchase",)"
                        R"("version":"0000000000000abc","severity":"critical","risk":80,)"
                        R"("attack":["T1110","T1078"],"labels":{"owner":"fraud","tags":[1,2]},)"
                        R"("time":"1970-01-01T00:00:02Z","start":"1970-01-01T00:00:01Z",)"
                        R"("end":"1970-01-01T00:00:02Z","key":{"card":"c1"},)"
                        R"("fields":{"who":{"card":"c1"}},"message":"card )"
                        "\xC3\xA9" R"(\n",)") +
                kPlainEvents + R"(,"incomplete":"cap on starting events"})");
}

TEST_F(AlertTextTest, SaysWhichCapsDroppedSomething) {
  Prepare();
  const std::vector<nfa::TakenEvent> events{Take(0, 1, 7, "c1", 5), Take(1, 2, 9, "c1", 20)};
  EXPECT_THAT(Write(events, nfa::kCappedMatches),
              testing::EndsWith(R"(,"incomplete":"cap on matches of one event"})"));
  EXPECT_THAT(
      Write(events, nfa::kCappedStarts | nfa::kCappedMatches),
      testing::EndsWith(
          R"(,"incomplete":"cap on starting events, cap on matches of one event"})"));
}

TEST_F(AlertTextTest, SeverityAndRiskFallBack) {
  rule().severity = nfa::Severity::kLow;
  rule().risk = 2;
  rule().emit_severity = fixture_.Text("terrible");
  rule().emit_risk = fixture_.Column(1, kNumber);  // big.amount
  Prepare();
  const std::string alert = Write({Take(0, 1, 7, "c1", 5), Take(1, 2, 9, "c1", std::nullopt)});
  EXPECT_NE(alert.find(R"("severity":"low","risk":2,"time")"), std::string::npos) << alert;
  EXPECT_NE(Write({Take(0, 1, 7, "c1", 5), Take(1, 2, 9, "c1", 60)})
                .find(R"("severity":"low","risk":60,"time")"),
            std::string::npos);
}

TEST_F(AlertTextTest, IdTellsMatchesApart) {
  Prepare();
  const auto id = [](const std::string& alert) { return alert.substr(7, 32); };
  const std::string first = id(Write({Take(0, 1, 7, "c1", 5), Take(1, 2, 9, "c1", 50)}));
  // Coordinates count, values and times do not.
  EXPECT_EQ(first, id(Write({Take(0, 3, 7, "c2", 6), Take(1, 4, 9, "c2", 60)})));
  EXPECT_NE(first, id(Write({Take(0, 1, 8, "c1", 5), Take(1, 2, 9, "c1", 50)})));
  EXPECT_NE(first, id(Write({Take(1, 1, 7, "c1", 5), Take(0, 2, 9, "c1", 50)})));
  EXPECT_NE(first, id(Write({Take(0, 1, 7, "c1", 5), Take(0, 2, 9, "c1", 50)})));
  EXPECT_NE(first, id(Write({Take(0, 1, 9, "c1", 5), Take(1, 2, 7, "c1", 50)})));
}

std::size_t EventsShown(const std::string& alert) {
  const std::regex step("\"step\":");
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(alert.begin(), alert.end(), step), {}));
}

TEST_F(AlertTextTest, TheFirstHundredEventsAre) {
  Prepare();
  std::vector<nfa::TakenEvent> events;
  for (int i = 0; i < 100; ++i) events.push_back(Take(0, i, i, "c1", i));
  std::string alert = Write(events);
  EXPECT_EQ(EventsShown(alert), 100u);
  EXPECT_EQ(alert.find("events_left_out"), std::string::npos);
  for (int i = 0; i < 3; ++i) events.push_back(Take(0, 200 + i, 200 + i, "c1", i));
  alert = Write(events);
  EXPECT_EQ(EventsShown(alert), 100u);
  EXPECT_TRUE(alert.ends_with("}],\"events_left_out\":3}")) << alert.substr(alert.size() - 50);
}

TEST_F(AlertTextTest, AndTheFirst256KiB) {
  Prepare();
  const std::string country(100'000, 'x');
  std::vector<nfa::TakenEvent> events;
  for (int i = 0; i < 5; ++i) events.push_back(Take(0, i, i, "c1", i, country));
  const std::string alert = Write(events);
  EXPECT_EQ(EventsShown(alert), 2u);
  EXPECT_TRUE(alert.ends_with("}],\"events_left_out\":3}"));
}

}  // namespace
}  // namespace precept::runtime
