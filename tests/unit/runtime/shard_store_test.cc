// A shard over a store: made anew in the middle of a stream, beside other rules,
// over a store that fails.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "runtime/shard_position.h"
#include "runtime/state/memory_state_store.h"
#include "tests/unit/runtime/failing_store.h"
#include "tests/unit/runtime/shard_run.h"

namespace precept::runtime {
namespace {

using Lines = std::vector<std::string>;

constexpr const char* kFirst = "rule first { match by k within 10s { a: A -> b: B -> c: C } }\n";
constexpr const char* kSilence = "rule silence { match all by k { a: A -> not B for 5s } }\n";
constexpr const char* kLongest = "rule longest { match longest by k within 20s { a: A+ } }\n";
constexpr const char* kLatest = "rule latest { match latest by k within 8s { a: A -> b: B{2} } }\n";
constexpr const char* kEach = "rule each { match each by k within 9s { a: A{2,3} -> c: C } }\n";

constexpr const char* kMany = "rule many { match all by k within 30s { a: A -> b: B -> c: C{1,3} } }\n";
constexpr const char* kQuiet = "rule quiet { match all by k { (a: A ~> b: A{1,2}) -> not B for 5s } }\n";
// One A is a match by the first absence, and may be by the second.
constexpr const char* kAgain =
    "rule again { match all by k { (a: A -> not B for 5s) | (a: A -> not C for 7s) } }\n";
// It has no end of its own.
constexpr const char* kHeld = "rule held { match longest by k { a: A -> b: B+ until C } }\n";

struct Event {
  std::int64_t at = 0;
  std::string kind, key;
};

std::vector<Event> SomeEvents(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<Event> events;
  std::int64_t at = 1'000;
  for (std::size_t i = 0; i < count; ++i) {
    at += static_cast<std::int64_t>(random() % 4);
    events.push_back({at, std::string(1, static_cast<char>('a' + random() % 3)),
                      std::string(1, static_cast<char>('x' + random() % 3))});
  }
  return events;
}

Lines Append(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

void FeedAll(ShardRun& run, const std::vector<Event>& events, std::size_t begin,
             std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    run.Feed(static_cast<std::int64_t>(i) + 1, events[i].at, events[i].kind, events[i].key);
  }
}

// The end of the events that are before the time of the one at `i`.
std::size_t BeginOfTime(const std::vector<Event>& events, std::size_t i) {
  while (i > 0 && events[i - 1].at == events[i].at) --i;
  return i;
}

// Another shard over the same store goes on where the last epoch ended; what the
// first had been fed beyond that is fed again.
TEST(ShardStore, GoesOnInAnotherLife) {
  const std::string text =
      std::string(kFirst) + kSilence + kLongest + kLatest + kEach + kMany + kQuiet + kAgain +
      kHeld;
  const auto rules = CompileRules(text);
  ASSERT_TRUE(rules);
  std::size_t num_alerts = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::vector<Event> events = SomeEvents(seed, 40);
    nfa::CapSettings caps;
    if (seed % 4 == 0) caps.matches = 1 + seed % 3;
    if (seed % 4 == 1) caps.starts = 1 + seed % 3;
    ShardRun whole(rules, {}, caps);
    FeedAll(whole, events, 0, events.size());
    ASSERT_TRUE(whole.Finish().ok());
    num_alerts += whole.lines().size();

    const auto store = MakeMemoryStateStore();
    ShardStore over{store.get()};
    over.keeps_keys = seed % 2 == 0;
    over.small_snapshot = seed % 3 == 0 ? 0 : nfa::kSmallSnapshot;
    Lines alerts;
    std::size_t done = 0;  // All events before it are in store.
    while (done < events.size()) {
      ShardRun life(rules, over, caps);
      ASSERT_TRUE(life.Open().ok());
      // A life has a few epochs, and reads events that it does not match.
      for (int epoch = 0; epoch < 3 && done < events.size(); ++epoch) {
        const std::size_t cut =
            BeginOfTime(events, std::min(events.size() - 1, done + 1 + seed % 5));
        if (cut <= done) break;
        FeedAll(life, events, done, cut);
        ASSERT_TRUE(life.Advance(events[cut].at).ok());
        done = cut;
      }
      FeedAll(life, events, done, std::min(events.size(), done + 2));
      alerts = Append(std::move(alerts), life.lines());
      if (BeginOfTime(events, std::min(events.size() - 1, done + 1 + seed % 5)) > done) continue;
      ShardRun last(rules, over, caps);
      ASSERT_TRUE(last.Open().ok());
      FeedAll(last, events, done, events.size());
      ASSERT_TRUE(last.Finish().ok());
      alerts = Append(std::move(alerts), last.lines());
      break;
    }
    ASSERT_EQ(alerts, whole.lines()) << "seed " << seed;
  }
  EXPECT_GT(num_alerts, 500u);
}

// What a key had open goes on beside rules that were added before and behind it,
// and on more streams.
TEST(ShardStore, StateIsReadBesideOtherRules) {
  const auto store = MakeMemoryStateStore();
  ShardRun alone(CompileRules(kFirst), {store.get()});
  ASSERT_TRUE(alone.Open().ok());
  alone.Feed(1, 100, "a");
  alone.Feed(2, 101, "b");
  ASSERT_TRUE(alone.Advance(102).ok());
  const std::string before = R"(
event Z from "a" { at: timestamp @time("epoch_s")  k: string }
rule earlier { match by k within 1m { z: Z -> c: C where kind != z.k } }
)";
  const auto rules = CompileRules(before + kSilence + kFirst);
  ASSERT_TRUE(rules);
  // Stream "a" is numbered before "s".
  ASSERT_EQ(rules->schema.streams[1].name, "s");
  ShardRun beside(rules, {store.get()});
  ASSERT_TRUE(beside.Open().ok());
  beside.Feed(3, 103, "c");
  ASSERT_TRUE(beside.Advance(104).ok());
  EXPECT_EQ(beside.Alerts(), Lines{"first a=1 b=2 c=3"});
}

// A rule that goes and comes again: its deadlines that were met are not met again.
TEST(ShardStore, RuleThatComesAgainReportsNothingTwice) {
  const auto store = MakeMemoryStateStore();
  const std::string text = std::string(kSilence) + kFirst;
  {
    ShardRun both(CompileRules(text), {store.get()});
    ASSERT_TRUE(both.Open().ok());
    both.Feed(1, 100, "a");
    both.Feed(2, 103, "a");
    ASSERT_TRUE(both.Advance(104).ok());
    // The deadline of the first passes; nothing else changes the key.
    ASSERT_TRUE(both.Advance(106).ok());
    ASSERT_EQ(both.Alerts(), Lines{"silence a=1"});
  }
  {
    ShardRun other(CompileRules(kFirst), {store.get()});
    ASSERT_TRUE(other.Open().ok());
    other.Feed(3, 106, "b");
    ASSERT_TRUE(other.Advance(107).ok());
  }
  ShardRun again(CompileRules(text), {store.get()});
  ASSERT_TRUE(again.Open().ok());
  ASSERT_TRUE(again.Advance(109).ok());
  EXPECT_EQ(again.Alerts(), Lines{"silence a=2"});
}

// Keys that meet one deadline are woken together and reported in order of start.
TEST(ShardStore, KeysWakeInOrder) {
  const auto store = MakeMemoryStateStore();
  ShardStore over{store.get()};
  over.keeps_keys = false;
  ShardRun run(CompileRules(kSilence), over);
  ASSERT_TRUE(run.Open().ok());
  run.Feed(1, 100, "a", "z");
  run.Feed(2, 100, "a", "b");
  run.Feed(3, 101, "a", "a");
  run.Feed(4, 100, "a", "m");
  ASSERT_TRUE(run.Advance(102).ok());
  EXPECT_EQ(run.shard().open_keys(), 0u);
  ASSERT_TRUE(run.Advance(105).ok());
  EXPECT_EQ(run.Alerts(), Lines{});
  ASSERT_TRUE(run.Advance(200).ok());
  EXPECT_EQ(run.Alerts(), (Lines{"silence a=1", "silence a=2", "silence a=4", "silence a=3"}));
  EXPECT_EQ(store->Measure(StateKind::kTimer, Accuracy::kExact).value().rows, 0u);
  EXPECT_EQ(store->Measure(StateKind::kSnapshot, Accuracy::kExact).value().rows, 0u);
}

// What expires and shows nothing leaves the store too, though no event comes under
// its key.
TEST(ShardStore, KeysThatExpireLeaveNothing) {
  for (const char* text :
       {kFirst, kEach, "rule r { match by k within 10s { a: A ->[..3s] b: B } }\n"}) {
    const auto rules = CompileRules(text);
    ASSERT_TRUE(rules);
    const auto store = MakeMemoryStateStore();
    ShardStore over{store.get()};
    over.keeps_keys = false;
    over.small_snapshot = 0;
    ShardRun run(rules, over);
    ASSERT_TRUE(run.Open().ok());
    for (std::int64_t i = 1; i <= 4; ++i) {
      run.Feed(i, 100 + i, "a");
      ASSERT_TRUE(run.Advance(101 + i).ok());
    }
    EXPECT_EQ(store->Measure(StateKind::kSnapshot, Accuracy::kExact).value().rows, 1u);
    for (std::int64_t at : {110, 150, 200}) ASSERT_TRUE(run.Advance(at).ok());
    for (StateKind kind : {StateKind::kSnapshot, StateKind::kJournal, StateKind::kTimer}) {
      EXPECT_EQ(store->Measure(kind, Accuracy::kExact).value().rows, 0u) << text;
    }
  }
}

// What a cap has dropped is said of later matches, though only a journal knows it.
TEST(ShardStore, JournalsSayWhatCapsHaveDropped) {
  const auto feed = [](ShardRun& run) {
    ASSERT_TRUE(run.Open().ok());
    std::int64_t offset = 0;
    const auto one = [&](std::int64_t at, const char* kind) {
      run.Feed(++offset, at, kind);
      ASSERT_TRUE(run.Advance(at + 1).ok());
    };
    for (std::int64_t at = 100; at < 112; ++at) one(at, "a");
    one(112, "b");
    // More matches than the cap at an event, then at deadlines.
    for (std::int64_t at : {113, 114, 115}) one(at, "c");
    for (std::int64_t at = 131; at < 134; ++at) one(at, "a");
    ASSERT_TRUE(run.Advance(137).ok());
    ASSERT_TRUE(run.Advance(138).ok());
    ASSERT_TRUE(run.Finish().ok());
  };
  nfa::CapSettings caps;
  caps.matches = 1;
  for (const char* text : {kMany, kQuiet}) {
    const auto rules = CompileRules(text);
    ASSERT_TRUE(rules);
    ShardRun whole(rules, {}, caps);
    feed(whole);
    const auto store = MakeMemoryStateStore();
    ShardStore over{store.get()};
    over.keeps_keys = false;
    over.small_snapshot = 0;
    ShardRun stored(rules, over, caps);
    feed(stored);
    ASSERT_GE(whole.lines().size(), 3u);
    EXPECT_EQ(stored.lines(), whole.lines());
    EXPECT_NE(whole.lines().back().find("incomplete"), std::string::npos) << text;
  }
}

// A key that ends takes its journals along: one that comes up again under the
// same key does not read them.
TEST(ShardStore, KeyThatComesAgainHasNoOldJournals) {
  const auto store = MakeMemoryStateStore();
  ShardStore over{store.get()};
  over.keeps_keys = false;
  over.small_snapshot = 0;
  const auto rules = CompileRules("rule r { match by k within 1h { a: A{3} -> b: B -> c: C } }\n");
  ShardRun run(rules, over);
  ASSERT_TRUE(run.Open().ok());
  std::int64_t offset = 0;
  for (int round = 0; round < 3; ++round) {
    for (const char* kind : {"a", "a", "a", "a", "a", "b", "c"}) {
      ++offset;
      run.Feed(offset, offset, kind);
      ASSERT_TRUE(run.Advance(offset + 1).ok());
    }
    ASSERT_EQ(run.Alerts().size(), static_cast<std::size_t>(round) + 1);
    for (StateKind kind : {StateKind::kSnapshot, StateKind::kJournal}) {
      EXPECT_EQ(store->Measure(kind, Accuracy::kExact).value().rows, 0u);
    }
  }
}

// ---- stores that fail --------------------------------------------------------

struct Failure {
  std::size_t FailingStore::*calls;
  const char* message;
};

// Feeds what reads, scans and commits; returns the first failure.
nfa::Status FeedUntilItFails(ShardRun& run) {
  if (nfa::Status opened = run.Open(); !opened.ok()) return opened;
  for (std::int64_t i = 1; i <= 20; ++i) {
    run.Feed(i, 100 + i, i % 7 == 0 ? "c" : i % 5 == 0 ? "b" : "a", i % 2 == 0 ? "x" : "y");
    if (nfa::Status now = run.Advance(101 + i); !now.ok()) return now;
  }
  return run.Finish();
}

TEST(ShardStore, WhatTheStoreCannotDoStopsTheShard) {
  const auto rules = CompileRules(std::string(kSilence) + kEach + kLongest + kHeld);
  ASSERT_TRUE(rules);
  ShardRun whole(rules, {});
  ASSERT_TRUE(FeedUntilItFails(whole).ok());
  ASSERT_GT(whole.lines().size(), 5u);
  const auto check = [&](const std::string& what, auto set) {
    std::size_t num_failed = 0;
    for (std::size_t calls = 0; calls < 500; ++calls) {
      FailingStore store;
      set(store, calls);
      ShardStore over{&store};
      over.keeps_keys = false;
      ShardRun run(rules, over);
      const nfa::Status stopped = FeedUntilItFails(run);
      // What was written is what is written without a store, up to there.
      const Lines lines = run.lines();
      ASSERT_LE(lines.size(), whole.lines().size());
      ASSERT_TRUE(std::equal(lines.begin(), lines.end(), whole.lines().begin()))
          << what << " " << calls;
      if (stopped.ok()) {
        ASSERT_EQ(lines, whole.lines());
        EXPECT_GT(num_failed, 5u) << what;
        return;
      }
      ++num_failed;
      ASSERT_EQ(stopped.message(), "the store cannot " + what);
      // Nothing more happens.
      const std::size_t commits = store.num_commits;
      ASSERT_FALSE(run.Advance(10'000).ok());
      ASSERT_EQ(run.lines(), lines);
      ASSERT_EQ(store.num_commits, commits);
    }
    FAIL() << "it never ends";
  };
  check("read", [](FailingStore& store, std::size_t calls) { store.reads = calls; });
  check("scan", [](FailingStore& store, std::size_t calls) { store.scans = calls; });
  check("commit", [](FailingStore& store, std::size_t calls) { store.commits = calls; });
}

// Rows that are damaged stop the shard and name the rule and the key.
TEST(ShardStore, DamagedRowsStopTheShard) {
  const auto rules = CompileRules(kFirst);
  const StateOwner owner{0, rules->rules[0].version};
  const auto store = MakeMemoryStateStore();
  {
    ShardRun run(rules, {store.get()});
    ASSERT_TRUE(run.Open().ok());
    run.Feed(1, 100, "a");
    ASSERT_TRUE(run.Advance(101).ok());
  }
  std::string row;
  std::string bytes;
  nfa::Status scanned = store->Scan(StateKind::kSnapshot, KeyRange::All(),
                                    [&](std::string_view key, std::string_view value) {
                                      row = key;
                                      bytes = value;
                                      return true;
                                    });
  ASSERT_TRUE(scanned.ok());
  ASSERT_FALSE(row.empty());
  const auto message_with = [&](StateKind kind, const std::string& key, const std::string& value) {
    StateWrite write;
    write.Put(kind, key, value);
    EXPECT_TRUE(store->Commit(write, Durability::kBuffered).ok());
    ShardRun run(rules, {store.get()});
    if (nfa::Status opened = run.Open(); !opened.ok()) return opened.message();
    run.Feed(2, 102, "b");
    return run.Advance(103).message();
  };
  EXPECT_EQ(message_with(StateKind::kSnapshot, row, bytes + "x"),
            "the state of rule first under the key [\"x\"] cannot be read: its snapshot is damaged");
  EXPECT_EQ(message_with(StateKind::kSnapshot, row, "\x07"),
            "the state of rule first under the key [\"x\"] cannot be read: its version is not "
            "known");
  EXPECT_EQ(message_with(StateKind::kSnapshot, row, bytes), "");
  std::string timer;
  SetTimerPrefix(owner, nfa::Timestamp{5}, timer);
  EXPECT_EQ(message_with(StateKind::kTimer, timer, ""),
            "a timer of the stored state is damaged");
}

TEST(ShardPosition, IsReadAsItWasWritten) {
  const auto store = MakeMemoryStateStore();
  ShardPosition position;
  ASSERT_TRUE(ReadPosition(*store, 0, position).ok());
  EXPECT_EQ(position.epoch, 0u);
  position.epoch = 0x0102030405060708;
  position.rules = {{7, {}},
                    {~std::uint64_t{0}, {kEndOfTime, nfa::Timestamp{1}}},
                    {9, {nfa::Timestamp{-1}, nfa::Timestamp{-2}}}};
  StateWrite write;
  WritePosition(0, position, write);
  ASSERT_TRUE(store->Commit(write, Durability::kBuffered).ok());
  ShardPosition read;
  ASSERT_TRUE(ReadPosition(*store, 0, read).ok());
  EXPECT_EQ(read.epoch, position.epoch);
  EXPECT_EQ(read.rules, position.rules);
  ASSERT_TRUE(ReadPosition(*store, 1, read).ok());  // Of another shard.
  EXPECT_TRUE(read.rules.empty());
}

TEST(ShardPosition, DamagedOneIsRefused) {
  const auto store = MakeMemoryStateStore();
  const auto message_of = [&](const std::string& row) {
    StateWrite write;
    write.Put(StateKind::kMeta, "shard 0", row);
    EXPECT_TRUE(store->Commit(write, Durability::kBuffered).ok());
    ShardPosition read;
    return ReadPosition(*store, 0, read).message();
  };
  const std::string unknown =
      "the stored state is of a version that this program does not know";
  const std::string damaged = "the position in the stored state is damaged";
  EXPECT_EQ(message_of(""), unknown);
  EXPECT_EQ(message_of("\x01" + std::string(8, '\0')), unknown);
  // Of before times had two parts: three rules of 16 bytes, not two of 24.
  EXPECT_EQ(message_of("\x01" + std::string(8 + 48, '\0')), unknown);
  EXPECT_EQ(message_of("\x02"), damaged);
  EXPECT_EQ(message_of("\x02" + std::string(7, '\0')), damaged);
  EXPECT_EQ(message_of("\x02" + std::string(31, '\0')), damaged);
  EXPECT_EQ(message_of("\x02" + std::string(32, '\0')), "");
}

}  // namespace
}  // namespace precept::runtime
