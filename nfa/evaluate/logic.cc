// Logic narrows: an operand is evaluated only for the rows that it can still
// decide.

#include "nfa/evaluate/interpreter.h"

namespace precept::nfa::evaluate {
namespace {

using Rows = Interpreter::BorrowedRows;

void FilterAnd(Interpreter& in, const Expr& expr, Bitmap& rows) {
  for (ExprId arg : expr.args) {
    if (rows.none()) return;
    in.Filter(arg, rows);
  }
}

void FilterOr(Interpreter& in, const Expr& expr, Bitmap& rows) {
  Rows undecided(in, rows);
  Rows tried(in);
  rows.Reset(rows.size());
  for (ExprId arg : expr.args) {
    if (undecided->none()) return;
    *tried = *undecided;
    in.Filter(arg, *tried);
    rows |= *tried;
    *undecided -= *tried;
  }
}

void FilterMissing(Interpreter& in, const Expr& expr, Bitmap& rows) {
  const Operand value = in.Evaluate(expr.args[0], rows);
  rows.KeepIf([&](std::size_t row) { return !value.has(row); });
}

void CopyCells(const Operand& from, const Bitmap& rows, Column& out) {
  rows.ForEach([&](std::size_t row) { CopyCell(from.column(), from.index(row), out, row); });
}

void EvaluateIf(Interpreter& in, const Expr& expr, const Bitmap& rows, Column& out) {
  Rows then(in, rows);
  Rows otherwise(in, rows);
  in.Filter(expr.args[0], *then);
  *otherwise -= *then;
  CopyCells(in.Evaluate(expr.args[1], *then), *then, out);
  CopyCells(in.Evaluate(expr.args[2], *otherwise), *otherwise, out);
}

void EvaluateCoalesce(Interpreter& in, const Expr& expr, const Bitmap& rows, Column& out) {
  Rows missing(in, rows);
  rows.ForEach([&](std::size_t row) { out.SetMissing(row); });
  for (ExprId arg : expr.args) {
    if (missing->none()) return;
    const Operand value = in.Evaluate(arg, *missing);
    missing->KeepIf([&](std::size_t row) {
      if (!value.has(row)) return true;
      CopyCell(value.column(), value.index(row), out, row);
      return false;
    });
  }
}

void EvaluateItem(Interpreter& in, const Expr& expr, const Bitmap& rows, Column& out) {
  const Operand list = in.Evaluate(expr.args[0], rows);
  const Operand position = in.Evaluate(expr.args[1], rows);
  const Cells<ListSlice> slices = list.cells<ListSlice>();
  const Cells<std::int64_t> positions = position.cells<std::int64_t>();
  rows.ForEach([&](std::size_t row) {
    out.SetMissing(row);
    if (!slices.has(row) || !positions.has(row)) return;
    const ListSlice slice = slices.at(row);
    const std::int64_t size = slice.size;
    const std::int64_t wanted = positions.at(row);
    if (wanted < -size || wanted >= size) return;
    const std::int64_t at = wanted < 0 ? wanted + size : wanted;
    CopyCell(list.column().elements(), slice.begin + static_cast<std::size_t>(at), out, row);
  });
}

// While it lives, kElement reads `element`.
class BoundElement {
 public:
  BoundElement(Interpreter& in, const Column& element) : in_(in), outer_(in.element()) {
    in.set_element(&element);
  }
  ~BoundElement() { in_.set_element(outer_); }
  BoundElement(const BoundElement&) = delete;
  BoundElement& operator=(const BoundElement&) = delete;

 private:
  Interpreter& in_;
  const Column* outer_;
};

}  // namespace

void FilterLogic(Interpreter& in, ExprId id, Bitmap& rows) {
  const Expr& expr = in.node(id);
  if (expr.op == Op::kAnd) return FilterAnd(in, expr, rows);
  if (expr.op == Op::kOr) return FilterOr(in, expr, rows);
  if (expr.op == Op::kIsMissing) return FilterMissing(in, expr, rows);
  Rows holds(in, rows);
  in.Filter(expr.args[0], *holds);
  rows -= *holds;
}

// Round by round over the positions in the lists: the n-th elements of all rows
// that are undecided are tested at once, whatever else the predicate reads.
void FilterQuantifier(Interpreter& in, ExprId id, Bitmap& rows) {
  const Expr& expr = in.node(id);
  const bool any = expr.op == Op::kAny;
  const Operand list = in.Evaluate(expr.args[0], rows);
  const Cells<ListSlice> slices = list.cells<ListSlice>();
  Rows undecided(in, rows);
  Rows open(in);
  undecided->KeepIf([&](std::size_t row) { return slices.has(row); });
  rows.Reset(rows.size());  // Becomes the rows for which it holds.
  Column& element = in.ElementScratch(id, Type{list.type().scalar, false}, rows.size());
  const BoundElement bound(in, element);
  for (std::uint32_t round = 0; !undecided->none(); ++round) {
    *open = *undecided;
    open->KeepIf([&](std::size_t row) { return slices.at(row).size > round; });
    if (!any) {
      // At the end of a list without an element that fails.
      *undecided -= *open;
      rows |= *undecided;
    }
    open->ForEach([&](std::size_t row) {
      CopyCell(list.column().elements(), slices.at(row).begin + round, element, row);
    });
    *undecided = *open;
    in.Filter(expr.args[1], *open);
    if (any) {
      rows |= *open;
      *undecided -= *open;
    } else {
      *undecided = *open;
    }
  }
}

void EvaluateChoice(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Expr& expr = in.node(id);
  if (expr.op == Op::kIf) return EvaluateIf(in, expr, rows, out);
  if (expr.op == Op::kCoalesce) return EvaluateCoalesce(in, expr, rows, out);
  EvaluateItem(in, expr, rows, out);
}

}  // namespace precept::nfa::evaluate
