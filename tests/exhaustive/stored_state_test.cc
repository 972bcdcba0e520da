// State outside of memory, on random rules and events: a matcher that keeps
// nothing in memory from one event to the next gives what one gives that keeps
// all, wherever the clock is looked at in between; what is read of a key, written
// again, is the same bytes.
//
// PRECEPT_RANDOM_CASES and PRECEPT_RANDOM_SEED as in random_comparison_test.

#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "tests/exhaustive/comparison.h"
#include "tests/exhaustive/map_store.h"
#include "tests/exhaustive/matcher_run.h"

namespace precept::exhaustive {
namespace {

constexpr nfa::Duration kNow{0};
constexpr nfa::Duration kYear{365LL * 24 * 3'600 * 1'000'000'000};

struct Tally {
  std::size_t cases = 0;
  std::size_t matches = 0;
  std::size_t keys_read = 0;
  std::size_t snapshots = 0;
  std::size_t journals = 0;
  std::size_t longest_snapshot = 0;
};

using Rules = std::shared_ptr<const nfa::RuleSet>;

// The bytes of a key that a new matcher reads from a store.
std::string ReadAgain(const RandomCase& c, const Rules& rules, MapStore store,
                      const nfa::RuleTime& time, const std::string& key) {
  MatcherRun run(rules, CapsOf(c));
  run.matcher().StoreIn(store, time);
  run.matcher().Load(key);
  std::string bytes;
  run.matcher().Snapshot(key, bytes);
  EXPECT_EQ(store.refusal, "");
  return bytes;
}

void CheckKeys(const RandomCase& c, const Rules& rules, const MapStore& store,
               const nfa::RuleTime& time, Tally& tally) {
  for (const auto& [key, stored] : store.keys) {
    const std::string once = ReadAgain(c, rules, store, time, key);
    tally.longest_snapshot = std::max(tally.longest_snapshot, once.size());
    ++tally.keys_read;
    if (once.empty()) continue;  // It ended while it lay in store.
    MapStore again;
    again.keys[key].snapshot = once;
    ASSERT_EQ(ReadAgain(c, rules, again, time, key), once);
  }
}

void CheckCase(const RandomCase& c, const Rules& rules, std::uint64_t seed, Tally& tally) {
  MatcherRun plain(rules, CapsOf(c));
  MatcherRun stored(rules, CapsOf(c));
  MapStore store;
  const std::size_t small_snapshot = seed % 2 == 0 ? 0 : nfa::kSmallSnapshot;
  stored.matcher().StoreIn(store, {}, small_snapshot);
  std::mt19937_64 random(seed);
  nfa::Timestamp last;
  const auto advance = [&](nfa::Timestamp time) {
    store.WakeBefore(time, stored.matcher());
    stored.AdvanceTo(time);
  };
  const auto end_epoch = [&] {
    stored.matcher().Save(store);
    stored.matcher().EvictAll();
    ASSERT_EQ(stored.num_rows(), 0u) << "rows without a match that holds them";
    ASSERT_EQ(store.refusal, "");
  };
  for (const oracle::Event& event : InOrder(c)) {
    // The clock between two events: at the first, between, just before the second.
    if (last.ns != 0 && random() % 2 == 0) {
      const std::int64_t gap = event.time.ns - last.ns;
      const std::int64_t passed = gap > 0 ? static_cast<std::int64_t>(random() % (gap + 1)) : 0;
      advance(nfa::Timestamp{last.ns + passed});
      if (random() % 2 == 0) end_epoch();
    }
    plain.Feed(event, kNow);
    store.WakeBefore(event.time, stored.matcher());
    stored.Feed(event, kNow);
    last = event.time;
    end_epoch();
    if (testing::Test::HasFatalFailure()) return;
    CheckKeys(c, rules, store, stored.matcher().time(), tally);
    if (testing::Test::HasFatalFailure()) return;
  }
  const nfa::Timestamp end{last.ns + kYear.ns};
  plain.AdvanceTo(end);
  advance(end);
  for (const auto& [key, bytes] : std::map(store.keys)) stored.matcher().Load(key);
  plain.Finish(end);
  stored.Finish(end);
  end_epoch();
  ASSERT_EQ(stored.matches, plain.matches);
  // Nothing has a `within` that still waits; what waits for ever may stay.
  if (plain.open_keys() == 0) {
    EXPECT_TRUE(store.keys.empty());
  }
  tally.matches += plain.matches.size();
  tally.snapshots += store.num_snapshots;
  tally.journals += store.num_journals;
  ++tally.cases;
}

void CheckSeeds(const Features& features, std::uint64_t cases,
                std::map<std::string, Tally>& by_mode) {
  const std::uint64_t first = FromEnvironment("PRECEPT_RANDOM_SEED", 1);
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    const RandomCase c = MakeRandomCase(features, seed);
    const Rules rules = CompileText(c.rule_text);
    if (!rules) continue;
    CheckCase(c, rules, seed, by_mode[c.rule.mode]);
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << "\n" << ToText(c);
  }
}

// Comparisons across steps and loops over them have state of their own.
TEST(StoredState, OfComparisonsReadAgainAfterEveryEvent) {
  const std::uint64_t cases = FromEnvironment("PRECEPT_RANDOM_CASES", 2'000);
  for (const Features& features : {Comparisons(), ComparingLoops()}) {
    std::map<std::string, Tally> by_mode;
    CheckSeeds(features, cases, by_mode);
    Tally all;
    for (const auto& [mode, tally] : by_mode) {
      all.cases += tally.cases;
      all.matches += tally.matches;
    }
    EXPECT_GT(all.cases, cases / 2);
    EXPECT_GT(all.matches, cases / 2);
  }
}

TEST(StoredState, ReadAgainAfterEveryEvent) {
  const std::uint64_t cases = FromEnvironment("PRECEPT_RANDOM_CASES", 3'000);
  std::map<std::string, Tally> by_mode;
  CheckSeeds(Everything(), cases, by_mode);
  EXPECT_EQ(by_mode.size(), 5u);
  for (const auto& [mode, tally] : by_mode) {
    EXPECT_GT(tally.cases, cases / 8) << mode;
    EXPECT_GT(tally.matches, cases / 20) << mode;
    EXPECT_GT(tally.journals, cases / 8) << mode;
    std::cout << mode << ": " << tally.cases << " cases, " << tally.matches << " matches, "
              << tally.keys_read << " keys read, " << tally.snapshots << " snapshots up to "
              << tally.longest_snapshot << " bytes, " << tally.journals << " journals\n";
  }
}

}  // namespace
}  // namespace precept::exhaustive
