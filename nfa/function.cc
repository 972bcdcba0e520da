// Resolution reads the table of signatures (function_table.cc): what an author
// is shown is what is accepted.

#include "nfa/function.h"

#include <algorithm>
#include <array>
#include <set>

#include "nfa/function_table.h"
#include "nfa/regex.h"
#include "nfa/time_zone.h"

namespace precept::nfa {
namespace {

constexpr Type kInt{Scalar::kInt, false};
constexpr Type kFloat{Scalar::kFloat, false};
constexpr Type kDecimal{Scalar::kDecimal, false};
constexpr Type kTimestamp{Scalar::kTimestamp, false};
constexpr Type kDuration{Scalar::kDuration, false};

// A place in a signature: a type, or T, or a list of T.
struct Pattern {
  std::optional<Scalar> scalar;  // Nothing: T.
  bool is_list = false;
};

struct Shape {
  std::string_view name;
  std::vector<Pattern> arguments;
  bool repeats = false;  // The last argument.
  Pattern result;
};

Pattern ParsePattern(std::string_view text) {
  Pattern pattern;
  pattern.is_list = text.front() == '[';
  if (pattern.is_list) text = text.substr(1, text.size() - 2);
  for (Scalar scalar : {Scalar::kBool, Scalar::kInt, Scalar::kFloat, Scalar::kDecimal,
                        Scalar::kString, Scalar::kIp, Scalar::kTimestamp,
                        Scalar::kDuration}) {
    if (text == Type{scalar, false}.ToText()) pattern.scalar = scalar;
  }
  return pattern;
}

Shape ParseShape(std::string_view text) {
  Shape shape;
  const std::size_t open = text.find('(');
  const std::size_t close = text.find(')');
  shape.name = text.substr(0, open);
  shape.result = ParsePattern(text.substr(text.rfind(' ') + 1));
  std::string_view list = text.substr(open + 1, close - open - 1);
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(", "), list.size());
    const std::string_view argument = list.substr(0, comma);
    if (argument == "...") {
      shape.repeats = true;
    } else {
      shape.arguments.push_back(ParsePattern(argument));
    }
    list.remove_prefix(std::min(comma + 2, list.size()));
  }
  return shape;
}

std::string_view NameOf(const Signature& signature) {
  return signature.text.substr(0, signature.text.find('('));
}

bool Converts(Type from, Type to) {
  return from == to || (from == kInt && (to == kFloat || to == kDecimal));
}

// T such that every argument that stands for T converts to it.
std::optional<Type> FindT(const Shape& shape, std::span<const Type> arguments) {
  std::vector<Type> candidates;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Pattern& pattern = shape.arguments[std::min(i, shape.arguments.size() - 1)];
    if (pattern.scalar) continue;
    if (pattern.is_list && !arguments[i].is_list) return std::nullopt;
    candidates.push_back(pattern.is_list ? Type{arguments[i].scalar, false} : arguments[i]);
  }
  for (Type t : candidates) {
    if (std::all_of(candidates.begin(), candidates.end(),
                    [t](Type argument) { return Converts(argument, t); })) {
      return t;
    }
  }
  return std::nullopt;
}

Type Apply(const Pattern& pattern, std::optional<Type> t) {
  if (pattern.scalar) return {*pattern.scalar, pattern.is_list};
  return pattern.is_list ? Type{t->scalar, true} : *t;
}

std::optional<ResolvedCall> TryResolve(const Signature& signature,
                                       std::span<const Type> arguments) {
  const Shape shape = ParseShape(signature.text);
  const std::size_t least = shape.arguments.size();
  if (arguments.size() < least || (arguments.size() > least && !shape.repeats)) {
    return std::nullopt;
  }
  const bool generic = std::any_of(shape.arguments.begin(), shape.arguments.end(),
                                   [](const Pattern& p) { return !p.scalar; });
  const std::optional<Type> t = generic ? FindT(shape, arguments) : std::nullopt;
  if (generic && !t) return std::nullopt;
  ResolvedCall call;
  call.op = signature.op;
  call.result = Apply(shape.result, t);
  call.may_be_missing = signature.result == Signature::Result::kMayBeMissing;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Type wanted = Apply(shape.arguments[std::min(i, least - 1)], t);
    if (!Converts(arguments[i], wanted)) return std::nullopt;
    call.arguments.push_back(wanted);
  }
  if (signature.constant) call.constants.push_back(*signature.constant);
  return call;
}

std::optional<ResolvedCall> Resolve(std::span<const Signature> signatures,
                                    std::string_view name,
                                    std::span<const Type> arguments) {
  for (const Signature& signature : signatures) {
    if (NameOf(signature) != name) continue;
    if (std::optional<ResolvedCall> call = TryResolve(signature, arguments)) return call;
  }
  return std::nullopt;
}

bool HasName(std::span<const Signature> signatures, std::string_view name) {
  return std::any_of(signatures.begin(), signatures.end(),
                     [name](const Signature& s) { return NameOf(s) == name; });
}

void AppendTexts(std::span<const Signature> signatures, std::string_view name,
                 std::vector<std::string>& texts) {
  for (const Signature& signature : signatures) {
    if (NameOf(signature) == name) texts.emplace_back(signature.text);
  }
}

bool IsNumber(Type type) { return type == kInt || type == kFloat || type == kDecimal; }

std::optional<ResolvedCall> Numeric(Op op, Type left, Type right) {
  const bool has_float = left == kFloat || right == kFloat;
  const bool has_decimal = left == kDecimal || right == kDecimal;
  if (has_float && has_decimal) return std::nullopt;
  Type operand = has_float ? kFloat : has_decimal ? kDecimal : kInt;
  const bool divides = op == Op::kDivide || op == Op::kModulo;
  // int / int divides exactly what the ints are, rounded once.
  const Type result = op == Op::kDivide && operand == kInt ? kFloat : operand;
  return ResolvedCall{op, result, {operand, operand}, divides, {}};
}

// Arithmetic with times; arguments stay as they are.
struct TemporalRule {
  Op op;
  Type left;
  Type right;
  Type result;
};

constexpr std::array<TemporalRule, 13> kTemporal = {{
    {Op::kAdd, kTimestamp, kDuration, kTimestamp},
    {Op::kAdd, kDuration, kTimestamp, kTimestamp},
    {Op::kAdd, kDuration, kDuration, kDuration},
    {Op::kSubtract, kTimestamp, kDuration, kTimestamp},
    {Op::kSubtract, kTimestamp, kTimestamp, kDuration},
    {Op::kSubtract, kDuration, kDuration, kDuration},
    {Op::kMultiply, kDuration, kInt, kDuration},
    {Op::kMultiply, kInt, kDuration, kDuration},
    {Op::kMultiply, kDuration, kFloat, kDuration},
    {Op::kMultiply, kFloat, kDuration, kDuration},
    {Op::kDivide, kDuration, kInt, kDuration},
    {Op::kDivide, kDuration, kFloat, kDuration},
    {Op::kDivide, kDuration, kDuration, kFloat},
}};

std::optional<Type> TemporalResult(Op op, Type left, Type right) {
  for (const TemporalRule& rule : kTemporal) {
    if (rule.op == op && rule.left == left && rule.right == right) return rule.result;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ResolvedCall> ResolveFunction(std::string_view name,
                                            std::span<const Type> arguments) {
  return Resolve(FunctionSignatures(), name, arguments);
}

std::optional<ResolvedCall> ResolveAggregate(std::string_view name, Type element) {
  if (element.is_list) return std::nullopt;
  const Type list{element.scalar, true};
  return Resolve(AggregateSignatures(), name, std::span(&list, 1));
}

std::optional<ResolvedCall> ResolveArithmetic(Op op, Type left, Type right) {
  if (IsNumber(left) && IsNumber(right)) return Numeric(op, left, right);
  const std::optional<Type> result = TemporalResult(op, left, right);
  if (!result) return std::nullopt;
  return ResolvedCall{op, *result, {left, right}, op == Op::kDivide, {}};
}

bool IsFunction(std::string_view name) { return HasName(FunctionSignatures(), name); }
bool IsAggregate(std::string_view name) { return HasName(AggregateSignatures(), name); }

std::vector<std::string> FunctionNames() {
  std::set<std::string> names;
  for (const Signature& signature : FunctionSignatures()) names.emplace(NameOf(signature));
  for (const Signature& signature : AggregateSignatures()) names.emplace(NameOf(signature));
  return {names.begin(), names.end()};
}

std::vector<std::string> SignaturesOf(std::string_view name) {
  std::vector<std::string> texts;
  AppendTexts(FunctionSignatures(), name, texts);
  AppendTexts(AggregateSignatures(), name, texts);
  return texts;
}

std::optional<std::string> CheckRegex(std::string_view text) {
  const Regex regex(text, Regex::Case::kSensitive);
  if (regex.ok()) return std::nullopt;
  return regex.error();
}

std::optional<std::string> CheckCidr(std::string_view text) {
  if (IpBlock::Parse(text)) return std::nullopt;
  const std::size_t slash = text.find('/');
  if (!Ip::Parse(text.substr(0, slash))) {
    return "\"" + std::string(text.substr(0, slash)) + "\" is not an IP address";
  }
  const bool v6 = text.find(':') != std::string_view::npos;
  return std::string("the length after / must be a number from 0 to ") + (v6 ? "128" : "32");
}

std::optional<std::string> CheckTimeZone(std::string_view text) {
  if (TimeZone::Find(text)) return std::nullopt;
  return "\"" + std::string(text) +
         "\" is not a time zone of the IANA database, as \"Europe/Berlin\" is one";
}

}  // namespace precept::nfa
