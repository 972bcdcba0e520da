// Histories as bytes: what is read back is equal and shares what was shared, of
// any depth, and damaged bytes are refused.

#include "nfa/stored_history.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nfa/history_walk.h"
#include "tests/unit/nfa/history_forest.h"

namespace precept::nfa {
namespace {

constexpr std::uint32_t kNone = NewRun::kNone;
constexpr std::uint32_t kAbsence = HistoryForest::kSteps;  // A way.
constexpr int kDeep = 100'000;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (int byte : bytes) text.push_back(static_cast<char>(byte));
  return text;
}

// What is written, and read, of a forest.
struct Content {
  struct Tree {
    Node root;
    std::size_t num_threads = 1;
  };
  std::vector<std::uint32_t> leaves;  // In order of start.
  std::vector<Tree> trees;
};

std::string BytesOf(const HistoryForest& forest, const HistoryStore& store,
                    const EventRowStore& rows, const Content& content) {
  const StoredFields fields(forest.rules(), forest.rules().rules[0]);
  std::string bytes;
  ByteWriter out(bytes);
  EventWriter events(fields, rows, out);
  HistoryWriter history(store, events, out);
  for (std::uint32_t leaf : content.leaves) history.WriteStart(leaf);
  for (const Content::Tree& tree : content.trees) history.WriteTree(tree.root);
  return bytes;
}

// A store of its own for what is read.
class Copy {
 public:
  explicit Copy(const HistoryForest& forest)
      : forest_(forest), fields_(forest.rules(), forest.rules().rules[0]),
        prepared_(forest.rules().expressions), rows_(forest.rules(), prepared_),
        store_(forest.automaton(), rows_) {}

  // Reads so many starts, and trees of so many threads.  False: refused.
  bool Read(const std::string& bytes, std::size_t num_starts,
            const std::vector<std::size_t>& num_threads, bool joins = true) {
    ByteReader in(bytes);
    EventReader events(fields_, rows_, in);
    HistoryReader reader(store_, events, in, joins);
    for (std::size_t i = 0; i < num_starts; ++i) {
      const std::optional<std::uint32_t> leaf = reader.ReadStart();
      if (!leaf) return Refused(in);
      content.leaves.push_back(*leaf);
    }
    for (std::size_t threads : num_threads) {
      const std::optional<Node> root = reader.ReadTree(threads);
      if (!root) return Refused(in);
      content.trees.push_back({*root, threads});
    }
    return in.at_end() && reader.all_starts_used();
  }
  bool Read(const std::string& bytes, const Content& like) {
    std::vector<std::size_t> num_threads;
    for (const Content::Tree& tree : like.trees) num_threads.push_back(tree.num_threads);
    return Read(bytes, like.leaves.size(), num_threads, forest_.all());
  }
  std::string WrittenAgain() const { return BytesOf(forest_, store_, rows_, content); }
  // Frees all that was read; nothing is left then.
  void Free() {
    for (const Content::Tree& tree : content.trees) store_.Free(tree.root);
    EXPECT_EQ(Counts(store_, rows_), std::vector<std::size_t>(8));
  }

  // Leaves, layers, links, unions, moments, nodes of logs, stretches, rows.
  static std::vector<std::size_t> Counts(const HistoryStore& store, const EventRowStore& rows) {
    return {store.num_leaves(),  store.num_layers(),    store.num_links(),
            store.num_unions(),  store.num_moments(),   store.num_log_nodes(),
            store.num_stretches(), rows.size()};
  }

  HistoryStore& store() { return store_; }
  EventRowStore& rows() { return rows_; }
  const StoredFields& fields() const { return fields_; }
  Content content;

 private:
  static bool Refused(const ByteReader& in) {
    EXPECT_FALSE(in.ok());
    return false;
  }

  const HistoryForest& forest_;
  StoredFields fields_;
  PreparedExpressions prepared_;
  EventRowStore rows_;
  HistoryStore store_;
};

// ---- what was taken ------------------------------------------------------------

// A history: offset, way and alternative of each event.
using Reported = std::vector<std::vector<std::int64_t>>;

void Append(const EventRowStore& rows, std::span<const TakenEvent> events, Reported& out) {
  for (const TakenEvent& taken : events) {
    out.push_back({rows.CoordinatesOf(taken.event).offset, taken.way, taken.alternative});
  }
}

// The first of all histories of a thread of a start, best first, as they end at
// a deadline.
std::vector<Reported> Histories(const HistoryStore& store, const EventRowStore& rows,
                                std::uint32_t leaf, std::uint32_t thread) {
  constexpr std::size_t kMostHistories = 50;
  std::vector<std::uint32_t> variables(HistoryForest::kWays);
  for (std::uint32_t way = 0; way < variables.size(); ++way) variables[way] = way;
  const Occurrence occurrence(kMaxTimestamp.ns);
  const std::vector<ThreadMove> ends{{thread, 0, kAbsence, kNone}};
  std::vector<Reported> all;
  HistoryWalk walk(store, variables);
  walk.Run(leaf, ends, occurrence.For(true), occurrence.now(),
           [&](std::span<const TakenEvent> events) {
             Append(rows, events, all.emplace_back());
             return all.size() < kMostHistories;
           });
  return all;
}

Content ContentOf(const HistoryForest::Tree& tree, Content content) {
  content.trees.push_back({tree.root, tree.num_threads()});
  for (const HistoryForest::Start& start : tree.starts) content.leaves.push_back(start.leaf);
  return content;
}

// All that a forest has.
Content ContentOf(HistoryForest& forest) {
  Content content;
  for (const HistoryForest::Tree& tree : forest.trees()) {
    content = ContentOf(tree, std::move(content));
  }
  std::sort(content.leaves.begin(), content.leaves.end(), [&](std::uint32_t a, std::uint32_t b) {
    return forest.rows().CoordinatesOf(forest.store().StartOf(a)) <
           forest.rows().CoordinatesOf(forest.store().StartOf(b));
  });
  return content;
}

void CheckStarts(HistoryForest& forest, const Content& content, Copy& copy) {
  HistoryStore& store = forest.store();
  std::vector<TakenEvent> taken;
  for (const HistoryForest::Tree& tree : forest.trees()) {
    for (const HistoryForest::Start& start : tree.starts) {
      const auto at = std::find(content.leaves.begin(), content.leaves.end(), start.leaf);
      const auto number = static_cast<std::size_t>(at - content.leaves.begin());
      const std::uint32_t leaf = copy.content.leaves[number];
      EXPECT_EQ(copy.store().key_rank(leaf), store.key_rank(start.leaf));
      EXPECT_EQ(copy.rows().CoordinatesOf(copy.store().StartOf(leaf)),
                forest.rows().CoordinatesOf(store.StartOf(start.leaf)));
      for (std::uint32_t thread = 0; thread < start.threads.size(); ++thread) {
        if (forest.all()) {
          ASSERT_EQ(Histories(copy.store(), copy.rows(), leaf, thread),
                    Histories(store, forest.rows(), start.leaf, thread));
          continue;
        }
        Reported want, read;
        ASSERT_TRUE(store.Read(start.leaf, thread, taken));
        Append(forest.rows(), taken, want);
        ASSERT_TRUE(copy.store().Read(leaf, thread, taken));
        Append(copy.rows(), taken, read);
        ASSERT_EQ(read, want);
      }
    }
  }
}

TEST(StoredHistory, RandomForestsAreReadBackEqual) {
  std::size_t unions = 0, shared = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    HistoryForest forest(seed, seed % 2 == 1);
    for (int i = 0; i < 100; ++i) forest.Act();
    const Content content = ContentOf(forest);
    const std::string bytes = BytesOf(forest, forest.store(), forest.rows(), content);
    Copy copy(forest);
    ASSERT_TRUE(copy.Read(bytes, content));
    EXPECT_EQ(Copy::Counts(copy.store(), copy.rows()),
              Copy::Counts(forest.store(), forest.rows()));
    EXPECT_EQ(copy.WrittenAgain(), bytes);
    CheckStarts(forest, content, copy);
    if (testing::Test::HasFailure()) return;
    unions += forest.store().num_unions();
    shared += forest.store().num_leaves() - content.trees.size();
    copy.Free();
    forest.Clear();
  }
  EXPECT_GT(unions, 1'000u);
  EXPECT_GT(shared, 500u);
}

// ---- a forest of which the test says what happens ------------------------------

class StoredHistoryTest : public testing::Test {
 protected:
  // Event n is at time n with offset n.
  std::unique_ptr<Occurrence> Next() { return forest_.HappenAt(++time_); }
  Node Begin(std::uint32_t way = 0) {
    const std::vector<ThreadMove> moves{{0, 0, kNone, way}};
    return Begin(moves, 1);
  }
  Node Begin(const std::vector<ThreadMove>& moves, std::size_t num_threads) {
    std::uint32_t leaf = 0;
    const Node root = store().Begin(moves, num_threads, Next()->For(true), leaf);
    content_.leaves.push_back(leaf);
    return root;
  }
  Node Move(Node root, const std::vector<ThreadMove>& moves, std::size_t num_threads) {
    return store().Move(root, moves, num_threads, Next()->For(true));
  }
  // Thread 0 takes an event.
  Node Take(Node root, std::uint32_t way) { return Move(root, {{0, 0, kNone, way}}, 1); }
  // Without starts and trees that are written elsewhere.
  std::string Written(Node root, std::size_t num_threads = 1) {
    content_.trees = {{root, num_threads}};
    return BytesOf(forest_, store(), forest_.rows(), content_);
  }
  // Writes a tree with all starts, reads it, and writes it again.
  void CheckReadBack(Node root, std::size_t num_threads = 1) {
    const std::string bytes = Written(root, num_threads);
    Copy copy(forest_);
    ASSERT_TRUE(copy.Read(bytes, content_));
    EXPECT_EQ(Copy::Counts(copy.store(), copy.rows()), Copy::Counts(store(), forest_.rows()));
    EXPECT_TRUE(copy.WrittenAgain() == bytes);
    std::vector<TakenEvent> taken;
    for (std::size_t i : {std::size_t{0}, content_.leaves.size() - 1}) {
      for (std::uint32_t thread = 0; thread < num_threads; ++thread) {
        Reported want, read;
        const bool one = store().Read(content_.leaves[i], thread, taken);
        if (one) Append(forest_.rows(), taken, want);
        ASSERT_EQ(copy.store().Read(copy.content.leaves[i], thread, taken), one);
        if (one) Append(copy.rows(), taken, read);
        EXPECT_TRUE(read == want);
      }
    }
    copy.Free();
  }
  HistoryStore& store() { return forest_.store(); }

  HistoryForest forest_{0, true};
  Content content_;
  std::int64_t time_ = 0;
};

// An event that is new, a time unit and an offset after the last; what takes it
// by a way (of which the alternative is that of an odd offset, or an even one).
std::string NewEvent() { return Bytes({0, 2, 0, 0, 2}); }
std::string Taken(int way, bool odd) { return Bytes({way, 2 * way + (odd ? 1 : 0)}) + NewEvent(); }

TEST_F(StoredHistoryTest, TreesToTheByte) {
  const Node a = Begin(3);
  const Node b = Begin(0);
  store().key_rank(content_.leaves[1]) = 200;
  const Node c = Begin(0);
  // The layer's children are in order of their least start, however they came.
  const Node inner = Take(store().Join(c, b, 1), 1);
  const Node root = store().Join(inner, a, 1);
  EXPECT_EQ(Written(root),
            Taken(3, true) + Bytes({0}) +           // start 0, rank 0
                Taken(0, false) + Bytes({0xC8, 1}) +  // start 1, rank 200
                Taken(0, true) + Bytes({0}) +       // start 2
                Bytes({2 * 2 + 1, 1, 1, 0}) +       // two children, one thread: as theirs
                Bytes({0}) +                        // start 0
                Bytes({2 * 2 + 1, 1, 3}) +          // two children, one thread: a link
                Taken(1, false) + Bytes({1, 0}) +   // and before it as theirs
                Bytes({2 * 2, 2 * 2}));             // starts 1 and 2, each one on
  CheckReadBack(root);
}

TEST_F(StoredHistoryTest, LinksAndUnionsToTheByte) {
  Node root = Begin({{0, 0, kNone, 0}, {0, 1, kNone, 2}}, 2);
  // One thread takes the event and stays too; the other, after an absence that
  // the event ends, takes it to where the first stays.
  root = Move(root, {{0, 0, kNone, 1}, {0, 1, kNone, kNone}, {1, 1, kAbsence, 3}}, 2);
  const Occurrence deadline(50);
  root = store().Move(root,
                      std::vector<ThreadMove>{
                          {0, 0, kAbsence, kNone}, {1, 1, kNone, kNone}, {1, 2, kNone, kNone}},
                      3, deadline.For(true));
  EXPECT_EQ(Written(root, 3),
            Taken(0, true) + Bytes({0}) +            // start 0, rank 0
                Bytes({2 * 1 + 1, 3}) +              // one child, three threads
                Bytes({3, kAbsence, 98, 1, 2}) +     // a link: 49 later, a deadline
                Bytes({3}) + Taken(1, false) +       // a link
                Bytes({4, 0, 1, 2}) +                // one that comes again, of the start
                Bytes({0}) +                         // the end
                Bytes({7}) +                         // a union that comes again
                Bytes({2, 1}) +                      // of the known link
                Bytes({3, 3, 6, 1}) +                // and one of the last new event
                Bytes({3, kAbsence, 0, 0, 0}) +      // after an absence before it, now
                Bytes({0, 0, 0, 0}) +                // where that event is
                Bytes({3, 2, 5, 2, 0}) +             // after one of the start, the end
                Bytes({5, 1}) +                      // the known union
                Bytes({0}));                         // start 0
  CheckReadBack(root, 3);
}

TEST_F(StoredHistoryTest, StretchesToTheByte) {
  const Node leaf = Begin();
  std::uint32_t end = store().NewLog();
  const std::uint32_t begin = store().HoldPosition(end);
  store().Append(end, 1, Next()->For(true));
  store().Append(end, 1, Next()->For(true));
  Node root = store().TakeStretch(leaf, begin, end);
  store().ReleasePosition(begin);
  store().ReleasePosition(end);
  const Occurrence deadline(50);
  root = store().Move(root, std::vector<ThreadMove>{{0, 0, kNone, kNone}, {0, 1, kNone, kNone}}, 2,
                      deadline.For(true));
  EXPECT_EQ(Written(root, 2),
            Taken(0, true) + Bytes({0}) +          // start 0, rank 0
                Bytes({2 * 1 + 1, 2}) +            // one child, two threads
                Bytes({10}) +                      // a stretch that comes again
                Bytes({0, 1}) +                    // from a new node before the first event
                Bytes({0, 0}) + Taken(1, false) +  // that one that took an event follows
                Bytes({0, 0}) + Taken(1, true) +   // and another
                Bytes({1}) +                       // and nothing;
                Bytes({2}) +                       // to the last node
                Bytes({8, 1}) +                    // the known stretch
                Bytes({0}));                       // start 0
  CheckReadBack(root, 2);
}

// ---- logs ----------------------------------------------------------------------

// As a queue has them: entries with a position, one that has left with a
// stretch, and the end.
TEST_F(StoredHistoryTest, LogsAreReadBackWithAllWhoHoldThem) {
  const Node first = Begin();
  std::uint32_t end = store().NewLog();
  std::vector<std::uint32_t> positions{store().HoldPosition(end)};
  for (int i = 0; i < 5; ++i) {
    store().Append(end, 1, Next()->For(true));
    positions.push_back(store().HoldPosition(end));
  }
  // A tree whose stretch is in the middle, and one from the first to the last.
  const Node middle = store().TakeStretch(first, positions[2], positions[4]);
  const Node whole = store().TakeStretch(Begin(), positions[0], positions[5]);
  const auto write = [&](const HistoryStore& from, const EventRowStore& rows,
                         const Content& content, const std::vector<std::uint32_t>& held,
                         std::uint32_t last) {
    const StoredFields fields(forest_.rules(), forest_.rules().rules[0]);
    std::string bytes;
    ByteWriter out(bytes);
    EventWriter events(fields, rows, out);
    HistoryWriter writer(from, events, out);
    for (std::uint32_t leaf : content.leaves) writer.WriteStart(leaf);
    writer.WriteTree(content.trees[0].root);
    for (std::uint32_t position : held) writer.WritePosition(position);
    writer.WritePosition(last);
    writer.WriteTree(content.trees[1].root);
    return bytes;
  };
  content_.trees = {{middle, 1}, {whole, 1}};
  const std::vector<std::uint32_t> held{positions[1], positions[3], positions[3]};
  const std::string bytes = write(store(), forest_.rows(), content_, held, end);

  Copy copy(forest_);
  std::vector<std::uint32_t> read;
  std::optional<std::uint32_t> read_end;
  {
    ByteReader in(bytes);
    EventReader events(copy.fields(), copy.rows(), in);
    HistoryReader reader(copy.store(), events, in, true);
    for (int i = 0; i < 2; ++i) copy.content.leaves.push_back(*reader.ReadStart());
    copy.content.trees.push_back({*reader.ReadTree(1), 1});
    for (std::size_t i = 0; i < held.size(); ++i) read.push_back(*reader.ReadPosition());
    read_end = reader.ReadLogEnd();
    ASSERT_TRUE(read_end);
    copy.content.trees.push_back({*reader.ReadTree(1), 1});
    EXPECT_TRUE(in.at_end());
  }
  EXPECT_EQ(Copy::Counts(copy.store(), copy.rows()), Copy::Counts(store(), forest_.rows()));
  EXPECT_EQ(read[1], read[2]);
  EXPECT_EQ(write(copy.store(), copy.rows(), copy.content, read, *read_end), bytes);
  std::vector<TakenEvent> taken;
  Reported of_middle, of_whole;
  copy.store().Read(copy.content.leaves[0], 0, taken);
  Append(copy.rows(), taken, of_middle);
  copy.store().Read(copy.content.leaves[1], 0, taken);
  Append(copy.rows(), taken, of_whole);
  EXPECT_EQ(of_middle, (Reported{{1, 0, 1}, {4, 1, 2}, {5, 1, 3}}));
  EXPECT_EQ(of_whole,
            (Reported{{7, 0, 1}, {2, 1, 2}, {3, 1, 3}, {4, 1, 2}, {5, 1, 3}, {6, 1, 2}}));
  for (std::uint32_t position : read) copy.store().ReleasePosition(position);
  copy.store().ReleasePosition(*read_end);
  copy.Free();
}

// ---- what is shared stays so ---------------------------------------------------

TEST_F(StoredHistoryTest, SharedLinksStayShared) {
  Node root = Begin();
  for (std::uint32_t i = 0; i < 3; ++i) root = Take(root, i);
  // Each thread goes on in two ways, eight threads in all from one link.
  for (std::uint32_t threads = 1; threads < 8; threads *= 2) {
    std::vector<ThreadMove> moves;
    for (std::uint32_t i = 0; i < 2 * threads; ++i) moves.push_back({i / 2, i, kNone, i % 2});
    root = Move(root, moves, 2 * threads);
  }
  EXPECT_EQ(store().num_links(), 3u + 2 + 4 + 8);
  CheckReadBack(root, 8);  // As many links as there were, and no more.
}

TEST_F(StoredHistoryTest, TwoToTheFortiethHistoriesAreEightyLinks) {
  Node root = Begin();
  for (int i = 0; i < 40; ++i) root = Move(root, {{0, 0, kNone, 1}, {0, 0, kNone, 2}}, 1);
  EXPECT_LT(Written(root).size(), 80u * 12);
  CheckReadBack(root);
}

// As `latest` has them: heads of runs without trees.
TEST_F(StoredHistoryTest, RunsWithoutTreesShareLinks) {
  using Head = HistoryStore::Head;
  HistoryForest forest(0, false);
  HistoryStore& from = forest.store();
  const Head first = from.Extend(Head::End(), {0, 0, kNone, 1}, forest.HappenAt(1)->For(false));
  const Head left = from.Extend(first, {0, 0, kNone, 2}, forest.HappenAt(2)->For(false));
  const Head right = from.Extend(first, {0, 0, kNone, 3}, forest.HappenAt(3)->For(false));
  const StoredFields fields(forest.rules(), forest.rules().rules[0]);
  std::string bytes;
  ByteWriter out(bytes);
  EventWriter events(fields, forest.rows(), out);
  HistoryWriter writer(from, events, out);
  for (Head head : {left, right, first, Head::End()}) writer.WriteHead(head);
  EXPECT_EQ(bytes, Bytes({3, 2, 4, 0, 4, 0, 0, 4, 4, 1, 3, 0, 1, 0, 0, 1, 0,  // left, first
                          3, 3, 7, 0, 4, 0, 0, 4, 2, 1,                       // right, first
                          2, 1, 0}));
  Copy copy(forest);
  std::vector<Head> read;
  {
    ByteReader in(bytes);
    EventReader reader(copy.fields(), copy.rows(), in);
    HistoryReader history(copy.store(), reader, in, false);
    for (int i = 0; i < 4; ++i) read.push_back(*history.ReadHead());
    EXPECT_TRUE(in.at_end());
  }
  EXPECT_EQ(copy.store().num_links(), 3u);
  EXPECT_EQ(copy.rows().size(), 3u);
  std::vector<TakenEvent> taken;
  Reported of_right;
  copy.store().Read(read[1], taken);
  Append(copy.rows(), taken, of_right);
  EXPECT_EQ(of_right, (Reported{{1, 1, 3}, {3, 3, 7}}));
  for (Head head : read) copy.store().Release(head);
  copy.Free();
}

// ---- depth ---------------------------------------------------------------------
// Where one thing leads to the next there is no recursion, however many they are.

TEST_F(StoredHistoryTest, AHundredThousandLayers) {
  Node root = Take(Begin(), 1);
  for (int i = 1; i < kDeep; ++i) root = Take(store().Join(root, Begin(), 1), 1);
  ASSERT_EQ(store().num_layers(), static_cast<std::size_t>(kDeep));
  CheckReadBack(root);
}

TEST_F(StoredHistoryTest, AHundredThousandLinks) {
  Node root = Begin();
  for (int i = 0; i < kDeep; ++i) root = Take(root, 1);
  ASSERT_EQ(store().num_links(), static_cast<std::size_t>(kDeep));
  ASSERT_EQ(store().num_layers(), 1u);
  CheckReadBack(root);
}

// Those that come again are numbered.
TEST_F(StoredHistoryTest, AHundredThousandSharedLinks) {
  Node root = Move(Begin(), {{0, 0, kNone, 1}, {0, 1, kNone, 2}}, 2);
  for (int i = 0; i < kDeep; ++i) {
    root = Move(root, {{0, 0, kNone, 1}, {0, 1, kNone, kNone}}, 2);
  }
  ASSERT_GE(store().num_links(), static_cast<std::size_t>(kDeep));
  CheckReadBack(root, 2);
}

TEST_F(StoredHistoryTest, AHundredThousandUnions) {
  Node root = Begin();
  // The first of the two is the way to the next; then the second.
  for (int i = 0; i < kDeep; ++i) root = Move(root, {{0, 0, kNone, kNone}, {0, 0, kNone, 2}}, 1);
  for (int i = 0; i < kDeep; ++i) root = Move(root, {{0, 0, kNone, 2}, {0, 0, kNone, kNone}}, 1);
  ASSERT_EQ(store().num_unions(), 2u * kDeep);
  CheckReadBack(root);
}

TEST_F(StoredHistoryTest, ALogOfAHundredThousandEvents) {
  const Node leaf = Begin();
  std::uint32_t end = store().NewLog();
  const std::uint32_t begin = store().HoldPosition(end);
  for (int i = 0; i < kDeep; ++i) store().Append(end, 1, Next()->For(true));
  const Node root = store().TakeStretch(leaf, begin, end);
  store().ReleasePosition(begin);
  store().ReleasePosition(end);
  ASSERT_EQ(store().num_log_nodes(), static_cast<std::size_t>(kDeep) + 1);
  CheckReadBack(root);
}

// ---- damage --------------------------------------------------------------------

// Reads a tree after two starts.
class StoredHistoryRefusalTest : public StoredHistoryTest {
 protected:
  bool Reads(const std::string& tree, std::size_t num_threads = 1, bool joins = true) {
    Copy copy(forest_);
    const std::string starts = Taken(0, true) + Bytes({0}) + Taken(0, false) + Bytes({0});
    return copy.Read(starts + tree, 2, {num_threads}, joins);
  }
};

TEST_F(StoredHistoryRefusalTest, Starts) {
  const auto reads = [this](const std::string& start) {
    Copy copy(forest_);
    return copy.Read(start + Bytes({0}), 1, {1});
  };
  EXPECT_TRUE(reads(Taken(0, true) + Bytes({0})));
  // An alternative of another step, a way that is none, one of an absence.
  EXPECT_FALSE(reads(Bytes({0, 2}) + NewEvent() + Bytes({0})));
  EXPECT_FALSE(reads(Bytes({HistoryForest::kWays, 0}) + NewEvent() + Bytes({0})));
  EXPECT_FALSE(reads(Bytes({kAbsence, 0, 1, 2, 0})));
}

TEST_F(StoredHistoryRefusalTest, Trees) {
  EXPECT_TRUE(Reads(Bytes({5, 1, 1, 0, 0, 4})));
  EXPECT_TRUE(Reads(Bytes({5, 2, 1, 0, 1, 0, 0, 4}), 2));
  EXPECT_TRUE(Reads(Bytes({5, 1, 1, 0, 4, 2})));  // The second start, then one back.
  // One start is in no tree, or in two.
  EXPECT_FALSE(Reads(Bytes({3, 1, 1, 0, 0})));
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 0, 0, 0})));
  // There is no such start: a third, one before the first.
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 0, 0, 8})));
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 0, 2, 4})));
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 0, 0}) + std::string(9, '\xFE') + "\x01"));
  // Without children, without threads, with another number of them than asked for.
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 0, 0, 1, 1, 1, 0})));
  EXPECT_FALSE(Reads(Bytes({5, 0, 0, 4})));
  EXPECT_TRUE(Reads(Bytes({3, 1, 0, 5, 1, 0, 0, 4})));
  EXPECT_FALSE(Reads(Bytes({3, 1, 0, 5, 0, 0, 4})));
  EXPECT_FALSE(Reads(Bytes({5, 2, 1, 0, 1, 0, 0, 4}), 1));
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 0, 0, 4}), 2));
  // A thread that its children do not have: starts have one.
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 1, 0, 4})));
  EXPECT_FALSE(Reads(Bytes({5, 1, 1, 2, 3, 2, 1, 0, 1, 0, 0, 4})));
  EXPECT_TRUE(Reads(Bytes({3, 1, 1, 1, 5, 2, 1, 0, 1, 0, 0, 4})));
  // More than there could be.
  EXPECT_FALSE(Reads(std::string(9, '\xFF') + Bytes({1, 1, 1, 0, 0, 4})));
  EXPECT_FALSE(Reads(Bytes({5, 0xFF, 0xFF, 0xFF, 0x7F, 1, 0, 0, 4})));
}

TEST_F(StoredHistoryRefusalTest, LinksAndUnions) {
  const auto reads = [this](const std::string& head, bool joins = true) {
    return Reads(Bytes({5, 1}) + head + Bytes({0, 4}), 1, joins);
  };
  const std::string link = Taken(1, true);
  EXPECT_TRUE(reads(Bytes({3}) + link + Bytes({1, 0})));
  EXPECT_TRUE(reads(Bytes({7, 4}) + link + Bytes({0, 2, 1})));
  // Kinds that there are not; unions and absences where nothing joins.
  EXPECT_FALSE(reads(Bytes({11})));
  EXPECT_FALSE(reads(Bytes({6, 0, 3}) + link + Bytes({0}), false));
  EXPECT_TRUE(reads(Bytes({3, kAbsence, 2, 1, 2, 0})));
  EXPECT_FALSE(reads(Bytes({3, kAbsence, 2, 1, 2, 0}), false));
  // A phase that there is not; neither a deadline nor an event.
  EXPECT_FALSE(reads(Bytes({3, kAbsence, 2, 1, 3, 0})));
  EXPECT_FALSE(reads(Bytes({3, kAbsence, 2, 2, 2, 0})));
  // Known ones that are not known: none was, the one before, n from 0.
  EXPECT_FALSE(reads(Bytes({2, 1})));
  EXPECT_FALSE(reads(Bytes({3}) + link + Bytes({2, 1})));
  EXPECT_FALSE(reads(Bytes({6, 4}) + link + Bytes({0, 2, 2})));
  EXPECT_FALSE(reads(Bytes({6, 4}) + link + Bytes({0, 2, 0})));
  // Before itself.
  EXPECT_FALSE(reads(Bytes({4}) + link + Bytes({2, 1})));
  EXPECT_FALSE(reads(Bytes({7, 0, 5, 1})));
  EXPECT_FALSE(reads(Bytes({7, 4}) + link + Bytes({5, 1, 0})));
  // An alternative of another step.
  EXPECT_FALSE(reads(Bytes({3, 1, 1}) + NewEvent() + Bytes({0})));
  // Threads that no layer has.
  EXPECT_FALSE(reads(Bytes({1, 0x80, 0x80, 0x40})));
}

TEST_F(StoredHistoryRefusalTest, Logs) {
  const auto reads = [this](const std::string& stretch) {
    return Reads(Bytes({5, 1}) + stretch + Bytes({0, 4}));
  };
  const std::string taken = Bytes({0}) + Taken(1, true);
  const std::string log = Bytes({0, 1, 0}) + taken + Bytes({0}) + taken + Bytes({1});
  // From the first node of three to each.
  EXPECT_TRUE(reads(Bytes({9}) + log + Bytes({2})));
  EXPECT_TRUE(reads(Bytes({9}) + log + Bytes({3})));
  EXPECT_FALSE(reads(Bytes({9}) + log + Bytes({4})));  // It is empty.
  EXPECT_FALSE(reads(Bytes({9}) + log + Bytes({5})));  // There is none.
  // Two stretches of it: one from its middle; one that goes back.
  const auto both = [](int from, int to) { return Bytes({9, from, to}); };
  EXPECT_TRUE(reads(Bytes({6, 9}) + log + Bytes({2}) + both(3, 2)));
  EXPECT_FALSE(reads(Bytes({6, 9}) + log + Bytes({2}) + both(2, 3)));
  // Into another log.
  EXPECT_FALSE(reads(Bytes({9}) + log + log));
  // The first node is behind none, and a node behind one at most.
  EXPECT_FALSE(reads(Bytes({9, 0}) + taken + Bytes({0, 1, 1, 2})));
  EXPECT_FALSE(reads(Bytes({6, 9}) + log + Bytes({2, 9, 0, 1, 3, 3})));
  EXPECT_FALSE(reads(Bytes({6, 9}) + log + Bytes({2, 9, 0}) + taken + Bytes({4, 3})));
  EXPECT_FALSE(reads(Bytes({6, 9}) + log + Bytes({2, 9, 0, 1, 5, 4})));
  // One before the first event comes later than what follows it.
  const std::string rest = Bytes({0}) + taken + Bytes({0}) + taken + Bytes({1});
  EXPECT_TRUE(reads(Bytes({6, 9}) + rest + Bytes({2, 9, 0, 1, 4, 3})));
  // A node that follows itself.
  EXPECT_FALSE(reads(Bytes({9, 0, 1, 2, 2})));
  // A known one that is not known.
  EXPECT_FALSE(reads(Bytes({8, 1})));
}

TEST_F(StoredHistoryRefusalTest, EndsOfLogs) {
  const std::string taken = Bytes({0}) + Taken(1, true);
  const std::string log = Bytes({0, 1, 0}) + taken + Bytes({0}) + taken + Bytes({1});
  // Positions, then the end.
  const auto reads = [this](const std::string& bytes, int num_positions) {
    Copy copy(forest_);
    ByteReader in(bytes);
    EventReader events(copy.fields(), copy.rows(), in);
    HistoryReader reader(copy.store(), events, in, true);
    for (int i = 0; i < num_positions; ++i) {
      if (!reader.ReadPosition()) return false;
    }
    return reader.ReadLogEnd().has_value() && in.at_end();
  };
  EXPECT_TRUE(reads(log + Bytes({3, 2}), 2));
  EXPECT_TRUE(reads(log + Bytes({2, 2}), 2));
  EXPECT_TRUE(reads(Bytes({0, 1, 1}), 0));
  EXPECT_FALSE(reads(log + Bytes({3}), 1));              // It is not the end.
  EXPECT_FALSE(reads(log + Bytes({0, 1, 1}), 1));        // It is that of another.
  EXPECT_FALSE(reads(log + Bytes({0, 1, 1, 2}), 2));     // One position is in another.
  for (std::size_t size = 0; size < log.size() + 1; ++size) {
    EXPECT_FALSE(reads((log + Bytes({2})).substr(0, size), 1)) << size;
  }
}

TEST(StoredHistory, DamagedForestsAreRefusedOrAreOthers) {
  std::size_t refused = 0, others = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    HistoryForest forest(seed, seed % 2 == 1);
    for (int i = 0; i < 25; ++i) forest.Act();
    const Content content = ContentOf(forest);
    const std::string bytes = BytesOf(forest, forest.store(), forest.rows(), content);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      ASSERT_FALSE(Copy(forest).Read(bytes.substr(0, size), content)) << size;
    }
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (int change = 1; change < 256; change += at % 2 == 0 ? 1 : 5) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ change);
        Copy copy(forest);
        if (!copy.Read(damaged, content)) {
          ++refused;
          continue;
        }
        // What it is instead can be written and read.
        ++others;
        const std::string once = copy.WrittenAgain();
        Copy again(forest);
        ASSERT_TRUE(again.Read(once, content));
        ASSERT_EQ(again.WrittenAgain(), once);
        copy.Free();
        again.Free();
      }
    }
  }
  EXPECT_GT(refused, others);
  EXPECT_GT(others, 500u);
}

}  // namespace
}  // namespace precept::nfa
