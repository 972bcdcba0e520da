// The bytes of small rules' keys beside nfa/FORMAT.md: each under the name that
// it has there.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/byte_code.h"
#include "nfa/stored_state.h"
#include "tests/exhaustive/map_store.h"
#include "tests/exhaustive/matcher_run.h"

namespace precept::nfa {
namespace {

using exhaustive::MapStore;
using exhaustive::MatcherRun;

constexpr std::int64_t kSecond = 1'000'000'000;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (int byte : bytes) text.push_back(static_cast<char>(byte));
  return text;
}
std::string Signed(std::int64_t number) {
  std::string bytes;
  ByteWriter(bytes).Signed(number);
  return bytes;
}

// Something of the format: what FORMAT.md calls it, and its bytes.
struct Part {
  std::string name;
  std::string bytes;
  Part(std::string n, std::initializer_list<int> b) : name(std::move(n)), bytes(Bytes(b)) {}
  Part(std::string n, std::string b) : name(std::move(n)), bytes(std::move(b)) {}
};

std::string Hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto number = static_cast<unsigned char>(byte);
    text += {' ', kDigits[number / 16], kDigits[number % 16]};
  }
  return text;
}

// Tells the first part that differs.
void ExpectParts(const std::string& bytes, const std::vector<Part>& parts) {
  std::size_t at = 0;
  for (const Part& part : parts) {
    ASSERT_EQ(Hex(bytes.substr(std::min(at, bytes.size()), part.bytes.size())), Hex(part.bytes))
        << part.name << ", at byte " << at << " of" << Hex(bytes);
    at += part.bytes.size();
  }
  EXPECT_EQ(Hex(bytes.substr(at)), "") << "more than FORMAT.md says";
}

// Events of types A, B and C of one stream, with a number and a text.
std::string Declarations() {
  std::string text;
  for (const std::string type : {"A", "B", "C"}) {
    const std::string flag = std::string("is_") + static_cast<char>(type[0] - 'A' + 'a');
    text += "event " + type + " from \"s\" where " + flag + " == true {\n" +
            "  at: timestamp @time\n  " + flag + ": bool?\n  n: int?\n  k: string?\n}\n";
  }
  return text;
}

// One rule whose state is saved after each epoch.
class StoredRun {
 public:
  explicit StoredRun(const std::string& rule, std::uint64_t starts = 10,
                     std::size_t small_snapshot = kSmallSnapshot)
      : starts_(starts),
        rules_(exhaustive::CompileText(Declarations() + "rule r { " + rule + " }\n")) {
    if (rules_ == nullptr) {
      ADD_FAILURE() << "not compiled: " << rule;
      return;
    }
    run_ = NewRun();
    run_->matcher().StoreIn(store_, {}, small_snapshot);
  }

  void Feed(const std::string& type, std::int64_t time, std::map<std::string, Value> fields = {}) {
    oracle::Event event;
    event.types = {type};
    event.time = Timestamp{time};
    event.stream = "s";
    event.offset = ++offset_;
    event.fields = std::move(fields);
    run_->Feed(event, Duration{0});
  }
  void AdvanceTo(std::int64_t time) { run_->AdvanceTo(Timestamp{time}); }
  // The store, when the epoch has ended.
  const MapStore& Save() {
    run_->matcher().Save(store_);
    EXPECT_EQ(store_.refusal, "");
    return store_;
  }
  // The one key's.
  StoredKey SaveKey() {
    Save();
    if (store_.keys.size() != 1) {
      ADD_FAILURE() << store_.keys.size() << " keys";
      return {};
    }
    return store_.keys.begin()->second;
  }
  // What another matcher of the rule says of a key; empty: it has read it, and
  // has so many starts of it.
  std::string Refusal(const StoredKey& key, std::size_t num_starts) {
    MapStore store;
    store.keys[store_.keys.begin()->first] = key;
    const std::unique_ptr<MatcherRun> other = NewRun();
    other->matcher().StoreIn(store);
    other->matcher().Load(store.keys.begin()->first);
    EXPECT_EQ(other->open_starts(), store.refusal.empty() ? num_starts : 0);
    return store.refusal;
  }

 private:
  std::unique_ptr<MatcherRun> NewRun() const {
    return std::make_unique<MatcherRun>(rules_, CapSettings{starts_, std::nullopt, 1});
  }

  std::uint64_t starts_;
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<MatcherRun> run_;
  MapStore store_;
  std::int64_t offset_ = 0;
};

Value Number(std::int64_t number) { return Value(number); }
Value Text(std::string text) { return Value(std::move(text)); }
// A snapshot with it is longer than a journal.
Value LongText() { return Text(std::string(60, 'x')); }

// ---- snapshots -----------------------------------------------------------------

TEST(StateFormat, OneStartInAPlainBucket) {
  StoredRun run("match by k within 10s { a: A -> b: B }");
  run.Feed("A", 5, {{"k", Text("x")}});
  const MapStore& store = run.Save();
  ASSERT_EQ(store.keys.size(), 1u);
  ExpectParts(store.keys.begin()->first, {{"key: part: tag of a string", {5}},
                                          {"key: part: length", {0, 0, 0, 1}},
                                          {"key: part: bytes", "x"}});
  ExpectParts(store.keys.begin()->second.snapshot,
              {{"version", {2}},
               {"generation", {1}},
               {"standing", {0}},
               {"starts: how many", {1}},
               {"starts: for how many the `within` has passed", {0}},
               {"starts: way: the first of position 0", {0}},
               {"starts: taken: alternative", {0}},
               {"starts: taken: event: new", {0}},
               {"coordinates: time, 5 - 0", {10}},
               {"coordinates: number of the stream", {0}},
               {"coordinates: partition", {0}},
               {"coordinates: offset, 1 - 0", {2}},
               {"fields: k: value: tag of a string", {5}},
               {"fields: k: value: text: length, bytes", {1, 'x'}},
               {"starts: rank of the key", {0}},
               {"buckets: how many", {1}},
               {"buckets: shape: length", {1}},
               {"shape: place: (position 1 + 1) * 4 + all ways open", {9}},
               {"entries: one", {0}},
               {"tree: a start: number 0", {0}},
               {"reported: how many", {0}}});
}

TEST(StateFormat, TableWithARegisterOfAnEvent) {
  StoredRun run("match each within 10s { a: A -> b: B where n > a.n }");
  run.Feed("A", 5, {{"n", Number(3)}});
  run.Feed("A", 6);
  ExpectParts(run.SaveKey().snapshot,
              {{"version", {2}},
               {"generation", {1}},
               {"standing", {0}},
               {"starts: how many", {2}},
               {"starts: for how many the `within` has passed", {0}},
               {"starts: way", {0}},
               {"starts: taken: alternative", {0}},
               {"starts: taken: event: new", {0}},
               {"coordinates: time, 5 - 0; stream; partition; offset, 1 - 0", {10, 0, 0, 2}},
               {"fields: n: value: tag of an int, signed 3", {2, 6}},
               {"starts: rank of the key", {0}},
               {"starts: way", {0}},
               {"starts: taken: alternative", {0}},
               {"starts: taken: event: new", {0}},
               {"coordinates: time, 6 - 5; stream; partition; offset, 2 - 1", {2, 0, 0, 2}},
               {"fields: n: value: missing", {0}},
               {"starts: rank of the key", {0}},
               {"buckets: how many", {1}},
               {"buckets: shape: length", {1}},
               {"shape: place: (position 1 + 1) * 4 + all ways open", {9}},
               {"entries: a table", {1}},
               {"table: without a loop", {0}},
               {"table: how many", {2}},
               {"registers: events: one", {1}},
               {"registers: taken: alternative", {0}},
               {"registers: taken: event: the last but one of those that were new", {2}},
               {"tree: a start: number 0", {0}},
               {"registers: events: one", {1}},
               {"registers: taken: alternative", {0}},
               {"registers: taken: event: the last of those that were new", {1}},
               {"tree: a start: number 1, one more than the last", {4}},
               {"reported: how many", {0}}});
}

TEST(StateFormat, QueueOfACount) {
  StoredRun run("match each within 10s { a: A{3} }");
  run.Feed("A", 5);
  run.Feed("A", 6);
  ExpectParts(run.SaveKey().snapshot,
              {{"version", {2}},
               {"generation", {1}},
               {"standing", {0}},
               {"starts: how many", {2}},
               {"starts: for how many the `within` has passed", {0}},
               {"starts: way; taken: alternative, a new event", {0, 0, 0}},
               {"coordinates", {10, 0, 0, 2}},
               {"starts: rank of the key", {0}},
               {"starts: way; taken: alternative, a new event", {0, 0, 0}},
               {"coordinates", {2, 0, 0, 2}},
               {"starts: rank of the key", {0}},
               {"buckets: how many", {1}},
               {"buckets: shape: length", {1}},
               {"shape: place: (position 1 + 1) * 4 + all ways open", {9}},
               {"entries: a queue", {2}},
               {"queue: how many", {2}},
               {"registers: rounds: 2", {4}},
               {"position: a new node", {0}},
               {"node: before the first event", {1}},
               {"node: what follows it: a node", {0}},
               {"node: an event; way, of the next round", {0, 1}},
               {"node: taken: alternative; event: the last of those that were new", {0, 1}},
               {"node: what follows it: nothing", {1}},
               {"tree: a start: number 0", {0}},
               {"registers: rounds: 1", {2}},
               {"position: a known node, the last", {2}},
               {"tree: a start: number 1, one more than the last", {4}},
               {"queue: position of the end: a known node, the last", {2}},
               {"reported: how many", {0}}});
}

// `until` lets the run out to a wait that is over already, and nobody has looked
// at the time since.
TEST(StateFormat, DeadlineThatIsOverdue) {
  StoredRun run("match first { (c: C -> not B until A within 5s) -> not B for 1s }");
  run.Feed("C", 1 * kSecond);
  run.Feed("A", 4 * kSecond);
  ExpectParts(run.SaveKey().snapshot,
              {{"version", {2}},
               {"generation", {1}},
               {"standing: a deadline is overdue", {4}},
               {"standing: the time that it is", Signed(4 * kSecond)},
               {"starts: how many", {1}},
               {"starts: for how many the `within` has passed", {0}},
               {"starts: way; taken: alternative, a new event", {0, 0, 0}},
               {"coordinates: time, 1s - 0", Signed(kSecond)},
               {"coordinates: stream; partition; offset, 1 - 0", {0, 0, 2}},
               {"starts: rank of the key", {0}},
               {"buckets: how many", {1}},
               {"buckets: shape: length", {1}},
               {"shape: place: (position 2 + 1) * 4 + all ways open", {13}},
               {"entries: a queue", {2}},
               {"queue: how many", {1}},
               {"registers: times: of the last event taken, 1s - 1s", {0}},
               {"position: a new node", {0}},
               {"node: before the first event", {1}},
               {"node: what follows it: nothing", {1}},
               {"tree: a layer: children * 2 + 1", {3}},
               {"tree: a layer: threads", {1}},
               {"head: base, thread of the child", {1, 0}},
               {"tree: a start: number 0", {0}},
               {"queue: position of the end: a known node, the last", {2}},
               {"reported: how many", {0}}});
  // It is met when time is looked at, and nothing is left.
  run.AdvanceTo(4 * kSecond);
  EXPECT_TRUE(run.Save().keys.empty());
}

TEST(StateFormat, TableWithALoop) {
  StoredRun run("match each within 10s { a: A -> b: B{2,} where n == a.n -> c: C }");
  run.Feed("A", 5, {{"n", Number(3)}});
  // The loop is what comes after two.
  for (std::int64_t time = 6; time <= 8; ++time) run.Feed("B", time, {{"n", Number(3)}});
  ExpectParts(run.SaveKey().snapshot,
              {{"version", {2}},
               {"generation", {1}},
               {"standing", {0}},
               {"starts: how many", {1}},
               {"starts: for how many the `within` has passed", {0}},
               {"starts: way; taken: alternative, a new event", {0, 0, 0}},
               {"coordinates", {10, 0, 0, 2}},
               {"fields: n: value", {2, 6}},
               {"starts: rank of the key", {0}},
               {"buckets: how many", {1}},
               {"buckets: shape: length", {1}},
               {"shape: place: (position 3 + 1) * 4 + all ways open", {17}},
               {"entries: a table", {1}},
               {"table: with a loop", {1}},
               {"loop: how many events", {1}},
               {"loop: taken: alternative, a new event", {1, 0}},
               {"coordinates: time, 8 - 5; stream; partition; offset, 4 - 1", {6, 0, 0, 6}},
               {"fields: n: value", {2, 6}},
               {"loop: a value that its condition reads, n", {2, 6}},
               {"table: how many", {1}},
               {"table: events of the loop it has still to be asked about", {1}},
               {"registers: events: one; taken: alternative; event", {1, 0, 2}},
               {"tree: a layer: children * 2 + 1; threads", {3, 1}},
               {"head: link", {3}},
               {"link: way; taken: alternative, a new event", {2, 1, 0}},
               {"coordinates: time, 7 - 8; stream; partition; offset, 3 - 4", {1, 0, 0, 1}},
               {"fields: n: value", {2, 6}},
               {"head: link", {3}},
               {"link: way; taken: alternative, a new event", {1, 1, 0}},
               {"coordinates: time, 6 - 7; stream; partition; offset, 2 - 3", {1, 0, 0, 1}},
               {"fields: n: value", {2, 6}},
               {"head: base, thread of the child", {1, 0}},
               {"tree: a start: number 0", {0}},
               {"reported: how many", {0}}});
}

TEST(StateFormat, RunsUnderLatest) {
  StoredRun run("match latest within 10s { a: A -> b: B -> c: C }");
  run.Feed("A", 5);
  run.Feed("B", 6);
  run.Feed("A", 7);
  ExpectParts(run.SaveKey().snapshot,
              {{"version", {2}},
               {"generation", {1}},
               {"standing", {0}},
               {"runs: how many", {2}},
               {"runs: place: (position 2 + 1) * 4 + all ways open", {13}},
               {"runs: event of the start: new", {0}},
               {"coordinates", {10, 0, 0, 2}},
               {"runs: rank of the key", {0}},
               {"head: link", {3}},
               {"link: way; taken: alternative, a new event", {1, 1, 0}},
               {"coordinates", {2, 0, 0, 2}},
               {"head: link, the one before", {3}},
               {"link: way; taken: alternative; event: the last but one", {0, 0, 2}},
               {"head: end", {0}},
               {"runs: place in the order of arrival", {0}},
               {"runs: place: (position 1 + 1) * 4 + all ways open", {9}},
               {"runs: event of the start: new", {0}},
               {"coordinates", {2, 0, 0, 2}},
               {"runs: rank of the key", {0}},
               {"head: link", {3}},
               {"link: way; taken: alternative; event: the last", {0, 0, 1}},
               {"head: end", {0}},
               {"runs: place in the order of arrival", {1}},
               {"reported: how many", {0}}});
}

TEST(StateFormat, MatchThatIsHeld) {
  StoredRun run("match longest within 10s { a: A -> b: B+ }");
  run.Feed("A", 5);
  run.Feed("B", 6);
  ExpectParts(run.SaveKey().snapshot,
              {{"version", {2}},
               {"generation", {1}},
               {"standing", {0}},
               {"starts: how many", {1}},
               {"starts: for how many the `within` has passed", {0}},
               {"starts: way; taken: alternative, a new event", {0, 0, 0}},
               {"coordinates", {10, 0, 0, 2}},
               {"starts: rank of the key", {0}},
               {"buckets: how many", {1}},
               {"buckets: shape: length", {2}},
               {"shape: place: (position 2 + 1) * 4 + all ways open", {13}},
               {"shape: place: held", {0}},
               {"entries: one", {0}},
               {"tree: a layer: children * 2 + 1", {3}},
               {"tree: a layer: threads", {2}},
               {"head: link", {3}},
               {"link: way; taken: alternative, a new event", {1, 1, 0}},
               {"coordinates", {2, 0, 0, 2}},
               {"head: base, thread of the child", {1, 0}},
               {"head: link", {3}},
               {"link: way; taken: alternative; event: the last", {1, 1, 1}},
               {"head: base, thread of the child", {1, 0}},
               {"tree: a start: number 0", {0}},
               {"reported: how many", {0}}});
}

// ---- journals ------------------------------------------------------------------

TEST(StateFormat, JournalWithTwoEvents) {
  StoredRun run("match within 10s { a: A -> b: B{3} where n > a.n } emit { a.k }", 10, 0);
  run.Feed("A", 5, {{"n", Number(1)}, {"k", LongText()}});
  run.Save();
  run.Feed("B", 9, {{"n", Number(7)}});
  run.Feed("C", 10);
  run.Feed("B", 11, {{"n", Number(2)}, {"k", Text("y")}});
  const StoredKey key = run.SaveKey();
  ASSERT_EQ(key.journals.size(), 1u);
  ExpectParts(key.journals[0],
              {{"version", {2}},
               {"generation", {1}},
               {"standing", {0}},
               {"events: coordinates: time, 9 - 0", {18}},
               {"events: coordinates: number of the stream", {0}},
               {"events: coordinates: partition", {0}},
               {"events: coordinates: offset, 2 - 0", {4}},
               {"events: flags: it was taken", {4}},
               {"events: rank of the key", {0}},
               {"events: how many steps fit", {1}},
               {"events: alternative", {1}},
               {"events: value that its condition reads, n: tag of an int, signed 7", {2, 14}},
               {"events: fields: n, the first that is mentioned", {2, 14}},
               {"events: fields: k: missing", {0}},
               {"events: coordinates: time, 11 - 9", {4}},
               {"events: coordinates: number of the stream; partition", {0, 0}},
               {"events: coordinates: offset, 4 - 2", {4}},
               {"events: flags: it was taken", {4}},
               {"events: rank of the key", {0}},
               {"events: how many steps fit", {1}},
               {"events: alternative", {1}},
               {"events: value that its condition reads, n", {2, 4}},
               {"events: fields: n", {2, 4}},
               {"events: fields: k: tag of a string, text", {5, 1, 'y'}}});
}

TEST(StateFormat, JournalOfEventsThatCountAndAreRefused) {
  StoredRun run("match within 10s { a: A => b: B{2} } emit { a.k }", 1, 0);
  run.Feed("A", 5, {{"k", LongText()}});
  run.Save();
  run.Feed("B", 6);
  run.Feed("A", 7);
  const StoredKey key = run.SaveKey();
  ASSERT_EQ(key.journals.size(), 1u);
  ExpectParts(key.journals[0],
              {{"version", {2}},
               {"generation", {1}},
               {"standing: the cap of starts has dropped something", {1}},
               {"events: coordinates: time, 6 - 0; stream; partition", {12, 0, 0}},
               {"events: coordinates: offset, 2 - 0", {4}},
               {"events: flags: it counts for strict ways, it was taken", {5}},
               {"events: rank of the key", {0}},
               {"events: how many steps fit", {1}},
               {"events: alternative", {1}},
               {"events: fields: k: missing", {0}},
               {"events: coordinates: time, 7 - 6; stream; partition", {2, 0, 0}},
               {"events: coordinates: offset, 3 - 2", {2}},
               {"events: flags: it counts for strict ways, a cap kept it from beginning", {3}},
               {"events: rank of the key", {0}},
               {"events: how many steps fit", {1}},
               {"events: alternative", {0}}});
}

// ---- versions and generations --------------------------------------------------

TEST(StateFormat, VersionsThatAreNotKnownAreRefused) {
  StoredRun run("match each within 10s { a: A -> b: B{3} } emit { a.k }", 10, 0);
  run.Feed("A", 5, {{"k", LongText()}});
  run.Save();
  run.Feed("A", 6);
  const StoredKey key = run.SaveKey();
  ASSERT_EQ(key.journals.size(), 1u);
  EXPECT_EQ(run.Refusal(key, 2), "");
  const std::string refused = "the state of rule r under the key [] cannot be read: ";
  for (const char version : {'\0', '\1', '\x7F'}) {
    StoredKey other = key;
    other.snapshot[0] = version;
    EXPECT_EQ(run.Refusal(other, 2), refused + "its version is not known");
    other = key;
    other.journals[0][0] = version;
    EXPECT_EQ(run.Refusal(other, 2), refused + "the version of a journal of it is not known");
    // One of before the snapshot may be of any.
    other.journals[0][1] = 7;
    EXPECT_EQ(run.Refusal(other, 1), "");
    // Nothing of it but its version and generation.
    other.journals[0] = Bytes({version, 1});
    EXPECT_EQ(run.Refusal(other, 2), refused + "the version of a journal of it is not known");
    other.journals[0] = Bytes({version});
    EXPECT_EQ(run.Refusal(other, 2), refused + "a journal of it is damaged");
  }
}

TEST(StateFormat, MoreThanThereIsIsRefused) {
  StoredRun run("match each within 10s { a: A -> b: B{3} } emit { a.k }", 10, 0);
  run.Feed("A", 5, {{"k", LongText()}});
  run.Save();
  run.Feed("A", 6);
  const StoredKey key = run.SaveKey();
  StoredKey other = key;
  other.snapshot += '\0';
  EXPECT_NE(run.Refusal(other, 2), "");
  other = key;
  other.journals[0] += '\0';
  EXPECT_NE(run.Refusal(other, 2), "");
  for (std::size_t size = 0; size < key.snapshot.size(); ++size) {
    other = key;
    other.snapshot.resize(size);
    EXPECT_NE(run.Refusal(other, 2), "") << size;
  }
  // A journal of no events is one all the same.
  for (std::size_t size = 0; size < key.journals[0].size(); ++size) {
    other = key;
    other.journals[0].resize(size);
    EXPECT_EQ(run.Refusal(other, 1).empty(), size == 3) << size;
  }
}

}  // namespace
}  // namespace precept::nfa
