// What one run does with one event or deadline: LANGUAGE 2.3, items 1 to 3.
//
// A run is a place and its registers; what it has taken matters only to
// conditions over lists, which ask for it.  A step gives the runs that it leaves
// behind, in order of preference: copies that took, then what remains.
//
// Thread safety: none.

#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nfa/aggregate_plan.h"
#include "nfa/event_batch.h"
#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/frame.h"
#include "nfa/match.h"
#include "nfa/place.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

// By RegisterId; those that a place does not need are unspecified.  Times in ns,
// events as TakenEvent packed by PackEvent.
using Registers = boost::container::small_vector<std::int64_t, 6>;

// An event register: the row and the alternative; kNoEvent: none.
inline constexpr std::int64_t kNoEvent = -1;
inline std::int64_t PackEvent(EventRowId event, std::uint32_t alternative) {
  return static_cast<std::int64_t>(event.value) |
         static_cast<std::int64_t>(alternative) << 32;
}
inline EventRowId EventOf(std::int64_t packed) {
  return EventRowId(static_cast<std::size_t>(packed & 0xFFFF'FFFF));
}
inline std::uint32_t AlternativeOf(std::int64_t packed) {
  return static_cast<std::uint32_t>(packed >> 32);
}

// What an event is to the runs of one key.
struct Reading {
  StepMask fits = 0;
  bool among = false;  // It counts for strict ways.
  std::int64_t time = 0;
};

struct NewRun {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  // Nothing: no way is open.
  std::optional<PlaceId> place;
  bool at_end = false;     // It is complete now.
  bool unchanged = false;  // What was there before, as it was.
  // Ways taken, numbered over all positions: an absence, then a step.
  std::uint32_t absence = kNone;
  std::uint32_t took = kNone;
  Registers registers;
};

// What the conditions of a run may ask for besides its registers.
class RunContext {
 public:
  virtual ~RunContext() = default;
  // What the run has taken.
  virtual std::span<const TakenEvent> History() = 0;
  // Aggregates of that, where they are kept; null: they are not.
  virtual const RunAggregates* Aggregates() { return nullptr; }
};

// The event that is being read, as conditions see it.
class EventContext {
 public:
  virtual ~EventContext() = default;
  // A row for the event, for registers.
  virtual EventRowId Row() = 0;
  // The alternative by which the event fits a step.
  virtual std::uint32_t AlternativeOf(StepId step) = 0;
  // Alternative::own[index] of that alternative.
  virtual Value Own(StepId step, std::uint32_t index) = 0;
  // The key under which it is read.
  virtual std::string_view Key() = 0;
};

class RunStep {
 public:
  // All must outlive this.
  RunStep(const Rule& rule, PlaceTable& places, const EventRowStore& rows,
          const PreparedExpressions& expressions);

  // Appends what becomes of a run.  `event` and `run` may be null where the
  // event fits nothing guarded (Place::guarded).
  void OnEvent(PlaceId place, const Registers& registers, const Reading& reading,
               EventContext* event, RunContext* run, std::vector<NewRun>& out);
  // Appends the runs that an event begins.
  void Begin(const Reading& reading, EventContext* event, std::vector<NewRun>& out);
  // The same when time has passed `deadline`, which is one of the run's own or
  // `whole`, that of the whole pattern.
  void OnDeadline(PlaceId place, const Registers& registers, std::int64_t deadline,
                  std::optional<std::int64_t> whole, std::string_view key, RunContext* run,
                  std::vector<NewRun>& out);

  // The earliest deadline of the run's own; nothing: it has none.
  std::optional<std::int64_t> DeadlineOf(PlaceId place, const Registers& registers) const;
  // Used by whoever tests conditions besides; what it holds is lost by a step.
  Frame& frame() { return frame_; }
  const AggregatePlan& aggregates() const { return aggregates_; }
  // Which open ways end with OnDeadline, a bit each in their order, below those
  // of `before`.
  std::uint64_t WaysDue(PlaceId place, const Registers& registers, std::int64_t deadline,
                        std::optional<std::int64_t> whole, std::uint64_t before) const;
  // Whether the conjuncts of `where` that are left hold of a complete match.
  bool PassesRest(const std::vector<std::uint32_t>& rest, std::string_view key,
                  std::span<const TakenEvent> events);
  // Whether two registers hold the same for all that conditions read of them.
  bool Equal(RegisterId id, std::int64_t a, std::int64_t b) const;
  std::uint64_t Hash(RegisterId id, std::int64_t value) const;
  // That of the last event taken; nothing: no way reads it.
  std::optional<RegisterId> last_time() const { return last_time_; }

 private:
  void ReadEvent(PlaceId place, const std::vector<std::uint32_t>& open,
                 const Registers& registers, NewRun run, std::vector<NewRun>& out);
  std::optional<NewRun> Take(const Way& way, std::uint32_t number,
                             const Registers& registers, std::uint32_t absence);
  std::optional<NewRun> TakeAbsence(const Way& way, std::uint32_t number,
                                    const Registers& registers);
  // The scopes that the event ends for a way.
  std::vector<std::uint32_t> ScopesEnded(const Way& way, const Registers& registers);
  // Closes the ways of a run that are inside scopes that have ended.
  void LeaveScopes(const std::vector<std::uint32_t>& ended, NewRun& run);
  bool IsGuarded(const Place& place, const std::vector<std::uint32_t>& open,
                 const Registers& registers);
  bool Fits(const Watch& watch, const Registers& registers);
  bool Holds(std::uint32_t condition, const std::vector<std::uint32_t>& fresh,
             StepId step, const Registers& registers);
  // Sets a column that reads what has been taken for a condition.
  void SetFromHistory(std::uint32_t condition, std::uint32_t column, bool is_fresh);
  // The same of what has been taken with the event by `took`.
  bool HoldsAfter(std::uint32_t condition, const TakenEvent* took,
                  const Registers& registers);
  bool HoldsAtEnd(const Position& position, const TakenEvent* took,
                  const Registers& registers);
  void Change(const Way& way, Registers& registers);
  std::optional<std::int64_t> DeadlineOf(const Way& way, const Registers& registers,
                                         std::optional<std::int64_t> whole) const;
  std::int64_t LastTime(const Registers& registers) const {
    return registers[last_time_->index()];
  }

  const Rule& rule_;
  const Automaton& automaton_;
  PlaceTable& places_;
  Frame frame_;
  AggregatePlan aggregates_;
  const ListAggregates nothing_taken_;
  std::optional<RegisterId> last_time_;
  // Frame columns that read an event register, by RegisterId.
  std::vector<std::vector<std::uint32_t>> columns_of_register_;

  // The event or deadline at hand.
  Reading reading_;
  EventContext* event_ = nullptr;
  RunContext* run_ = nullptr;
  std::string_view key_;
  std::vector<TakenEvent> with_event_;
};

}  // namespace precept::nfa
