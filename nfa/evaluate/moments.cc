#include "nfa/evaluate/moments.h"

#include <algorithm>
#include <limits>

namespace precept::nfa::evaluate {

void Moments::AddUnits(const BigInt& units) {
  count += 1;
  sum += units;
  squares += units * units;
}

void Moments::LowerTo(double cell) {
  if (cell == 0) return;
  const int wanted = ToBinary(cell).exponent;
  if (sum == 0 && squares == 0) {
    // Nothing has been added but zeros, which have no exponent.
    exponent = exponent == 0 ? wanted : std::min(exponent, wanted);
    return;
  }
  if (wanted >= exponent) return;
  sum <<= exponent - wanted;
  squares <<= 2 * (exponent - wanted);
  exponent = wanted;
}

void Moments::Add(double cell) {
  if (cell == 0) {
    count += 1;
    return;
  }
  LowerTo(cell);
  const Binary binary = ToBinary(cell);
  AddUnits(BigInt(binary.mantissa) << (binary.exponent - exponent));
}

std::optional<std::int64_t> Numbers<std::int64_t>::Whole(const BigInt& units) {
  if (units < std::numeric_limits<std::int64_t>::min() ||
      units > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(units);
}

std::optional<Decimal> Numbers<Decimal>::Whole(const BigInt& units) {
  static const BigInt kLimit = boost::multiprecision::pow(BigInt(10), 38);
  if (boost::multiprecision::abs(units) >= kLimit) return std::nullopt;
  return Decimal::FromUnits(static_cast<Decimal::Units>(units));
}

std::optional<Duration> Numbers<Duration>::Whole(const BigInt& units) {
  const std::optional<std::int64_t> ns = Numbers<std::int64_t>::Whole(units);
  if (!ns) return std::nullopt;
  return Duration{*ns};
}

}  // namespace precept::nfa::evaluate
