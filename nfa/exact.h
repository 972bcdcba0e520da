// Exact sums of doubles, and quotients and roots of whole numbers rounded once.
//
// Thread safety: none.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include <boost/multiprecision/cpp_int.hpp>

namespace precept::nfa {

using BigInt = boost::multiprecision::cpp_int;

// The sum of any doubles, whatever the order in which they are added and taken
// off again.
class ExactSum {
 public:
  // REQUIRES: finite.
  void Add(double value) { Accumulate(value, 1); }
  void Subtract(double value) { Accumulate(value, -1); }

  // Rounded once, half to even; nothing if it is beyond all doubles.
  std::optional<double> Rounded() const;
  // In units of 2^-1074.
  BigInt Units() const;

 private:
  // Digits of 32 bits; a few more than doubles have, for carries.
  static constexpr std::size_t kDigits = 68;
  static constexpr std::uint32_t kMaxPending = 1u << 30;

  void Accumulate(double value, std::int64_t sign);
  void Carry();

  std::array<std::int64_t, kDigits> digits_{};
  std::uint32_t pending_ = 0;  // Additions since the last Carry.
};

// numerator / denominator * 2^exponent, the nearest double, half to even;
// nothing if it is beyond all doubles.  REQUIRES: denominator > 0.
std::optional<double> RoundedQuotient(const BigInt& numerator, const BigInt& denominator,
                                      int exponent = 0);
// The root of that.  REQUIRES: numerator >= 0, denominator > 0, even exponent.
std::optional<double> RoundedRoot(const BigInt& numerator, const BigInt& denominator,
                                  int exponent = 0);

// numerator / denominator, the nearest whole number, half to even.
// REQUIRES: denominator > 0.
BigInt WholeQuotient(const BigInt& numerator, const BigInt& denominator);
// The same, half away from zero.
BigInt WholeQuotientAway(const BigInt& numerator, const BigInt& denominator);
// The whole number nearest to the root of numerator / denominator, half to
// even.  REQUIRES: numerator >= 0, denominator > 0.
BigInt WholeRoot(const BigInt& numerator, const BigInt& denominator);

// value = mantissa * 2^exponent.  REQUIRES: finite.
struct Binary {
  std::int64_t mantissa = 0;
  int exponent = 0;
};
Binary ToBinary(double value);

}  // namespace precept::nfa
