// Copies expressions from one pool to another while putting expressions in the
// place of columns: how conditions over the fields of an event type become
// conditions over the columns of a stream.

#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "nfa/expression.h"

namespace precept::compiler {

// What stands in the target pool for a column of the source pool.
using ColumnSubstitute =
    std::function<nfa::ExprId(std::uint32_t column, const nfa::Type& type)>;

class ExpressionCopier {
 public:
  // Both pools must outlive this; `columns` adds to `to`.
  ExpressionCopier(const nfa::ExpressionPool& from, nfa::ExpressionPool& to,
                   ColumnSubstitute columns);

  // The expression in the target pool, constants folded where what a missing
  // value decides is plain.
  nfa::ExprId Copy(nfa::ExprId id);

 private:
  const nfa::ExpressionPool& from_;
  nfa::ExpressionPool& to_;
  ColumnSubstitute columns_;
  std::unordered_map<nfa::ExprId, nfa::ExprId> copied_;
};

// A value that is always missing.
nfa::ExprId MissingConstant(nfa::ExpressionPool& pool, const nfa::Type& type);

// The conjuncts of all `conditions` in order, each once, without those that are
// always true; the constant false alone if one is never true.
std::vector<nfa::ExprId> FlattenConditions(
    nfa::ExpressionPool& pool, const std::vector<nfa::ExprId>& conditions);

}  // namespace precept::compiler
