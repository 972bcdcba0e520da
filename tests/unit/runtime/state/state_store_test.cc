// What every store does, of whichever implementation.

#include "runtime/state/state_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/state/memory_state_store.h"
#include "runtime/state/rocks_state_store.h"
#include "runtime/state/state_write.h"
#include "tests/stores/scratch_directory.h"
#include "tests/unit/runtime/state/store_access.h"

namespace precept::runtime {
namespace {

using std::string_literals::operator""s;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr StateKind kKind = StateKind::kJournal;

// In memory there is nothing to open again.
struct MemoryStores {
  void Open() {
    if (!store) store = MakeMemoryStateStore();
  }
  std::unique_ptr<StateStore> store;
};

struct RocksStores {
  void Open() {
    store.reset();
    nfa::Result<std::unique_ptr<StateStore>> opened =
        OpenRocksStateStore(directory.path(), RocksOptions{});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    store = std::move(opened).value();
  }
  ScratchDirectory directory;
  std::unique_ptr<StateStore> store;
};

template <class Stores>
class StateStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    Reopen();
    ASSERT_NE(stores_.store, nullptr);
  }
  StateStore& store() { return *stores_.store; }
  void Reopen() { stores_.Open(); }

  void Put(std::string_view key, std::string_view value) { PutRow(store(), kKind, key, value); }
  std::vector<std::string> Keys(const KeyRange& range = KeyRange::All()) {
    std::vector<std::string> keys;
    for (const Row& row : RowsOf(store(), kKind, range)) keys.push_back(row.first);
    return keys;
  }
  void DeleteRange(const KeyRange& range) {
    StateWrite write;
    write.DeleteRange(kKind, range);
    CommitTo(store(), write);
  }

 private:
  Stores stores_;
};

struct Names {
  template <class T>
  static std::string GetName(int) {
    return std::is_same_v<T, MemoryStores> ? "Memory" : "Rocks";
  }
};
using Implementations = testing::Types<MemoryStores, RocksStores>;
TYPED_TEST_SUITE(StateStoreTest, Implementations, Names);

TYPED_TEST(StateStoreTest, ReadsWhatWasPut) {
  EXPECT_EQ(ValueOf(this->store(), kKind, "a"), "(none)");
  this->Put("a", "1");
  EXPECT_EQ(ValueOf(this->store(), kKind, "a"), "1");
  this->Put("a", "2");
  EXPECT_EQ(ValueOf(this->store(), kKind, "a"), "2");
  EXPECT_EQ(ValueOf(this->store(), kKind, "a\0"s), "(none)");
  this->Reopen();
  EXPECT_EQ(ValueOf(this->store(), kKind, "a"), "2");
}

TYPED_TEST(StateStoreTest, EmptyKeysAndValuesAreRows) {
  this->Put("a", "");
  this->Put("", "at nothing");
  EXPECT_EQ(ValueOf(this->store(), kKind, "a"), "");
  EXPECT_EQ(ValueOf(this->store(), kKind, ""), "at nothing");
  this->Reopen();
  EXPECT_THAT(RowsOf(this->store(), kKind), ElementsAre(Row("", "at nothing"), Row("a", "")));
}

TYPED_TEST(StateStoreTest, KeysAreAnyBytesInTheirOrder) {
  for (const std::string& key : {"\xFF"s, "a"s, "\0"s, "\x80"s, "\0\0"s, "\x7F"s, "a\0"s}) {
    this->Put(key, key);
  }
  const std::vector<std::string> expected{"\0"s, "\0\0"s, "a", "a\0"s, "\x7F", "\x80", "\xFF"};
  EXPECT_EQ(this->Keys(), expected);
  this->Reopen();
  EXPECT_EQ(this->Keys(), expected);
}

TYPED_TEST(StateStoreTest, KindsAreApart) {
  for (const StateKind kind : kStateKinds) PutRow(this->store(), kind, "k", NameOf(kind));
  StateWrite write;
  write.DeleteRange(StateKind::kTimer, KeyRange::All());
  write.Delete(StateKind::kMeta, "k");
  CommitTo(this->store(), write);
  for (int round = 0; round < 2; ++round) {
    for (const StateKind kind : kStateKinds) {
      const bool gone = kind == StateKind::kTimer || kind == StateKind::kMeta;
      EXPECT_EQ(ValueOf(this->store(), kind, "k"), gone ? "(none)" : NameOf(kind));
    }
    this->Reopen();
  }
}

TYPED_TEST(StateStoreTest, Deletes) {
  this->Put("a", "1");
  this->Put("b", "2");
  StateWrite write;
  write.Delete(kKind, "a");
  write.Delete(kKind, "not there");
  CommitTo(this->store(), write);
  EXPECT_EQ(ValueOf(this->store(), kKind, "a"), "(none)");
  EXPECT_THAT(this->Keys(), ElementsAre("b"));
  this->Reopen();
  EXPECT_THAT(this->Keys(), ElementsAre("b"));
}

TYPED_TEST(StateStoreTest, ScansRanges) {
  for (const char* key : {"a", "b", "ba", "bb", "c"}) this->Put(key, "");
  EXPECT_THAT(this->Keys({"b", "c"}), ElementsAre("b", "ba", "bb"));
  EXPECT_THAT(this->Keys({"b\0"s, "bb\0"s}), ElementsAre("ba", "bb"));
  EXPECT_THAT(this->Keys({"bb", std::nullopt}), ElementsAre("bb", "c"));
  EXPECT_THAT(this->Keys({"", "a"}), IsEmpty());
  EXPECT_THAT(this->Keys({"d", std::nullopt}), IsEmpty());
  EXPECT_THAT(this->Keys({"b", "b"}), IsEmpty());
  EXPECT_THAT(this->Keys({"c", "a"}), IsEmpty());
  EXPECT_THAT(this->Keys(KeyRange::Prefix("b")), ElementsAre("b", "ba", "bb"));
  EXPECT_THAT(this->Keys(KeyRange::Prefix("bc")), IsEmpty());
}

TYPED_TEST(StateStoreTest, PrefixesOfGreatestBytes) {
  for (const char* key : {"a", "a\xFF", "a\xFF\xFF", "b", "\xFF", "\xFF\xFF", "\xFF\xFF\xFF"}) {
    this->Put(key, "");
  }
  EXPECT_THAT(this->Keys(KeyRange::Prefix("a\xFF")), ElementsAre("a\xFF", "a\xFF\xFF"));
  EXPECT_THAT(this->Keys(KeyRange::Prefix("\xFF\xFF")), ElementsAre("\xFF\xFF", "\xFF\xFF\xFF"));
  this->DeleteRange(KeyRange::Prefix("\xFF\xFF"));
  EXPECT_THAT(this->Keys(), ElementsAre("a", "a\xFF", "a\xFF\xFF", "b", "\xFF"));
  this->DeleteRange(KeyRange::Prefix("a\xFF"));
  EXPECT_THAT(this->Keys(), ElementsAre("a", "b", "\xFF"));
  this->Reopen();
  EXPECT_THAT(this->Keys(), ElementsAre("a", "b", "\xFF"));
}

TYPED_TEST(StateStoreTest, ScanEndsWhenToldTo) {
  for (const char* key : {"a", "b", "c"}) this->Put(key, "");
  std::vector<std::string> seen;
  const nfa::Status status =
      this->store().Scan(kKind, KeyRange::All(), [&](std::string_view key, std::string_view) {
        seen.emplace_back(key);
        return seen.size() < 2;
      });
  EXPECT_TRUE(status.ok());
  EXPECT_THAT(seen, ElementsAre("a", "b"));
}

TYPED_TEST(StateStoreTest, DeletesRangesAtTheirEdges) {
  const auto fill = [this] {
    for (const char* key : {"a", "b", "c", "d"}) this->Put(key, key);
  };
  fill();
  this->DeleteRange({"b", "d"});
  EXPECT_THAT(this->Keys(), ElementsAre("a", "d"));
  fill();
  this->DeleteRange({"b\0"s, "c\0"s});
  EXPECT_THAT(this->Keys(), ElementsAre("a", "b", "d"));
  fill();
  this->DeleteRange({"b", "b"});
  this->DeleteRange({"d", "a"});
  EXPECT_THAT(this->Keys(), ElementsAre("a", "b", "c", "d"));
  this->DeleteRange({"d", std::nullopt});
  EXPECT_THAT(this->Keys(), ElementsAre("a", "b", "c"));
  this->DeleteRange({"x", std::nullopt});
  EXPECT_THAT(this->Keys(), ElementsAre("a", "b", "c"));
  this->DeleteRange({"", "b"});
  EXPECT_THAT(this->Keys(), ElementsAre("b", "c"));
  this->Reopen();
  EXPECT_THAT(this->Keys(), ElementsAre("b", "c"));
  this->DeleteRange(KeyRange::All());
  EXPECT_THAT(this->Keys(), IsEmpty());
  this->DeleteRange(KeyRange::All());
  EXPECT_THAT(this->Keys(), IsEmpty());
  this->Put("b", "again");
  EXPECT_EQ(ValueOf(this->store(), kKind, "b"), "again");
}

// Ranges of few and of many rows are deleted in different ways on disk.
TYPED_TEST(StateStoreTest, DeletesRangesOfAnySize) {
  const auto key_of = [](int i) { return std::to_string(100'000 + i); };
  for (const int size : {1, 127, 128, 129, 500}) {
    for (const bool has_end : {true, false}) {
      SCOPED_TRACE(size);
      StateWrite write;
      write.DeleteRange(kKind, KeyRange::All());
      for (int i = 0; i < size / 2; ++i) write.Put(kKind, key_of(2 * i), "old");
      if (has_end) write.Put(kKind, "2", "behind");
      write.Put(kKind, "0", "before");
      CommitTo(this->store(), write);
      // Half of the rows come with the write that deletes them.
      write.Clear();
      for (int i = size / 2; i < size; ++i) write.Put(kKind, key_of(2 * (i - size / 2) + 1), "new");
      write.DeleteRange(kKind, {key_of(0), has_end ? std::optional<std::string>("2") : std::nullopt});
      write.Put(kKind, key_of(5), "newest");
      CommitTo(this->store(), write);
      std::vector<std::string> expected{"0", key_of(5)};
      if (has_end) expected.push_back("2");
      EXPECT_EQ(this->Keys(), expected);
      this->Reopen();
      EXPECT_EQ(this->Keys(), expected);
    }
  }
}

TYPED_TEST(StateStoreTest, OperationsTakeEffectInOrder) {
  this->Put("b", "old");
  StateWrite write;
  write.Put(kKind, "a", "1");
  write.Put(kKind, "c", "1");
  write.DeleteRange(kKind, {"b", std::nullopt});  // The old b, and c of this write.
  write.Put(kKind, "z", "2");
  write.Put(kKind, "a", "2");
  write.Delete(kKind, "a");
  write.Put(kKind, "d", "3");
  write.DeleteRange(kKind, {"d", "e"});
  write.Put(kKind, "d", "4");
  CommitTo(this->store(), write);
  const auto expected = ElementsAre(Row("d", "4"), Row("z", "2"));
  EXPECT_THAT(RowsOf(this->store(), kKind), expected);
  this->Reopen();
  EXPECT_THAT(RowsOf(this->store(), kKind), expected);
}

TYPED_TEST(StateStoreTest, PreparedWriteIsAppliedFromItsRow) {
  this->Put("old", "1");
  StateWrite epoch;
  epoch.Put(kKind, "new", "2");
  epoch.Delete(kKind, "old");
  StateWrite prepare;
  prepare.Put(StateKind::kPending, "7", epoch.bytes());
  CommitTo(this->store(), prepare, Durability::kSynced);
  this->Reopen();
  EXPECT_THAT(this->Keys(), ElementsAre("old"));

  std::string bytes;
  const nfa::Result<bool> found = this->store().Read(StateKind::kPending, "7", bytes);
  ASSERT_TRUE(found.ok() && found.value());
  nfa::Result<StateWrite> apply = StateWrite::FromBytes(bytes);
  ASSERT_TRUE(apply.ok()) << apply.status().message();
  apply.value().Delete(StateKind::kPending, "7");
  CommitTo(this->store(), apply.value());
  this->Reopen();
  EXPECT_THAT(this->Keys(), ElementsAre("new"));
  EXPECT_THAT(RowsOf(this->store(), StateKind::kPending), IsEmpty());
}

TYPED_TEST(StateStoreTest, LargeValues) {
  std::string large(1 << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>(i);
  StateWrite write;
  for (const char* key : {"a", "b", "c", "d"}) write.Put(kKind, key, large + key);
  CommitTo(this->store(), write, Durability::kSynced);
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(ValueOf(this->store(), kKind, "c") == large + "c");
    EXPECT_TRUE(RowsOf(this->store(), kKind, KeyRange::Prefix("d")).at(0).second == large + "d");
    this->Reopen();
  }
  this->Put("c", "small");
  EXPECT_EQ(ValueOf(this->store(), kKind, "c"), "small");
}

TYPED_TEST(StateStoreTest, ScanSeesTheStateAtItsStart) {
  for (const char* key : {"a", "b", "c", "d"}) this->Put(key, "old");
  std::vector<Row> seen;
  const nfa::Status status = this->store().Scan(
      kKind, KeyRange::All(), [&](std::string_view key, std::string_view value) {
        seen.emplace_back(key, value);
        StateWrite write;
        write.Put(kKind, std::string(key) + "+", "new");
        write.Put(kKind, "d", "new");
        write.DeleteRange(kKind, {"b", "d"});
        CommitTo(this->store(), write);
        EXPECT_EQ(ValueOf(this->store(), kKind, "d"), "new");
        return seen.size() < 100;  // One that sees what is new would never end.
      });
  EXPECT_TRUE(status.ok());
  EXPECT_THAT(seen, ElementsAre(Row("a", "old"), Row("b", "old"), Row("c", "old"),
                                Row("d", "old")));
  EXPECT_THAT(this->Keys(), ElementsAre("a", "a+", "d", "d+"));
}

// Every commit moves all rows to its number: a scan that saw two numbers would
// have seen half a commit.
TYPED_TEST(StateStoreTest, ScansDuringWritesSeeWholeCommits) {
  constexpr int kCommits = 300;
  const auto commit = [this](int number) {
    StateWrite write;
    if (number % 3 == 0) write.DeleteRange(kKind, KeyRange::All());
    for (int row = 0; row < 20; ++row) {
      write.Put(kKind, "row" + std::to_string(row), std::to_string(number));
    }
    CommitTo(this->store(), write);
  };
  commit(0);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int number = 1; number <= kCommits; ++number) commit(number);
    done = true;
  });
  int scans = 0;
  while (!done || scans == 0) {
    const std::vector<Row> rows = RowsOf(this->store(), kKind);
    ++scans;
    EXPECT_EQ(rows.size(), 20U);
    for (const Row& row : rows) EXPECT_EQ(row.second, rows[0].second);
  }
  writer.join();
  EXPECT_EQ(RowsOf(this->store(), kKind).at(0).second, std::to_string(kCommits));
}

// Each commit replaces all rows by five of its thread.  If one could come
// between what another finds and what it deletes, rows of both would be left.
TYPED_TEST(StateStoreTest, CommitsOfSeveralThreadsAreOneAfterAnother) {
  constexpr int kThreads = 3;
  std::atomic<int> running = kThreads;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t, &running] {
      for (int i = 0; i < 300; ++i) {
        StateWrite write;
        write.DeleteRange(kKind, {"", i % 2 == 0 ? std::optional<std::string>("a") : std::nullopt});
        for (int row = 0; row < 5; ++row) {
          write.Put(kKind, std::to_string(i) + "/" + std::to_string(row) + "/" + std::to_string(t),
                    std::to_string(t));
        }
        CommitTo(this->store(), write);
      }
      --running;
    });
  }
  do {
    const std::vector<Row> rows = RowsOf(this->store(), kKind);
    EXPECT_TRUE(rows.empty() || rows.size() == 5) << rows.size();
    for (const Row& row : rows) EXPECT_EQ(row.second, rows[0].second);
  } while (running > 0);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(this->Keys().size(), 5U);
}

TYPED_TEST(StateStoreTest, EmptyWrites) {
  CommitTo(this->store(), StateWrite());
  CommitTo(this->store(), StateWrite(), Durability::kSynced);
  this->Put("a", "1");
  CommitTo(this->store(), StateWrite(), Durability::kSynced);
  this->Reopen();
  EXPECT_THAT(this->Keys(), ElementsAre("a"));
}

TYPED_TEST(StateStoreTest, Measures) {
  const auto exact = [this](StateKind kind) {
    const nfa::Result<KindSize> size = this->store().Measure(kind, Accuracy::kExact);
    EXPECT_TRUE(size.ok());
    return size.value();
  };
  EXPECT_EQ(exact(kKind).rows, 0U);
  EXPECT_EQ(exact(kKind).bytes, 0U);
  for (int i = 10; i < 20; ++i) this->Put(std::to_string(i), "value");
  this->Put("10", "v");
  this->DeleteRange({"15", "17"});
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(exact(kKind).rows, 8U);
    EXPECT_EQ(exact(kKind).bytes, 8U * 2 + 7 * 5 + 1);
    EXPECT_EQ(exact(StateKind::kTimer).rows, 0U);
    const nfa::Result<KindSize> estimate = this->store().Measure(kKind, Accuracy::kEstimate);
    ASSERT_TRUE(estimate.ok());
    EXPECT_GT(estimate.value().rows, 0U);
    EXPECT_LT(estimate.value().rows, 30U);
    EXPECT_GT(estimate.value().bytes, 0U);
    this->Reopen();
  }
}

}  // namespace
}  // namespace precept::runtime
