// Evaluates one operator on given arguments in every way there is: constants
// and columns, one row and many.

#pragma once

#include <string>
#include <vector>

#include "nfa/evaluator.h"
#include "nfa/expression.h"
#include "nfa/value.h"

namespace precept::nfa::testing {

struct Arg {
  Type type;
  Value value;
};

inline Type Of(Scalar scalar) { return {scalar, false}; }
inline Type ListOf(Scalar scalar) { return {scalar, true}; }

inline Arg None(Scalar scalar) { return {Of(scalar), Value()}; }
inline Arg NoList(Scalar scalar) { return {ListOf(scalar), Value()}; }
inline Arg B(bool value) { return {Of(Scalar::kBool), Value(value)}; }
inline Arg I(std::int64_t value) { return {Of(Scalar::kInt), Value(value)}; }
inline Arg F(double value) { return {Of(Scalar::kFloat), Value(value)}; }
inline Arg D(std::string_view text) {
  return {Of(Scalar::kDecimal), Value(Decimal::Parse(text).value())};
}
inline Arg S(std::string text) { return {Of(Scalar::kString), Value(std::move(text))}; }
inline Arg A(std::string_view text) { return {Of(Scalar::kIp), Value(Ip::Parse(text).value())}; }
inline Arg T(std::string_view text) {
  return {Of(Scalar::kTimestamp), Value(ParseTimestamp(text).value())};
}
inline Arg U(std::string_view text) {
  return {Of(Scalar::kDuration), Value(ParseDuration(text).value())};
}
inline Arg List(Scalar scalar, const std::vector<Arg>& elements) {
  ValueList list;
  for (const Arg& element : elements) list.push_back(element.value);
  return {ListOf(scalar), Value(std::move(list))};
}

// The result as JSON.  Fails the test if the ways differ.  Arguments from
// `first_constant` on are constants in every way.
std::string Evaluate(Op op, Type result, const std::vector<Arg>& args, bool nocase = false,
                     std::size_t first_constant = 100);

}  // namespace precept::nfa::testing
