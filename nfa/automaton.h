// The automaton of one pattern: positions, the ways on from them, and the
// registers that ways read.
//
// A run that takes an event comes to a position.  The position has all ways on,
// best first; which of them are still open is the run's own (place.h).  What a
// run must remember besides is a register: how often it went round, when it
// took its last event, when it entered a scope, which event a variable took.
//
// Everything is numbered by content, by the walk of the pattern from left to
// right, never by when it was discovered, so that stored state survives a
// rebuild of the same rule.
//
// Thread safety: immutable; part of the RuleSet.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nfa/id.h"
#include "nfa/value.h"

namespace precept::nfa {

enum class Contiguity : std::uint8_t {
  kRelaxed,           // ->
  kStrict,            // =>
  kNondeterministic,  // ~>
};

enum class ReportMode : std::uint8_t { kFirst, kLongest, kEach, kAll, kLatest };

struct Register {
  enum class Kind : std::uint8_t {
    kRounds,      // In which round of repetition `index` the run is, from 1.
    kLastTime,    // The time of the last event taken.
    kScope,       // The time at which scope `index` was entered.
    kFirstEvent,  // The first event that variable `index` took; kLastEvent: the
    kLastEvent,   // last one.
    kHistory,     // All that was taken: runs that differ in it stay apart.
  };
  Kind kind{};
  std::uint32_t index = 0;
  // Events: a new round of this repeated group forgets the event.
  std::optional<std::uint32_t> round_of;

  bool holds_event() const { return kind == Kind::kFirstEvent || kind == Kind::kLastEvent; }
  auto operator<=>(const Register&) const = default;
};

// What taking a way does to a register; without a mention it stays as it is.
struct RegisterChange {
  enum class Kind : std::uint8_t {
    kSet,      // To `value`.
    kAddOne,
    kNow,      // To the time of the event.
    kEvent,    // To the event.
    kEventIfNone,
    kClear,    // To no event.
  };
  RegisterId target;
  Kind kind{};
  std::int64_t value = 0;
};

// A condition over earlier steps as one way meets it.
struct ConditionUse {
  std::uint32_t condition = 0;  // Rule::conditions.
  // Repeated groups of which the way begins a round: nothing has been taken in
  // it yet.  Ascending.
  std::vector<std::uint32_t> fresh;
};

// An event that fits `step` under these conditions acts on a run though the run
// does not take it.
struct Watch {
  StepId step;
  std::vector<ConditionUse> conditions;
  bool very_next = false;  // `=> not n`: only the first event that counts.
  std::uint32_t scope = 0;  // `until`: of which scope.
};

// A guard on the round of a repetition.
struct RoundGuard {
  RegisterId rounds;
  std::int64_t value = 0;
  bool below = false;  // Rounds < value; else rounds == value.
};

// One way on from a position.
struct Way {
  enum class Kind : std::uint8_t {
    kStep,     // A step that takes an event.
    kAbsence,  // `not n` at the end of a (sub)pattern: waited for.
  };
  Kind kind{};
  StepId step;  // kStep
  Contiguity contiguity{};
  PositionId target;
  // The range of the arrow, counted from the last event taken, in ns.
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
  // kAbsence: `for d`, counted from the last event taken.
  std::optional<std::int64_t> wait;
  std::vector<RoundGuard> rounds;
  // Conjuncts of the step that read earlier steps.
  std::vector<ConditionUse> conditions;
  // Conjuncts of the clause `where` that are tested when it has been taken: the
  // event counts among those taken.
  std::vector<std::uint32_t> where;
  // Negations that it passes: what waits for it is ended by an event that fits.
  std::vector<Watch> negations;
  // `until`s of the scopes around it that the run is in.
  std::vector<Watch> untils;
  // The `within` of a scope that the run is in.
  struct Clock {
    RegisterId since;
    std::int64_t within = 0;
  };
  std::vector<Clock> clocks;
  // It ends with the `within` of the whole.
  bool in_whole = false;
  // Repeated groups of which it begins a round, ascending.
  std::vector<std::uint32_t> begins;
  std::vector<RegisterChange> changes;
  // Ways of the same position on -> that it closes where it is taken.
  // Ascending.
  std::vector<std::uint32_t> closes;
  // Registers that it, or what comes after it, reads; ascending.  Left out are
  // those that hold no event yet, whatever way led here.
  std::vector<RegisterId> needs;
  // Equal where two ways, of any positions, mean the same but for registers;
  // `latest` compares places by it, and by these registers.
  std::uint32_t content = 0;
  std::vector<RegisterId> content_rounds;
};

struct Position {
  // All ways, best first.
  std::vector<Way> ways;
  std::uint32_t first_way = 0;  // Ways are numbered over all positions.
  // A run here is at the end of the pattern, perhaps not the only one.
  bool accepting = false;
  // Conjuncts of the clause `where` that are not tested yet: at the end.
  std::vector<std::uint32_t> rest;
  // "after a: -> b | end" and the like, for explain.
  std::string text;
};

struct Automaton {
  // Where a run that has taken nothing stands; its ways are all open.
  static constexpr PositionId kStart{};

  std::vector<Position> positions;
  std::uint32_t num_ways = 0;
  std::vector<Register> registers;
  ReportMode mode{};
  // Last event minus first event of the whole, the bound inside.
  std::optional<Duration> within;
  // Some way is strict: events count that no step fits.
  bool has_strict = false;
  // Conditions over earlier steps keep runs apart: the lower cap.
  bool keeps_apart = false;
  // Some way is an absence.
  bool has_absence = false;
  // Frame columns (Rule::frame) that conditions read: their registers, or
  // nothing for those of the key and of the event itself.
  std::vector<std::optional<RegisterId>> register_of_column;
};

}  // namespace precept::nfa
