// Shapes, and how an event or a deadline moves them.
//
// All runs of one starting event form its shape: the places where they stand,
// in order of preference.  Of two runs of one start at one place, with equal
// registers, no later event tells apart: the preferred one stays, under `all`
// the two are one thread with both histories.  Where no history is read, what an
// event does to a shape is a function of the shape, of what the event fits and of
// the outcome of guards and conditions; it is worked out once and remembered
// (shape_memo.h).
//
// Shapes are values.  Ids are handed out as shapes are met and mean nothing
// outside this table.
//
// Thread safety: none; a table belongs to one matcher.

#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nfa/automaton.h"
#include "nfa/condition_guard.h"
#include "nfa/id.h"
#include "nfa/place.h"
#include "nfa/run_step.h"
#include "nfa/shape_memo.h"

namespace precept::nfa {

using ShapeId = Id<struct ShapeTag>;

// What a run did on its way from one shape to the next, or to the end.
struct ThreadMove {
  std::uint32_t from = 0;  // Thread of the old shape.
  std::uint32_t to = 0;    // Thread of the new shape; several are one (`all`).
  // Ways taken, over all positions; NewRun::kNone: it waited.
  std::uint32_t absence = NewRun::kNone;
  std::uint32_t took = NewRun::kNone;
  bool operator==(const ThreadMove&) const = default;
};

struct Transition {
  // Nothing moves: the shape and all its threads stay as they are.
  bool identity = false;
  // Runs that are complete now, best first.  Under `longest` they are held
  // threads of the new shape instead.
  std::vector<ThreadMove> completions;
  // By `to`; empty: every run of the start is gone.
  std::vector<ThreadMove> moves;
  ShapeId to;  // REQUIRES: moves is not empty.
  // Those that `to` needs, thread by thread.
  std::vector<std::int64_t> registers;

  void Clear();
};

struct Shape {
  std::vector<PlaceId> threads;  // Best first.
  // Where a thread's registers begin; one more entry than threads.
  std::vector<std::uint32_t> first_register;
  // Slots of registers that hold events.
  std::vector<std::uint32_t> event_slots;
  StepMask reads = 0;
  StepMask computed = 0;
  bool has_strict = false;
  // No start has the same shape as another, so to speak: see Place::apart.
  bool apart = false;
  bool has_clock = false;
  bool in_whole = false;
  bool tests_at_deadline = false;
  // Open ways of all threads.
  std::size_t num_ways = 0;

  // One thread with registers that only grow: rounds and times.  Starts then
  // stand in order of arrival (shape_matcher.h, queues).
  bool is_queue = false;
  // Slots of registers that count rounds.
  std::vector<std::uint32_t> round_slots;

  std::size_t num_registers() const { return first_register.back(); }
  // Starts of this shape are all alike.
  bool is_plain() const { return !apart && num_registers() == 0; }
};

// Where a register of a thread is among those of its shape; nothing: the thread's
// place does not need it.
std::optional<std::uint32_t> SlotOf(const PlaceTable& places, const Shape& shape,
                                    std::size_t thread, RegisterId id);

// A thread's history, for conditions that ask for it.
class ThreadHistory {
 public:
  virtual ~ThreadHistory() = default;
  virtual std::span<const TakenEvent> Of(std::uint32_t thread) = 0;
  // As RunContext::Aggregates.
  virtual const RunAggregates* AggregatesOf(std::uint32_t) { return nullptr; }
};

class ShapeTable {
 public:
  static constexpr ShapeId kHeld{};  // One thread, held.

  // All must outlive this.
  ShapeTable(const Rule& rule, const EventRowStore& rows,
             const PreparedExpressions& expressions);

  // What an event does to starts of this shape with these registers (as in
  // Transition::registers).  Valid until the next call, or for good, but for its
  // registers, if it is lasting.  `conditions_hold`: all that decide are known to
  // be true.
  const Transition& Step(ShapeId shape, std::span<const std::int64_t> registers,
                         const Reading& reading, EventContext& event,
                         ThreadHistory& history, bool conditions_hold = false);
  // What it begins: moves are from thread 0 of a run that has taken nothing.
  const Transition& Begin(const Reading& reading, EventContext& event);
  // What the passing of a deadline does: one of the shape's own or, with
  // `whole`, that of the whole pattern.
  const Transition& Meet(ShapeId shape, std::span<const std::int64_t> registers,
                         std::int64_t deadline, std::optional<std::int64_t> whole,
                         std::string_view key, ThreadHistory& history);

  // Of a queue: entries for which the outcome of these is the same are moved by
  // the event in the same way, but for the values of registers.  Along a queue
  // one outcome is a stretch.
  std::span<const GuardTest> GuardsOf(ShapeId shape, const Reading& reading);
  // Whether all that a transition does is to take the event, by one way, where
  // the run stands: rounds go up by one or stay, nothing else changes.
  bool IsTakeInPlace(ShapeId shape, std::span<const std::int64_t> registers,
                     const Transition& transition) const;

  // Whether a transition is valid for good, but for its registers.
  bool is_lasting(const Transition& transition) const { return &transition != &made_; }

  // The earliest of the shape's own deadlines.
  std::optional<std::int64_t> DeadlineOf(ShapeId shape,
                                         std::span<const std::int64_t> registers);
  // Whether no event tells starts of this shape with these registers apart.
  bool Equal(ShapeId shape, std::span<const std::int64_t> a,
             std::span<const std::int64_t> b) const;
  std::uint64_t Hash(ShapeId shape, std::span<const std::int64_t> registers) const;
  // Slots of registers that hold events.
  std::span<const std::uint32_t> EventSlots(ShapeId shape) const {
    return shapes_[shape.index()].event_slots;
  }

  // The shape of these threads.
  ShapeId Intern(std::vector<PlaceId> threads);

  // Steps that can begin a start.
  StepMask begins() const { return begins_; }
  const Shape& operator[](ShapeId id) const { return shapes_[id.index()]; }
  std::size_t size() const { return shapes_.size(); }
  bool is_held(ShapeId id, std::size_t thread) const {
    return shapes_[id.index()].threads[thread] == PlaceTable::kHeld;
  }
  PlaceTable& places() { return places_; }
  const PlaceTable& places() const { return places_; }
  RunStep& runs() { return runs_; }

 private:
  struct MemoKey {
    StepMask fits = 0;
    bool among = false;
    bool operator==(const MemoKey&) const = default;
    friend std::size_t hash_value(const MemoKey& key) {
      return static_cast<std::size_t>((key.fits ^ (key.among ? ~0ull << 63 : 0)) *
                                      0x9E3779B97F4A7C15ull);
    }
  };
  // What a shape does with what an event fits, or with a deadline.
  struct Known {
    struct Made {
      std::uint64_t outcome = 0;
      // False: whether two runs become one depends on values.
      bool is_fixed = false;
      Transition transition;  // Its registers are those of the last use.
      std::vector<RegisterSource> registers;
    };
    // It depends on more than the outcome of the guards and conditions, or has too
    // many.
    bool is_computed = false;
    std::vector<GuardTest> guards;
    std::vector<ConditionGuard> conditions;
    std::deque<Made> made;  // One an outcome that occurred.
  };
  struct Memo {
    boost::unordered_flat_map<MemoKey, std::unique_ptr<Known>> by_key;
    // What was asked for last: mostly the same again.
    MemoKey last_key{};
    Known* last = nullptr;
  };

  void DescribeQueue(ShapeId shape);
  Known& KnownOf(ShapeId shape, const MemoKey& key);
  std::vector<GuardTest> GuardsOf(ShapeId shape, StepMask fits) const;
  std::vector<ConditionGuard> ConditionsOf(ShapeId shape, StepMask fits) const;
  // Null: not known.  `event`: null at a deadline.
  const Transition* Recall(Known& known, std::uint64_t outcome,
                           std::span<const std::int64_t> registers, std::int64_t time,
                           EventContext* event);
  const Transition& Remember(Known& known, std::uint64_t outcome,
                             std::optional<ShapeId> old);
  bool AddSources(std::optional<ShapeId> old, const ThreadMove& move, PlaceId place,
                  std::vector<RegisterSource>& sources) const;
  void Expand(ShapeId shape, std::uint32_t thread, std::span<const std::int64_t> registers,
              Registers& out) const;
  template <class C, class F>
  void MoveThreads(ShapeId shape, std::span<const std::int64_t> registers,
                   ThreadHistory& history, C concerns, F move);
  // Adds the runs that thread `from` became.
  void Combine(std::uint32_t from);
  void AddThread(ThreadMove move, PlaceId place, const Registers* registers);
  void KeepThread(std::uint32_t thread, PlaceId place);
  bool Joins(ThreadMove move, std::uint32_t i, PlaceId place, const Registers& registers);
  bool Equal(PlaceId place, const Registers& a, const Registers& b) const;
  void Finish(std::optional<ShapeId> old);
  void Reset();

  const Rule& rule_;
  PlaceTable places_;
  RunStep runs_;
  StepMask begins_ = 0;
  StepMask begins_conditional_ = 0;
  std::deque<Shape> shapes_;
  std::deque<Memo> memos_;  // By ShapeId.
  std::deque<std::array<Known, 2>> deadline_memos_;  // By ShapeId; own, whole.
  Memo begin_memo_;
  std::map<std::vector<PlaceId>, ShapeId> by_threads_;
  std::vector<const Way*> ways_;  // By number over all positions.
  Transition identity_;

  // The transition that is being made.
  Transition made_;
  std::vector<NewRun> new_runs_;
  ShapeId old_;
  std::span<const std::int64_t> old_registers_;
  std::vector<PlaceId> threads_;
  std::vector<Registers> registers_;
  // By thread: the old one that it is, as it was; then its registers are there.
  static constexpr std::uint32_t kNotKept = ~std::uint32_t{0};
  std::vector<std::uint32_t> kept_;
  std::vector<std::uint32_t> new_threads_;  // All others.
  Registers compared_registers_;
  bool changed_ = false;
  bool cut_ = false;
  bool compared_ = false;  // Registers of two runs at one place.
  Registers expanded_;
};

}  // namespace precept::nfa
