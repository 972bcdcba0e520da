// Evaluates expressions over columns, a batch at a time.
//
// PreparedExpressions holds what is computed once a rule set (compiled regular
// expressions, hashed constant sets, parsed address blocks, time zones).  An
// Evaluator adds the scratch columns of one thread.

#pragma once

#include <memory>
#include <span>

#include "nfa/bitmap.h"
#include "nfa/column.h"
#include "nfa/expression.h"

namespace precept::nfa {

class PreparedExpressions {
 public:
  // `pool` must outlive this and not change.
  explicit PreparedExpressions(const ExpressionPool& pool);
  ~PreparedExpressions();

  const ExpressionPool& pool() const { return pool_; }

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  const ExpressionPool& pool_;
  std::unique_ptr<Impl> impl_;
};

class Evaluator {
 public:
  // `prepared` must outlive this.
  explicit Evaluator(const PreparedExpressions& prepared);
  ~Evaluator();

  // Removes from `rows` those where `condition` is not true.  A conjunction is
  // narrowed from left to right: later conjuncts see only rows that are left.
  // REQUIRES: type bool; every column it reads has rows.size() rows.
  void Filter(ExprId condition, std::span<const Column> columns, Bitmap& rows);

  // The values of `id` for `rows` (other rows are unspecified); valid until the
  // next call on this evaluator.  Texts view the columns, the pool, or the
  // evaluator's own arena.
  const Column& Evaluate(ExprId id, std::span<const Column> columns,
                         const Bitmap& rows);

  // The value of an aggregate, whatever its list is, for all rows of what is
  // evaluated until it is forgotten.
  void Give(ExprId aggregate, Value value);
  void ForgetGiven();

  // One row as a value; whether a condition is true of one row.
  Value EvaluateRow(ExprId id, std::span<const Column> columns, std::size_t row);
  bool Holds(ExprId condition, std::span<const Column> columns, std::size_t row);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace precept::nfa
