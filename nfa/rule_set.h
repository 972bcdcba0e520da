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
  // For each of StepType::fields: its position in RuleSet::kept of the stream,
  // or nothing where this base has no such field.
  std::vector<std::optional<std::uint32_t>> slots;
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
  // The variable, or the type's name where there is none.
  std::string name;
  std::uint32_t variable = 0;   // Rule::variables.
  std::uint32_t type = 0;       // Rule::types.
};

// A column of the frame over which `emit` is evaluated: one row a match.
struct FrameColumn {
  enum class Source : std::uint8_t {
    kKey,    // Part `index` of the key.
    kField,  // Field `field` of the event that variable `index` took.
  };
  Source source{};
  std::uint32_t index = 0;
  std::uint32_t field = 0;  // In StepType::fields.
  Type type;
};

enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };
std::string_view SeverityName(Severity severity);

struct EmitField {
  std::vector<std::string> path;  // Dotted names nest.
  ExprId value;                   // Over the frame.
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
