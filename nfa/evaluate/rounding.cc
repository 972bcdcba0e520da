// abs, round, floor, ceil.  round goes half away from zero, and rounds what the
// number is, not how it is written: the float 2.675 lies below 2.675.

#include <algorithm>
#include <cmath>
#include <limits>

#include "nfa/evaluate/interpreter.h"
#include "nfa/exact.h"

namespace precept::nfa::evaluate {
namespace {

constexpr Decimal::Units kOne = 1'000'000'000'000;

BigInt PowerOfTen(std::int64_t exponent) {
  return boost::multiprecision::pow(BigInt(10), static_cast<unsigned>(exponent));
}

// To the next multiple of 10^digits.
BigInt RoundWhole(const BigInt& value, std::int64_t digits) {
  const BigInt unit = PowerOfTen(digits);
  return WholeQuotientAway(value, unit) * unit;
}

std::optional<std::int64_t> RoundInt(std::int64_t value, std::int64_t places) {
  if (places >= 0) return value;
  if (places < -19) return 0;
  const BigInt rounded = RoundWhole(value, -places);
  if (rounded < std::numeric_limits<std::int64_t>::min() ||
      rounded > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(rounded);
}

std::optional<double> RoundFloat(double value, std::int64_t places) {
  // Beyond these a double has no more digits, or rounds to 0.
  if (value == 0 || places > 1100) return value;
  if (places < -310) return 0.0;
  if (places == 0) return std::round(value);
  const Binary binary = ToBinary(value);
  BigInt numerator = binary.mantissa;
  BigInt denominator = 1;
  if (binary.exponent >= 0) {
    numerator <<= binary.exponent;
  } else {
    denominator <<= -binary.exponent;
  }
  const BigInt scale = PowerOfTen(std::abs(places));
  if (places > 0) {
    return RoundedQuotient(WholeQuotientAway(numerator * scale, denominator), scale);
  }
  return RoundedQuotient(WholeQuotientAway(numerator, denominator * scale) * scale, 1);
}

std::optional<Decimal> RoundDecimal(Decimal value, std::int64_t places) {
  if (places >= Decimal::kPlaces) return value;
  if (places < -26) return Decimal();
  const BigInt units = RoundWhole(BigInt(value.units()), Decimal::kPlaces - places);
  if (boost::multiprecision::abs(units) >= PowerOfTen(38)) return std::nullopt;
  return Decimal::FromUnits(static_cast<Decimal::Units>(units));
}

template <class Cell, class F>
void RoundCells(const Operand& value, const std::optional<Operand>& places, const Bitmap& rows,
                Column& out, F round) {
  if (places) {
    MapCells<Cell, std::int64_t>(value, *places, rows, out, round);
  } else {
    MapCells<Cell>(value, rows, out, [round](Cell cell) { return round(cell, 0); });
  }
}

void EvaluateRound(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Operand value = in.Arg(id, 0, rows);
  std::optional<Operand> places;
  if (in.node(id).args.size() > 1) places = in.Arg(id, 1, rows);
  const Scalar scalar = value.type().scalar;
  if (scalar == Scalar::kInt) {
    RoundCells<std::int64_t>(value, places, rows, out, RoundInt);
  } else if (scalar == Scalar::kFloat) {
    RoundCells<double>(value, places, rows, out, RoundFloat);
  } else {
    RoundCells<Decimal>(value, places, rows, out, RoundDecimal);
  }
}

std::optional<Decimal> FloorDecimal(Decimal value) {
  Decimal::Units rest = value.units() % kOne;
  if (rest < 0) rest += kOne;
  return Decimal::FromUnitsChecked(value.units() - rest);
}

std::optional<Decimal> CeilDecimal(Decimal value) {
  Decimal::Units rest = value.units() % kOne;
  if (rest > 0) rest -= kOne;
  return Decimal::FromUnitsChecked(value.units() - rest);
}

void EvaluateFloorOrCeil(Op op, const Operand& value, const Bitmap& rows, Column& out) {
  const bool floor = op == Op::kFloor;
  const Scalar scalar = value.type().scalar;
  if (scalar == Scalar::kInt) {
    MapCells<std::int64_t>(value, rows, out,
                           [](std::int64_t x) { return std::optional(x); });
  } else if (scalar == Scalar::kFloat) {
    MapCells<double>(value, rows, out, [floor](double x) {
      return std::optional(floor ? std::floor(x) : std::ceil(x));
    });
  } else {
    MapCells<Decimal>(value, rows, out, floor ? FloorDecimal : CeilDecimal);
  }
}

void EvaluateAbs(const Operand& value, const Bitmap& rows, Column& out) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const Scalar scalar = value.type().scalar;
  if (scalar == Scalar::kInt) {
    MapCells<std::int64_t>(value, rows, out, [](std::int64_t x) {
      return x == kLeast ? std::nullopt : std::optional(std::abs(x));
    });
  } else if (scalar == Scalar::kFloat) {
    MapCells<double>(value, rows, out, [](double x) { return std::optional(std::fabs(x)); });
  } else if (scalar == Scalar::kDecimal) {
    MapCells<Decimal>(value, rows, out, [](Decimal x) {
      return x.units() < 0 ? Negate(x) : std::optional(x);
    });
  } else {
    MapCells<Duration>(value, rows, out, [](Duration d) {
      return d.ns == kLeast ? std::nullopt : std::optional(Duration{std::abs(d.ns)});
    });
  }
}

}  // namespace

void EvaluateRounding(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Op op = in.node(id).op;
  if (op == Op::kRound) return EvaluateRound(in, id, rows, out);
  const Operand value = in.Arg(id, 0, rows);
  if (op == Op::kAbs) return EvaluateAbs(value, rows, out);
  EvaluateFloorOrCeil(op, value, rows, out);
}

}  // namespace precept::nfa::evaluate
