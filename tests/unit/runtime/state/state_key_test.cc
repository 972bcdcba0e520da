#include "runtime/state/state_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "runtime/state/key_range.h"

namespace precept::runtime {
namespace {

using std::string_literals::operator""s;

constexpr StateOwner kOwner{3, 0x0102030405060708};

std::string SnapshotKey(const StateOwner& owner, const std::string& key) {
  std::string out = "left from before";
  SetSnapshotKey(owner, key, out);
  return out;
}

std::string NumberedKey(const StateOwner& owner, const std::string& key, std::uint64_t number) {
  std::string out = "left from before";
  SetJournalKey(owner, key, number, out);
  return out;
}

std::string TimerKey(const StateOwner& owner, std::int64_t ns, const std::string& key) {
  std::string out = "left from before";
  SetTimerKey(owner, nfa::Timestamp{ns}, key, out);
  return out;
}

bool Contains(const KeyRange& range, const std::string& key) {
  return key >= range.begin && (!range.end || key < *range.end);
}

TEST(StateKey, Bytes) {
  const std::string owner = "\x00\x03\x01\x02\x03\x04\x05\x06\x07\x08"s;
  EXPECT_EQ(SnapshotKey(kOwner, ""), owner + "\0\0"s);
  EXPECT_EQ(SnapshotKey(kOwner, "ab"), owner + "ab\0\0"s);
  EXPECT_EQ(SnapshotKey(kOwner, "a\0\0\0b"s), owner + "a\0\xFC"s + "b\0\0"s);
  EXPECT_EQ(SnapshotKey(kOwner, "a\0\0"s), owner + "a\0\2"s);
  EXPECT_EQ(SnapshotKey(kOwner, std::string(120, '\0')), owner + "\0\x78"s);
  EXPECT_EQ(SnapshotKey(kOwner, std::string(121, '\0')), owner + "\0\x7F\0\1"s);
  EXPECT_EQ(SnapshotKey(kOwner, std::string(240, '\0') + "x"), owner + "\0\x7F\0\x87x\0\0"s);
  EXPECT_EQ(NumberedKey(kOwner, "a", 0x0A0B), owner + "a\0\0\0\0\0\0\0\0\x0A\x0B"s);
  EXPECT_EQ(TimerKey(kOwner, 1, "a"), owner + "\x80\0\0\0\0\0\0\1a\0\0"s);
  EXPECT_EQ(TimerKey(kOwner, -1, "a"), owner + "\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s + "a\0\0"s);
  std::string shard;
  SetShardPrefix(0xABCD, shard);
  EXPECT_EQ(shard, "\xAB\xCD");
}

// All keys of up to five bytes from {0, 1, 0xFF}, runs of zeros about the
// length where they are split, and random ones with many zeros.
std::vector<std::string> ManyKeys() {
  std::vector<std::string> keys{""};
  for (std::size_t i = 0; keys[i].size() < 5; ++i) {
    for (const char c : {'\0', '\1', '\xFF'}) keys.push_back(keys[i] + c);
  }
  for (const std::size_t zeros : {119, 120, 121, 127, 128, 239, 240, 241, 255, 256, 360, 361}) {
    for (const char* end : {"", "\1", "\x78", "\x7F", "\x87", "\xFF"}) {
      keys.push_back(std::string(zeros, '\0') + end);
      keys.push_back("k" + std::string(zeros, '\0') + end);
    }
  }
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    std::string key;
    for (std::size_t size = random() % 12; key.size() < size;) {
      key += static_cast<char>(random() % 3 == 0 ? 0 : random() % 256);
    }
    keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

TEST(StateKey, OrderIsThatOfKeysAndNoneIsAPrefixOfAnother) {
  const std::vector<std::string> keys = ManyKeys();
  ASSERT_GT(keys.size(), 700U);
  std::vector<std::string> rows;
  for (const std::string& key : keys) rows.push_back(SnapshotKey(kOwner, key));
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    // In a sorted list a prefix stands right before what begins with it.
    ASSERT_LT(rows[i], rows[i + 1]) << testing::PrintToString(keys[i]);
    ASSERT_FALSE(rows[i + 1].starts_with(rows[i])) << testing::PrintToString(keys[i]);
  }
}

TEST(StateKey, NumbersFollowKeysInOrder) {
  std::vector<std::tuple<std::string, std::uint64_t>> parts;
  for (const std::string& key : ManyKeys()) {
    for (const std::uint64_t number : {0UL, 1UL, 255UL, 256UL, ~0UL}) parts.emplace_back(key, number);
  }
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const auto& [key, number] = parts[i];
    const auto& [next_key, next_number] = parts[i + 1];
    ASSERT_LT(NumberedKey(kOwner, key, number), NumberedKey(kOwner, next_key, next_number))
        << testing::PrintToString(parts[i]);
  }
}

TEST(StateKey, PrefixHasExactlyItsRows) {
  const std::vector<std::string> keys = ManyKeys();
  const StateOwner owners[] = {{3, 0xFF}, {3, 0x100}, {3, ~0UL}, {4, 0}, {0xFFFF, ~0UL}};
  std::string prefix;
  for (const StateOwner& owner : owners) {
    SetOwnerPrefix(owner, prefix);
    const KeyRange of_owner = KeyRange::Prefix(prefix);
    SetShardPrefix(owner.shard, prefix);
    const KeyRange of_shard = KeyRange::Prefix(prefix);
    for (const StateOwner& other : owners) {
      const std::string row = NumberedKey(other, "\xFF\xFF", ~0UL);
      EXPECT_EQ(Contains(of_owner, row), other == owner);
      EXPECT_EQ(Contains(of_shard, row), other.shard == owner.shard);
    }
  }
  for (const std::string& key : keys) {
    const KeyRange of_key = KeyRange::Prefix(SnapshotKey(kOwner, key));
    std::size_t found = 0;
    for (const std::string& other : keys) {
      found += Contains(of_key, NumberedKey(kOwner, other, 0)) ? 1 : 0;
      found += Contains(of_key, NumberedKey(kOwner, other, ~0UL)) ? 1 : 0;
    }
    ASSERT_EQ(found, 2U) << testing::PrintToString(key);
  }
}

TEST(StateKey, TimersInOrderOfTimeThenKey) {
  const std::int64_t times[] = {nfa::kMinTimestamp.ns, -256, -1, 0, 1, 255, 256,
                                nfa::kMaxTimestamp.ns};
  std::vector<std::string> rows;
  for (const std::int64_t ns : times) {
    std::string bound;
    SetTimerPrefix(kOwner, nfa::Timestamp{ns}, bound);
    // All earlier timers are less than the bound, and those of the time not.
    if (!rows.empty()) {
      EXPECT_LT(rows.back(), bound);
    }
    for (const std::string& key : {""s, "\0"s, "a"s, "\xFF"s}) {
      rows.push_back(TimerKey(kOwner, ns, key));
      EXPECT_LT(bound, rows.back());
    }
  }
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
}

TEST(StateKey, ReadsWhatWasWritten) {
  for (const std::string& key : ManyKeys()) {
    StateOwner owner;
    std::string found = "left from before";
    std::uint64_t number = 0;
    nfa::Timestamp time;
    const std::string numbered = NumberedKey(kOwner, key, 0x8000000000000001);
    StateKeyReader reader(numbered);
    ASSERT_TRUE(reader.TakeOwner(owner) && reader.TakeKey(found) && reader.TakeNumber(number));
    ASSERT_TRUE(reader.AtEnd());
    ASSERT_EQ(owner, kOwner);
    ASSERT_EQ(found, key);
    ASSERT_EQ(number, 0x8000000000000001);

    const std::string timer = TimerKey(kOwner, -5, key);
    StateKeyReader timers(timer);
    ASSERT_TRUE(timers.TakeOwner(owner) && timers.TakeTime(time) && timers.TakeKey(found));
    ASSERT_TRUE(timers.AtEnd());
    ASSERT_EQ(time.ns, -5);
    ASSERT_EQ(found, key);
  }
}

TEST(StateKey, RefusesWhatIsCutOrNeverWritten) {
  const std::string whole = NumberedKey(kOwner, "a\0b"s, 9);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    StateKeyReader reader(std::string_view(whole).substr(0, size));
    StateOwner owner;
    std::string key;
    std::uint64_t number = 0;
    EXPECT_FALSE(reader.TakeOwner(owner) && reader.TakeKey(key) && reader.TakeNumber(number));
    EXPECT_FALSE(reader.AtEnd());
  }
  const std::string faulty[] = {
      "a"s, "a\0"s,            // No end.
      "a\0\x79"s, "a\0\x80"s, "a\0\x86x\0\0"s,  // Codes between those that there are.
      "a\0\xFFx\0\0"s,         // A run of no zeros.
      "a\0\xFE\0\0"s,          // A run that another run follows.
      "a\0\xFE"s,
      "a\0\x7Fx\0\0"s, "a\0\x7Fx\0\1"s, "a\0\x7F\0\0"s,  // A run that goes on, and does not.
  };
  for (const std::string& bytes : faulty) {
    StateKeyReader reader(bytes);
    std::string key;
    EXPECT_FALSE(reader.TakeKey(key)) << testing::PrintToString(bytes);
    EXPECT_FALSE(reader.TakeKey(key)) << testing::PrintToString(bytes);
    EXPECT_FALSE(reader.AtEnd());
  }
}

TEST(KeyRange, Prefix) {
  EXPECT_EQ(KeyRange::Prefix("ab").end, "ac");
  EXPECT_EQ(KeyRange::Prefix("a\xFF").end, "b");
  EXPECT_EQ(KeyRange::Prefix("a\0"s).end, "a\1");
  EXPECT_EQ(KeyRange::Prefix("\x7F").end, "\x80");
  EXPECT_EQ(KeyRange::Prefix("\xFF\xFF").end, std::nullopt);
  EXPECT_EQ(KeyRange::Prefix("").end, std::nullopt);
  EXPECT_EQ(KeyRange::Prefix("\xFF\xFF").begin, "\xFF\xFF");
  EXPECT_FALSE(KeyRange::Prefix("ab").empty());
  EXPECT_FALSE(KeyRange::All().empty());
  EXPECT_TRUE((KeyRange{"b", "b"}).empty());
  EXPECT_TRUE((KeyRange{"b", "a"}).empty());
}

}  // namespace
}  // namespace precept::runtime
