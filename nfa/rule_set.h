// A compiled rule set: everything that events meet, and the only thing that
// the compiler hands on.
//
// Rules, streams and types are ordered by name; ids are these orders, so that
// nothing depends on the order of files and declarations.
//
// Thread safety: immutable; shared as shared_ptr<const RuleSet>.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nfa/automaton.h"
#include "nfa/expression.h"
#include "nfa/id.h"
#include "nfa/schema.h"
#include "nfa/value.h"

namespace precept::nfa {

// How events of one stream are put under a key: RuleSet::keys.  Equal specs
// are one, whichever rules use them.
struct KeySpec {
  struct Part {
    ExprId value;  // Over the stream's columns; folded where @nocase.
    // `by user?`: missing equals missing.  Else an event without it is unseen.
    bool optional = false;
    // `by any f`: the value is a list; a key for each distinct element.  An
    // empty list is missing.
    bool any = false;
    bool operator==(const Part&) const = default;
  };
  StreamId stream;
  std::vector<Part> parts;  // Empty: no `by`, one key for all.
  bool operator==(const KeySpec&) const = default;
};

// One of the ways in which events can be what a step takes: a step of a
// derived type has one for every base type, all others have one.
struct Alternative {
  StepId step;
  EventTypeId base;
  // Conjuncts over the stream's columns: the derived types' and the step's
  // `where`, without the base type's own.  Each is a condition of the screen.
  std::vector<ExprId> conditions;
  // Position in RuleSet::keys.
  std::uint32_t key = 0;
  // The rule has a strict joint and counts events of this base type: each is
  // seen under the step's key, whether or not it fits.
  bool among = false;
  // For each of StepType::fields: its position in RuleSet::kept of the stream,
  // or nothing where this base has no such field.
  std::vector<std::optional<std::uint32_t>> slots;
  // What conditions over earlier steps read of the event itself, over the
  // stream's columns: FrameColumn kOwn.
  std::vector<ExprId> own;
};

// What the rule shows of events of one step type (base or derived).
struct StepType {
  struct Field {
    std::vector<std::string> path;  // As declared.
    Type type;
  };
  std::string name;
  // Read by the rule (keys, conditions, emit) or @evidence, in order of
  // declaration.
  std::vector<Field> fields;
};

struct Step {
  enum class Role : std::uint8_t {
    kTaken,    // Of the pattern itself: takes an event.
    kNegated,  // Of `not n`.
    kUntil,    // Of `until n`.
    kAmong,    // Fits no event; its alternatives say under which key events of
               // a type are seen that only `among` names.
  };
  Role role{};
  // The variable, or the type's name where there is none.
  std::string name;
  std::uint32_t variable = 0;  // Rule::variables; kTaken only.
  std::uint32_t type = 0;      // Rule::types.
};

// A column of the frame over which `emit`, the clause `where` and conditions
// over earlier steps are evaluated.
struct FrameColumn {
  enum class Source : std::uint8_t {
    kKey,    // Part `index` of the key.
    kOwn,    // Alternative::own[index] of the event that is being read.
    // Of the events that variable `index` has taken:
    kField,  // a field of the one event;
    kFirst,  // a field of the first; kLast: of the last;
    kLast,
    kItem,   // a field of event `item` (from 0, negative from the end);
    kList,   // the values of a field, in the order taken, those that are not
             // missing; of a list field its elements;
    kCount,  // how many there are.
  };
  Source source{};
  std::uint32_t index = 0;
  // Variables but kCount: by Rule::types, the field's position in
  // StepType::fields, or nothing where the type has no such field.
  std::vector<std::optional<std::uint32_t>> fields;
  std::int64_t item = 0;
  // Only events of the current round of this repeated group are looked at.
  std::optional<std::uint32_t> round_of;
  Type type;
};

enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };
std::string_view SeverityName(Severity severity);

struct EmitField {
  std::vector<std::string> path;  // Dotted names nest.
  ExprId value;                   // Over the frame.
};

// A condition that reads earlier steps, or the key: over Rule::frame.
struct Condition {
  ExprId expression;
  std::vector<std::uint32_t> columns;  // Of the frame, that it reads; ascending.
};

struct Rule {
  std::string name;
  std::string title;  // Empty: none.
  // Hash of the rule's meaning: pattern, clauses and all they reach.
  std::uint64_t version = 0;

  Severity severity = Severity::kMedium;
  std::optional<double> risk;
  std::vector<std::string> attack;
  // All other entries of meta, in order: name and JSON text of the value.
  std::vector<std::pair<std::string, std::string>> labels;

  struct Key {
    std::string name;  // As shown in the alert's `key`.
    Type type;
  };
  std::vector<Key> keys;
  std::vector<StepType> types;
  std::vector<std::string> variables;
  std::vector<Step> steps;  // By StepId; at most kMaxSteps.
  std::vector<Alternative> alternatives;  // In order of steps, then of bases.
  Automaton automaton;

  std::vector<FrameColumn> frame;
  // Conjuncts of steps and of the clause `where`.
  std::vector<Condition> conditions;
  std::vector<EmitField> emit;  // Without the three below.
  std::optional<ExprId> emit_message;
  std::optional<ExprId> emit_severity;
  std::optional<ExprId> emit_risk;

  // Streams whose records move the rule's time, ascending.
  std::vector<StreamId> streams;
};

// One step of the stage plan (DESIGN.md section 2).
struct Stage {
  enum class Kind : std::uint8_t { kMatch };
  Kind kind{};
  std::vector<StreamId> inputs;   // Ascending.
  std::vector<StageId> upstream;  // Stages whose output it reads.
  std::vector<RuleId> rules;      // That run here, ascending.
};

struct StagePlan {
  std::vector<Stage> stages;  // Upstream stages come first.
};

struct RuleSet {
  Schema schema;
  ExpressionPool expressions;
  std::vector<KeySpec> keys;
  // By StreamId: what is kept of an event that an open match holds, for all
  // rules together; expressions over the stream's columns.
  std::vector<std::vector<ExprId>> kept;
  std::vector<Rule> rules;
  StagePlan plan;
};

}  // namespace precept::nfa
