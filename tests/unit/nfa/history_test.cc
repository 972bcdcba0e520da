// What runs have taken, beside plain lists; and that nothing is left of it.

#include "nfa/history.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/unit/nfa/history_forest.h"

namespace precept::nfa {
namespace {

constexpr std::uint32_t kNone = NewRun::kNone;

void ExpectNothingLeft(HistoryForest& forest) {
  EXPECT_EQ(forest.store().num_leaves(), 0u);
  EXPECT_EQ(forest.store().num_layers(), 0u);
  EXPECT_EQ(forest.store().num_links(), 0u);
  EXPECT_EQ(forest.store().num_unions(), 0u);
  EXPECT_EQ(forest.store().num_moments(), 0u);
  EXPECT_EQ(forest.rows().size(), 0u);
}

std::vector<std::uint32_t> Sorted(std::vector<std::uint32_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// The events of a history by offset, with how they were taken.
using Read = std::vector<std::vector<std::int64_t>>;

Read ReadOf(const HistoryForest& forest, std::span<const TakenEvent> events) {
  Read read;
  for (const TakenEvent& taken : events) {
    read.push_back({forest.rows().CoordinatesOf(taken.event).offset, taken.way,
                    taken.alternative});
  }
  return read;
}

Read ReadOf(const TakenList& list) {
  Read read;
  for (const Taken& taken : list) {
    if (taken.offset) read.push_back({*taken.offset, taken.way, taken.alternative});
  }
  return read;
}

void CheckTree(HistoryForest& forest, const HistoryForest::Tree& tree) {
  HistoryStore& store = forest.store();
  std::vector<std::uint32_t> want, leaves;
  for (const HistoryForest::Start& start : tree.starts) want.push_back(start.leaf);
  store.Leaves(tree.root, leaves);
  ASSERT_EQ(Sorted(leaves), Sorted(want));
  EXPECT_NE(std::find(want.begin(), want.end(), store.SomeLeaf(tree.root)), want.end());
  EXPECT_EQ(store.TagOf(tree.root), tree.tag);
  std::vector<TakenEvent> taken;
  for (const HistoryForest::Start& start : tree.starts) {
    EXPECT_EQ(store.RootOf(start.leaf), tree.root);
    EXPECT_EQ(forest.rows().CoordinatesOf(store.StartOf(start.leaf)).offset, start.offset);
    EXPECT_EQ(store.key_rank(start.leaf), static_cast<std::uint32_t>(start.offset % 5));
    for (std::uint32_t thread = 0; thread < start.threads.size(); ++thread) {
      if (forest.all()) continue;  // history_walk_test.cc reads these.
      store.Read(start.leaf, thread, taken);
      ASSERT_EQ(ReadOf(forest, taken), ReadOf(start.threads[thread][0]));
    }
  }
}

TEST(History, AgreesWithPlainLists) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    HistoryForest forest(seed, seed % 2 == 1);
    for (int i = 0; i < 100; ++i) {
      forest.Act();
      ASSERT_EQ(forest.store().num_leaves(), forest.num_starts());
      for (const HistoryForest::Tree& tree : forest.trees()) CheckTree(forest, tree);
      if (testing::Test::HasFailure()) return;
    }
    forest.Clear();
    ExpectNothingLeft(forest);
  }
}

// A forest of which the test itself says what happens.
class HistoryByHand : public testing::Test {
 protected:
  Node Begin(std::vector<ThreadMove> moves, std::size_t num_threads, std::uint32_t& leaf) {
    return store().Begin(moves, num_threads, forest_.Happen(true)->For(true), leaf);
  }
  Node Move(Node root, std::vector<ThreadMove> moves, std::size_t num_threads) {
    return store().Move(root, moves, num_threads, forest_.Happen(true)->For(true));
  }
  Node Meet(Node root, std::vector<ThreadMove> moves, std::size_t num_threads,
            bool with_absences) {
    return store().Move(root, moves, num_threads, forest_.Happen(false)->For(with_absences));
  }
  HistoryStore& store() { return forest_.store(); }

  HistoryForest forest_{0, true};
};

TEST_F(HistoryByHand, AStartIsALeafUntilSomethingHappens) {
  std::uint32_t leaf = 0;
  const Node root = Begin({{0, 0, kNone, 3}}, 1, leaf);
  EXPECT_FALSE(root.is_layer());
  EXPECT_EQ(store().num_links(), 0u);
  EXPECT_EQ(forest_.rows().size(), 1u);
  store().Free(root);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, ALargeTreeIsFreedASliceAtATime) {
  constexpr std::size_t kStarts = 3 * HistoryStore::kSlice;
  std::uint32_t leaf = 0;
  Node root = Begin({{0, 0, kNone, 0}}, 1, leaf);
  for (std::size_t i = 1; i < kStarts; ++i) {
    root = store().Join(root, Begin({{0, 0, kNone, 0}}, 1, leaf), 1);
  }
  store().SetTag(root, 7);
  store().FreeLater(root);
  EXPECT_EQ(store().num_leaves(), kStarts);
  int slices = 1;
  for (std::size_t before = kStarts; store().FreeSlice(); ++slices) {
    EXPECT_LE(before - store().num_leaves(), HistoryStore::kSlice);
    before = store().num_leaves();
  }
  EXPECT_EQ(slices, 5);  // The root is a node too, and the first call frees none.
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, ABucketTakesAnEventByOneLink) {
  std::uint32_t leaf = 0;
  Node root = Begin({{0, 0, kNone, 0}}, 1, leaf);
  for (int i = 1; i < 100; ++i) {
    root = store().Join(root, Begin({{0, 0, kNone, 0}}, 1, leaf), 1);
  }
  EXPECT_EQ(store().num_leaves(), 100u);
  EXPECT_EQ(store().num_layers(), 1u);
  root = Move(root, {{0, 0, kNone, 1}}, 1);
  EXPECT_EQ(store().num_links(), 1u);
  EXPECT_EQ(forest_.rows().size(), 101u);
  store().Free(root);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, BeginsThreadsByWaysOfTheirOwn) {
  std::uint32_t leaf = 0;
  // The first thread by two ways.
  const Node root = Begin({{0, 0, kNone, 0}, {0, 0, kNone, 1}, {0, 1, kNone, 2}}, 2, leaf);
  EXPECT_TRUE(root.is_layer());
  EXPECT_EQ(store().num_links(), 3u);
  EXPECT_EQ(store().num_unions(), 1u);
  std::vector<TakenEvent> taken;
  store().Read(leaf, 1, taken);
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].way, 2u);
  EXPECT_EQ(store().Remove(leaf), root);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, AThreadJoinedWithItselfIsNoUnion) {
  std::uint32_t leaf = 0;
  Node root = Begin({{0, 0, kNone, 0}}, 1, leaf);
  root = Move(root, {{0, 0, kNone, 1}}, 1);
  root = Meet(root, {{0, 0, kNone, kNone}, {0, 0, kNone, kNone}}, 1, true);
  EXPECT_EQ(store().num_unions(), 0u);
  root = Move(root, {{0, 0, kNone, 1}, {0, 0, kNone, 2}}, 1);
  EXPECT_EQ(store().num_unions(), 1u);
  EXPECT_EQ(store().num_links(), 3u);
  // A thread that nothing goes on with takes its links with it.
  root = Move(root, {{0, 0, kNone, kNone}, {0, 1, kNone, 4}}, 2);
  root = Meet(root, {{1, 0, kNone, kNone}}, 1, true);
  EXPECT_EQ(store().num_links(), 4u);
  store().Free(root);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, AbsencesAreMomentsUnderAllOnly) {
  std::uint32_t leaf = 0;
  Node root = Begin({{0, 0, kNone, 0}}, 1, leaf);
  root = Meet(root, {{0, 0, HistoryForest::kSteps, kNone}}, 1, false);
  EXPECT_EQ(store().num_links(), 0u);
  EXPECT_EQ(store().num_moments(), 0u);
  root = Meet(root, {{0, 0, HistoryForest::kSteps, kNone}, {0, 1, kNone, kNone}}, 2, true);
  EXPECT_EQ(store().num_links(), 1u);
  EXPECT_EQ(store().num_moments(), 1u);
  std::vector<TakenEvent> taken;
  store().Read(leaf, 0, taken);
  EXPECT_EQ(taken.size(), 1u);
  // Both in one move: an absence that the event ends, and the event.
  root = Move(root, {{1, 0, HistoryForest::kSteps + 1, 2}}, 1);
  EXPECT_EQ(store().num_links(), 2u);
  EXPECT_EQ(store().num_moments(), 1u);
  store().Free(root);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, JoinPutsStartsBesideOthersThatWentNoFurther) {
  std::uint32_t leaf = 0;
  const Node first = Begin({{0, 0, kNone, 0}}, 1, leaf);
  const Node second = Begin({{0, 0, kNone, 0}}, 1, leaf);
  const Node plain = store().Join(first, second, 1);
  EXPECT_EQ(store().num_layers(), 1u);
  EXPECT_EQ(store().Join(Begin({{0, 0, kNone, 0}}, 1, leaf), plain, 1), plain);
  const Node moved = Move(plain, {{0, 0, kNone, 1}}, 1);
  EXPECT_EQ(moved, plain);
  // What has taken something is put under a new layer.
  const Node both = store().Join(Begin({{0, 0, kNone, 0}}, 1, leaf), moved, 1);
  EXPECT_NE(both, moved);
  EXPECT_EQ(store().num_layers(), 2u);
  std::vector<std::uint32_t> leaves;
  store().Leaves(both, leaves);
  EXPECT_EQ(leaves.size(), 4u);
  store().Free(both);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, IsolateKeepsSharingAndLeavesNothingBehind) {
  std::uint32_t first = 0, second = 0;
  Node root = Begin({{0, 0, kNone, 0}}, 1, first);
  root = store().Join(root, Begin({{0, 0, kNone, 0}}, 1, second), 1);
  // Two to the 40th histories.
  constexpr std::size_t kTwice = 40;
  for (std::size_t i = 0; i < kTwice; ++i) {
    root = Move(root, {{0, 0, kNone, 1}, {0, 0, kNone, 2}}, 1);
    if (i == kTwice / 2) {
      std::uint32_t leaf = 0;
      root = store().Join(root, Begin({{0, 0, kNone, 0}}, 1, leaf), 1);
    }
  }
  EXPECT_EQ(store().num_links(), 2 * kTwice);
  Node gone;
  const Node alone = store().Isolate(first, gone);
  EXPECT_TRUE(gone.is_none());
  EXPECT_EQ(store().num_links(), 4 * kTwice);
  EXPECT_EQ(store().num_unions(), 2 * kTwice);
  EXPECT_EQ(store().RootOf(first), alone);
  EXPECT_EQ(store().RootOf(second), root);
  store().Free(root);
  EXPECT_EQ(store().num_links(), 2 * kTwice);
  EXPECT_EQ(store().num_unions(), kTwice);
  EXPECT_EQ(store().num_leaves(), 1u);
  // One that is alone already: its old tree is gone.
  const Node again = store().Isolate(first, gone);
  EXPECT_EQ(gone, alone);
  EXPECT_EQ(store().num_layers(), 1u);
  EXPECT_EQ(store().num_links(), 2 * kTwice);
  store().Free(again);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, RemoveTellsWhenATreeIsGone) {
  std::uint32_t first = 0, second = 0, third = 0;
  Node root = store().Join(Begin({{0, 0, kNone, 0}}, 1, first),
                           Begin({{0, 0, kNone, 0}}, 1, second), 1);
  root = Move(root, {{0, 0, kNone, 1}}, 1);
  root = store().Join(root, Begin({{0, 0, kNone, 0}}, 1, third), 1);
  EXPECT_TRUE(store().Remove(first).is_none());
  EXPECT_EQ(store().num_layers(), 2u);
  // The layer without children goes too, and what it has taken.
  EXPECT_TRUE(store().Remove(second).is_none());
  EXPECT_EQ(store().num_layers(), 1u);
  EXPECT_EQ(store().num_links(), 0u);
  EXPECT_EQ(store().Remove(third), root);
  ExpectNothingLeft(forest_);
}

TEST_F(HistoryByHand, HistoriesWithoutTreesAreCounted) {
  using Head = HistoryStore::Head;
  const Head first =
      store().Extend(Head::End(), {0, 0, kNone, 1}, forest_.Happen(true)->For(false));
  const Head second = store().Extend(first, {0, 0, kNone, 2}, forest_.Happen(true)->For(false));
  const Head same = store().Extend(second, {0, 0, kNone, kNone}, forest_.Happen(true)->For(false));
  EXPECT_EQ(same, second);
  std::vector<TakenEvent> taken;
  store().Read(second, taken);
  EXPECT_EQ(ReadOf(forest_, taken), (Read{{1, 1, 3}, {2, 2, 4}}));
  store().Release(first);
  store().Release(same);
  EXPECT_EQ(store().num_links(), 2u);
  store().Release(second);
  ExpectNothingLeft(forest_);
}

}  // namespace
}  // namespace precept::nfa
