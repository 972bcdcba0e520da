#include "nfa/evaluate/operand.h"

namespace precept::nfa::evaluate {

void CopyCell(const Column& from, std::size_t from_row, Column& to, std::size_t to_row) {
  if (!from.is_present(from_row)) {
    to.SetMissing(to_row);
    return;
  }
  WithNative(from.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
    if (!from.type().is_list) {
      to.Set<Cell>(to_row, from.cell<Cell>(from_row));
      return;
    }
    const ListSlice slice = from.cell<ListSlice>(from_row);
    const auto begin = static_cast<std::uint32_t>(to.elements().size());
    for (std::uint32_t i = 0; i < slice.size; ++i) {
      to.elements().Append<Cell>(from.elements().cell<Cell>(slice.begin + i));
    }
    to.Set(to_row, ListSlice{begin, slice.size});
  });
}

}  // namespace precept::nfa::evaluate
