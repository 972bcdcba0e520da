// Random operations on both stores and on a plain map: all three agree, also
// when the database is closed and opened at random, with write buffers so small
// that rows and range deletions get into files of several levels.

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runtime/state/memory_state_store.h"
#include "runtime/state/rocks_state_store.h"
#include "runtime/state/state_write.h"
#include "tests/stores/scratch_directory.h"
#include "tests/unit/runtime/state/store_access.h"

namespace precept::runtime {
namespace {

constexpr int kSteps = 3000;
constexpr RocksOptions kSmall{.cache_bytes = 256 << 10, .write_buffer_bytes = 128 << 10};

using Rows = std::map<std::string, std::string>;

class RandomOperationsTest : public testing::TestWithParam<int> {
 protected:
  RandomOperationsTest() : random_(static_cast<std::uint64_t>(GetParam())) { Reopen(); }

  std::size_t Below(std::size_t bound) { return random_() % bound; }

  void Reopen() {
    rocks_.reset();
    nfa::Result<std::unique_ptr<StateStore>> opened =
        OpenRocksStateStore(directory_.path(), kSmall);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    rocks_ = std::move(opened).value();
  }

  StateKind AnyKind() { return kStateKinds[Below(kStateKinds.size())]; }
  // Few keys, so that operations meet; bytes at both ends of the order.
  std::string AnyKey() {
    static constexpr char kBytes[] = {'\0', '\1', 'a', 'b', '\x7F', '\xFE', '\xFF'};
    std::string key;
    for (std::size_t size = Below(4); key.size() < size;) key += kBytes[Below(sizeof(kBytes))];
    return key;
  }
  std::string AnyValue() {
    const std::size_t size = Below(50) == 0 ? Below(20'000) : Below(200);
    std::string value(size, '\0');
    for (char& c : value) c = static_cast<char>(random_());
    return value;
  }
  KeyRange AnyRange() {
    switch (Below(8)) {
      case 0: return {AnyKey(), std::nullopt};
      case 1:
      case 2: return KeyRange::Prefix(AnyKey());
      default: {
        std::string key = AnyKey();
        return {key, key + AnyKey()};  // Short, so that rows stay; now and then empty.
      }
    }
  }

  // So many rows of a kind that ranges of them are large.
  void CommitMany() {
    StateWrite write;
    const StateKind kind = AnyKind();
    for (int n = 0; n < 400; ++n) {
      const std::string key = AnyKey() + AnyKey();
      write.Put(kind, key, key);
      model_[static_cast<std::size_t>(kind)][key] = key;
    }
    CommitTo(*rocks_, write);
    CommitTo(*memory_, write);
  }

  void CommitAny() {
    StateWrite write;
    std::array<Rows, kStateKinds.size()> model = model_;
    for (std::size_t n = 1 + Below(12); n > 0; --n) {
      const StateKind kind = AnyKind();
      Rows& rows = model[static_cast<std::size_t>(kind)];
      const std::size_t what = Below(16);
      if (what < 11) {
        const std::string key = AnyKey();
        const std::string value = AnyValue();
        write.Put(kind, key, value);
        rows[key] = value;
      } else if (what < 13) {
        const std::string key = AnyKey();
        write.Delete(kind, key);
        rows.erase(key);
      } else {
        const KeyRange range = AnyRange();
        write.DeleteRange(kind, range);
        std::erase_if(rows, [&](const auto& row) {
          return row.first >= range.begin && (!range.end || row.first < *range.end);
        });
      }
    }
    const Durability durability = Below(50) == 0 ? Durability::kSynced : Durability::kBuffered;
    CommitTo(*rocks_, write, durability);
    CommitTo(*memory_, write, durability);
    model_ = std::move(model);
  }

  void ReadAny() {
    const StateKind kind = AnyKind();
    const std::string key = AnyKey();
    const Rows& rows = model_[static_cast<std::size_t>(kind)];
    const auto row = rows.find(key);
    const std::string expected = row == rows.end() ? "(none)" : row->second;
    ASSERT_EQ(ValueOf(*rocks_, kind, key), expected);
    ASSERT_EQ(ValueOf(*memory_, kind, key), expected);
  }

  void ScanAny() { CompareRange(AnyKind(), AnyRange()); }

  void CompareRange(StateKind kind, const KeyRange& range) {
    std::vector<Row> expected;
    for (const auto& row : model_[static_cast<std::size_t>(kind)]) {
      if (row.first >= range.begin && (!range.end || row.first < *range.end)) {
        expected.emplace_back(row);
      }
    }
    ASSERT_EQ(RowsOf(*rocks_, kind, range), expected);
    ASSERT_EQ(RowsOf(*memory_, kind, range), expected);
    rows_compared_ += expected.size();
  }

  std::mt19937_64 random_;
  ScratchDirectory directory_;
  std::unique_ptr<StateStore> rocks_;
  std::unique_ptr<StateStore> memory_ = MakeMemoryStateStore();
  std::array<Rows, kStateKinds.size()> model_;
  std::size_t rows_compared_ = 0;
};

TEST_P(RandomOperationsTest, BothStoresAreAPlainMap) {
  int reopened = 0;
  for (int step = 0; step < kSteps; ++step) {
    SCOPED_TRACE(step);
    const std::size_t what = Below(400);
    if (what == 0) {
      Reopen();
      ++reopened;
      for (const StateKind kind : kStateKinds) CompareRange(kind, KeyRange::All());
    } else if (what < 10) {
      CommitMany();
    } else if (what < 200) {
      CommitAny();
    } else if (what < 300) {
      ReadAny();
    } else {
      ScanAny();
    }
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
  EXPECT_GT(reopened, 0);
  EXPECT_GT(rows_compared_, 1000U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomOperationsTest, testing::Range(1, 5));

}  // namespace
}  // namespace precept::runtime
