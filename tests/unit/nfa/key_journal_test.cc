// Which rows an epoch writes of a key, and in which order.

#include "nfa/key_journal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace precept::nfa {
namespace {

using Rows = std::vector<std::string>;

// Keys whose snapshots have so many bytes as the test says.
class FakeKeys : public KeyJournal::Keys {
 public:
  std::map<std::uint32_t, std::size_t> bytes, starts;
  std::map<std::uint32_t, std::int64_t> wakes;
  std::uint8_t incomplete = 0;
  std::optional<std::int64_t> overdue_at;

  std::size_t SizeOf(std::uint32_t number) override {
    return starts.contains(number) ? starts[number] : 1;
  }
  void WriteSnapshot(std::uint32_t number, std::string& out) override {
    ++num_written;
    out.append(bytes.contains(number) ? bytes[number] : 3, '.');
  }
  KeyJournal::Standing StandingOf(std::uint32_t) override { return {incomplete, overdue_at}; }
  std::int64_t WakingTime(std::uint32_t number) override {
    return wakes.contains(number) ? wakes[number] : KeyJournal::kNever;
  }
  std::size_t num_written = 0;
};

// "snapshot key generation", "journal key number generation", …
class Recorder : public StateSink {
 public:
  Rows rows;
  std::string last;

  void OnGone(std::string_view key, bool journals) override {
    rows.push_back("gone " + std::string(key) + (journals ? " with journals" : ""));
  }
  void OnSnapshot(std::string_view key, std::string_view bytes) override {
    rows.push_back("snapshot " + std::string(key) + " " + GenerationOf(bytes));
  }
  void OnJournal(std::string_view key, std::uint32_t number, std::string_view bytes) override {
    rows.push_back("journal " + std::string(key) + " " + std::to_string(number) + " " +
                   GenerationOf(bytes));
  }
  void OnTimer(std::string_view key, Timestamp time) override {
    rows.push_back("timer " + std::string(key) + " " + std::to_string(time.ns));
  }

 private:
  std::string GenerationOf(std::string_view bytes) {
    last = bytes;
    EXPECT_EQ(bytes[0], kStateVersion);
    return std::to_string(bytes[1]);
  }
};

class KeyJournalTest : public testing::Test {
 protected:
  void Change(std::uint32_t number, const std::string& key, std::size_t bytes = 4) {
    KeyJournal::Pending& pending = journal_.Touch(number, key);
    pending.is_changed = true;
    pending.journal.append(bytes, '+');
  }
  Rows Save() {
    Recorder recorder;
    journal_.Save(keys_, recorder);
    last_ = recorder.last;
    return recorder.rows;
  }

  FakeKeys keys_;
  KeyJournal journal_;
  std::string last_;
};

TEST_F(KeyJournalTest, SmallSnapshotsAreWrittenAtOnce) {
  Change(0, "k");
  EXPECT_EQ(Save(), Rows{"snapshot k 1"});
  Change(0, "k");
  EXPECT_EQ(Save(), Rows{"snapshot k 2"});
  EXPECT_EQ(Save(), Rows{});
  // What is touched and not changed writes nothing.
  journal_.Touch(0, "k");
  EXPECT_EQ(Save(), Rows{});
}

TEST_F(KeyJournalTest, LargeOnesAreJournalsUntilTheseAreAsLarge) {
  keys_.bytes[0] = 1'000;
  keys_.incomplete = 2;
  Change(0, "k");
  EXPECT_EQ(Save(), Rows{"snapshot k 1"});  // It is not in store yet.
  // Each of 300 and three: after three of them a fourth would make more than the
  // snapshot has.
  for (int i = 0; i < 3; ++i) {
    Change(0, "k", 300);
    EXPECT_EQ(Save(), Rows{"journal k " + std::to_string(i) + " 1"});
    EXPECT_EQ(last_.substr(0, 3), std::string("\x02\x01\x02"));
    EXPECT_EQ(last_.substr(3), std::string(300, '+'));
  }
  Change(0, "k", 300);
  EXPECT_EQ(Save(), Rows{"snapshot k 2"});
  // They are numbered from 0 again.
  Change(0, "k", 300);
  EXPECT_EQ(Save(), Rows{"journal k 0 2"});
}

TEST_F(KeyJournalTest, AnEpochReplacesOneVeryLargeSnapshotAtMost) {
  for (std::uint32_t number : {0, 1, 2}) {
    keys_.bytes[number] = number == 2 ? 1'000 : kLargeSnapshot;
    keys_.starts[number] = 1'000;
  }
  const auto change_all = [this](std::size_t more) {
    Change(0, "a", kLargeSnapshot / 2 + 10);
    Change(1, "b", kLargeSnapshot / 2 + 10 + more);
    Change(2, "c", 500);
  };
  change_all(0);  // They are not in store yet: there is no other way.
  EXPECT_EQ(Save(), (Rows{"snapshot a 1", "snapshot b 1", "snapshot c 1"}));
  change_all(0);
  EXPECT_EQ(Save(), (Rows{"journal a 0 1", "journal b 0 1", "journal c 0 1"}));
  change_all(0);  // Two are due.
  EXPECT_EQ(Save(), (Rows{"snapshot a 2", "journal b 1 1", "snapshot c 2"}));
  change_all(0);
  EXPECT_EQ(Save(), (Rows{"journal a 0 2", "snapshot b 2", "journal c 0 2"}));
  // Whose journals have most comes first, whatever its key.
  change_all(kLargeSnapshot);
  EXPECT_EQ(Save(), (Rows{"journal a 1 2", "snapshot b 3", "snapshot c 3"}));
  change_all(kLargeSnapshot / 4);
  EXPECT_EQ(Save(), (Rows{"snapshot a 3", "journal b 0 3", "journal c 0 3"}));
}

TEST_F(KeyJournalTest, SnapshotsTooLargeAreNotTriedAgain) {
  keys_.bytes[0] = 1'000;
  Change(0, "k");
  Save();
  Change(0, "k");
  Save();
  EXPECT_EQ(keys_.num_written, 2u);
  Change(0, "k");
  Save();
  EXPECT_EQ(keys_.num_written, 2u);
  // With many starts not even once.
  keys_.bytes[1] = 1'000;
  keys_.starts[1] = 100;
  Change(1, "l");
  Save();
  Change(1, "l");
  EXPECT_EQ(Save(), Rows{"journal l 0 1"});
  EXPECT_EQ(keys_.num_written, 3u);
}

TEST_F(KeyJournalTest, InTheOrderOfKeys) {
  Change(0, "b");
  Change(1, "c");
  Change(2, "a");
  Change(3, std::string("a\0", 2));
  EXPECT_EQ(Save(), (Rows{"snapshot a 1", "snapshot " + std::string("a\0", 2) + " 1",
                          "snapshot b 1", "snapshot c 1"}));
  journal_.Forget(0, "b", true);
  journal_.Forget(2, "a", true);
  EXPECT_EQ(Save(), (Rows{"gone a", "gone b"}));
}

TEST_F(KeyJournalTest, WhatBeginsAndEndsWithinAnEpochLeavesNothing) {
  Change(0, "k");
  journal_.Forget(0, "k", true);
  EXPECT_FALSE(journal_.IsGone("k"));
  EXPECT_EQ(Save(), Rows{});
}

TEST_F(KeyJournalTest, GoneAndComeAgain) {
  keys_.bytes[0] = 1'000;
  Change(0, "k");
  Save();
  Change(0, "k");
  EXPECT_EQ(Save(), Rows{"journal k 0 1"});
  // In one epoch: the old rows go before the new ones come.
  journal_.Forget(0, "k", true);
  EXPECT_TRUE(journal_.IsGone("k"));
  Change(0, "k");
  EXPECT_EQ(Save(), (Rows{"gone k with journals", "snapshot k 1"}));
  EXPECT_FALSE(journal_.IsGone("k"));
  // Twice in one epoch: it goes once.
  journal_.Forget(0, "k", true);
  Change(0, "k");
  journal_.Forget(0, "k", true);
  Change(5, "k");
  EXPECT_EQ(Save(), (Rows{"gone k", "snapshot k 1"}));
  // In the next.
  journal_.Forget(5, "k", true);
  EXPECT_EQ(Save(), Rows{"gone k"});
  Change(5, "k");
  EXPECT_EQ(Save(), Rows{"snapshot k 1"});
}

// Journals of before a snapshot are still there.
TEST_F(KeyJournalTest, LeftOverJournalsGoWithTheKey) {
  keys_.bytes[0] = 1'000;
  Change(0, "k");
  Save();
  Change(0, "k");
  Save();
  Change(0, "k", 2'000);
  EXPECT_EQ(Save(), Rows{"snapshot k 2"});
  journal_.Forget(0, "k", true);
  EXPECT_EQ(Save(), Rows{"gone k with journals"});
}

TEST_F(KeyJournalTest, EvictedKeysStayInStore) {
  Change(0, "k");
  Save();
  journal_.Forget(0, "k", false);
  EXPECT_FALSE(journal_.IsGone("k"));
  EXPECT_EQ(Save(), Rows{});
  KeyJournal::Stored stored;
  stored.generation = 7;
  stored.num_journals = 2;
  stored.has_journals = true;
  stored.snapshot_bytes = 1'000;
  keys_.bytes[0] = 1'000;
  journal_.OnLoaded(0, stored);
  Change(0, "k");
  EXPECT_EQ(Save(), Rows{"journal k 2 7"});
  std::string begin;
  journal_.BeginSnapshot(0, {}, begin);
  EXPECT_EQ(begin, std::string("\x02\x07\x00", 3));
}

TEST_F(KeyJournalTest, WhatIsOverdueIsSaidWithTheTime) {
  keys_.incomplete = 1;
  keys_.overdue_at = 5;
  Change(0, "k");
  EXPECT_EQ(Save(), Rows{"snapshot k 1"});
  EXPECT_EQ(last_, "\x02\x01\x05\x0A...");
  ByteReader in(std::string_view(last_).substr(2));
  const KeyJournal::Standing standing = KeyJournal::Standing::Read(in);
  EXPECT_EQ(standing.incomplete, 1);
  EXPECT_EQ(standing.overdue_at, 5);
}

TEST_F(KeyJournalTest, TimersAreWrittenWhenNoneIsEarlier) {
  keys_.wakes[0] = 100;
  Change(0, "k");
  EXPECT_EQ(Save(), (Rows{"snapshot k 1", "timer k 100"}));
  keys_.wakes[0] = 200;
  Change(0, "k");
  EXPECT_EQ(Save(), Rows{"snapshot k 2"});
  keys_.wakes[0] = 50;
  Change(0, "k");
  EXPECT_EQ(Save(), (Rows{"snapshot k 3", "timer k 50"}));
  // That of 50 has come: the next is asked for, though nothing has changed.
  keys_.wakes[0] = 300;
  journal_.OnWoken(0, "k", 50);
  EXPECT_EQ(Save(), Rows{"timer k 300"});
  // The one of 100 comes too: there is a later one already.
  journal_.OnWoken(0, "k", 100);
  EXPECT_EQ(Save(), Rows{});
  // One that never shows has none.
  keys_.wakes[0] = KeyJournal::kNever;
  journal_.OnWoken(0, "k", 300);
  EXPECT_EQ(Save(), Rows{});
  // A key that is woken and goes.
  journal_.OnWoken(0, "k", 400);
  journal_.Forget(0, "k", true);
  EXPECT_EQ(Save(), Rows{"gone k"});
}

TEST_F(KeyJournalTest, NumbersOfKeysAreUsedAgain) {
  keys_.wakes[0] = 100;
  Change(0, "k");
  Save();
  journal_.Forget(0, "k", true);
  Change(0, "l");
  EXPECT_EQ(Save(), (Rows{"gone k", "snapshot l 1", "timer l 100"}));
}

}  // namespace
}  // namespace precept::nfa
