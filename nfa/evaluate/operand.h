// Cells of an operand by row, whether it is a column or a constant.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "nfa/bitmap.h"
#include "nfa/column.h"

namespace precept::nfa::evaluate {

template <class Cell>
class Cells {
 public:
  Cells(const Column& column, std::size_t mask)
      : cells_(column.cells<Cell>().data()), present_(column.present().data()), mask_(mask) {}

  bool has(std::size_t row) const { return present_[row & mask_] != 0; }
  const Cell& at(std::size_t row) const { return cells_[row & mask_]; }

 private:
  const Cell* cells_;
  const std::uint8_t* present_;
  std::size_t mask_;  // 0 for a constant: every row reads its one cell.
};

class Operand {
 public:
  static Operand OfColumn(const Column& column) { return {column, ~std::size_t{0}}; }
  // The one row of `column` stands for all.
  static Operand OfConstant(const Column& column) { return {column, 0}; }

  const Column& column() const { return *column_; }
  bool is_constant() const { return mask_ == 0; }
  Type type() const { return column_->type(); }
  std::size_t index(std::size_t row) const { return row & mask_; }
  bool has(std::size_t row) const { return column_->is_present(row & mask_); }
  template <class Cell>
  Cells<Cell> cells() const { return Cells<Cell>(*column_, mask_); }

 private:
  Operand(const Column& column, std::size_t mask) : column_(&column), mask_(mask) {}
  const Column* column_;
  std::size_t mask_;
};

// Calls f(std::type_identity<Cell>()) with the native cell of a scalar.
template <class F>
decltype(auto) WithNative(Scalar scalar, F&& f) {
  switch (scalar) {
    case Scalar::kBool: return f(std::type_identity<Native<Scalar::kBool>>());
    case Scalar::kInt: return f(std::type_identity<Native<Scalar::kInt>>());
    case Scalar::kFloat: return f(std::type_identity<Native<Scalar::kFloat>>());
    case Scalar::kDecimal: return f(std::type_identity<Native<Scalar::kDecimal>>());
    case Scalar::kString: return f(std::type_identity<Native<Scalar::kString>>());
    case Scalar::kIp: return f(std::type_identity<Native<Scalar::kIp>>());
    case Scalar::kTimestamp: return f(std::type_identity<Native<Scalar::kTimestamp>>());
    case Scalar::kDuration: break;
  }
  return f(std::type_identity<Native<Scalar::kDuration>>());
}

template <class Cell>
void Put(Column& out, std::size_t row, const std::optional<Cell>& cell) {
  if (cell) {
    out.Set<Cell>(row, *cell);
  } else {
    out.SetMissing(row);
  }
}

// out = f(cell) where there is one; f gives an optional.
template <class In, class F>
void MapCells(const Operand& operand, const Bitmap& rows, Column& out, F f) {
  const Cells<In> in = operand.cells<In>();
  rows.ForEach([&](std::size_t row) {
    if (in.has(row)) {
      Put(out, row, f(in.at(row)));
    } else {
      out.SetMissing(row);
    }
  });
}

template <class Left, class Right, class F>
void MapCells(const Operand& a, const Operand& b, const Bitmap& rows, Column& out, F f) {
  const Cells<Left> left = a.cells<Left>();
  const Cells<Right> right = b.cells<Right>();
  rows.ForEach([&](std::size_t row) {
    if (left.has(row) && right.has(row)) {
      Put(out, row, f(left.at(row), right.at(row)));
    } else {
      out.SetMissing(row);
    }
  });
}

// Copies a cell, elements and all; texts are not copied.
// REQUIRES: equal types.
void CopyCell(const Column& from, std::size_t from_row, Column& to, std::size_t to_row);

}  // namespace precept::nfa::evaluate
