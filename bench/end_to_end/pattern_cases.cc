// Nine cases that other engines of this kind were measured with, in process,
// each beside a plain loop of the same meaning.
//
//   pattern_cases [--benchmark_filter=REGEX]
//
// Two million events: ten types uniform, time +10 ms an event, keys uniform,
// amounts uniform from 0 to 1000.  A case runs kRounds times from nothing over
// the whole stream; the matcher and the plain loop must find equally many
// matches, and in P1 as many as those engines found in this stream.  Decoding is not timed;
// screening is told apart.

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/micro/matcher_harness.h"
#include "bench/micro/plain_loops.h"

namespace precept::bench {
namespace {

constexpr std::size_t kEvents = 2'000'000;
constexpr std::int64_t kStep = 10 * kMillisecond;
constexpr int kRounds = 3;
constexpr std::int64_t kMinute = 60 * kSecond;

struct PatternCase {
  std::string name;
  std::string rules;
  std::vector<Event> (*stream)(std::uint32_t keys);
  std::uint32_t keys = 1;
  std::function<std::unique_ptr<PlainLoop>()> plain;
  // What other engines found in this stream; nothing: not known.
  std::optional<std::uint64_t> matches = std::nullopt;
};

struct Row {
  std::string name;
  double engine_ns = 0;
  double plain_ns = 0;
  double screen_ns = 0;
  std::uint64_t matches = 0;
  std::string failure;
};

std::vector<PatternCase>& Cases() {
  static std::vector<PatternCase> cases;
  return cases;
}

std::vector<Row>& Rows() {
  static std::vector<Row> rows;
  return rows;
}

// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

std::vector<Event> UniformTypes(std::uint32_t keys) {
  SplitMix random(42);
  std::vector<Event> events(kEvents);
  for (std::size_t i = 0; i < kEvents; ++i) {
    events[i].time = static_cast<std::int64_t>(i) * kStep;
    events[i].kind = static_cast<std::uint32_t>(random.Next() % 10);
    events[i].key = static_cast<std::uint32_t>(random.Next() % keys);
    events[i].amount = static_cast<double>(random.Next() >> 11) * 0x1p-53 * 1'000;
    events[i].name = static_cast<std::uint32_t>(random.Next() % 4'000);
  }
  return events;
}

// Nothing but A.
std::vector<Event> OnlyStarts(std::uint32_t) {
  std::vector<Event> events = UniformTypes(1);
  for (Event& event : events) event.kind = 0;
  return events;
}

// P9, `first`: rule i is name 2i, then name 2i + 1, within ten minutes.
class PlainPairs : public PlainLoop {
 public:
  explicit PlainPairs(std::uint32_t rules) : starts_(rules) {}

  void Feed(std::span<const Event> events, std::int64_t later) override {
    for (const Event& event : events) {
      const std::uint32_t rule = event.name / 2;
      if (rule >= starts_.size()) continue;
      Queue<std::int64_t>& starts = starts_[rule];
      const std::int64_t now = event.time + later;
      std::uint64_t begin = starts.begin();
      while (begin < starts.end() && now - starts[begin] > 10 * kMinute) ++begin;
      if (begin != starts.begin()) starts.PopTo(begin);
      if (event.name % 2 == 0) {
        starts.push(now);
      } else if (!starts.empty()) {
        ++matches_;
        checksum_ += now - starts.front();
        starts.Clear();
      }
    }
  }

 private:
  std::vector<Queue<std::int64_t>> starts_;
  std::int64_t checksum_ = 0;
};

Row Run(const PatternCase& c) {
  Row row;
  row.name = c.name;
  CompiledRules rules(c.rules);
  const PreparedEvents events(rules, c.stream(c.keys));
  const std::int64_t end = static_cast<std::int64_t>(kEvents) * kStep;
  row.screen_ns = events.screen_ns_per_event();
  std::vector<double> engine;
  std::vector<double> plain;
  for (int round = 0; round < kRounds; ++round) {
    MatcherRun run(rules);
    std::int64_t begin = CpuTime();
    run.FeedAll(events);
    run.AdvanceTo(end);
    engine.push_back(static_cast<double>(CpuTime() - begin) / kEvents);
    row.matches = run.sink().matches();

    const std::unique_ptr<PlainLoop> loop = c.plain();
    begin = CpuTime();
    for (const PreparedEvents::Part& part : events.parts()) loop->Feed(part.events, 0);
    loop->AdvanceTo(end);
    plain.push_back(static_cast<double>(CpuTime() - begin) / kEvents);
    if (loop->matches() != row.matches) {
      row.failure = "plain loop: " + std::to_string(loop->matches()) + " matches";
    }
  }
  if (c.matches && row.matches != *c.matches) {
    row.failure += " expected " + std::to_string(*c.matches) + " matches";
  }
  row.engine_ns = Median(engine);
  row.plain_ns = Median(plain);
  return row;
}

template <std::size_t N>
std::function<std::unique_ptr<PlainLoop>()> Chain(PlainMode mode, std::int64_t within,
                                                  std::size_t keys) {
  return [=] { return std::make_unique<PlainChain<N>>(mode, within, keys); };
}

void AddCases() {
  const std::int64_t ten = 10 * kMinute;
  const std::string abc = "a: A -> b: B -> c: C";
  std::vector<PatternCase>& cases = Cases();
  cases.push_back({"P1 first", RuleText("first", "key", ten, abc), UniformTypes, 1'000,
                   Chain<3>(PlainMode::kFirst, ten, 1'000), 66'324});
  cases.push_back({"P1 each", RuleText("each", "key", ten, abc), UniformTypes, 1'000,
                   Chain<3>(PlainMode::kEach, ten, 1'000), 195'099});
  cases.push_back({"P2 one key", RuleText("first", "", ten, abc), UniformTypes, 1,
                   Chain<3>(PlainMode::kFirst, ten, 1)});
  cases.push_back({"P3 100,000 keys", RuleText("first", "key", ten, abc), UniformTypes, 100'000,
                   Chain<3>(PlainMode::kFirst, ten, 100'000)});
  cases.push_back({"P4 nine steps",
                   RuleText("first", "key", 3 * ten,
                            "A -> B -> C -> D -> E -> F -> G -> H -> I"),
                   UniformTypes, 1'000, Chain<9>(PlainMode::kFirst, 3 * ten, 1'000)});
  cases.push_back({"P5 B{3,}", RuleText("first", "key", ten, "a: A -> b: B{3,} -> c: C"),
                   UniformTypes, 1'000,
                   [=] { return std::make_unique<PlainLoopStep>(PlainMode::kFirst, 3, ten, 1'000); }});
  cases.push_back({"P6 absence", RuleText("each", "key", 0, "a: A -> not B for 1m"),
                   UniformTypes, 1'000,
                   [] { return std::make_unique<PlainAbsence>(kMinute, 1'000); }});
  cases.push_back({"P7 comparison",
                   RuleText("each", "key", ten, "a: A -> b: B where amount > 2.0 * a.amount"),
                   UniformTypes, 1'000,
                   [=] { return std::make_unique<PlainCompare>(2, ten, 1'000); }});
  for (const std::int64_t open : {10, 100, 1'000, 100'000}) {
    const std::int64_t within = open * kStep;
    cases.push_back({"P8 open " + std::to_string(open),
                     RuleText("each", "", within, "a: A -> b: B"), OnlyStarts, 1,
                     [=] { return std::make_unique<PlainPair>(within); }});
  }
  for (const std::uint32_t rules : {1u, 10u, 100u, 1'000u}) {
    std::string text;
    for (std::uint32_t i = 0; i < rules; ++i) {
      text += "rule r" + std::to_string(i) + " { match within 10m { a: X where name == \"v" +
              std::to_string(2 * i) + "\" -> b: X where name == \"v" +
              std::to_string(2 * i + 1) + "\" } }\n";
    }
    cases.push_back({"P9 rules " + std::to_string(rules), text, UniformTypes, 1,
                     [=] { return std::make_unique<PlainPairs>(rules); }});
  }
}

// The plain loop looks at every event, as the screen does; the matcher sees what
// the screen lets pass.
void PrintTable() {
  std::printf("\n%-18s %9s %9s %8s %9s %12s %10s %10s\n", "case (ns an event)", "matcher",
              "plain", "x plain", "screen", "both x plain", "events/s", "matches");
  for (const Row& row : Rows()) {
    const double both = row.engine_ns + row.screen_ns;
    std::printf("%-18s %9.1f %9.1f %8.1f %9.1f %12.1f %9.1fM %10llu %s\n", row.name.c_str(),
                row.engine_ns, row.plain_ns, row.engine_ns / row.plain_ns, row.screen_ns,
                both / row.plain_ns, 1'000 / both, static_cast<unsigned long long>(row.matches),
                row.failure.c_str());
  }
}

int RunAll(int argc, char** argv) {
  AddCases();
  for (const PatternCase& c : Cases()) {
    benchmark::RegisterBenchmark(c.name.c_str(), [&c](benchmark::State& state) {
      for (auto _ : state) {
        const Row row = Run(c);
        state.SetIterationTime(row.engine_ns * 1e-9);
        if (!row.failure.empty()) state.SkipWithError(row.failure.c_str());
        Rows().push_back(row);
      }
    })->Iterations(1)->UseManualTime();
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  PrintTable();
  for (const Row& row : Rows()) {
    if (!row.failure.empty()) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace precept::bench

int main(int argc, char** argv) { return precept::bench::RunAll(argc, argv); }
