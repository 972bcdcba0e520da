// The engine against the oracle on streams of 50 to 300 events under few keys:
// what adds up slowly, and what is left of times that jump.
//
// Of each stream also with the state thrown away after every 7th event.  The
// oracle lists runs, and gives up where there are too many: few cases may end so.
//
// PRECEPT_RANDOM_CASES and PRECEPT_RANDOM_SEED as in random_comparison_test.

#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <string>

#include "tests/exhaustive/comparison.h"
#include "tests/exhaustive/engine_run.h"
#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {
namespace {

constexpr std::uint64_t kCases = 700;
constexpr std::size_t kMaxRuns = 20'000;

struct Tally {
  std::uint64_t cases = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t refused = 0;
  std::uint64_t with_matches = 0;
  std::uint64_t matches = 0;
};

void CompareSeed(const Features& features, std::uint64_t seed, Tally& tally) {
  const int num_events = 50 + static_cast<int>(seed * 37 % 251);
  RandomCase c = MakeLongCase(features, num_events, seed);
  c.options.max_runs = kMaxRuns;
  const EngineRule engine(c.rule_text);
  const OracleRule rule(c.rule_text);
  ++tally.cases;
  if (CompareRules(engine, rule) == Verdict::kBothRefuse) {
    ++tally.refused;
    return;
  }
  const Answer oracle = rule.Ask(c);
  if (oracle.failure == "too many runs") {
    ++tally.unanswered;
    return;
  }
  ASSERT_EQ(oracle.failure, "") << "seed " << seed << "\n" << ToText(c);
  const Configuration plain{1024};
  const Configuration restarted{seed % 3 == 0 ? std::size_t{1} : std::size_t{64}, 7, seed % 2 == 0};
  for (const Configuration& configuration : {plain, restarted}) {
    ASSERT_TRUE(engine.Ask(c, configuration) == oracle)
        << "seed " << seed << "\n" << Report(c, configuration);
  }
  tally.matches += oracle.matches.size();
  tally.with_matches += oracle.matches.empty() ? 0 : 1;
}

void CompareSeeds(const Features& features) {
  const std::uint64_t first = FromEnvironment("PRECEPT_RANDOM_SEED", 1);
  const std::uint64_t cases = FromEnvironment("PRECEPT_RANDOM_CASES", kCases);
  Tally tally;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    CompareSeed(features, seed, tally);
    if (testing::Test::HasFailure()) return;
  }
  std::cout << tally.cases << " cases, " << tally.with_matches << " with matches, "
            << tally.matches << " matches, " << tally.refused << " refused by both, "
            << tally.unanswered << " not answered by the oracle\n";
  EXPECT_GT(tally.with_matches, cases / 3);
  EXPECT_LE(tally.unanswered, cases / 10);
}

// Short patterns: what runs of them there are at once the oracle can list.
Features Small(Features features) {
  features.combinations = features.own_keys_only = false;
  return features;
}

TEST(LongStream, Sequences) { CompareSeeds(Sequences()); }

TEST(LongStream, Everything) { CompareSeeds(Small(Everything())); }

TEST(LongStream, OneMatchAStart) {
  Features features = Small(Everything());
  features.modes = {"first", "each", "latest"};
  CompareSeeds(features);
}

TEST(LongStream, ComparingLoops) { CompareSeeds(ComparingLoops()); }

}  // namespace
}  // namespace precept::exhaustive
