// The engine against the oracle on random rules and events: the same matches,
// the same bindings, in the same order, decided at the same times.
//
// PRECEPT_RANDOM_CASES sets the number of cases of each kind, PRECEPT_RANDOM_SEED
// the first seed; PRECEPT_LARGE=1 runs 100,000.  A difference is shrunk and printed with
// its seed.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/exhaustive/comparison.h"
#include "tests/exhaustive/engine_run.h"
#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {
namespace {

// Builds with assertions get through less in the same time.
#ifdef NDEBUG
constexpr std::uint64_t kDefaultCases = 10'000;
#else
constexpr std::uint64_t kDefaultCases = 2'500;
#endif
constexpr std::size_t kBatchSizes[] = {1, 3, 1024};
constexpr std::size_t kRestarts[] = {1, 1, 1, 2, 3};

std::uint64_t NumCases() {
  return FromEnvironment(
      "PRECEPT_RANDOM_CASES",
      std::getenv("PRECEPT_LARGE") != nullptr ? 100'000 : kDefaultCases);
}

struct Tally {
  std::uint64_t with_matches = 0;
  std::uint64_t matches = 0;
  std::uint64_t refused = 0;  // By both.
  std::uint64_t unanswered = 0;  // By the oracle: too much for it.
};

// `with_refused`: the generator may draw what is no rule.
void CompareSeeds(const Features& features, bool with_refused, Tally& tally) {
  const std::uint64_t first = FromEnvironment("PRECEPT_RANDOM_SEED", 1);
  const std::uint64_t cases = NumCases();
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    const RandomCase c = MakeRandomCase(features, seed);
    const Configuration plain{kBatchSizes[seed % std::size(kBatchSizes)]};
    const Configuration restarted{1, kRestarts[seed % std::size(kRestarts)], seed % 2 == 0};
    const EngineRule engine(c.rule_text);
    const OracleRule rule(c.rule_text);
    const Answer oracle = rule.Ask(c);
    if (with_refused && CompareRules(engine, rule) == Verdict::kBothRefuse) {
      ++tally.refused;
      continue;
    }
    if (oracle.failure == "too many runs") {
      ++tally.unanswered;
      continue;
    }
    ASSERT_EQ(oracle.failure, "") << "seed " << seed << "\n" << ToText(c);
    ASSERT_TRUE(engine.failure().empty()) << "seed " << seed << "\n" << Report(c, plain);
    for (const Configuration& configuration : {plain, restarted}) {
      ASSERT_TRUE(engine.Ask(c, configuration) == oracle)
          << "seed " << seed << "\n" << Report(c, configuration);
    }
    tally.matches += oracle.matches.size();
    tally.with_matches += oracle.matches.empty() ? 0 : 1;
  }
  std::cout << cases << " cases from seed " << first << ", "
            << tally.with_matches << " with matches, " << tally.matches
            << " matches, " << tally.refused << " refused by both, "
            << tally.unanswered << " not answered by the oracle\n";
  EXPECT_LE(tally.unanswered, cases / 1'000);
}

TEST(RandomComparison, Sequences) {
  Tally tally;
  CompareSeeds(Sequences(), false, tally);
  EXPECT_GT(tally.with_matches, NumCases() / 3);
}

TEST(RandomComparison, Everything) {
  Tally tally;
  CompareSeeds(Everything(), true, tally);
  EXPECT_GT(tally.with_matches, NumCases() / 3);
  EXPECT_LT(tally.refused, NumCases() / 50);
}

TEST(RandomComparison, Comparisons) {
  Tally tally;
  CompareSeeds(Comparisons(), true, tally);
  EXPECT_GT(tally.with_matches, NumCases() / 3);
  EXPECT_LT(tally.refused, NumCases() / 50);
}

TEST(RandomComparison, ComparingLoops) {
  Tally tally;
  CompareSeeds(ComparingLoops(), true, tally);
  EXPECT_GT(tally.with_matches, NumCases() / 5);
  EXPECT_LT(tally.refused, NumCases() / 50);
}

}  // namespace
}  // namespace precept::exhaustive
