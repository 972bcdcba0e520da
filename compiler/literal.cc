#include "compiler/literal.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "compiler/reporter.h"
#include "lang/ast_printer.h"
#include "nfa/decimal.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;

struct Sign {
  bool negative = false;
  std::string_view digits;
};

Sign SplitSign(std::string_view spelling) {
  if (!spelling.empty() && spelling.front() == '-') {
    return {true, spelling.substr(1)};
  }
  return {false, spelling};
}

bool IsHex(std::string_view digits) {
  return digits.size() > 2 && digits[0] == '0' &&
         (digits[1] == 'x' || digits[1] == 'X');
}

std::optional<std::uint64_t> ParseMagnitude(std::string_view digits) {
  const bool hex = IsHex(digits);
  if (hex) digits.remove_prefix(2);
  std::uint64_t magnitude = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, error] =
      std::from_chars(digits.data(), end, magnitude, hex ? 16 : 10);
  if (error != std::errc() || at != end) return std::nullopt;
  return magnitude;
}

std::optional<std::int64_t> ParseInt(std::string_view spelling) {
  const auto [negative, digits] = SplitSign(spelling);
  if (digits.find_first_of(".eE") != std::string_view::npos && !IsHex(digits)) {
    const auto exact = nfa::Decimal::Parse(spelling);
    return exact ? exact->ToInt() : std::nullopt;
  }
  const auto magnitude = ParseMagnitude(digits);
  constexpr std::uint64_t kTop = std::uint64_t{1} << 63;
  if (!magnitude || *magnitude > kTop || (*magnitude == kTop && !negative)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(negative ? 0 - *magnitude : *magnitude);
}

std::optional<double> ParseFloat(std::string_view spelling) {
  const auto [negative, digits] = SplitSign(spelling);
  double value = 0;
  if (IsHex(digits)) {
    const auto magnitude = ParseMagnitude(digits);
    if (!magnitude) return std::nullopt;
    value = static_cast<double>(*magnitude);
  } else {
    const char* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc() || at != end || !std::isfinite(value)) {
      return std::nullopt;
    }
  }
  return negative ? -value : value;
}

std::optional<nfa::Decimal> ParseDecimal(std::string_view spelling) {
  if (IsHex(SplitSign(spelling).digits)) {
    const auto whole = ParseInt(spelling);
    if (!whole) return std::nullopt;
    return nfa::Decimal::FromInt(*whole);
  }
  return nfa::Decimal::Parse(spelling);
}

bool IsNumber(nfa::Scalar scalar) {
  return scalar == nfa::Scalar::kInt || scalar == nfa::Scalar::kFloat ||
         scalar == nfa::Scalar::kDecimal;
}

bool TakesText(nfa::Scalar scalar) {
  return scalar == nfa::Scalar::kString || scalar == nfa::Scalar::kIp ||
         scalar == nfa::Scalar::kTimestamp;
}

LiteralProblem OutOfRange(const std::string& spelling, std::string why) {
  return {DiagnosticCode::kLiteralOutOfRange,
          Quoted(spelling) + " " + std::move(why), {}};
}

LiteralValue AddressOf(const lang::ast::StringLiteral& literal) {
  if (const auto address = nfa::Ip::Parse(literal.value)) {
    return nfa::Value(*address);
  }
  if (nfa::IpBlock::Parse(literal.value)) {
    return LiteralProblem{DiagnosticCode::kInvalidAddress,
                          Quoted(literal.spelling) +
                              " is a block of addresses, and one address is "
                              "needed here",
                          "ask `in " + literal.spelling + "`"};
  }
  return LiteralProblem{DiagnosticCode::kInvalidAddress,
                        Quoted(literal.spelling) + " is not an address", {}};
}

LiteralValue TimestampOf(const lang::ast::StringLiteral& literal) {
  if (const auto time = nfa::ParseTimestamp(literal.value)) {
    return nfa::Value(*time);
  }
  return LiteralProblem{
      DiagnosticCode::kInvalidTimestamp,
      Quoted(literal.spelling) + " is not a date and time between 1678 and 2261",
      "write it as \"2026-01-31T18:00:00Z\""};
}

}  // namespace

bool IsWholeNumber(const std::string& spelling) {
  return ParseInt(spelling).has_value();
}

LiteralValue NumberAs(const std::string& spelling, nfa::Scalar scalar) {
  if (scalar == nfa::Scalar::kInt) {
    if (const auto value = ParseInt(spelling)) return nfa::Value(*value);
    return OutOfRange(spelling, "is not an int of 64 bits");
  }
  if (scalar == nfa::Scalar::kDecimal) {
    if (const auto value = ParseDecimal(spelling)) return nfa::Value(*value);
    return OutOfRange(spelling,
                      "is not a decimal: at most 12 decimal places, and a "
                      "magnitude below 10^26");
  }
  if (const auto value = ParseFloat(spelling)) return nfa::Value(*value);
  return OutOfRange(spelling, "is beyond what a float holds");
}

LiteralValue StringAs(const lang::ast::StringLiteral& literal,
                      nfa::Scalar scalar) {
  if (scalar == nfa::Scalar::kIp) return AddressOf(literal);
  if (scalar == nfa::Scalar::kTimestamp) return TimestampOf(literal);
  return nfa::Value(literal.value);
}

LiteralValue LiteralAs(const lang::ast::Expr& literal, nfa::Scalar scalar) {
  namespace ast = lang::ast;
  if (const auto* number = std::get_if<ast::NumberLiteral>(&literal.node)) {
    if (IsNumber(scalar)) return NumberAs(number->spelling, scalar);
  } else if (const auto* text = std::get_if<ast::StringLiteral>(&literal.node)) {
    if (TakesText(scalar)) return StringAs(*text, scalar);
  } else if (const auto* truth = std::get_if<ast::BoolLiteral>(&literal.node)) {
    if (scalar == nfa::Scalar::kBool) return nfa::Value(truth->value);
  } else if (const auto* span = std::get_if<ast::DurationLiteral>(&literal.node)) {
    if (scalar == nfa::Scalar::kDuration) {
      return nfa::Value(nfa::Duration{span->nanoseconds});
    }
  } else if (const auto* time = std::get_if<ast::TimeLiteral>(&literal.node)) {
    if (scalar == nfa::Scalar::kTimestamp) return StringAs(time->text, scalar);
  }
  return LiteralProblem{DiagnosticCode::kLiteralType,
                        Quoted(lang::Print(literal)) + " is not " +
                            Phrase({scalar, false}),
                        {}};
}

nfa::Scalar ScalarOf(lang::ast::TypeName name) {
  switch (name) {
    case lang::ast::TypeName::kBool: return nfa::Scalar::kBool;
    case lang::ast::TypeName::kInt: return nfa::Scalar::kInt;
    case lang::ast::TypeName::kFloat: return nfa::Scalar::kFloat;
    case lang::ast::TypeName::kDecimal: return nfa::Scalar::kDecimal;
    case lang::ast::TypeName::kString: return nfa::Scalar::kString;
    case lang::ast::TypeName::kIp: return nfa::Scalar::kIp;
    case lang::ast::TypeName::kTimestamp: return nfa::Scalar::kTimestamp;
    case lang::ast::TypeName::kDuration: return nfa::Scalar::kDuration;
  }
  return nfa::Scalar::kBool;
}

nfa::Type TypeOf(const lang::ast::Type& type) {
  return {ScalarOf(type.name), type.is_list};
}

}  // namespace precept::compiler
