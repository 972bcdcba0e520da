// Types of the language and single values of them.
//
// Events flow as columns (column.h); a Value is for the slow ways: constants,
// keys and fields of alerts, tests.  A Value is missing, a scalar, or a list of
// scalars.

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "nfa/decimal.h"

namespace precept::nfa {

enum class Scalar : std::uint8_t {
  kBool, kInt, kFloat, kDecimal, kString, kIp, kTimestamp, kDuration,
};

// The type of a field or an expression.
struct Type {
  Scalar scalar = Scalar::kBool;
  bool is_list = false;
  auto operator<=>(const Type&) const = default;
  std::string ToText() const;  // "int", "[string]"
};

// Nanoseconds since 1970-01-01 UTC, years 1678 to 2261.
struct Timestamp {
  std::int64_t ns = 0;
  auto operator<=>(const Timestamp&) const = default;
};

inline constexpr Timestamp kMinTimestamp{-9'214'560'000'000'000'000};
inline constexpr Timestamp kMaxTimestamp{9'214'646'399'999'999'999};
// Nothing for what is out of range.
std::optional<Timestamp> TimestampFromNs(__int128 ns);

struct Duration {
  std::int64_t ns = 0;
  auto operator<=>(const Duration&) const = default;
};

// An address of either family, IPv4 as ::ffff:a.b.c.d, in network byte order.
struct Ip {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Ip&) const = default;

  bool is_v4() const;
  // Dotted or colon form; nothing for anything else.
  static std::optional<Ip> Parse(std::string_view text);
  // Dotted for IPv4, RFC 5952 for IPv6.
  std::string ToText() const;
};

// An address block, "10.0.0.0/8"; a bare address is a block of one.
struct IpBlock {
  Ip network;
  int prefix_bits = 128;  // In the 128-bit form.
  auto operator<=>(const IpBlock&) const = default;

  static std::optional<IpBlock> Parse(std::string_view text);
  bool Contains(const Ip& address) const;
};

class Value;
using ValueList = std::vector<Value>;

class Value {
 public:
  using Variant = std::variant<std::monostate, bool, std::int64_t, double,
                               Decimal, std::string, Ip, Timestamp, Duration,
                               ValueList>;

  Value() = default;  // Missing.
  template <class T>
    requires(!std::is_same_v<std::remove_cvref_t<T>, Value> &&
             std::is_constructible_v<Variant, T>)
  explicit Value(T&& value) : value_(std::forward<T>(value)) {}

  bool is_missing() const {
    return std::holds_alternative<std::monostate>(value_);
  }
  template <class T>
  const T& get() const { return std::get<T>(value_); }
  template <class T>
  const T* get_if() const { return std::get_if<T>(&value_); }
  const Variant& variant() const { return value_; }

  bool operator==(const Value&) const = default;

 private:
  Variant value_;
};

// RFC 3339 in UTC with none, 3, 6 or 9 fractional digits, as needed.
std::string FormatTimestamp(Timestamp t);
// RFC 3339; offsets allowed; nothing for what is none or out of range.
std::optional<Timestamp> ParseTimestamp(std::string_view text);
// As in the language, largest units first: "1h30m", "250ms", "0s", "-5s".
std::string FormatDuration(Duration d);
// "1h30m", "250ms"; nothing for anything else.
std::optional<Duration> ParseDuration(std::string_view text);
// The shortest text that reads back as the same double, as JSON; whole numbers
// without a fraction; "null" for NaN and infinities.
std::string FormatFloat(double value);

// A value as it stands in an alert, JSON; missing is "null".
void AppendJson(const Value& value, std::string& out);
// Text in JSON quotes with escapes; `text` is UTF-8.
void AppendJsonString(std::string_view text, std::string& out);
// As f"{value}" shows it: JSON without quotes, missing as nothing.
void AppendPlain(const Value& value, std::string& out);

}  // namespace precept::nfa
