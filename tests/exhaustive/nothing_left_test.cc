// After every event what a matcher holds agrees with itself; when time has run
// out nothing is held, and the matcher is as good as new: the same events later
// give the same matches.
//
// PRECEPT_RANDOM_CASES and PRECEPT_RANDOM_SEED as in random_comparison_test.

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>

#include "tests/exhaustive/comparison.h"
#include "tests/exhaustive/matcher_run.h"

namespace precept::exhaustive {
namespace {

constexpr nfa::Duration kLater{364LL * 24 * 3'600 * 1'000'000'000};

void CheckHeld(const MatcherRun& run, std::size_t events) {
  ASSERT_LE(run.open_keys(), run.open_starts());
  ASSERT_EQ(run.open_keys() == 0, run.open_starts() == 0);
  ASSERT_LE(run.num_rows(), events);
  // An open start holds its first event, and nothing else holds any.
  ASSERT_EQ(run.open_starts() == 0, run.num_rows() == 0);
}

void Feed(MatcherRun& run, const RandomCase& c, nfa::Duration later) {
  run.matches.clear();
  std::size_t events = 0;
  nfa::Timestamp last;
  for (const oracle::Event& event : InOrder(c)) {
    run.Feed(event, later);
    // What the event has dropped is freed with what comes next.
    run.AdvanceTo({event.time.ns + later.ns});
    CheckHeld(run, ++events);
    if (testing::Test::HasFatalFailure()) return;
    last = event.time;
  }
  const nfa::Timestamp end{last.ns + later.ns + kLater.ns / 2};
  run.AdvanceTo(end);
  run.Finish(end);
  EXPECT_EQ(run.open_starts(), 0u);
  EXPECT_EQ(run.open_keys(), 0u);
  EXPECT_EQ(run.num_rows(), 0u);
}

void CheckCase(const RandomCase& c, std::shared_ptr<const nfa::RuleSet> rules,
               std::size_t& matches) {
  MatcherRun run(std::move(rules), {c.options.start_cap, c.options.matches_cap, 1});
  Feed(run, c, nfa::Duration{0});
  if (testing::Test::HasFailure()) return;
  const std::vector<std::string> first = run.matches;
  matches += first.size();
  for (const int times : {1, 2}) {
    Feed(run, c, nfa::Duration{times * kLater.ns});
    ASSERT_EQ(run.matches, first);
    if (testing::Test::HasFailure()) return;
  }
}

// Every rule has a `within`, be it around all.
RandomCase BoundedCase(const Features& features, std::uint64_t seed) {
  RandomCase c = MakeRandomCase(features, seed);
  if (c.rule.pattern.within.empty()) {
    c.rule.pattern.within = std::to_string(1 + seed % 5) + "s";
  }
  Retext(c);
  return c;
}

void CheckCases(const Features& features) {
  const std::uint64_t first = FromEnvironment("PRECEPT_RANDOM_SEED", 1);
  const std::uint64_t cases = FromEnvironment("PRECEPT_RANDOM_CASES", 3'000);
  std::map<std::string, std::size_t> matches;
  std::uint64_t refused = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    const RandomCase c = BoundedCase(features, seed);
    std::shared_ptr<const nfa::RuleSet> rules = CompileText(c.rule_text);
    if (!rules) {
      ++refused;
      continue;
    }
    CheckCase(c, std::move(rules), matches[c.rule.mode]);
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << "\n" << ToText(c);
  }
  EXPECT_LT(refused, cases / 20);
  EXPECT_EQ(matches.size(), features.modes.size());
  for (const auto& [mode, count] : matches) EXPECT_GT(count, cases / 20) << mode;
}

TEST(NothingLeft, InAnyMode) { CheckCases(Everything()); }

// Tables are searched by an index, loops have a log.
TEST(NothingLeft, OfComparisons) { CheckCases(Comparisons()); }

}  // namespace
}  // namespace precept::exhaustive
