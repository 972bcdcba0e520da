// Aggregates of lists.  Sums, averages and deviations are those of exact
// arithmetic, rounded once, so that no order of adding shows.

#include <limits>

#include "nfa/evaluate/interpreter.h"
#include "nfa/exact.h"

namespace precept::nfa::evaluate {
namespace {

using boost::multiprecision::abs;

// A list's numbers as whole numbers of 2^exponent (ints, floats), of 10^-12
// (decimals) or of nanoseconds, and what follows from them.
struct Moments {
  BigInt count = 0;
  BigInt sum = 0;
  BigInt squares = 0;
  int exponent = 0;

  // count * squares - sum^2, over count * (count - 1): the sample's variance.
  BigInt deviation() const { return count * squares - sum * sum; }
  BigInt divisor() const { return count * (count - 1); }
};

BigInt ToUnits(std::int64_t cell) { return cell; }
BigInt ToUnits(Decimal cell) { return cell.units(); }
BigInt ToUnits(Duration cell) { return cell.ns; }

template <class Cell>
Moments MomentsOf(std::span<const Cell> cells) {
  Moments moments;
  moments.count = cells.size();
  for (const Cell& cell : cells) {
    const BigInt units = ToUnits(cell);
    moments.sum += units;
    moments.squares += units * units;
  }
  return moments;
}

template <>
Moments MomentsOf<double>(std::span<const double> cells) {
  Moments moments;
  moments.count = cells.size();
  int least = std::numeric_limits<int>::max();
  for (double cell : cells) {
    if (cell != 0) least = std::min(least, ToBinary(cell).exponent);
  }
  for (double cell : cells) {
    if (cell == 0) continue;
    const Binary binary = ToBinary(cell);
    const BigInt units = BigInt(binary.mantissa) << (binary.exponent - least);
    moments.sum += units;
    moments.squares += units * units;
  }
  moments.exponent = least == std::numeric_limits<int>::max() ? 0 : least;
  return moments;
}

// Whole numbers of a type, nothing out of its range.
std::optional<std::int64_t> ToInt(const BigInt& units) {
  if (units < std::numeric_limits<std::int64_t>::min() ||
      units > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(units);
}

std::optional<Decimal> ToDecimal(const BigInt& units) {
  static const BigInt kLimit = boost::multiprecision::pow(BigInt(10), 38);
  if (abs(units) >= kLimit) return std::nullopt;
  return Decimal::FromUnits(static_cast<Decimal::Units>(units));
}

std::optional<Duration> ToDuration(const BigInt& units) {
  const std::optional<std::int64_t> ns = ToInt(units);
  if (!ns) return std::nullopt;
  return Duration{*ns};
}

template <class Cell>
struct Numbers;

template <>
struct Numbers<std::int64_t> {
  using Average = double;
  static std::optional<std::int64_t> Sum(std::span<const std::int64_t> cells) {
    __int128 sum = 0;
    for (std::int64_t cell : cells) sum += cell;
    return ToInt(BigInt(sum));
  }
  static std::optional<double> Avg(const Moments& m) { return RoundedQuotient(m.sum, m.count); }
  static std::optional<double> Stddev(const Moments& m) {
    return RoundedRoot(m.deviation(), m.divisor());
  }
};

template <>
struct Numbers<double> {
  using Average = double;
  static std::optional<double> Sum(std::span<const double> cells) {
    ExactSum sum;
    for (double cell : cells) sum.Add(cell);
    return sum.Rounded();
  }
  static std::optional<double> Avg(const Moments& m) {
    return RoundedQuotient(m.sum, m.count, m.exponent);
  }
  static std::optional<double> Stddev(const Moments& m) {
    return RoundedRoot(m.deviation(), m.divisor(), 2 * m.exponent);
  }
};

template <>
struct Numbers<Decimal> {
  using Average = Decimal;
  static std::optional<Decimal> Sum(std::span<const Decimal> cells) {
    BigInt sum = 0;
    for (Decimal cell : cells) sum += cell.units();
    return ToDecimal(sum);
  }
  static std::optional<Decimal> Avg(const Moments& m) {
    return ToDecimal(WholeQuotient(m.sum, m.count));
  }
  static std::optional<Decimal> Stddev(const Moments& m) {
    return ToDecimal(WholeRoot(m.deviation(), m.divisor()));
  }
};

template <>
struct Numbers<Duration> {
  using Average = Duration;
  static std::optional<Duration> Sum(std::span<const Duration> cells) {
    __int128 sum = 0;
    for (Duration cell : cells) sum += cell.ns;
    return ToDuration(BigInt(sum));
  }
  static std::optional<Duration> Avg(const Moments& m) {
    return ToDuration(WholeQuotient(m.sum, m.count));
  }
  static std::optional<Duration> Stddev(const Moments& m) {
    return ToDuration(WholeRoot(m.deviation(), m.divisor()));
  }
};

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
    return Numbers<Cell>::Sum(elements.subspan(slice.begin, slice.size));
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
