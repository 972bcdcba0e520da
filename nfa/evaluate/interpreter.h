// Walks expressions over the rows of a batch.
//
// A node is evaluated for a set of rows, by a kernel that runs over all of
// them; kernels ask the interpreter for their operands.  A condition narrows
// the set instead of making a column.  Every node has a scratch column that is
// used again, so that in steady state nothing is allocated.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/column.h"
#include "nfa/evaluate/operand.h"
#include "nfa/evaluate/prepared.h"
#include "nfa/expression.h"

namespace precept::nfa::evaluate {

class Interpreter {
 public:
  explicit Interpreter(const PreparedExpressions& prepared);

  // Before an expression is evaluated: frees what the one before it made.
  void Begin(std::span<const Column> columns);

  // Keeps the rows for which `id` is true.  REQUIRES: type bool.
  void Filter(ExprId id, Bitmap& rows);
  // The cells of `id` for `rows`; others are unspecified.
  Operand Evaluate(ExprId id, const Bitmap& rows);
  // As Evaluate; a constant is given a cell a row.
  const Column& Materialize(ExprId id, const Bitmap& rows);

  const Expr& node(ExprId id) const { return prepared_.pool()[id]; }
  const PreparedNode& prepared(ExprId id) const {
    return prepared_.impl().nodes[id.index()];
  }
  Operand Arg(ExprId id, std::size_t i, const Bitmap& rows) {
    return Evaluate(node(id).args[i], rows);
  }
  // The value of a node, whatever it reads, until it is forgotten; only nodes of
  // aggregates are asked for theirs.
  void Give(ExprId id, Value value);
  void ForgetGiven() { num_given_ = 0; }

  // Texts that live until Begin.
  TextArena& texts() { return texts_; }

  // What kElement reads while an element is bound.
  const Column* element() const { return element_; }
  void set_element(const Column* element) { element_ = element; }

  // A node's own column of at least `rows` rows, which may hold old cells:
  // kernels set every row they are asked for.
  Column& Scratch(ExprId id, Type type, std::size_t rows) {
    return Scratch(cells_[id.index()], type, rows);
  }
  // Another one, for the elements that a quantifier goes through.
  Column& ElementScratch(ExprId id, Type type, std::size_t rows) {
    return Scratch(elements_[id.index()], type, rows);
  }

  // A set of rows for as long as the object lives.
  class BorrowedRows {
   public:
    explicit BorrowedRows(Interpreter& interpreter)
        : interpreter_(interpreter), rows_(interpreter.Borrow()) {}
    BorrowedRows(Interpreter& interpreter, const Bitmap& copied)
        : BorrowedRows(interpreter) { rows_ = copied; }
    ~BorrowedRows() { --interpreter_.borrowed_; }
    BorrowedRows(const BorrowedRows&) = delete;
    BorrowedRows& operator=(const BorrowedRows&) = delete;
    Bitmap& operator*() { return rows_; }
    Bitmap* operator->() { return &rows_; }

   private:
    Interpreter& interpreter_;
    Bitmap& rows_;
  };

 private:
  struct ScratchColumn {
    std::unique_ptr<Column> column;
    std::uint64_t epoch = 0;
  };

  Bitmap& Borrow();
  Column& Scratch(ScratchColumn& scratch, Type type, std::size_t rows);
  void FilterByValue(ExprId id, Bitmap& rows);
  void EvaluateInto(ExprId id, const Bitmap& rows, Column& out);
  // Nothing: its value is not given.
  const Column* GivenCell(ExprId id) const;

  const PreparedExpressions& prepared_;
  std::span<const Column> columns_;
  std::uint64_t epoch_ = 0;
  // By ExprId.
  std::vector<ScratchColumn> cells_;
  std::vector<ScratchColumn> elements_;
  std::deque<Bitmap> sets_;             // The first `borrowed_` are in use.
  std::size_t borrowed_ = 0;
  TextArena texts_;
  const Column* element_ = nullptr;
  struct Given {
    ExprId id;
    Value value;
    Column cell;  // Of one row.
  };
  std::deque<Given> given_;  // The first num_given_ count.
  std::size_t num_given_ = 0;
};

// Kernels.  Those named Filter keep the rows for which the node is true, the
// others set the node's cells for `rows`.
void FilterLogic(Interpreter& in, ExprId id, Bitmap& rows);
void FilterQuantifier(Interpreter& in, ExprId id, Bitmap& rows);
void FilterComparison(Interpreter& in, ExprId id, Bitmap& rows);
void FilterMembership(Interpreter& in, ExprId id, Bitmap& rows);
void FilterText(Interpreter& in, ExprId id, Bitmap& rows);
void EvaluateChoice(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);
void EvaluateArithmetic(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);
void EvaluateConversion(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);
void EvaluateRounding(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);
void EvaluateFunction(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);
void EvaluateText(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);
void EvaluateTime(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);
void EvaluateAggregate(Interpreter& in, ExprId id, const Bitmap& rows, Column& out);

}  // namespace precept::nfa::evaluate
