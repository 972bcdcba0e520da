// Whether the time of an event depends on what is open, on a count or on the
// window: the same rule and stream at several sizes, and the ratios.
//
//   flatness [taken|counts|within]
//
// "taken": N starts of `A -> B -> C` are opened in one key; measured are the one
// B that all of them take, and then kAlternating events A, B, A, B without C.
// `~>` is `A ~> B -> C` under `all`, where every B is taken by all.  "counts":
// `E{n} -> C`, 10,000 open.  "within": one key, an event a second, windows of a
// minute to 30 days.
//
// Figures are medians; a ratio is a figure over that of the least size.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/micro/matcher_harness.h"

namespace precept::bench {
namespace {

constexpr std::int64_t kStep = 10 * kMillisecond;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::size_t kAlternating = 10'000;
constexpr int kRounds = 7;
constexpr nfa::CapSettings kManyStarts{4'000'000, {}};

std::int64_t WallTime() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::vector<Event> At(std::int64_t time, std::vector<Event> events) {
  for (Event& event : events) event.time += time;
  return events;
}

struct Taken {
  double one_b = 0;        // ns
  double alternating = 0;  // ns an event
};

// One round: a start and its B first, so that what is memoised is; then the
// starts, the B, the events that alternate.
Taken TakeOnce(CompiledRules& rules, std::size_t open) {
  constexpr std::size_t kChunk = 64 * nfa::kMaxBatchRows;
  MatcherRun run(rules, kManyStarts);
  run.FeedAll(PreparedEvents(rules, Repeating({0, 1}, 4, kStep)));
  std::int64_t time = 4 * kStep;
  for (std::size_t begun = 0; begun < open;) {
    const std::size_t size = std::min(kChunk, open - begun);
    run.FeedAll(PreparedEvents(rules, At(time, Repeating({0}, size, kStep))));
    time += static_cast<std::int64_t>(size) * kStep;
    begun += size;
  }
  const PreparedEvents one(rules, At(time, Repeating({1}, 1, kStep)));
  const PreparedEvents many(rules, At(time + kStep, Repeating({0, 1}, kAlternating, kStep)));
  Taken taken;
  const std::int64_t begin = WallTime();
  run.FeedAll(one);
  taken.one_b = static_cast<double>(WallTime() - begin);
  const std::int64_t cpu = CpuTime();
  run.FeedAll(many);
  taken.alternating = static_cast<double>(CpuTime() - cpu) / kAlternating;
  if (run.open_starts() != 2 + open + kAlternating / 2) Fail("not all starts are open");
  return taken;
}

void PrintRatios(std::string_view name, const std::vector<std::pair<std::string, double>>& row,
                 double bound) {
  double worst = 0;
  std::printf("%-34.*s", static_cast<int>(name.size()), name.data());
  for (const auto& [size, ns] : row) {
    const double ratio = ns / row.front().second;
    worst = std::max(worst, ratio);
    std::printf("  %s: %.0f (%.2f)", size.c_str(), ns, ratio);
  }
  std::printf("  %s %.1f\n", worst <= bound ? "within" : "NOT WITHIN", bound);
  std::fflush(stdout);
}

void MeasureTaken() {
  const struct {
    const char* mode;
    const char* pattern;
  } rows[] = {{"first", "A -> B -> C"}, {"each", "A -> B -> C"}, {"all", "A -> B -> C"},
              {"longest", "A -> B -> C"}, {"all", "A ~> B -> C"}};
  for (const auto& row : rows) {
    CompiledRules rules(RuleText(row.mode, "", 30 * kDay, row.pattern));
    std::vector<std::pair<std::string, double>> one_b;
    std::vector<std::pair<std::string, double>> alternating;
    for (const std::size_t open : {10u, 1'000u, 100'000u, 1'000'000u}) {
      std::vector<double> ones;
      std::vector<double> manies;
      for (int round = 0; round < kRounds; ++round) {
        const Taken taken = TakeOnce(rules, open);
        ones.push_back(taken.one_b);
        manies.push_back(taken.alternating);
      }
      one_b.emplace_back(std::to_string(open), Median(ones));
      alternating.emplace_back(std::to_string(open), Median(manies));
    }
    const std::string name = std::string(row.mode) + " " + row.pattern;
    PrintRatios(name + ", the B of all", one_b, 1.2);
    PrintRatios(name + ", then A B", alternating, 1.2);
  }
}

double EventTime(std::string rules, std::vector<std::uint32_t> kinds, std::int64_t step,
                 std::size_t warm_up) {
  Case c{"", std::move(rules),
         [=] {
           const std::size_t count = 64 * nfa::kMaxBatchRows;
           return Stream{{}, Repeating(kinds, count, step),
                         static_cast<std::int64_t>(count) * step};
         },
         warm_up};
  c.caps = kManyStarts;
  return Measure(c).engine_ns;
}

void MeasureCounts() {
  for (const char* mode : {"first", "each", "all", "longest"}) {
    for (const char* joints : {"", " consecutive"}) {
      std::vector<std::pair<std::string, double>> row;
      for (const int n : {5, 50, 5'000}) {
        const std::string pattern = "E: A{" + std::to_string(n) + "}" + joints + " -> C";
        row.emplace_back(std::to_string(n),
                         EventTime(RuleText(mode, "", 9'999 * kStep, pattern), {0}, kStep,
                                   20'000));
      }
      PrintRatios(std::string(mode) + " E{n}" + joints + " -> C", row, 1.4);
    }
  }
}

void MeasureWithin() {
  for (const char* mode : {"first", "each", "all", "longest"}) {
    std::vector<std::pair<std::string, double>> row;
    const std::pair<const char*, std::int64_t> windows[] = {
        {"1m", 60}, {"1h", 3'600}, {"1d", 86'400}, {"30d", 30 * 86'400}};
    for (const auto& [name, seconds] : windows) {
      row.emplace_back(name, EventTime(RuleText(mode, "", seconds * kSecond, "A -> B -> C"),
                                       {0, 1}, kSecond,
                                       static_cast<std::size_t>(seconds) + 65'536));
    }
    PrintRatios(std::string(mode) + " within", row, 1.4);
  }
}

}  // namespace
}  // namespace precept::bench

int main(int argc, char** argv) {
  using namespace precept::bench;
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  std::printf("ns an event, and its ratio to the least size\n");
  if (wanted.empty() || wanted == "taken") MeasureTaken();
  if (wanted.empty() || wanted == "counts") MeasureCounts();
  if (wanted.empty() || wanted == "within") MeasureWithin();
  return 0;
}
