#include "nfa/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <boost/multiprecision/cpp_int.hpp>

namespace precept::nfa {
namespace {

using Units = Decimal::Units;
using Wide = boost::multiprecision::int256_t;

constexpr Units kOne = 1'000'000'000'000;  // 10^kPlaces.

constexpr Units PowerOfTen(int exponent) {
  Units power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

constexpr int kDigits = 38;  // Of the largest units.
constexpr Units kLimit = PowerOfTen(kDigits);

constexpr unsigned __int128 Magnitude(Units units) {
  return units < 0 ? -static_cast<unsigned __int128>(units)
                   : static_cast<unsigned __int128>(units);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// numerator / denominator, half to even.  REQUIRES: denominator > 0.
template <class Integer>
Integer DivideHalfEven(const Integer& numerator, const Integer& denominator) {
  Integer quotient = numerator / denominator;
  Integer rest = numerator - quotient * denominator;
  const bool negative = numerator < 0;
  if (negative) rest = -rest;
  const Integer missing = denominator - rest;
  const bool odd = quotient % 2 != 0;
  if (rest > missing || (rest == missing && odd)) {
    if (negative) {
      quotient -= 1;
    } else {
      quotient += 1;
    }
  }
  return quotient;
}

std::optional<Decimal> FromWide(const Wide& units) {
  if (units >= Wide(kLimit) || units <= Wide(-kLimit)) return std::nullopt;
  return Decimal::FromUnits(static_cast<Units>(units));
}

// The parts of "-12.50e3" without what does not matter: the digits from the
// first to the last that is not 0, and the power of ten of the last one.
struct Scientific {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
};

// Reads digits from `text` at `at`; false if there is none.
bool ReadDigits(std::string_view text, std::size_t& at, std::string& digits) {
  const std::size_t begin = at;
  while (at < text.size() && IsDigit(text[at])) digits.push_back(text[at++]);
  return at > begin;
}

// An exponent is bounded by what a text's length could make up for.
bool ReadExponent(std::string_view text, std::size_t& at, std::int64_t& value) {
  constexpr std::int64_t kBound = 1'000'000'000'000'000;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  bool negative = false;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    negative = text[at++] == '-';
  }
  const std::size_t begin = at;
  while (at < text.size() && IsDigit(text[at])) {
    value = std::min(value * 10 + (text[at++] - '0'), kBound);
  }
  if (negative) value = -value;
  return at > begin;
}

std::optional<Scientific> ReadScientific(std::string_view text) {
  Scientific number;
  std::size_t at = 0;
  if (at < text.size() && text[at] == '-') {
    number.negative = true;
    ++at;
  }
  if (!ReadDigits(text, at, number.digits)) return std::nullopt;
  std::int64_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    const std::size_t begin = ++at;
    if (!ReadDigits(text, at, number.digits)) return std::nullopt;
    fraction = static_cast<std::int64_t>(at - begin);
  }
  if (!ReadExponent(text, at, number.exponent) || at != text.size()) {
    return std::nullopt;
  }
  number.exponent -= fraction;
  while (!number.digits.empty() && number.digits.back() == '0') {
    number.digits.pop_back();
    ++number.exponent;
  }
  number.digits.erase(0, number.digits.find_first_not_of('0'));
  return number;
}

}  // namespace

std::optional<Decimal> Decimal::FromUnitsChecked(Units units) {
  if (units >= kLimit || units <= -kLimit) return std::nullopt;
  return Decimal(units);
}

Decimal Decimal::FromInt(std::int64_t value) { return Decimal(value * kOne); }

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  const std::optional<Scientific> number = ReadScientific(text);
  if (!number) return std::nullopt;
  if (number->digits.empty()) return Decimal();
  const std::int64_t shift = number->exponent + kPlaces;
  const auto length = static_cast<std::int64_t>(number->digits.size());
  if (shift < 0 || length + shift > kDigits) return std::nullopt;
  Units units = 0;
  for (char digit : number->digits) units = units * 10 + (digit - '0');
  units *= PowerOfTen(static_cast<int>(shift));
  return Decimal(number->negative ? -units : units);
}

// A double is m * 2^e with |m| < 2^53: m * 10^12 needs 93 bits.
std::optional<Decimal> Decimal::FromDouble(double value) {
  if (!std::isfinite(value) || std::fabs(value) >= 1e26) return std::nullopt;
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  const auto mantissa = static_cast<std::int64_t>(std::ldexp(fraction, 53));
  exponent -= 53;
  const Units scaled = static_cast<Units>(mantissa) * kOne;
  if (exponent >= 0) {
    return FromUnitsChecked(scaled * (static_cast<Units>(1) << exponent));
  }
  if (exponent < -100) return Decimal();
  return FromUnitsChecked(
      DivideHalfEven<Units>(scaled, static_cast<Units>(1) << -exponent));
}

double Decimal::ToDouble() const {
  // Both are exact, so that the one division rounds once.
  if (Magnitude(units_) <= (std::uint64_t{1} << 53)) {
    return static_cast<double>(static_cast<std::int64_t>(units_)) /
           static_cast<double>(kOne);
  }
  const std::string text = ToText();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<std::int64_t> Decimal::ToInt() const {
  if (units_ % kOne != 0) return std::nullopt;
  const Units whole = units_ / kOne;
  if (whole < std::numeric_limits<std::int64_t>::min() ||
      whole > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole);
}

std::string Decimal::ToText() const {
  unsigned __int128 rest = Magnitude(units_);
  std::array<char, kDigits + 3> text{};
  std::size_t begin = text.size();
  bool significant = false;
  for (int place = kPlaces; place > 0; --place) {
    const auto digit = static_cast<int>(rest % 10);
    rest /= 10;
    significant = significant || digit != 0;
    if (significant) text[--begin] = static_cast<char>('0' + digit);
  }
  if (significant) text[--begin] = '.';
  do {
    text[--begin] = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (units_ < 0) text[--begin] = '-';
  return std::string(text.data() + begin, text.size() - begin);
}

std::optional<Decimal> Add(Decimal a, Decimal b) {
  Units units = 0;
  if (__builtin_add_overflow(a.units(), b.units(), &units)) return std::nullopt;
  return Decimal::FromUnitsChecked(units);
}

std::optional<Decimal> Subtract(Decimal a, Decimal b) {
  Units units = 0;
  if (__builtin_sub_overflow(a.units(), b.units(), &units)) return std::nullopt;
  return Decimal::FromUnitsChecked(units);
}

std::optional<Decimal> Multiply(Decimal a, Decimal b) {
  Units product = 0;
  if (!__builtin_mul_overflow(a.units(), b.units(), &product)) {
    return Decimal::FromUnitsChecked(DivideHalfEven<Units>(product, kOne));
  }
  return FromWide(DivideHalfEven<Wide>(Wide(a.units()) * Wide(b.units()), Wide(kOne)));
}

std::optional<Decimal> Divide(Decimal a, Decimal b) {
  if (b.units() == 0) return std::nullopt;
  const bool negative = b.units() < 0;
  const Units dividend = negative ? -a.units() : a.units();
  const Units divisor = negative ? -b.units() : b.units();
  Units scaled = 0;
  if (!__builtin_mul_overflow(dividend, kOne, &scaled)) {
    return Decimal::FromUnitsChecked(DivideHalfEven<Units>(scaled, divisor));
  }
  return FromWide(DivideHalfEven<Wide>(Wide(dividend) * Wide(kOne), Wide(divisor)));
}

std::optional<Decimal> Modulo(Decimal a, Decimal b) {
  if (b.units() == 0) return std::nullopt;
  return Decimal::FromUnits(a.units() % b.units());
}

std::optional<Decimal> Negate(Decimal a) { return Decimal::FromUnits(-a.units()); }

}  // namespace precept::nfa
