#include "nfa/evaluate/one_row.h"

#include <type_traits>

#include "nfa/evaluate/operand.h"

namespace precept::nfa::evaluate {
namespace {

template <class Cell>
bool Compare(Op op, const Cell& a, const Cell& b) {
  switch (op) {
    case Op::kEqual: return a == b;
    case Op::kNotEqual: return a != b;
    case Op::kLess: return a < b;
    case Op::kLessEqual: return a <= b;
    case Op::kGreater: return a > b;
    default: return a >= b;
  }
}

bool IsComparison(Op op) { return op >= Op::kEqual && op <= Op::kGreaterEqual; }

}  // namespace

std::optional<CellPlace> FindCell(const PreparedExpressions& prepared, ExprId id,
                                  std::span<const Column> columns, std::size_t row) {
  const Expr& expr = prepared.pool()[id];
  switch (expr.op) {
    case Op::kColumn: return CellPlace{&columns[expr.column], row};
    case Op::kConstant: return CellPlace{&*prepared.impl().nodes[id.index()].constant, 0};
    case Op::kCoalesce: {
      std::optional<CellPlace> cell;
      for (ExprId arg : expr.args) {
        cell = FindCell(prepared, arg, columns, row);
        if (!cell || cell->is_present()) return cell;
      }
      return cell;
    }
    default: return std::nullopt;
  }
}

std::optional<bool> Compare(const PreparedExpressions& prepared, ExprId id,
                            std::span<const Column> columns, std::size_t row) {
  const Expr& expr = prepared.pool()[id];
  if (!IsComparison(expr.op) || expr.nocase) return std::nullopt;
  const std::optional<CellPlace> a = FindCell(prepared, expr.args[0], columns, row);
  if (!a || a->column->type().is_list) return std::nullopt;
  const std::optional<CellPlace> b = FindCell(prepared, expr.args[1], columns, row);
  if (!b) return std::nullopt;
  if (!a->is_present() || !b->is_present()) return false;
  return WithNative(a->column->type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
    return Compare(expr.op, a->column->cell<Cell>(a->row), b->column->cell<Cell>(b->row));
  });
}

}  // namespace precept::nfa::evaluate
