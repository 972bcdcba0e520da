// A list's numbers as exact sums, and what follows from them, rounded once.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <optional>

#include "nfa/decimal.h"
#include "nfa/exact.h"
#include "nfa/value.h"

namespace precept::nfa::evaluate {

// Sums in whole numbers of 2^exponent (ints, floats), of 10^-12 (decimals) or of
// nanoseconds.
struct Moments {
  BigInt count = 0;
  BigInt sum = 0;
  BigInt squares = 0;
  int exponent = 0;

  void Add(std::int64_t cell) { AddUnits(cell); }
  void Add(Decimal cell) { AddUnits(cell.units()); }
  void Add(Duration cell) { AddUnits(cell.ns); }
  void Add(double cell);
  // Makes the exponent small enough for a double that is to be added.
  void LowerTo(double cell);

  // count * squares - sum^2, over count * (count - 1): the sample's variance.
  BigInt deviation() const { return count * squares - sum * sum; }
  BigInt divisor() const { return count * (count - 1); }

 private:
  void AddUnits(const BigInt& units);
};

// What moments of cells of a type give; nothing: it is out of range.
// REQUIRES: Average: one cell, Stddev: two.
template <class Cell>
struct Numbers;

template <>
struct Numbers<std::int64_t> {
  using Average = double;
  static std::optional<std::int64_t> Whole(const BigInt& units);
  static std::optional<std::int64_t> Sum(const Moments& m) { return Whole(m.sum); }
  static std::optional<double> Avg(const Moments& m) { return RoundedQuotient(m.sum, m.count); }
  static std::optional<double> Stddev(const Moments& m) {
    return RoundedRoot(m.deviation(), m.divisor());
  }
};

template <>
struct Numbers<double> {
  using Average = double;
  static std::optional<double> Sum(const Moments& m) {
    return RoundedQuotient(m.sum, 1, m.exponent);
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
  static std::optional<Decimal> Whole(const BigInt& units);
  static std::optional<Decimal> Sum(const Moments& m) { return Whole(m.sum); }
  static std::optional<Decimal> Avg(const Moments& m) {
    return Whole(WholeQuotient(m.sum, m.count));
  }
  static std::optional<Decimal> Stddev(const Moments& m) {
    return Whole(WholeRoot(m.deviation(), m.divisor()));
  }
};

template <>
struct Numbers<Duration> {
  using Average = Duration;
  static std::optional<Duration> Whole(const BigInt& units);
  static std::optional<Duration> Sum(const Moments& m) { return Whole(m.sum); }
  static std::optional<Duration> Avg(const Moments& m) {
    return Whole(WholeQuotient(m.sum, m.count));
  }
  static std::optional<Duration> Stddev(const Moments& m) {
    return Whole(WholeRoot(m.deviation(), m.divisor()));
  }
};

}  // namespace precept::nfa::evaluate
