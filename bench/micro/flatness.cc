// Whether the time of an event depends on what is open, on a count or on the
// window: the same rule and stream at several sizes, and the ratios.
//
//   flatness [taken|counts|within]
//
// "taken": N starts of `A -> B -> C` are opened in one key; measured are the one
// B that all of them take, beside it a B in another key that takes one, at that
// time (a single event costs what lies in no cache), and then kAlternating events
// A, B, A, B without C.
// `~>` is `A ~> B -> C` under `all`, where every B is taken by all.  "counts":
// `E{n} -> C`, 10,000 open.  "within": one key, an event a second, windows of a
// minute to 30 days.
//
// Figures are medians; a ratio is a figure over that of the least size.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
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
constexpr std::size_t kBeside = 8;
constexpr double kNoBound = 0;
constexpr int kRounds = 7;
constexpr nfa::CapSettings kManyStarts{4'000'000, {}};

std::int64_t WallTime() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Taken {
  double one_b = 0;        // ns
  double beside = 0;       // ns; of B that take one start in key 1, just before.
  double alternating = 0;  // ns an event
};

// One round.  What a single event costs is mostly what lies in caches; at every
// size the same does: key 1 goes the same way just before (and once at first, so
// that what is memoised is).
Taken TakeOnce(CompiledRules& rules, std::size_t open) {
  constexpr std::size_t kChunk = 64 * nfa::kMaxBatchRows;
  MatcherRun run(rules, kManyStarts);
  std::int64_t time = 0;
  const auto in_key = [&](std::uint32_t key, std::vector<std::uint32_t> kinds,
                          std::size_t count) {
    std::vector<Event> events = Repeating(std::move(kinds), count, kStep);
    for (Event& event : events) {
      event.time += time;
      event.key = key;
    }
    time += static_cast<std::int64_t>(count) * kStep;
    return events;
  };
  run.FeedAll(PreparedEvents(rules, in_key(1, {0, 1}, 2)));
  for (std::size_t begun = 0; begun + 1 < open;) {
    const std::size_t size = std::min(kChunk, open - 1 - begun);
    run.FeedAll(PreparedEvents(rules, in_key(0, {0}, size)));
    begun += size;
  }
  std::vector<Event> last = in_key(1, {0, 1}, 64);
  for (const Event& event : in_key(0, {0, 1}, 2)) last.push_back(event);
  const PreparedEvents one(rules, last, 1);
  const PreparedEvents many(rules, in_key(0, {0, 1}, kAlternating));

  Taken taken;
  std::vector<double> beside;
  for (std::size_t i = 0; i < one.parts().size(); ++i) {
    const std::int64_t begin = WallTime();
    run.Feed(one.parts()[i]);
    const auto time = static_cast<double>(WallTime() - begin);
    // Before the last A and B those of key 1, A first.
    const bool is_beside = i % 2 == 1 && i + 2 + 2 * kBeside >= one.parts().size();
    if (is_beside && i + 2 < one.parts().size()) beside.push_back(time);
    taken.one_b = time;  // The last one stays.
  }
  taken.beside = Median(beside);
  const std::int64_t begin = CpuTime();
  run.FeedAll(many);
  taken.alternating = static_cast<double>(CpuTime() - begin) / kAlternating;
  if (run.open_starts() != 33 + open + kAlternating / 2) Fail("not all starts are open");
  return taken;
}

void PrintRatios(std::string_view name, const std::vector<std::pair<std::string, double>>& row,
                 double bound) {
  double worst = 0;
  std::printf("%-34.*s", static_cast<int>(name.size()), name.data());
  for (const auto& [size, ns] : row) {
    const double ratio = ns / row.front().second;
    worst = std::max(worst, ratio);
    std::printf("  %s: %.*f (%.2f)", size.c_str(), ns < 10 ? 2 : 0, ns, ratio);
  }
  if (bound != kNoBound) {
    std::printf("  %s %.1f", worst <= bound ? "within" : "NOT WITHIN", bound);
  }
  std::printf("\n");
  std::fflush(stdout);
}

constexpr std::size_t kSizes[] = {10, 1'000, 100'000, 1'000'000};

// By size, the median of what `round` returns.
template <class Round>
std::vector<std::pair<std::string, double>> BySize(const Round& round) {
  std::vector<std::pair<std::string, double>> row;
  for (const std::size_t open : kSizes) {
    std::vector<double> values;
    const int rounds = open < 100'000 ? 5 * kRounds : 2 * kRounds + 1;
    for (int i = 0; i < rounds; ++i) values.push_back(round(open));
    row.emplace_back(std::to_string(open), Median(values));
  }
  return row;
}

void MeasureTaken() {
  const struct {
    const char* mode;
    const char* pattern;
  } rows[] = {{"first", "A -> B -> C"}, {"each", "A -> B -> C"}, {"all", "A -> B -> C"},
              {"longest", "A -> B -> C"}, {"all", "A ~> B -> C"}};
  for (const auto& row : rows) {
    CompiledRules rules(RuleText(row.mode, "key", 30 * kDay, row.pattern));
    std::map<std::size_t, std::vector<double>> one_b, beside, alternating;
    const auto over_beside = BySize([&](std::size_t open) {
      const Taken taken = TakeOnce(rules, open);
      one_b[open].push_back(taken.one_b);
      beside[open].push_back(taken.beside);
      alternating[open].push_back(taken.alternating);
      return taken.one_b / taken.beside;
    });
    const std::string name = std::string(row.mode) + " " + row.pattern;
    const auto print = [&](const char* what, const auto& by_open, double bound) {
      std::vector<std::pair<std::string, double>> medians;
      for (const auto& [open, values] : by_open) {
        medians.emplace_back(std::to_string(open), Median(values));
      }
      PrintRatios(name + what, medians, bound);
    };
    print(", the B of all", one_b, kNoBound);
    print(", a B of one", beside, kNoBound);
    PrintRatios(name + ", one over the other", over_beside, 1.2);
    print(", then A B", alternating, 1.2);
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
  const struct {
    const char* mode;
    const char* joints;
  } rows[] = {{"first", ""}, {"each", ""}, {"all", ""}, {"longest", ""},
              {"each", " consecutive"}};
  for (const auto& [mode, joints] : rows) {
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
