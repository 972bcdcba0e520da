// The engine against the oracle on all small patterns and streams, in all five
// modes, with and without the drain.
//
// Cases are numbered: pattern, mode, stream, drain, the last fastest.  The
// normal run takes a seeded sample of PRECEPT_EXHAUSTIVE_CASES cases, drawn
// with the seed PRECEPT_EXHAUSTIVE_SEED; PRECEPT_LARGE=1 runs all of them,
// which takes days.  PRECEPT_EXHAUSTIVE_FROM and PRECEPT_EXHAUSTIVE_TO run the
// cases with these numbers and those between, so that a failed one can be rerun
// alone.  GoogleTest's shards divide the slices among processes.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "tests/exhaustive/comparison.h"
#include "tests/exhaustive/engine_run.h"
#include "tests/exhaustive/pattern_space.h"
#include "tests/exhaustive/random_case.h"
#include "tests/exhaustive/random_rule.h"

namespace precept::exhaustive {
namespace {

constexpr std::array<const char*, 5> kModes = {"first", "longest", "each",
                                               "all", "latest"};
constexpr std::size_t kBatchSizes[] = {1, 3, 1024};
constexpr int kSlices = 2;
// About four minutes on two cores; builds with assertions get through less.
#ifdef NDEBUG
constexpr std::uint64_t kDefaultCases = 6'000'000;
#else
constexpr std::uint64_t kDefaultCases = 300'000;
#endif
// Cases of one pattern and mode in the sample: compiling costs as much as some
// tens of them.
constexpr std::uint64_t kCasesOfUnit = 200;
// Of the sample, in percent, by number of steps.
constexpr std::uint64_t kShares[kMostSteps + 1] = {0, 10, 25, 40, 25};
// A slice ends after so many patterns that fail.
constexpr int kMostFailures = 5;

// Number of cases that one pattern has.
std::uint64_t CasesOfMode() { return NumStreams() * 2; }
std::uint64_t CasesOfPattern() { return CasesOfMode() * kModes.size(); }

// By number of steps.
const PatternCounts& CountsOf(int steps) {
  static const std::array<PatternCounts, kMostSteps> counts = [] {
    std::array<PatternCounts, kMostSteps> made;
    for (int i = 0; i < kMostSteps; ++i) {
      made[static_cast<std::size_t>(i)] = CountPatterns(i + 1);
    }
    return made;
  }();
  return counts[static_cast<std::size_t>(steps - 1)];
}

struct Tally {
  std::uint64_t patterns = 0;
  std::uint64_t cases = 0;
  std::uint64_t with_matches = 0;
  std::uint64_t compared = 0;  // Pairs of pattern and mode, as what follows.
  std::uint64_t refused = 0;   // By both.
  int failures = 0;
};

RandomCase MakeCase(const PatternModel& pattern, std::size_t mode) {
  RandomCase c;
  c.one_stream = true;
  c.rule.mode = kModes[mode];
  c.rule.pattern = pattern;
  Retext(c);
  return c;
}

void SetStream(RandomCase& c, const std::vector<std::pair<int, int>>& stream,
               bool drain) {
  constexpr std::int64_t kStart = 1'767'571'200;  // 2026-01-05T00:00:00Z
  c.events.clear();
  for (const auto& [type, seconds] : stream) {
    oracle::Event& event = c.events.emplace_back();
    event.types = {std::string(1, static_cast<char>('A' + type))};
    event.stream = "s1";
    event.time.ns = (kStart + seconds) * 1'000'000'000;
    event.offset = static_cast<std::int64_t>(c.events.size());
  }
  c.options.drain = drain;
}

// A pattern in one mode, compiled for both.
class Unit {
 public:
  // `first_case`: the number of the first case of this pattern and mode.
  Unit(const PatternSpace& space, std::size_t mode, std::uint64_t first_case,
       Tally& tally)
      : case_(MakeCase(space.pattern(), mode)),
        num_types_(space.num_types()),
        first_case_(first_case),
        engine_(case_.rule_text),
        oracle_(case_.rule_text),
        tally_(tally) {
    switch (CompareRules(engine_, oracle_)) {
      case Verdict::kSame:
        runs_ = true;
        ++tally.compared;
        return;
      case Verdict::kBothRefuse:
        ++tally.refused;
        return;
      case Verdict::kOneRefuses:
      case Verdict::kDifferent:
        SetStream(case_, StreamOf(0), true);
        Fail(0);
        return;
    }
  }

  bool runs() const { return runs_; }

  // Case `index` of this pattern and mode; false: it failed.
  bool Run(std::uint64_t index) {
    const auto stream = StreamOf(index / 2);
    if (!StandsForAll(stream, num_types_)) return true;
    SetStream(case_, stream, index % 2 == 1);
    const Answer oracle = oracle_.Ask(case_);
    ++tally_.cases;
    tally_.with_matches += oracle.matches.empty() ? 0 : 1;
    if (oracle.failure.empty() &&
        engine_.Ask(case_, ConfigurationOf(index)) == oracle) {
      return true;
    }
    Fail(index);
    return false;
  }

 private:
  // One in five is restarted after every event.
  static Configuration ConfigurationOf(std::uint64_t index) {
    Configuration configuration{kBatchSizes[index % std::size(kBatchSizes)]};
    if (index % 5 == 0) configuration.restart_after = 1;
    configuration.prefers_journals = index % 2 == 0;
    return configuration;
  }

  void Fail(std::uint64_t index) {
    ++tally_.failures;
    ADD_FAILURE() << "PRECEPT_EXHAUSTIVE_FROM=" << first_case_ + index
                  << " PRECEPT_EXHAUSTIVE_TO=" << first_case_ + index << "\n"
                  << ToText(case_) << "\nsmaller:\n"
                  << Report(case_, ConfigurationOf(index));
  }

  RandomCase case_;
  int num_types_;
  std::uint64_t first_case_;
  EngineRule engine_;
  OracleRule oracle_;
  Tally& tally_;
  bool runs_ = false;
};

// Calls `visit` with each pattern, its number of steps and its own number
// until it says false.
template <class Visit>
void VisitPatterns(Visit visit) {
  std::uint64_t number = 0;
  for (int steps = 1; steps <= kMostSteps; ++steps) {
    for (PatternSpace space(steps); space.Next(); ++number) {
      if (!visit(space, steps, number)) return;
    }
  }
}

// A number that looks like a random one (splitmix64).
std::uint64_t Scattered(std::uint64_t number) {
  std::uint64_t z = (number + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// Which patterns are in the sample: for each number of steps its share, in
// which each pair of kinds comes equally often as far as there are patterns.
class Sample {
 public:
  Sample(std::uint64_t seed, std::uint64_t units)
      : seed_(seed), units_(static_cast<double>(units)) {
    for (int steps = 1; steps <= kMostSteps; ++steps) {
      for (std::size_t i = 0; i < kNumKinds; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
          if (CountsOf(steps).with[i][j] > 0) ++NumPairs(steps);
        }
      }
    }
  }

  bool Takes(const PatternModel& pattern, int steps, std::uint64_t number) {
    const Kinds kinds = KindsOf(pattern);
    const double of_pair =
        units_ * static_cast<double>(kShares[steps]) / 100 / NumPairs(steps);
    double chance = 0;
    for (std::size_t i = 0; i < kNumKinds; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        if (!kinds[i] || !kinds[j]) continue;
        chance += of_pair / static_cast<double>(CountsOf(steps).with[i][j]);
      }
    }
    constexpr double kWide = 18'446'744'073'709'551'616.0;  // 2^64
    const std::uint64_t drawn = Scattered(seed_ + number);
    return static_cast<double>(drawn) < chance * kWide;
  }

 private:
  int& NumPairs(int steps) {
    return num_pairs_[static_cast<std::size_t>(steps - 1)];
  }

  std::uint64_t seed_;
  double units_;
  std::array<int, kMostSteps> num_pairs_{};
};

// Steps joined by -> and => alone: what an engine runs before all else.
bool IsPlainSequence(const PatternModel& pattern) {
  if (!pattern.until.empty()) return false;
  return std::all_of(pattern.links.begin(), pattern.links.end(),
                     [](const Link& link) {
                       return link.target.size() == 1 &&
                              link.target[0].kind == RuleNode::Kind::kStep &&
                              link.target[0].step.repeat.count.empty() &&
                              link.range.empty() && link.arrow != "~>";
                     });
}

void RunSample(int slice, std::uint64_t cases, Tally& tally) {
  Draw draw(FromEnvironment("PRECEPT_EXHAUSTIVE_SEED", 1) * kSlices +
            static_cast<std::uint64_t>(slice));
  const std::uint64_t units = cases / kSlices / kCasesOfUnit + 1;
  Sample sample(draw.Wide(), units);
  VisitPatterns([&](const PatternSpace& space, int steps,
                    std::uint64_t number) {
    // Plain sequences are few and always among the sample.
    if (!IsPlainSequence(space.pattern()) &&
        !sample.Takes(space.pattern(), steps, number)) {
      return true;
    }
    ++tally.patterns;
    auto mode =
        static_cast<std::size_t>(draw.Below(static_cast<int>(kModes.size())));
    if (kModes[mode] == std::string("longest") &&
        !MayBeLongest(space.pattern()))
      mode = 0;
    Unit unit(space, mode, number * CasesOfPattern() + mode * CasesOfMode(),
              tally);
    for (std::uint64_t i = 0; unit.runs() && i < kCasesOfUnit; ++i) {
      if (!unit.Run(draw.Wide() % CasesOfMode())) break;
    }
    return tally.failures < kMostFailures;
  });
}

// The cases numbered from `from` to `to`, of the patterns of the slice.
void RunRange(int slice, std::uint64_t from, std::uint64_t to, Tally& tally) {
  VisitPatterns([&](const PatternSpace& space, int, std::uint64_t number) {
    if (number > to / CasesOfPattern()) return false;
    if (number < from / CasesOfPattern() ||
        number % kSlices != static_cast<std::uint64_t>(slice)) {
      return true;
    }
    ++tally.patterns;
    for (std::size_t mode = 0; mode < kModes.size(); ++mode) {
      const std::uint64_t first =
          number * CasesOfPattern() + mode * CasesOfMode();
      if (first > to || first + CasesOfMode() <= from) continue;
      if (kModes[mode] == std::string("longest") &&
          !MayBeLongest(space.pattern()))
        continue;
      Unit unit(space, mode, first, tally);
      for (std::uint64_t i = 0; unit.runs() && i < CasesOfMode(); ++i) {
        if (first + i < from || first + i > to) continue;
        if (!unit.Run(i)) break;
      }
    }
    return tally.failures < kMostFailures;
  });
}

void Print(int slice, const Tally& tally) {
  std::cout << "slice " << slice << ": patterns of one to four steps";
  for (int steps = 1; steps <= kMostSteps; ++steps) {
    std::cout << ' ' << CountsOf(steps).patterns;
  }
  std::cout << ", streams " << NumStreams() << "\n  " << tally.patterns
            << " patterns visited, in one or more modes " << tally.compared
            << " compared, " << tally.refused << " refused by both; " << tally.cases
            << " cases, " << tally.with_matches << " with matches\n";
}

class ExhaustiveTest : public testing::TestWithParam<int> {};

TEST_P(ExhaustiveTest, EngineEqualsOracle) {
  constexpr std::uint64_t kEnd = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t from = FromEnvironment("PRECEPT_EXHAUSTIVE_FROM", kEnd);
  const bool large = std::getenv("PRECEPT_LARGE") != nullptr;
  Tally tally;
  if (from != kEnd || large) {
    RunRange(GetParam(), from == kEnd ? 0 : from,
             FromEnvironment("PRECEPT_EXHAUSTIVE_TO", kEnd), tally);
    Print(GetParam(), tally);
    return;
  }
  RunSample(GetParam(),
            FromEnvironment("PRECEPT_EXHAUSTIVE_CASES", kDefaultCases), tally);
  Print(GetParam(), tally);
  EXPECT_GT(tally.with_matches, tally.cases / 20);
  EXPECT_GT(tally.compared, 0u);
}

INSTANTIATE_TEST_SUITE_P(Slices, ExhaustiveTest, testing::Range(0, kSlices));

TEST(PatternSpaceTest, MakesEachPatternOnce) {
  for (const int steps : {1, 2}) {
    std::set<std::string> texts;
    std::uint64_t made = 0;
    for (PatternSpace space(steps); space.Next(); ++made) {
      texts.insert(ToText(MakeCase(space.pattern(), 0).rule));
    }
    EXPECT_EQ(texts.size(), made) << steps << " steps";
    EXPECT_EQ(made, CountsOf(steps).patterns);
  }
}

TEST(PatternSpaceTest, MakesEachStreamOnce) {
  std::set<std::vector<std::pair<int, int>>> streams;
  for (std::uint64_t i = 0; i < NumStreams(); ++i) streams.insert(StreamOf(i));
  EXPECT_EQ(streams.size(), NumStreams());
  EXPECT_EQ(NumStreams(), 3u + 18u + 108u + 648u + 3888u);
}

}  // namespace
}  // namespace precept::exhaustive
