// Comparisons and membership.  What is missing compares with nothing.

#include <functional>

#include "nfa/evaluate/interpreter.h"
#include "nfa/unicode.h"

namespace precept::nfa::evaluate {
namespace {

template <class Cell, class Compare>
void FilterCells(const Operand& a, const Operand& b, Bitmap& rows, Compare compare) {
  const Cells<Cell> left = a.cells<Cell>();
  const Cells<Cell> right = b.cells<Cell>();
  rows.KeepIf([&](std::size_t row) {
    return left.has(row) && right.has(row) && compare(left.at(row), right.at(row));
  });
}

template <class Cell>
void FilterOrdered(Op op, const Operand& a, const Operand& b, Bitmap& rows) {
  if (op == Op::kEqual) return FilterCells<Cell>(a, b, rows, std::equal_to<>());
  if (op == Op::kNotEqual) return FilterCells<Cell>(a, b, rows, std::not_equal_to<>());
  if (op == Op::kLess) return FilterCells<Cell>(a, b, rows, std::less<>());
  if (op == Op::kLessEqual) return FilterCells<Cell>(a, b, rows, std::less_equal<>());
  if (op == Op::kGreater) return FilterCells<Cell>(a, b, rows, std::greater<>());
  FilterCells<Cell>(a, b, rows, std::greater_equal<>());
}

bool EqualLists(const Column& a, ListSlice left, const Column& b, ListSlice right, bool nocase) {
  if (left.size != right.size) return false;
  return WithNative(a.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
    for (std::uint32_t i = 0; i < left.size; ++i) {
      const Cell& x = a.cell<Cell>(left.begin + i);
      const Cell& y = b.cell<Cell>(right.begin + i);
      if constexpr (std::is_same_v<Cell, std::string_view>) {
        if (nocase ? !EqualFolded(x, y) : x != y) return false;
      } else {
        if (!(x == y)) return false;
      }
    }
    return true;
  });
}

// Whole lists are equal or not.
void FilterLists(const Expr& expr, const Operand& a, const Operand& b, Bitmap& rows) {
  const bool wanted = expr.op == Op::kEqual;
  FilterCells<ListSlice>(a, b, rows, [&](ListSlice left, ListSlice right) {
    return EqualLists(a.column().elements(), left, b.column().elements(), right,
                      expr.nocase) == wanted;
  });
}

void FilterFolded(Interpreter& in, ExprId id, const Operand& a, const Operand& b, Bitmap& rows) {
  const bool wanted = in.node(id).op == Op::kEqual;
  if (const TextPatterns* patterns = in.prepared(id).get_if<TextPatterns>()) {
    const std::string_view folded = patterns->texts[0];
    const Cells<std::string_view> texts = a.cells<std::string_view>();
    rows.KeepIf([&](std::size_t row) {
      return texts.has(row) && FoldsTo(texts.at(row), folded) == wanted;
    });
    return;
  }
  FilterCells<std::string_view>(a, b, rows, [&](std::string_view x, std::string_view y) {
    return EqualFolded(x, y) == wanted;
  });
}

template <class Cell>
void FilterInSet(const Operand& value, const CellSet<Cell>& set, bool nocase, Bitmap& rows) {
  const Cells<Cell> cells = value.cells<Cell>();
  std::string folded;
  rows.KeepIf([&](std::size_t row) {
    if (!cells.has(row)) return false;
    if constexpr (std::is_same_v<Cell, std::string_view>) {
      if (nocase) {
        folded.clear();
        AppendFolded(cells.at(row), folded);
        return set.contains(std::string_view(folded));
      }
    }
    return set.contains(cells.at(row));
  });
}

template <class Cell>
bool HoldsCell(const Column& elements, ListSlice slice, const Cell& cell, bool nocase) {
  for (std::uint32_t i = 0; i < slice.size; ++i) {
    const Cell& element = elements.cell<Cell>(slice.begin + i);
    if constexpr (std::is_same_v<Cell, std::string_view>) {
      if (nocase ? EqualFolded(element, cell) : element == cell) return true;
    } else {
      if (element == cell) return true;
    }
  }
  return false;
}

void FilterInLists(const Operand& value, const Operand& list, bool nocase, Bitmap& rows) {
  const Cells<ListSlice> slices = list.cells<ListSlice>();
  WithNative(value.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
    const Cells<Cell> cells = value.cells<Cell>();
    rows.KeepIf([&](std::size_t row) {
      return cells.has(row) && slices.has(row) &&
             HoldsCell(list.column().elements(), slices.at(row), cells.at(row), nocase);
    });
  });
}

}  // namespace

void FilterComparison(Interpreter& in, ExprId id, Bitmap& rows) {
  const Expr& expr = in.node(id);
  const Operand a = in.Arg(id, 0, rows);
  const Operand b = in.Arg(id, 1, rows);
  if (a.type().is_list) return FilterLists(expr, a, b, rows);
  const bool equality = expr.op == Op::kEqual || expr.op == Op::kNotEqual;
  if (expr.nocase && equality) return FilterFolded(in, id, a, b, rows);
  WithNative(a.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
    FilterOrdered<Cell>(expr.op, a, b, rows);
  });
}

void FilterMembership(Interpreter& in, ExprId id, Bitmap& rows) {
  const Expr& expr = in.node(id);
  const Operand value = in.Arg(id, 0, rows);
  if (const AddressSet* addresses = in.prepared(id).get_if<AddressSet>()) {
    const Cells<Ip> cells = value.cells<Ip>();
    rows.KeepIf([&](std::size_t row) {
      return cells.has(row) && addresses->Contains(cells.at(row));
    });
  } else if (const ConstantSet* set = in.prepared(id).get_if<ConstantSet>()) {
    WithNative(value.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
      FilterInSet<Cell>(value, std::get<CellSet<Cell>>(*set), expr.nocase, rows);
    });
  } else {
    FilterInLists(value, in.Arg(id, 1, rows), expr.nocase, rows);
  }
}

}  // namespace precept::nfa::evaluate
