// What the checker hands to the lowering: names resolved, types agreed, every
// mistake reported.
//
// Expressions live in one pool.  A condition of a type or step reads the fields
// of its event type by number: a kColumn leaf is a position in
// CheckedType::fields.  The lowering rewrites them, once a base type, into
// columns of that base's stream.  The expressions of `emit` read the rule's
// frame instead.
//
// Immutable once made.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/checked_pattern.h"
#include "lang/ast.h"
#include "lang/source_text.h"
#include "nfa/automaton.h"
#include "nfa/expression.h"
#include "nfa/rule_set.h"
#include "nfa/schema.h"
#include "nfa/value.h"

namespace precept::compiler {

// A field of an event type, declared, inherited or computed; or a system field.
struct CheckedField {
  std::vector<std::string> path;  // As declared; a system field is one segment.
  nfa::Type type;
  bool may_be_missing = false;
  bool nocase = false;    // @nocase: comparisons and keys fold case.
  bool evidence = false;  // @evidence
  bool required = false;  // @required
  lang::SourceRange declared;
  // Base types only: where the value comes from.
  std::optional<nfa::SourceColumn> source;
};

// How events of one base type are events of a type: the base itself has one,
// an `event X = Y | Z` has one for every base type below it.
struct CheckedBase {
  std::uint32_t base = 0;  // CheckedRules::types: a base type.
  // Conjuncts of the `where` of all derived types on the way, over the fields
  // of the *base* type.
  std::vector<nfa::ExprId> conditions;
  // For each field of the type: its value over the fields of the base type; or
  // nothing, where this base does not have it.
  std::vector<std::optional<nfa::ExprId>> fields;
};

struct CheckedType {
  std::string name;
  std::string stream;  // Base types only.
  bool is_base = false;
  // Base types: the declared `where`, over `fields`.
  std::optional<nfa::ExprId> where;
  // Base types: the @time field; without one, the record's own timestamp.
  std::optional<std::uint32_t> time_field;
  // Declared fields in order of declaration, then computed ones, then the
  // system fields (@time, @timestamp, @stream, @partition, @offset, @key, @raw
  // and each @header that is read).
  std::vector<CheckedField> fields;
  std::vector<CheckedBase> bases;  // Ordered by name of the base.
  lang::SourceRange declared;
};

struct CheckedKey {
  std::string name;  // As shown in alerts.
  nfa::Type type;
  bool optional = false;
  bool nocase = false;
};

struct CheckedEmit {
  std::vector<std::string> path;
  nfa::ExprId value;  // Over the frame.
};

struct CheckedRule {
  std::string name;
  std::string title;
  nfa::Severity severity = nfa::Severity::kMedium;
  std::optional<double> risk;
  std::vector<std::string> attack;
  std::vector<std::pair<std::string, std::string>> labels;  // Name, JSON text.

  nfa::ReportMode mode{};
  std::vector<CheckedKey> keys;
  std::vector<CheckedStep> steps;  // Those of role kAmong are the last.
  std::vector<CheckedVariable> variables;  // In order of first appearance.
  CheckedNode pattern;
  // Base types (CheckedRules::types, ascending) among which the pattern is
  // matched: what => and `consecutive` count.
  std::vector<std::uint32_t> among;
  std::vector<CheckedConjunct> where;  // The clause.

  std::vector<CheckedFrameColumn> frame;
  std::vector<CheckedEmit> emit;
  std::optional<nfa::ExprId> emit_message;
  std::optional<nfa::ExprId> emit_severity;
  std::optional<nfa::ExprId> emit_risk;

  // Fields the rule reads (keys, conditions, `where`, emit), by CheckedRules::types:
  // pairs of type and field, ascending, distinct.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> reads;

  // The canonical text of the rule's meaning: its pattern and clauses without
  // meta, then that of every declaration it reaches, ordered by name.
  std::string meaning;
  const lang::ast::Rule* syntax = nullptr;  // Outlives this.
};

struct CheckedRules {
  nfa::ExpressionPool expressions;
  std::vector<CheckedType> types;  // All declared, ordered by name.
  std::vector<CheckedRule> rules;  // Ordered by name.
};

}  // namespace precept::compiler
