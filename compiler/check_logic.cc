// and, or, not, if, ??, is missing.

#include <utility>
#include <vector>

#include "compiler/expression_checker.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};

// The operands of a chain of one operator, from left to right.
void Flatten(const ast::Expr& expr, ast::BinaryOp op,
             std::vector<const ast::Expr*>& operands) {
  const auto* binary = std::get_if<ast::Binary>(&expr.node);
  if (binary == nullptr || binary->op != op) {
    operands.push_back(&expr);
    return;
  }
  Flatten(*binary->left, op, operands);
  Flatten(*binary->right, op, operands);
}

}  // namespace

Typed ExpressionChecker::RequireBool(Typed value, const ast::Expr& expr) {
  if (value.is_error || value.type == kBool) return value;
  return Report(DiagnosticCode::kNotACondition, expr.range,
                "a condition is needed here, and " + WordsOf(expr) + " is " +
                    Phrase(value.type));
}

Typed ExpressionChecker::CheckUnary(const ast::Expr& expr,
                                    const ast::Unary& unary, Hint hint) {
  if (unary.op == ast::UnaryOp::kNegate) {
    return CheckNegate(expr, *unary.operand, hint);
  }
  // What stands under `not` is not assumed to hold by what follows.
  const Facts::Mark mark = facts_.Here();
  const Typed operand = RequireBool(Visit(*unary.operand, {}), *unary.operand);
  facts_.Return(mark);
  if (operand.is_error) return operand;
  return Make(nfa::Op::kNot, kBool, {operand.id});
}

// Each operand is checked knowing that those before it hold (and) or not (or).
Typed ExpressionChecker::CheckJunction(const ast::Expr& expr, nfa::Op op) {
  const bool conjunction = op == nfa::Op::kAnd;
  std::vector<const ast::Expr*> operands;
  Flatten(expr, conjunction ? ast::BinaryOp::kAnd : ast::BinaryOp::kOr, operands);
  const Facts::Mark mark = facts_.Here();
  std::vector<nfa::ExprId> args;
  bool is_error = false;
  for (const ast::Expr* operand : operands) {
    const Typed checked = RequireBool(Visit(*operand, {}), *operand);
    if (checked.is_error) {
      is_error = true;
      continue;
    }
    args.push_back(checked.id);
    if (conjunction) {
      facts_.AssumeTrue(checked.id);
    } else {
      facts_.AssumeFalse(checked.id);
    }
  }
  facts_.Return(mark);
  if (is_error) return Typed::Error();
  return Make(op, kBool, std::move(args));
}

Typed ExpressionChecker::CheckConditional(const ast::Expr& expr,
                                          const ast::Conditional& conditional,
                                          Hint hint) {
  const Typed condition =
      RequireBool(Visit(*conditional.condition, {}), *conditional.condition);
  const Facts::Mark mark = facts_.Here();
  const bool then_flexible = IsFlexible(*conditional.then);
  const bool otherwise_flexible = IsFlexible(*conditional.otherwise);
  const auto check_then = [&](Hint branch_hint) {
    if (!condition.is_error) facts_.AssumeTrue(condition.id);
    const Typed then = Visit(*conditional.then, branch_hint);
    facts_.Return(mark);
    return then;
  };
  const auto check_otherwise = [&](Hint branch_hint) {
    if (!condition.is_error) facts_.AssumeFalse(condition.id);
    const Typed otherwise = Visit(*conditional.otherwise, branch_hint);
    facts_.Return(mark);
    return otherwise;
  };
  const auto hint_of = [&](const Typed& other) {
    return other.is_error ? hint : Hint(other.type);
  };
  Operands branches;
  if (then_flexible && !otherwise_flexible) {
    branches.right = check_otherwise(hint);
    branches.left = check_then(hint_of(branches.right));
  } else {
    branches.left = check_then(hint);
    const bool takes_type = otherwise_flexible && !then_flexible;
    branches.right = check_otherwise(takes_type ? hint_of(branches.left) : hint);
  }
  const Typed unified = Alternatives(expr, branches, *conditional.then,
                                     *conditional.otherwise);
  if (unified.is_error || condition.is_error) return Typed::Error();
  Unify(branches.left, branches.right);
  Typed result = Make(nfa::Op::kIf, unified.type,
                      {condition.id, branches.left.id, branches.right.id});
  result.may_be_missing =
      branches.left.may_be_missing || branches.right.may_be_missing;
  result.nocase = unified.nocase;
  return result;
}

// The type of one of two values, whichever it will be.
Typed ExpressionChecker::Alternatives(const ast::Expr& expr, Operands operands,
                                      const ast::Expr& left,
                                      const ast::Expr& right) {
  if (operands.is_error()) return Typed::Error();
  const bool nocase = operands.left.nocase || operands.right.nocase;
  if (!Unify(operands.left, operands.right)) {
    return Report(DiagnosticCode::kBranchTypes, expr.range,
                  "both alternatives must be of one type: " + WordsOf(left) +
                      " is " + Phrase(operands.left.type) + " and " +
                      WordsOf(right) + " " + Phrase(operands.right.type));
  }
  Typed unified = operands.left;
  unified.nocase = nocase;
  return unified;
}

Typed ExpressionChecker::CheckCoalesce(const ast::Expr& expr,
                                       const ast::Binary& binary, Hint hint) {
  ++tolerated_;
  Operands operands = CheckOperands(*binary.left, *binary.right, hint);
  --tolerated_;
  const Typed unified =
      Alternatives(expr, operands, *binary.left, *binary.right);
  if (unified.is_error) return unified;
  Unify(operands.left, operands.right);
  Typed result = Make(nfa::Op::kCoalesce, unified.type,
                      {operands.left.id, operands.right.id});
  result.may_be_missing =
      operands.left.may_be_missing && operands.right.may_be_missing;
  result.nocase = unified.nocase;
  return result;
}

Typed ExpressionChecker::CheckIsMissing(const ast::IsMissing& test) {
  Typed missing;
  if (const auto event = EventIsMissing(*test.operand)) {
    missing = *event;
  } else {
    const Typed operand = Visit(*test.operand, {});
    if (operand.is_error) return operand;
    missing = Make(nfa::Op::kIsMissing, kBool, {operand.id});
  }
  if (missing.is_error) return missing;
  return test.negated ? Make(nfa::Op::kNot, kBool, {missing.id}) : missing;
}

}  // namespace precept::compiler
