#include "compiler/passes/facts.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace precept::compiler {
namespace {

using nfa::Op;

std::optional<Sign> SignOf(const nfa::Value& value) {
  const auto of = [](auto number, auto zero) {
    if (number < zero) return Sign::kNegative;
    return number > zero ? Sign::kPositive : Sign::kZero;
  };
  if (const auto* i = value.get_if<std::int64_t>()) return of(*i, std::int64_t{0});
  if (const auto* f = value.get_if<double>()) return of(*f, 0.0);
  if (const auto* d = value.get_if<nfa::Decimal>()) return of(*d, nfa::Decimal());
  if (const auto* d = value.get_if<nfa::Duration>()) return of(*d, nfa::Duration());
  return std::nullopt;
}

Op Mirrored(Op op) {
  switch (op) {
    case Op::kLess: return Op::kGreater;
    case Op::kLessEqual: return Op::kGreaterEqual;
    case Op::kGreater: return Op::kLess;
    case Op::kGreaterEqual: return Op::kLessEqual;
    default: return op;
  }
}

// Whether `x op constant` excludes that x is 0.
bool ExcludesZero(Op op, const nfa::Value& constant) {
  const bool negative = HasSign(constant, Sign::kNegative);
  const bool zero = HasSign(constant, Sign::kZero);
  const bool positive = HasSign(constant, Sign::kPositive);
  switch (op) {
    case Op::kEqual: return negative || positive;
    case Op::kNotEqual: return zero;
    case Op::kGreater: return zero || positive;
    case Op::kGreaterEqual: return positive;
    case Op::kLess: return zero || negative;
    case Op::kLessEqual: return negative;
    default: return false;
  }
}

Op Opposite(Op op) {
  switch (op) {
    case Op::kEqual: return Op::kNotEqual;
    case Op::kNotEqual: return Op::kEqual;
    case Op::kLess: return Op::kGreaterEqual;
    case Op::kLessEqual: return Op::kGreater;
    case Op::kGreater: return Op::kLessEqual;
    case Op::kGreaterEqual: return Op::kLess;
    default: return op;
  }
}

// The value of a comparison that is known not to be 0 if `x op c` holds.
std::optional<nfa::ExprId> NotZeroBy(const nfa::ExpressionPool& pool, Op op,
                                     const nfa::Expr& comparison) {
  if (comparison.args.size() != 2) return std::nullopt;
  const nfa::ExprId left = comparison.args[0];
  const nfa::ExprId right = comparison.args[1];
  if (pool[right].op == Op::kConstant && ExcludesZero(op, pool[right].constant)) {
    return left;
  }
  if (pool[left].op == Op::kConstant &&
      ExcludesZero(Mirrored(op), pool[left].constant)) {
    return right;
  }
  return std::nullopt;
}

// Whether what it gives is missing as soon as an operand is.
bool NeedsItsOperands(Op op) {
  switch (op) {
    case Op::kAdd: case Op::kSubtract: case Op::kMultiply: case Op::kDivide:
    case Op::kModulo: case Op::kNegate: case Op::kConvert: case Op::kFold:
    case Op::kItem: case Op::kAbs: case Op::kRound: case Op::kFloor:
    case Op::kCeil: case Op::kSqrt: case Op::kLog: case Op::kExp: case Op::kPow:
    case Op::kLower: case Op::kUpper: case Op::kTrim: case Op::kLen:
    case Op::kSubstring: case Op::kReplace: case Op::kSplit: case Op::kExtract:
    case Op::kHour: case Op::kWeekday: case Op::kDay: case Op::kMonth:
    case Op::kYear: case Op::kDate: case Op::kTruncate: case Op::kCidr:
    case Op::kDistanceKm: case Op::kBase64Decode: case Op::kEntropy:
      return true;
    default:
      return false;
  }
}

bool IsNeverMissing(Op op) {
  return IsComparison(op) || op == Op::kAnd || op == Op::kOr || op == Op::kNot ||
         op == Op::kIsMissing || op == Op::kAny || op == Op::kAll ||
         op == Op::kFormat;
}

bool Holds(const std::vector<nfa::ExprId>& values, nfa::ExprId value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

bool IsComparison(nfa::Op op) {
  switch (op) {
    case Op::kEqual: case Op::kNotEqual: case Op::kLess: case Op::kLessEqual:
    case Op::kGreater: case Op::kGreaterEqual: case Op::kIn: case Op::kInBlocks:
    case Op::kContains: case Op::kStartsWith: case Op::kEndsWith: case Op::kLike:
    case Op::kMatches:
      return true;
    default:
      return false;
  }
}

bool HasSign(const nfa::Value& value, Sign sign) { return SignOf(value) == sign; }

void Facts::AssumeTrue(nfa::ExprId condition) {
  for (const nfa::ExprId id : pool_.Conjuncts(condition)) {
    const nfa::Expr& node = pool_[id];
    if (node.op == Op::kNot) {
      AssumeFalse(node.args[0]);
    } else if (IsComparison(node.op)) {
      // No comparison with something missing is true.
      for (const nfa::ExprId arg : node.args) AssumePresent(arg);
      if (const auto value = NotZeroBy(pool_, node.op, node)) {
        AssumeNotZero(*value);
      }
    }
  }
}

void Facts::AssumeFalse(nfa::ExprId condition) {
  const nfa::Expr& node = pool_[condition];
  if (node.op == Op::kOr) {
    for (const nfa::ExprId arg : node.args) AssumeFalse(arg);
  } else if (node.op == Op::kNot) {
    AssumeTrue(node.args[0]);
  } else if (node.op == Op::kIsMissing) {
    AssumePresent(node.args[0]);
  } else if (const auto value = NotZeroBy(pool_, Opposite(node.op), node)) {
    // Or it is missing, and then so is what it divides.
    AssumeNotZero(*value);
  }
}

void Facts::AssumePresent(nfa::ExprId value) {
  if (IsPresent(value)) return;
  present_.push_back(value);
  if (const auto behind = event_behind_(value)) {
    events_.push_back(behind->event);
  }
  const nfa::Expr& node = pool_[value];
  if (!NeedsItsOperands(node.op)) return;
  for (const nfa::ExprId arg : node.args) AssumePresent(arg);
}

void Facts::AssumeNotZero(nfa::ExprId value) {
  not_zero_.push_back(value);
  const auto behind = event_behind_(value);
  if (behind && behind->is_count) events_.push_back(behind->event);
}

bool Facts::IsPresent(nfa::ExprId value) const {
  if (Holds(present_, value)) return true;
  const auto behind = event_behind_(value);
  return behind && behind->is_enough &&
         std::find(events_.begin(), events_.end(), behind->event) != events_.end();
}

bool Facts::IsNotZero(nfa::ExprId value) const {
  if (Holds(not_zero_, value)) return true;
  const auto behind = event_behind_(value);
  if (behind && behind->is_not_zero) return true;
  const nfa::Expr& node = pool_[value];
  const bool widened = node.op == Op::kConvert &&
                       pool_[node.args[0]].type.scalar == nfa::Scalar::kInt;
  return widened && IsNotZero(node.args[0]);
}

bool IsMissingWith(const nfa::ExpressionPool& pool, nfa::ExprId value,
                   const std::function<bool(nfa::ExprId)>& is_missing) {
  if (is_missing(value)) return true;
  const nfa::Expr& node = pool[value];
  const auto is = [&](nfa::ExprId arg) {
    return IsMissingWith(pool, arg, is_missing);
  };
  if (IsNeverMissing(node.op)) return false;
  if (node.op == Op::kCoalesce) {
    return std::all_of(node.args.begin(), node.args.end(), is);
  }
  if (node.op == Op::kIf) return is(node.args[1]) || is(node.args[2]);
  return std::any_of(node.args.begin(), node.args.end(), is);
}

void Facts::Return(Mark mark) {
  present_.resize(mark.present);
  not_zero_.resize(mark.not_zero);
  events_.resize(mark.events);
}

}  // namespace precept::compiler
