// A double is a whole number of 2^-1074 of at most 2098 bits.  ExactSum holds
// such a number as digits of 32 bits in words of 64: adding a double touches
// three of them, and carries are put off until a word could overflow.
//
// Quotients and roots are computed to 66 bits or more; what lies below counts
// as one sticky bit, which is all that rounding to 53 bits can ask for.

#include "nfa/exact.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace precept::nfa {
namespace {

namespace mp = boost::multiprecision;

constexpr int kLeastExponent = -1074;
constexpr int kMantissaBits = 53;
constexpr int kWorkingBits = 66;

// (magnitude + something below 1 if `sticky`) * 2^exponent, rounded.
std::optional<double> Round(BigInt magnitude, bool sticky, int exponent, bool negative) {
  if (magnitude == 0) return 0.0;
  const int bits = static_cast<int>(mp::msb(magnitude)) + 1;
  const int drop = std::max(bits - kMantissaBits, kLeastExponent - exponent);
  if (drop > 0) {
    const BigInt half = BigInt(1) << (drop - 1);
    const BigInt rest = magnitude & ((BigInt(1) << drop) - 1);
    magnitude >>= drop;
    exponent += drop;
    const bool odd = (magnitude & 1) != 0;
    if (rest > half || (rest == half && (sticky || odd))) magnitude += 1;
  }
  const double value = std::ldexp(magnitude.convert_to<double>(), exponent);
  if (!std::isfinite(value)) return std::nullopt;
  return negative ? -value : value;
}

int BitsOf(const BigInt& value) {
  return value == 0 ? 0 : static_cast<int>(mp::msb(value)) + 1;
}

}  // namespace

Binary ToBinary(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  Binary binary{static_cast<std::int64_t>(std::ldexp(fraction, kMantissaBits)),
                exponent - kMantissaBits};
  // Subnormal numbers have fewer bits: nothing lies below 2^-1074.
  if (binary.mantissa != 0 && binary.exponent < kLeastExponent) {
    binary.mantissa /= std::int64_t{1} << (kLeastExponent - binary.exponent);
    binary.exponent = kLeastExponent;
  }
  return binary;
}

void ExactSum::Accumulate(double value, std::int64_t sign) {
  const Binary binary = ToBinary(value);
  if (binary.mantissa == 0) return;
  if (++pending_ == kMaxPending) Carry();
  if (binary.mantissa < 0) sign = -sign;
  const auto magnitude = static_cast<unsigned __int128>(std::abs(binary.mantissa));
  const auto position = static_cast<std::size_t>(binary.exponent - kLeastExponent);
  unsigned __int128 shifted = magnitude << (position % 32);
  for (std::size_t digit = position / 32; shifted != 0; ++digit, shifted >>= 32) {
    digits_[digit] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(shifted));
  }
}

void ExactSum::Carry() {
  for (std::size_t i = 0; i + 1 < kDigits; ++i) {
    const std::int64_t carry = digits_[i] >> 32;
    digits_[i] -= carry * (std::int64_t{1} << 32);
    digits_[i + 1] += carry;
  }
  pending_ = 0;
}

BigInt ExactSum::Units() const {
  BigInt units = 0;
  for (std::size_t i = kDigits; i-- > 0;) {
    units <<= 32;
    units += digits_[i];
  }
  return units;
}

std::optional<double> ExactSum::Rounded() const {
  const BigInt units = Units();
  return Round(mp::abs(units), false, kLeastExponent, units < 0);
}

std::optional<double> RoundedQuotient(const BigInt& numerator, const BigInt& denominator,
                                      int exponent) {
  BigInt magnitude = mp::abs(numerator);
  const int shift =
      std::max(0, kWorkingBits + BitsOf(denominator) - BitsOf(magnitude));
  magnitude <<= shift;
  BigInt quotient;
  BigInt rest;
  mp::divide_qr(magnitude, denominator, quotient, rest);
  return Round(std::move(quotient), rest != 0, exponent - shift, numerator < 0);
}

std::optional<double> RoundedRoot(const BigInt& numerator, const BigInt& denominator,
                                  int exponent) {
  int shift = std::max(0, 2 * kWorkingBits + BitsOf(denominator) - BitsOf(numerator));
  shift += shift % 2;
  BigInt quotient;
  BigInt rest;
  mp::divide_qr(BigInt(numerator << shift), denominator, quotient, rest);
  BigInt root_rest;
  BigInt root = mp::sqrt(quotient, root_rest);
  const bool sticky = rest != 0 || root_rest != 0;
  return Round(std::move(root), sticky, (exponent - shift) / 2, false);
}

BigInt WholeQuotient(const BigInt& numerator, const BigInt& denominator) {
  BigInt quotient;
  BigInt rest;
  mp::divide_qr(BigInt(mp::abs(numerator)), denominator, quotient, rest);
  const BigInt twice = rest * 2;
  if (twice > denominator || (twice == denominator && (quotient & 1) != 0)) quotient += 1;
  return numerator < 0 ? BigInt(-quotient) : quotient;
}

BigInt WholeQuotientAway(const BigInt& numerator, const BigInt& denominator) {
  const BigInt quotient = (mp::abs(numerator) * 2 + denominator) / (denominator * 2);
  return numerator < 0 ? BigInt(-quotient) : quotient;
}

BigInt WholeRoot(const BigInt& numerator, const BigInt& denominator) {
  BigInt root = mp::sqrt(BigInt(numerator / denominator));
  // Against the square of root + 1/2.
  const BigInt tie = (2 * root + 1) * (2 * root + 1) * denominator;
  const BigInt have = 4 * numerator;
  if (have > tie || (have == tie && (root & 1) != 0)) root += 1;
  return root;
}

}  // namespace precept::nfa
