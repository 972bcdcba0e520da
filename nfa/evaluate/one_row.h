// One row of an expression that needs no kernel: columns and constants, the first
// of several that is not missing, and comparisons of these.  Kernels pay when
// they run over many rows.
//
// Thread safety: functions only.

#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "nfa/column.h"
#include "nfa/evaluate/prepared.h"
#include "nfa/expression.h"

namespace precept::nfa::evaluate {

struct CellPlace {
  const Column* column = nullptr;
  std::size_t row = 0;
  bool is_present() const { return column->is_present(row); }
};

// Where the value of `id` stands already; nothing: it is to be made.
std::optional<CellPlace> FindCell(const PreparedExpressions& prepared, ExprId id,
                                  std::span<const Column> columns, std::size_t row);

// Whether a comparison of such values is true; nothing: it is something else.
std::optional<bool> Compare(const PreparedExpressions& prepared, ExprId id,
                            std::span<const Column> columns, std::size_t row);

}  // namespace precept::nfa::evaluate
