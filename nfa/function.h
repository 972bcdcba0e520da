// Which functions, operators and aggregates there are, and for which types.
//
// The checker asks here what a call means; the evaluator implements exactly
// what is listed.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/expression.h"
#include "nfa/value.h"

namespace precept::nfa {

// What a call was resolved to.
struct ResolvedCall {
  Op op{};
  Type result;
  // The types the arguments must be converted to (int -> float, decimal).
  std::vector<Type> arguments;
  // The result may be missing though no argument is: a conversion, a division.
  bool may_be_missing = false;
  // Arguments that must be constants and are checked (regular expressions,
  // CIDR blocks, time zones, units of truncate): position and kind.
  struct ConstantArgument {
    enum class Kind { kRegex, kCidr, kTimeZone };
    std::size_t position = 0;
    Kind kind{};
  };
  std::vector<ConstantArgument> constants;
};

// A function of LANGUAGE 5 by name: abs, round, …, and the conversions named
// after the types.  Nothing if no signature takes arguments of these types.
std::optional<ResolvedCall> ResolveFunction(std::string_view name,
                                            std::span<const Type> arguments);
// An aggregate over a list of `element`: count, sum, avg, min, max, stddev,
// distinct, values, first, last.
std::optional<ResolvedCall> ResolveAggregate(std::string_view name, Type element);
// + - * / % on two operands.
std::optional<ResolvedCall> ResolveArithmetic(Op op, Type left, Type right);

bool IsFunction(std::string_view name);
bool IsAggregate(std::string_view name);
// Ordered by name; for suggestions.
std::vector<std::string> FunctionNames();
// "round(float, int) -> float", one a signature, for messages.
std::vector<std::string> SignaturesOf(std::string_view name);

// Why a text is no regular expression, CIDR block or time zone; nothing if it
// is one.
std::optional<std::string> CheckRegex(std::string_view text);
std::optional<std::string> CheckCidr(std::string_view text);
std::optional<std::string> CheckTimeZone(std::string_view text);

}  // namespace precept::nfa
