// Conversions between types, missing where one fails.
//
// Numbers from texts must lose nothing ("2.0" and "1e3" are ints); an int from
// a float or decimal is what stands before the point.

#include <charconv>
#include <cmath>

#include "nfa/evaluate/interpreter.h"

namespace precept::nfa::evaluate {
namespace {

template <class To>
struct Converter;

template <>
struct Converter<std::uint8_t> {
  std::optional<std::uint8_t> operator()(std::uint8_t value) const { return value; }
  std::optional<std::uint8_t> operator()(std::int64_t value) const {
    if (value != 0 && value != 1) return std::nullopt;
    return static_cast<std::uint8_t>(value);
  }
  std::optional<std::uint8_t> operator()(std::string_view text) const {
    if (text == "true" || text == "1") return 1;
    if (text == "false" || text == "0") return 0;
    return std::nullopt;
  }
};

template <>
struct Converter<std::int64_t> {
  std::optional<std::int64_t> operator()(std::uint8_t value) const { return value; }
  std::optional<std::int64_t> operator()(std::int64_t value) const { return value; }
  std::optional<std::int64_t> operator()(double value) const {
    const double whole = std::trunc(value);
    if (!(whole >= -0x1p63 && whole < 0x1p63)) return std::nullopt;
    return static_cast<std::int64_t>(whole);
  }
  std::optional<std::int64_t> operator()(Decimal value) const {
    constexpr Decimal::Units kOne = 1'000'000'000'000;
    return Decimal::FromUnits(value.units() - value.units() % kOne).ToInt();
  }
  std::optional<std::int64_t> operator()(std::string_view text) const {
    const std::optional<Decimal> value = Decimal::Parse(text);
    return value ? value->ToInt() : std::nullopt;
  }
};

template <>
struct Converter<double> {
  std::optional<double> operator()(std::int64_t value) const {
    return static_cast<double>(value);
  }
  std::optional<double> operator()(double value) const { return value; }
  std::optional<double> operator()(Decimal value) const { return value.ToDouble(); }
  std::optional<double> operator()(std::string_view text) const {
    double value = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    // from_chars knows "inf" and "nan" too.
    if (result.ec != std::errc() || result.ptr != end || !std::isfinite(value)) {
      return std::nullopt;
    }
    return value;
  }
};

template <>
struct Converter<Decimal> {
  std::optional<Decimal> operator()(std::int64_t value) const { return Decimal::FromInt(value); }
  std::optional<Decimal> operator()(double value) const { return Decimal::FromDouble(value); }
  std::optional<Decimal> operator()(Decimal value) const { return value; }
  std::optional<Decimal> operator()(std::string_view text) const { return Decimal::Parse(text); }
};

template <>
struct Converter<Ip> {
  std::optional<Ip> operator()(const Ip& value) const { return value; }
  std::optional<Ip> operator()(std::string_view text) const { return Ip::Parse(text); }
};

template <>
struct Converter<Timestamp> {
  std::optional<Timestamp> operator()(Timestamp value) const { return value; }
  std::optional<Timestamp> operator()(std::string_view text) const {
    return ParseTimestamp(text);
  }
};

template <>
struct Converter<Duration> {
  std::optional<Duration> operator()(Duration value) const { return value; }
  std::optional<Duration> operator()(std::string_view text) const { return ParseDuration(text); }
};

// REQUIRES: To is not a text.
template <class To>
void ConvertTo(const Operand& from, const Bitmap& rows, Column& out) {
  WithNative(from.type().scalar, [&]<class From>(std::type_identity<From>) {
    if constexpr (std::is_invocable_v<Converter<To>, From>) {
      MapCells<From>(from, rows, out, Converter<To>());
    } else {
      rows.ForEach([&](std::size_t row) { out.SetMissing(row); });
    }
  });
}

void ConvertToText(Interpreter& in, const Operand& from, const Bitmap& rows, Column& out) {
  std::string text;
  rows.ForEach([&](std::size_t row) {
    if (!from.has(row)) {
      out.SetMissing(row);
      return;
    }
    text.clear();
    AppendPlain(from.column().Get(from.index(row)), text);
    out.Set(row, in.texts().Store(text));
  });
}

}  // namespace

void EvaluateConversion(Interpreter& in, ExprId id, const Bitmap& rows, Column& out) {
  const Operand from = in.Arg(id, 0, rows);
  const Type to = in.node(id).type;
  if (from.type() == to) {
    rows.ForEach([&](std::size_t row) {
      CopyCell(from.column(), from.index(row), out, row);
    });
    return;
  }
  WithNative(to.scalar, [&]<class To>(std::type_identity<To>) {
    if constexpr (std::is_same_v<To, std::string_view>) {
      ConvertToText(in, from, rows, out);
    } else {
      ConvertTo<To>(from, rows, out);
    }
  });
}

}  // namespace precept::nfa::evaluate
