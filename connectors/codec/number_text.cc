#include "connectors/codec/number_text.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace precept::connectors {
namespace {

using Wide = unsigned __int128;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t SkipDigits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// A number is digits * 10^exponent; digits has no zeros at its end.
struct Parts {
  bool negative = false;
  Wide digits = 0;
  std::int64_t exponent = 0;
};

// Digits beyond these do not fit 128 bits with room for a unit.
constexpr Wide kMaxDigits = Wide{1'000'000'000'000'000'000} * 1000;

// False if there are too many digits.
bool AppendDigit(char c, std::int64_t& zeros, Parts& parts) {
  if (c == '0') {
    zeros += parts.digits != 0;
    return true;
  }
  for (std::int64_t i = 0; i <= zeros; ++i) {
    if (parts.digits >= kMaxDigits) return false;
    parts.digits *= 10;
  }
  parts.digits += static_cast<unsigned>(c - '0');
  zeros = 0;
  return true;
}

std::int64_t ReadExponent(std::string_view text) {
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  for (char c : text) value = std::min<std::int64_t>(value * 10 + (c - '0'), 1 << 30);
  return negative ? -value : value;
}

std::optional<Parts> Split(std::string_view text) {
  Parts parts;
  std::int64_t zeros = 0, places = 0;
  bool fraction = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '-') {
      parts.negative = true;
    } else if (c == '.') {
      fraction = true;
    } else if (c == 'e' || c == 'E') {
      parts.exponent = ReadExponent(text.substr(i + 1));
      break;
    } else {
      places += fraction;
      if (!AppendDigit(c, zeros, parts)) return std::nullopt;
    }
  }
  parts.exponent += zeros - places;
  return parts;
}

std::optional<std::int64_t> Signed(Wide magnitude, bool negative) {
  const Wide limit = Wide{std::numeric_limits<std::int64_t>::max()} + negative;
  if (magnitude > limit) return std::nullopt;
  const auto low = static_cast<std::uint64_t>(magnitude);
  return static_cast<std::int64_t>(negative ? 0 - low : low);
}

}  // namespace

bool IsJsonNumber(std::string_view text) {
  std::size_t at = !text.empty() && text[0] == '-';
  const std::size_t whole = at;
  at = SkipDigits(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    at = SkipDigits(text, at);
    if (at == fraction) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    at = SkipDigits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
}

std::optional<std::int64_t> ParseScaled(std::string_view text, std::int64_t unit) {
  if (unit == 1) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return value;
  }
  std::optional<Parts> parts = Split(text);
  if (!parts) return std::nullopt;
  if (parts->digits == 0) return 0;
  Wide value = parts->digits * static_cast<Wide>(unit);
  for (; parts->exponent > 0; --parts->exponent) {
    value *= 10;
    if (value > std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
  }
  for (; parts->exponent < 0; ++parts->exponent) {
    if (value % 10 != 0) return std::nullopt;
    value /= 10;
  }
  return Signed(value, parts->negative);
}

}  // namespace precept::connectors
