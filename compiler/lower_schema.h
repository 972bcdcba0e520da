// Streams and base types of a rule set: which columns are read, and what they
// are numbered.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/checked_rules.h"
#include "nfa/expression.h"
#include "nfa/id.h"
#include "nfa/schema.h"

namespace precept::compiler {

// Where a checked base type went.
struct LoweredBase {
  nfa::StreamId stream;
  nfa::EventTypeId type;
  // By CheckedType::fields; nothing: no one reads it.
  std::vector<std::optional<nfa::ColumnId>> columns;
};

struct LoweredSchema {
  nfa::Schema schema;
  // By CheckedRules::types; nothing for derived types.
  std::vector<std::optional<LoweredBase>> bases;
};

// Fields that alerts of the rule show of events of the type: those that the
// rule reads or @evidence marks, in order of declaration.
std::vector<std::uint32_t> ShownFields(const CheckedRules& checked,
                                       const CheckedRule& rule,
                                       std::uint32_t type);

// All declared streams and base types: what is a dead letter does not depend on
// the rules.  Of the columns those that a type's `where`, @time, @required or
// @evidence needs, or that a rule reads.  Conditions go into `pool`.
LoweredSchema LowerSchema(const CheckedRules& checked, nfa::ExpressionPool& pool);

// `id`, over the fields of a base type, as an expression over the columns of
// its stream.  REQUIRES: its fields have columns.
nfa::ExprId LowerOverBase(const CheckedRules& checked, const LoweredBase& base,
                          nfa::ExprId id, nfa::ExpressionPool& pool);

}  // namespace precept::compiler
