// Runs that no later condition can tell apart are one run: the modes first,
// longest, each and all.
//
// All runs of one starting event form its shape: the places where they stand,
// in order of preference (the thread list of Pike's and Laurikari's machines,
// one a start).  All starts of a key with the same shape and registers are one
// entry.  An event moves an entry as a whole: which shape it has afterwards and
// which thread continues which is looked up in ShapeTable; what the threads
// took is one link a thread in HistoryStore, whether the entry holds one start
// or a million.  So the work of an event depends on the number of entries, which
// the pattern bounds where no registers are read, and not on the number of open
// starts; what is reported costs its own length.
//
// Thread safety: none; a matcher belongs to one shard.

#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/history.h"
#include "nfa/history_walk.h"
#include "nfa/key_table.h"
#include "nfa/keyed_matcher.h"
#include "nfa/limits.h"
#include "nfa/loop_log.h"
#include "nfa/shape.h"
#include "nfa/slab.h"
#include "nfa/small_list.h"
#include "nfa/table_index.h"

namespace precept::nfa {

class ShapeMatcher : public KeyedMatcher, private ThreadHistory {
 public:
  ShapeMatcher(const Rule& rule, RuleId id, EventRowStore& rows,
               const PreparedExpressions& expressions, const Caps& caps);
  ~ShapeMatcher() override;

  std::uint32_t Prefetch(const EncodedKey& key, std::uint32_t number,
                         PrefetchStep step) const override;
  std::size_t open_starts() const override { return num_starts_; }
  std::size_t open_keys() const override { return keys_.size(); }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::uint32_t kTagMask = 0x7FFF'FFFF;
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  // 128 bits of what a match binds.
  struct MatchHash {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const MatchHash&) const = default;
    friend std::size_t hash_value(const MatchHash& hash) {
      return static_cast<std::size_t>(hash.low);
    }
  };

  using MatchHashes = boost::unordered_flat_set<MatchHash>;

  // As Transition::registers; mostly few.
  using ShapeRegisters = boost::container::small_vector<std::int64_t, 2>;

  // All starts of a key with one shape and equal registers.
  struct Entry {
    Node root;
    std::uint64_t hash = 0;
    std::int64_t deadline = kNever;  // The earliest of its own.
    // They hold their events.  In a queue rounds are less by Queue::rounds.
    ShapeRegisters registers;
    std::uint32_t position = 0;  // In the log of a queue or a loop, held.
    std::uint32_t slot = 0;      // In the index of its table.
    // Where starts stay apart, by thread, once a condition has asked for them.
    std::unique_ptr<std::vector<RunAggregates>> aggregates = nullptr;
  };
  static_assert(sizeof(Entry) == 80);
  // Entries whose registers only grow, in order of arrival: what counts rounds
  // is greatest at the front, times are least.  An event that all of them take
  // where they stand is one node of the log, and their rounds go up together
  // (counting sets: Turoňová, Holík et al. 2020); those at the front that reach a
  // bound leave with their stretch of the log.
  struct Queue {
    std::deque<Entry> entries;    // Without a root: its starts have gone.
    std::uint32_t first = 0;      // The tag of the first; wraps round.
    std::int64_t rounds = 0;      // To be added to what counts rounds.
    std::uint32_t end = 0;        // Of the log; held.

    // Tags have 31 bits.
    std::size_t IndexOf(std::uint32_t tag) const { return (tag - first) & kTagMask; }
    std::uint32_t TagOf(std::size_t index) const {
      return (first + static_cast<std::uint32_t>(index)) & kTagMask;
    }
  };
  // The entries of one shape that has registers, or whose starts stay apart.
  struct EntryTable {
    std::vector<Entry> entries;
    // By hash: an entry that others may be joined to.
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> joinable;
    std::int64_t earliest = kNever;  // No deadline is before it.
    std::unique_ptr<TableIndex> index;  // Over `entries`, of which it has all.
    std::unique_ptr<LoopLog> loop;      // In which every entry holds a position.
    std::unique_ptr<Queue> queue;       // Instead of entries and what is over them.

    bool is_empty() const { return entries.empty() && (!queue || queue->entries.empty()); }
    // As it was made, but for some room for entries: tables come and go.
    void Clear();
  };
  // What stands in one shape: a table or, where all that stands there is alike,
  // one entry, which is its root.
  class Bucket {
   public:
    Bucket() = default;
    static Bucket OfTable(ShapeId shape, std::uint32_t table) {
      return Bucket(shape.value | kTableBit, table);
    }
    static Bucket OfEntry(ShapeId shape, Node root) {
      return Bucket(shape.value, root.bits());
    }
    ShapeId shape() const { return ShapeId(shape_ & ~kTableBit); }
    bool has_table() const { return (shape_ & kTableBit) != 0; }
    // REQUIRES: has_table().
    std::uint32_t table() const { return at_; }
    // REQUIRES: !has_table().
    Node root() const { return Node::OfBits(at_); }

   private:
    static constexpr std::uint32_t kTableBit = 0x8000'0000u;
    Bucket(std::uint32_t shape, std::uint32_t at) : shape_(shape), at_(at) {}
    std::uint32_t shape_ = 0;
    std::uint32_t at_ = 0;
  };

  // There may be as many as there are open starts: kept small.
  struct KeyState {
    KeyBytes bytes;
    // One a shape in use, in no particular order; few.
    SmallList<Bucket> buckets;
    // Open starts in order of start, linked through their leaves; the last is
    // before the first, but nothing is after it.
    std::uint32_t first_start = kNone;
    // The first start for which the `within` of the whole has not passed.
    std::uint32_t first_within = kNone;
    std::uint32_t num_starts : 30 = 0;
    std::uint32_t incomplete : 2 = kComplete;  // As Incomplete.
  };
  static_assert(sizeof(KeyState) == 40);

  // What an entry, taken out of its bucket, becomes.
  struct Plan {
    Node root;  // None: dropped meanwhile.
    const Transition* transition = nullptr;
    ShapeRegisters registers;  // Of the entry, to be released.
    ShapeId shape;        // That it had.
    std::uint32_t made = 0;  // Where in made_registers_ those begin that it has then.
    std::unique_ptr<std::vector<RunAggregates>> aggregates = nullptr;
  };

  // KeyedMatcher
  void OnKey(const EncodedKey& key, std::uint32_t rank, const Reading& reading) override;
  void MeetDeadline(std::uint32_t number, std::int64_t time) override;
  std::optional<std::int64_t> NextDeadline(std::uint32_t number) override;
  bool DropSilently(std::uint32_t number, std::int64_t time) override;
  bool FreeSome() override { return history_.FreeSlice(); }
  void ReportHeld() override;
  // shape_matcher_state.cc
  std::uint32_t FindKey(const EncodedKey& key) const override { return keys_.Find(key); }
  std::string_view BytesOf(std::uint32_t number) const override {
    return keys_[number].bytes.view();
  }
  bool RestoreKey(const EncodedKey& key, ByteReader& in) override;
  void SetIncomplete(std::uint32_t number, Incomplete incomplete) override;
  std::vector<std::uint32_t> KeysInMemory() const override { return keys_.Numbers(); }
  std::size_t SizeOf(std::uint32_t number) override { return keys_[number].num_starts; }
  void WriteSnapshot(std::uint32_t number, std::string& out) override;
  Incomplete IncompleteOf(std::uint32_t number) const override {
    return static_cast<Incomplete>(keys_[number].incomplete);
  }
  std::int64_t WakingTime(std::uint32_t number) override;
  // ThreadHistory: of the entry at hand.
  std::span<const TakenEvent> Of(std::uint32_t thread) override;
  const RunAggregates* AggregatesOf(std::uint32_t thread) override;

  // shape_matcher.cc: moving.
  void PlanEvent(KeyState& state, const Reading& reading);
  void PlanWhole(KeyState& state, std::int64_t time);
  void PlanStart(KeyState& state, std::uint32_t leaf, std::int64_t time);
  void PlanClocks(KeyState& state, std::int64_t time);
  const Transition* Kept(const Transition& transition);
  Plan& AddPlan(Node root, const Transition& step, ShapeId shape);
  void Apply(KeyState& state);
  void ReturnToWhole(KeyState& state, const Transition& step, Node root);
  void ArmTimer(std::uint32_t number);
  bool MayBegin(KeyState* state);
  void BeginStart(const EncodedKey& key, std::uint32_t& number, std::uint32_t rank,
                  const Transition& begun);
  void Put(KeyState& state, ShapeId shape, Node root,
           std::span<const std::int64_t> registers);
  void PutInTable(EntryTable& table, ShapeId shape, Node root,
                  std::span<const std::int64_t> registers);
  void JoinEntry(EntryTable& table, ShapeId shape, std::uint32_t e, Node root);
  void AddEntry(EntryTable& table, ShapeId shape, Node root,
                std::span<const std::int64_t> registers, std::uint64_t hash,
                std::int64_t deadline);
  void RemoveEntry(EntryTable& table, std::uint32_t entry);
  // An entry of a table or a queue, by its tag.
  const Entry* EntryOf(const EntryTable& table, std::uint32_t tag) const;
  void FreeTable(std::uint32_t table);

  // shape_table_plan.cc: tables without a queue.
  void PlanTable(EntryTable& table, ShapeId shape, const Reading& reading);
  void PlanEntry(EntryTable& table, ShapeId shape, std::uint32_t e, const Reading& reading,
                 bool conditions_hold);
  TableIndex::Finding FindEntries(EntryTable& table, ShapeId shape, const Reading& reading);
  TableIndex* IndexOf(EntryTable& table, ShapeId shape);
  const ShapeProbes& ProbesOf(ShapeId shape);
  void LogTake(EntryTable& table, const ShapeProbes& probes);
  // Writes on an entry's starts what they have taken in the loop.
  Node SettleLoop(EntryTable& table, ShapeId shape, std::uint32_t e);
  void AtApartEntry(Entry& entry, ShapeId shape);
  void MoveAggregates(KeyState& state, Plan& plan);

  // shape_queue.cc
  // Whether an entry belongs behind another.
  static bool FollowsInQueue(const Shape& shape, const ShapeRegisters& back,
                             const ShapeRegisters& next, bool& is_equal);
  bool PutInQueue(Queue& queue, ShapeId shape, Node root,
                  std::span<const std::int64_t> registers, std::int64_t deadline);
  void PlanQueue(EntryTable& table, ShapeId shape, const Reading& reading);
  void PlanStretch(Queue& queue, ShapeId shape, std::size_t begin, std::size_t end,
                   const Reading& reading);
  void PlanQueueClocks(KeyState& state, EntryTable& table, ShapeId shape, std::int64_t time);
  std::size_t EndOfClass(const Queue& queue, std::span<const GuardTest> guards,
                         std::size_t begin, std::int64_t time) const;
  ShapeRegisters RegistersOf(const Queue& queue, ShapeId shape, const Entry& entry) const;
  // The entry's tree with what its starts took in the queue; the entry is empty
  // then.
  Node TakeFrom(Queue& queue, Entry& entry);
  // Brings what the starts of an entry took in the queue into their tree, which
  // it returns; the entry stays.
  Node Settle(Queue& queue, std::uint32_t tag);
  void Trim(Queue& queue);
  void MakeTable(EntryTable& table, ShapeId shape);
  Happening HappeningOf(std::span<const ThreadMove> moves);
  void AtEntry(Node root);

  // shape_matcher_state.cc
  class SnapshotWriter;
  class SnapshotReader;

  // shape_reports.cc: which complete matches a mode reports.
  void ReportCompletions(KeyState& state);
  void ReportFirst(KeyState& state);
  void ReportFirstOfEvent(KeyState& state);
  void ReportEach(KeyState& state);
  void ReportAll(KeyState& state);
  bool ReadOne(std::uint32_t leaf, std::span<const ThreadMove> ends);
  bool ReportOneOfAll(KeyState& state, std::uint32_t leaf, bool may_be_known,
                      const MatchHashes* reported, std::span<const TakenEvent> events);
  void TakeEnd(const ThreadMove& end);
  void ReportBegun(std::string_view key, std::uint32_t rank, KeyState* state);
  void ReportLongest(KeyState& state, bool drained);
  void ReportRun(KeyState& state, std::uint32_t leaf, const ThreadMove& end);
  bool IsNew(const MatchHashes* reported, std::span<const TakenEvent> events);
  void Remember(std::uint32_t leaf);
  void CollectCompleting();

  // shape_starts.cc: the starts of a key.
  void AppendStart(KeyState& state, std::uint32_t leaf);
  void UnlinkStart(KeyState& state, std::uint32_t leaf);
  void RemoveStart(KeyState& state, std::uint32_t leaf);
  void ForgetUpTo(KeyState& state, const Coordinates& last);
  void DropTree(KeyState& state, Node root);
  void FreeTree(Node root);
  void DropKey(std::uint32_t number) override;
  void DropPlans();
  void ReleaseEvents(ShapeId shape, std::span<const std::int64_t> registers);
  void HoldEvents(ShapeId shape, std::span<const std::int64_t> registers);
  // Where a root is: its bucket and, in a table, the entry.
  struct Found {
    std::size_t bucket = 0;
    std::uint32_t entry = kNone;
  };
  std::optional<Found> Find(const KeyState& state, Node root) const;
  void RemoveFound(KeyState& state, Found found);
  std::uint64_t AliveStarts(const KeyState& state);
  // REQUIRES: the key has a start.
  std::uint32_t LastStart(const KeyState& state) const {
    return history_.neighbours(state.first_start).previous;
  }
  Coordinates StartOf(std::uint32_t leaf) const {
    return rows_.CoordinatesOf(history_.StartOf(leaf));
  }

  const Caps caps_;
  // When the `within` of the whole ends a start, nothing of it is left and
  // nothing shows, wherever it stands.
  const bool expires_silently_;
  const bool has_clocks_;  // Some way has a deadline besides that of the whole.
  ShapeTable shapes_;
  HistoryStore history_;
  HistoryWalk walk_;
  KeyTable<KeyState> keys_;
  Slab<EntryTable> tables_;
  std::size_t num_starts_ = 0;  // Of all keys.
  const ExpressionPool& pool_;
  std::deque<std::optional<ShapeProbes>> probes_;  // By ShapeId, as they are needed.
  std::vector<std::uint32_t> found_;  // Entries that an event may move.

  std::vector<Plan> plans_;
  std::deque<Transition> made_;  // Transitions of plans that are not for good.
  std::size_t num_made_ = 0;
  std::vector<std::int64_t> made_registers_;  // Of all plans.
  const Transition* begun_ = nullptr;  // What the event begins.
  Transition begun_made_;              // If that is not for good.
  // Under `first`: a match took the event, so that nothing of the key is left.
  bool forgets_event_ = false;
  bool changes_key_ = false;  // The event at hand has changed something of it.
  // The earliest deadline of entries that were put somewhere.
  std::int64_t clock_ = kNever;
  // The entry at hand, and what its threads have taken; where aggregates of it
  // are kept.
  Node entry_;
  std::vector<RunAggregates>* aggregates_ = nullptr;
  std::vector<std::pair<std::uint32_t, std::vector<TakenEvent>>> histories_;

  struct Completing {
    Coordinates start;
    std::uint32_t leaf = 0;
    std::uint32_t plan = 0;
  };
  std::vector<Completing> completing_;
  std::vector<std::uint32_t> leaves_;
  std::vector<TakenEvent> taken_;
  // Under `all`: matches of the event or deadline so far, of the key and, by
  // what they bind, of the start.
  std::uint64_t num_matches_ = 0;
  MatchHashes seen_;
  // By leaf: matches reported of open starts, where one may be found again later.
  boost::unordered_flat_map<std::uint32_t, MatchHashes> reported_;
  std::vector<std::int64_t> bound_;
};

}  // namespace precept::nfa
