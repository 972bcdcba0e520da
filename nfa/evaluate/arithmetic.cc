// + - * / %.  What overflows, divides by zero or is no number is missing.

#include <cmath>
#include <limits>

#include "nfa/evaluate/interpreter.h"
#include "nfa/exact.h"

namespace precept::nfa::evaluate {
namespace {

using MaybeInt = std::optional<std::int64_t>;
using MaybeDouble = std::optional<double>;

MaybeDouble Finite(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

MaybeInt AddInt(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

MaybeInt SubtractInt(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) return std::nullopt;
  return difference;
}

MaybeInt MultiplyInt(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

MaybeInt ModuloInt(std::int64_t a, std::int64_t b) {
  if (b == 0) return std::nullopt;
  if (b == -1) return 0;  // The least int divided by -1 is no int.
  return a % b;
}

// The double nearest to the exact quotient.
MaybeDouble DivideInts(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (b == 0) return std::nullopt;
  if (a >= -kExact && a <= kExact && b >= -kExact && b <= kExact) {
    return static_cast<double>(a) / static_cast<double>(b);
  }
  const BigInt sign = b < 0 ? -1 : 1;
  return RoundedQuotient(sign * a, sign * b);
}

// Half to even.
MaybeInt DivideWhole(std::int64_t a, std::int64_t b) {
  if (b == 0) return std::nullopt;
  const BigInt sign = b < 0 ? -1 : 1;
  const BigInt quotient = WholeQuotient(sign * a, sign * b);
  if (quotient > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return static_cast<std::int64_t>(quotient);
}

MaybeInt ToWhole(double value) {
  const double whole = std::nearbyint(value);
  // False for NaN too.
  if (!(whole >= -0x1p63 && whole < 0x1p63)) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

void EvaluateInts(Op op, const Operand& a, const Operand& b, const Bitmap& rows, Column& out) {
  using Int = std::int64_t;
  if (op == Op::kAdd) return MapCells<Int, Int>(a, b, rows, out, AddInt);
  if (op == Op::kSubtract) return MapCells<Int, Int>(a, b, rows, out, SubtractInt);
  if (op == Op::kMultiply) return MapCells<Int, Int>(a, b, rows, out, MultiplyInt);
  if (op == Op::kDivide) return MapCells<Int, Int>(a, b, rows, out, DivideInts);
  MapCells<Int, Int>(a, b, rows, out, ModuloInt);
}

void EvaluateDoubles(Op op, const Operand& a, const Operand& b, const Bitmap& rows, Column& out) {
  const auto map = [&](auto f) {
    MapCells<double, double>(a, b, rows, out, [f](double x, double y) { return Finite(f(x, y)); });
  };
  // x / 0 and fmod(x, 0) are not finite.
  if (op == Op::kAdd) return map([](double x, double y) { return x + y; });
  if (op == Op::kSubtract) return map([](double x, double y) { return x - y; });
  if (op == Op::kMultiply) return map([](double x, double y) { return x * y; });
  if (op == Op::kDivide) {
    return map([](double x, double y) {
      return y == 0 ? std::numeric_limits<double>::infinity() : x / y;
    });
  }
  map([](double x, double y) { return std::fmod(x, y); });
}

void EvaluateDecimals(Op op, const Operand& a, const Operand& b, const Bitmap& rows,
                      Column& out) {
  if (op == Op::kAdd) return MapCells<Decimal, Decimal>(a, b, rows, out, Add);
  if (op == Op::kSubtract) return MapCells<Decimal, Decimal>(a, b, rows, out, Subtract);
  if (op == Op::kMultiply) return MapCells<Decimal, Decimal>(a, b, rows, out, Multiply);
  if (op == Op::kDivide) return MapCells<Decimal, Decimal>(a, b, rows, out, Divide);
  MapCells<Decimal, Decimal>(a, b, rows, out, Modulo);
}

std::optional<Duration> AsDuration(MaybeInt ns) {
  if (!ns) return std::nullopt;
  return Duration{*ns};
}

std::optional<Timestamp> Shift(Timestamp t, __int128 ns) {
  return TimestampFromNs(static_cast<__int128>(t.ns) + ns);
}

// Additions and subtractions in which a timestamp stands.
void EvaluateTimestamps(Op op, const Operand& a, const Operand& b, const Bitmap& rows,
                        Column& out) {
  if (a.type().scalar == Scalar::kDuration) {
    MapCells<Duration, Timestamp>(a, b, rows, out,
                                  [](Duration d, Timestamp t) { return Shift(t, d.ns); });
  } else if (b.type().scalar == Scalar::kTimestamp) {
    MapCells<Timestamp, Timestamp>(a, b, rows, out, [](Timestamp x, Timestamp y) {
      return AsDuration(SubtractInt(x.ns, y.ns));
    });
  } else {
    const int sign = op == Op::kAdd ? 1 : -1;
    MapCells<Timestamp, Duration>(a, b, rows, out, [sign](Timestamp t, Duration d) {
      return Shift(t, sign * static_cast<__int128>(d.ns));
    });
  }
}

void ScaleDurations(Op op, const Operand& duration, const Operand& factor, const Bitmap& rows,
                    Column& out) {
  const bool multiply = op == Op::kMultiply;
  if (factor.type().scalar == Scalar::kInt) {
    MapCells<Duration, std::int64_t>(
        duration, factor, rows, out, [multiply](Duration d, std::int64_t n) {
          return AsDuration(multiply ? MultiplyInt(d.ns, n) : DivideWhole(d.ns, n));
        });
  } else {
    MapCells<Duration, double>(
        duration, factor, rows, out, [multiply](Duration d, double x) {
          const auto ns = static_cast<double>(d.ns);
          if (!multiply && x == 0) return std::optional<Duration>();
          return AsDuration(ToWhole(multiply ? ns * x : ns / x));
        });
  }
}

void EvaluateDurations(Op op, const Operand& a, const Operand& b, const Bitmap& rows,
                       Column& out) {
  const bool left = a.type().scalar == Scalar::kDuration;
  const bool right = b.type().scalar == Scalar::kDuration;
  if (!right) return ScaleDurations(op, a, b, rows, out);
  if (!left) return ScaleDurations(op, b, a, rows, out);
  if (op == Op::kDivide) {
    MapCells<Duration, Duration>(a, b, rows, out,
                                 [](Duration x, Duration y) { return DivideInts(x.ns, y.ns); });
    return;
  }
  MapCells<Duration, Duration>(a, b, rows, out, [op](Duration x, Duration y) {
    return AsDuration(op == Op::kAdd ? AddInt(x.ns, y.ns) : SubtractInt(x.ns, y.ns));
  });
}

void EvaluateNegation(const Operand& value, const Bitmap& rows, Column& out) {
  const Scalar scalar = value.type().scalar;
  if (scalar == Scalar::kInt) {
    MapCells<std::int64_t>(value, rows, out, [](std::int64_t x) { return SubtractInt(0, x); });
  } else if (scalar == Scalar::kFloat) {
    MapCells<double>(value, rows, out, [](double x) { return MaybeDouble(-x); });
  } else if (scalar == Scalar::kDecimal) {
    MapCells<Decimal>(value, rows, out, Negate);
  } else {
    MapCells<Duration>(value, rows, out,
                       [](Duration d) { return AsDuration(SubtractInt(0, d.ns)); });
  }
}

}  // namespace

void EvaluateArithmetic(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Expr& expr = in.node(id);
  const Operand a = in.Arg(id, 0, rows);
  if (expr.op == Op::kNegate) return EvaluateNegation(a, rows, out);
  const Operand b = in.Arg(id, 1, rows);
  const Scalar left = a.type().scalar;
  const Scalar right = b.type().scalar;
  if (left == Scalar::kTimestamp || right == Scalar::kTimestamp) {
    EvaluateTimestamps(expr.op, a, b, rows, out);
  } else if (left == Scalar::kDuration || right == Scalar::kDuration) {
    EvaluateDurations(expr.op, a, b, rows, out);
  } else if (left == Scalar::kInt) {
    EvaluateInts(expr.op, a, b, rows, out);
  } else if (left == Scalar::kFloat) {
    EvaluateDoubles(expr.op, a, b, rows, out);
  } else {
    EvaluateDecimals(expr.op, a, b, rows, out);
  }
}

}  // namespace precept::nfa::evaluate
