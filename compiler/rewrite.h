// Expressions over one set of columns turned into expressions over another.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "nfa/expression.h"

namespace precept::compiler {

// The expression with columns[i] for its column i, in the pool `to`; a column
// without an expression is missing.  `from` and `to` may be one pool.
// REQUIRES: columns has a place for every column that `id` reads.
nfa::ExprId Substitute(const nfa::ExpressionPool& from, nfa::ExprId id,
                       std::span<const std::optional<nfa::ExprId>> columns,
                       nfa::ExpressionPool& to);
// The same with what `column` gives for a column of that number and type.
nfa::ExprId Substitute(
    const nfa::ExpressionPool& from, nfa::ExprId id,
    const std::function<nfa::ExprId(std::uint32_t, nfa::Type)>& column,
    nfa::ExpressionPool& to);

// As a tree: a node that stands in two places counts twice.  Saturating.
struct ExpressionSize {
  std::size_t nodes = 0;
  std::size_t depth = 0;
};
ExpressionSize SizeOf(const nfa::ExpressionPool& pool, nfa::ExprId id);

}  // namespace precept::compiler
