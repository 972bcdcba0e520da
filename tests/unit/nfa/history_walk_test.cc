// Histories in order of preference, beside all of them made and sorted.

#include "nfa/history_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "tests/unit/nfa/history_forest.h"

namespace precept::nfa {
namespace {

constexpr std::uint32_t kNone = NewRun::kNone;

// A history as it is reported: offset, way and alternative of each event.
using Reported = std::vector<std::vector<std::int64_t>>;

// The first event or absence that differs decides, the earlier one is
// preferred, of one moment the lesser way; what goes on is preferred to what
// ends.
bool IsPreferred(const TakenList& a, const TakenList& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i].when != b[i].when) return a[i].when < b[i].when;
    if (a[i].way != b[i].way) return a[i].way < b[i].way;
  }
  return a.size() > b.size();
}

std::vector<Reported> Naive(const HistoryForest::Start& start,
                            const std::vector<ThreadMove>& ends,
                            const Occurrence& occurrence) {
  std::vector<TakenList> lists;
  for (const ThreadMove& end : ends) {
    for (TakenList taken : start.threads[end.from]) {
      occurrence.Append(end, true, taken);
      lists.push_back(std::move(taken));
    }
  }
  std::sort(lists.begin(), lists.end(), IsPreferred);
  std::vector<Reported> all;
  for (const TakenList& list : lists) {
    Reported& reported = all.emplace_back();
    for (const Taken& taken : list) {
      if (taken.offset) reported.push_back({*taken.offset, taken.way, taken.alternative});
    }
  }
  return all;
}

// No two histories bind the same, and absences are told apart.
std::vector<std::uint32_t> EachItsOwn() {
  std::vector<std::uint32_t> variables(HistoryForest::kWays);
  std::iota(variables.begin(), variables.end(), 0u);
  return variables;
}

// The first `most` histories.
std::vector<Reported> Walk(const HistoryForest& forest, HistoryStore& store,
                           std::uint32_t leaf, const std::vector<ThreadMove>& ends,
                           const Occurrence& occurrence, std::size_t most,
                           const std::vector<std::uint32_t>& variables = EachItsOwn()) {
  std::vector<Reported> all;
  HistoryWalk walk(store, variables);
  walk.Run(leaf, ends, occurrence.For(true), occurrence.now(),
           [&](std::span<const TakenEvent> events) {
             Reported& reported = all.emplace_back();
             for (const TakenEvent& taken : events) {
               reported.push_back({forest.rows().CoordinatesOf(taken.event).offset, taken.way,
                                   taken.alternative});
             }
             return all.size() < most;
           });
  return all;
}

TEST(HistoryWalk, AgreesWithAllHistoriesSorted) {
  std::size_t histories = 0, several = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    HistoryForest forest(seed, true);
    for (int i = 0; i < 100; ++i) {
      forest.Act();
      if (forest.trees().empty() || forest.Any(3) != 0) continue;
      const HistoryForest::Tree& tree = forest.trees().back();
      const auto which = static_cast<std::size_t>(forest.Any(static_cast<int>(tree.starts.size())));
      const HistoryForest::Start& start = tree.starts[which];
      const auto occurrence = forest.Happen(forest.Any(3) != 0);
      std::size_t num_threads = 0;
      std::vector<ThreadMove> ends =
          forest.AnyMoves(tree.num_threads(), occurrence->is_event(), 4, num_threads);
      std::erase_if(ends, [](const ThreadMove& end) {
        return end.absence == kNone && end.took == kNone;
      });
      if (ends.empty()) continue;
      std::vector<Reported> want = Naive(start, ends, *occurrence);
      const auto most =
          static_cast<std::size_t>(1 + forest.Any(2 * static_cast<int>(want.size())));
      histories += want.size();
      several += want.size() > 10 ? 1 : 0;
      if (want.size() > most) want.resize(most);
      ASSERT_EQ(Walk(forest, forest.store(), start.leaf, ends, *occurrence, most), want);
    }
    forest.Clear();
  }
  EXPECT_GT(histories, 10'000u);
  EXPECT_GT(several, 200u);
}

TEST(HistoryWalk, LeavesTwinsToTheCaller) {
  HistoryForest forest(0, true);
  HistoryStore& store = forest.store();
  std::uint32_t leaf = 0;
  Node root = store.Begin(std::vector<ThreadMove>{{0, 0, kNone, 0}}, 1,
                          forest.Happen(true)->For(true), leaf);
  // One event by two ways, and one absence by two.
  root = store.Move(root, std::vector<ThreadMove>{{0, 0, kNone, 2}, {0, 0, kNone, 1}}, 1,
                    forest.Happen(true)->For(true));
  constexpr std::uint32_t kAbsence = HistoryForest::kSteps;
  root = store.Move(root,
                    std::vector<ThreadMove>{{0, 0, kAbsence + 1, kNone}, {0, 0, kAbsence, kNone}},
                    1, forest.Happen(false)->For(true));
  const auto last = forest.Happen(true);
  const Reported one = {{1, 0, 1}, {2, 1, 2}, {3, 3, 7}};
  const Reported two = {{1, 0, 1}, {2, 2, 4}, {3, 3, 7}};
  EXPECT_EQ(Walk(forest, store, leaf, {{0, 0, kNone, 3}}, *last, 100),
            (std::vector<Reported>{one, one, two, two}));
  store.Free(root);
}

// Each of 50 events by two ways that bind the same: 2^50 histories, one binding.
TEST(HistoryWalk, GoesOnOnceFromWhereTwinsMeet) {
  HistoryForest forest(0, true);
  HistoryStore& store = forest.store();
  std::uint32_t leaf = 0;
  Node root = store.Begin(std::vector<ThreadMove>{{0, 0, kNone, 0}}, 1,
                          forest.Happen(true)->For(true), leaf);
  for (int i = 0; i < 50; ++i) {
    root = store.Move(root, std::vector<ThreadMove>{{0, 0, kNone, 2}, {0, 0, kNone, 1}}, 1,
                      forest.Happen(true)->For(true));
  }
  std::vector<std::uint32_t> variables = EachItsOwn();
  variables[2] = variables[1];
  const auto last = forest.Happen(true);
  const std::vector<Reported> found =
      Walk(forest, store, leaf, {{0, 0, kNone, 3}}, *last, 100, variables);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].size(), 52u);
  for (std::size_t i = 1; i < 51; ++i) EXPECT_EQ(found[0][i][1], 1) << i;  // The preferred way.
  store.Free(root);
}

TEST(HistoryWalk, IsCutOffAmongVeryMany) {
  HistoryForest forest(0, true);
  HistoryStore& store = forest.store();
  std::uint32_t leaf = 0;
  Node root = store.Begin(std::vector<ThreadMove>{{0, 0, kNone, 0}}, 1,
                          forest.Happen(true)->For(true), leaf);
  for (int i = 0; i < 50; ++i) {
    root = store.Move(root, std::vector<ThreadMove>{{0, 0, kNone, 1}, {0, 0, kNone, kNone}}, 1,
                      forest.Happen(true)->For(true));
  }
  const auto last = forest.Happen(true);
  const std::vector<Reported> found =
      Walk(forest, store, leaf, {{0, 0, kNone, 2}}, *last, 3);
  ASSERT_EQ(found.size(), 3u);
  // All 52 events; without the one before the last; without the one before that.
  EXPECT_EQ(found[0].size(), 52u);
  EXPECT_EQ(found[1].size(), 51u);
  EXPECT_EQ(found[1][49][0], 50);
  EXPECT_EQ(found[1][50][0], 52);
  EXPECT_EQ(found[2][48][0], 49);
  EXPECT_EQ(found[2][49][0], 51);
  store.Free(root);
}

// An absence stands among events at the moment when it was met.
TEST(HistoryWalk, RanksAbsencesByTheirMoments) {
  HistoryForest forest(0, true);
  HistoryStore& store = forest.store();
  constexpr std::uint32_t kAbsence = HistoryForest::kSteps;
  std::uint32_t leaf = 0;
  Node root = store.Begin(std::vector<ThreadMove>{{0, 0, kNone, 0}}, 1,
                          forest.Happen(true)->For(true), leaf);
  // Thread 0 takes event 2, thread 1 waits.
  root = store.Move(root, std::vector<ThreadMove>{{0, 0, kNone, 5}, {0, 1, kNone, kNone}}, 2,
                    forest.Happen(true)->For(true));
  // Event 3 ends the wait and is taken; or the deadline after it does.
  root = store.Move(root,
                    std::vector<ThreadMove>{
                        {0, 0, kNone, kNone}, {1, 1, kAbsence, 1}, {1, 2, kNone, kNone}},
                    3, forest.Happen(true)->For(true));
  root = store.Move(root,
                    std::vector<ThreadMove>{
                        {0, 0, kNone, kNone}, {1, 0, kNone, kNone}, {2, 0, kAbsence, kNone}},
                    1, forest.Happen(false)->For(true));
  const auto last = forest.Happen(true);
  EXPECT_EQ(Walk(forest, store, leaf, {{0, 0, kNone, 4}}, *last, 100),
            (std::vector<Reported>{{{1, 0, 1}, {2, 5, 10}, {4, 4, 8}},
                                   {{1, 0, 1}, {3, 1, 3}, {4, 4, 8}},
                                   {{1, 0, 1}, {4, 4, 8}}}));
  store.Free(root);
}

}  // namespace
}  // namespace precept::nfa
