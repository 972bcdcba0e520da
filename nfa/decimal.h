// Exact decimal numbers for money: 12 decimal places, magnitude below 10^26.
//
// A Decimal is a whole number of 10^-12 in 128 bits.  Operations that leave the
// range give nothing (the language's "missing").  Where a result has more than
// 12 places it is rounded half to even at the 12th.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace precept::nfa {

class Decimal {
 public:
  using Units = __int128;
  static constexpr int kPlaces = 12;

  constexpr Decimal() = default;

  // REQUIRES: |units| < 10^38.
  static constexpr Decimal FromUnits(Units units) { return Decimal(units); }
  static std::optional<Decimal> FromUnitsChecked(Units units);
  static Decimal FromInt(std::int64_t value);
  // Nothing is lost, or there is no value: "12.5", "-0.10", "1e3", "1E-12".
  static std::optional<Decimal> Parse(std::string_view text);
  // Rounded half to even at the 12th place; nothing for NaN, infinities and
  // what is out of range.
  static std::optional<Decimal> FromDouble(double value);

  constexpr Units units() const { return units_; }
  // The nearest double.
  double ToDouble() const;
  // The whole number it is, if it is one of 64 bits.
  std::optional<std::int64_t> ToInt() const;
  // Shortest: no trailing zeros, no exponent: "12.5", "-0.1", "3".
  std::string ToText() const;

  constexpr auto operator<=>(const Decimal&) const = default;

 private:
  constexpr explicit Decimal(Units units) : units_(units) {}
  Units units_ = 0;
};

std::optional<Decimal> Add(Decimal a, Decimal b);
std::optional<Decimal> Subtract(Decimal a, Decimal b);
std::optional<Decimal> Multiply(Decimal a, Decimal b);
// Nothing for b = 0.
std::optional<Decimal> Divide(Decimal a, Decimal b);
// Truncated division's remainder, with the sign of a; nothing for b = 0.
std::optional<Decimal> Modulo(Decimal a, Decimal b);
std::optional<Decimal> Negate(Decimal a);

}  // namespace precept::nfa
