// Aggregates of lists.  Sums, averages and deviations are those of exact
// arithmetic, rounded once, so that no order of adding shows.

#include "nfa/evaluate/interpreter.h"
#include "nfa/evaluate/moments.h"
#include "nfa/exact.h"

namespace precept::nfa::evaluate {
namespace {

template <class Cell>
Moments MomentsOf(std::span<const Cell> cells) {
  Moments moments;
  for (const Cell& cell : cells) moments.Add(cell);
  return moments;
}

template <>
Moments MomentsOf<double>(std::span<const double> cells) {
  Moments moments;
  // The least exponent first, so that nothing is shifted twice.
  for (double cell : cells) moments.LowerTo(cell);
  for (double cell : cells) moments.Add(cell);
  return moments;
}

// Sums without moments, where they are enough.
std::optional<std::int64_t> SumOf(std::span<const std::int64_t> cells) {
  __int128 sum = 0;
  for (std::int64_t cell : cells) sum += cell;
  return Numbers<std::int64_t>::Whole(BigInt(sum));
}

std::optional<double> SumOf(std::span<const double> cells) {
  ExactSum sum;
  for (double cell : cells) sum.Add(cell);
  return sum.Rounded();
}

std::optional<Decimal> SumOf(std::span<const Decimal> cells) {
  BigInt sum = 0;
  for (Decimal cell : cells) sum += cell.units();
  return Numbers<Decimal>::Whole(sum);
}

std::optional<Duration> SumOf(std::span<const Duration> cells) {
  __int128 sum = 0;
  for (Duration cell : cells) sum += cell.ns;
  return Numbers<Duration>::Whole(BigInt(sum));
}

template <class Cell>
void EvaluateNumbers(Op op, const Operand& list, const Bitmap& rows, Column& out) {
  using Average = typename Numbers<Cell>::Average;
  const std::span<const Cell> elements = list.column().elements().cells<Cell>();
  MapCells<ListSlice>(list, rows, out, [&](ListSlice slice) -> std::optional<Average> {
    if (slice.size < (op == Op::kStddev ? 2u : 1u)) return std::nullopt;
    const Moments moments = MomentsOf<Cell>(elements.subspan(slice.begin, slice.size));
    return op == Op::kStddev ? Numbers<Cell>::Stddev(moments) : Numbers<Cell>::Avg(moments);
  });
}

template <class Cell>
void EvaluateSum(const Operand& list, const Bitmap& rows, Column& out) {
  const std::span<const Cell> elements = list.column().elements().cells<Cell>();
  MapCells<ListSlice>(list, rows, out, [&](ListSlice slice) {
    return SumOf(elements.subspan(slice.begin, slice.size));
  });
}

// sum, avg, stddev.
void EvaluateNumeric(Op op, const Operand& list, const Bitmap& rows, Column& out) {
  WithNative(list.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
    if constexpr (std::is_same_v<Cell, std::int64_t> || std::is_same_v<Cell, double> ||
                  std::is_same_v<Cell, Decimal> || std::is_same_v<Cell, Duration>) {
      if (op == Op::kSum) {
        EvaluateSum<Cell>(list, rows, out);
      } else {
        EvaluateNumbers<Cell>(op, list, rows, out);
      }
    } else {
      rows.ForEach([&](std::size_t row) { out.SetMissing(row); });
    }
  });
}

template <class Cell>
void EvaluateExtreme(bool least, const Operand& list, const Bitmap& rows, Column& out) {
  const std::span<const Cell> elements = list.column().elements().cells<Cell>();
  MapCells<ListSlice>(list, rows, out, [&](ListSlice slice) -> std::optional<Cell> {
    if (slice.size == 0) return std::nullopt;
    const auto cells = elements.subspan(slice.begin, slice.size);
    const Cell* best = &cells[0];
    for (const Cell& cell : cells) {
      if (least ? cell < *best : *best < cell) best = &cell;
    }
    return *best;
  });
}

template <class Cell>
void EvaluateDistinct(const Operand& list, const Bitmap& rows, Column& out) {
  const std::span<const Cell> elements = list.column().elements().cells<Cell>();
  CellSet<Cell> seen;
  MapCells<ListSlice>(list, rows, out, [&](ListSlice slice) {
    seen.clear();
    for (const Cell& cell : elements.subspan(slice.begin, slice.size)) seen.insert(cell);
    return std::optional(static_cast<std::int64_t>(seen.size()));
  });
}

// Distinct, in order of first appearance.
template <class Cell>
void EvaluateValues(const Operand& list, const Bitmap& rows, Column& out) {
  const std::span<const Cell> elements = list.column().elements().cells<Cell>();
  CellSet<Cell> seen;
  Column& kept = out.elements();
  MapCells<ListSlice>(list, rows, out, [&](ListSlice slice) {
    seen.clear();
    const auto begin = static_cast<std::uint32_t>(kept.size());
    for (const Cell& cell : elements.subspan(slice.begin, slice.size)) {
      if (seen.insert(cell).second) kept.Append<Cell>(cell);
    }
    return std::optional(ListSlice{begin, static_cast<std::uint32_t>(seen.size())});
  });
}

template <class Cell>
void EvaluateEnd(bool first, const Operand& list, const Bitmap& rows, Column& out) {
  const std::span<const Cell> elements = list.column().elements().cells<Cell>();
  MapCells<ListSlice>(list, rows, out, [&](ListSlice slice) -> std::optional<Cell> {
    if (slice.size == 0) return std::nullopt;
    return elements[first ? slice.begin : slice.begin + slice.size - 1];
  });
}

}  // namespace

void EvaluateAggregate(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Op op = in.node(id).op;
  const Operand list = in.Arg(id, 0, rows);
  if (op == Op::kCount) {
    return MapCells<ListSlice>(list, rows, out, [](ListSlice slice) {
      return std::optional(static_cast<std::int64_t>(slice.size));
    });
  }
  if (op == Op::kSum || op == Op::kAvg || op == Op::kStddev) {
    return EvaluateNumeric(op, list, rows, out);
  }
  WithNative(list.type().scalar, [&]<class Cell>(std::type_identity<Cell>) {
    if (op == Op::kDistinct) return EvaluateDistinct<Cell>(list, rows, out);
    if (op == Op::kValues) return EvaluateValues<Cell>(list, rows, out);
    if (op == Op::kMin || op == Op::kMax) {
      return EvaluateExtreme<Cell>(op == Op::kMin, list, rows, out);
    }
    EvaluateEnd<Cell>(op == Op::kFirst, list, rows, out);
  });
}

}  // namespace precept::nfa::evaluate
