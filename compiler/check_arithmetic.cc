// + - * / % and the minus sign.

#include <optional>
#include <string>
#include <vector>

#include "compiler/expression_checker.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

nfa::Op OpOf(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kAdd: return nfa::Op::kAdd;
    case ast::BinaryOp::kSubtract: return nfa::Op::kSubtract;
    case ast::BinaryOp::kMultiply: return nfa::Op::kMultiply;
    case ast::BinaryOp::kDivide: return nfa::Op::kDivide;
    default: return nfa::Op::kModulo;
  }
}

std::string ArithmeticFix(nfa::Op op, nfa::Type left, nfa::Type right) {
  const nfa::Type text{nfa::Scalar::kString, false};
  const nfa::Type whole{nfa::Scalar::kInt, false};
  const auto is = [](nfa::Type type, nfa::Scalar scalar) {
    return type == nfa::Type{scalar, false};
  };
  if (op == nfa::Op::kAdd && (left == text || right == text)) {
    return "texts are joined with `concat(…)` or f\"{…}\"";
  }
  if ((is(left, nfa::Scalar::kFloat) && is(right, nfa::Scalar::kDecimal)) ||
      (is(left, nfa::Scalar::kDecimal) && is(right, nfa::Scalar::kFloat))) {
    return "convert one with `decimal(…)` or `float(…)`";
  }
  const bool with_time = is(left, nfa::Scalar::kTimestamp) ||
                         is(left, nfa::Scalar::kDuration);
  if (with_time && right == whole) return "a duration is written with its unit: `5m`";
  return {};
}

}  // namespace

Typed ExpressionChecker::CheckArithmetic(const ast::Expr& expr,
                                         const ast::Binary& binary, Hint hint) {
  Operands operands = CheckOperands(*binary.left, *binary.right, hint);
  if (operands.is_error()) return Typed::Error();
  const nfa::Op op = OpOf(binary.op);
  const auto resolved =
      nfa::ResolveArithmetic(op, operands.left.type, operands.right.type);
  if (!resolved) {
    return Report(DiagnosticCode::kOperandType, expr.range,
                  Quoted(nfa::OpName(op)) + " does not take " +
                      Phrase(operands.left.type) + " and " +
                      Phrase(operands.right.type),
                  ArithmeticFix(op, operands.left.type, operands.right.type));
  }
  if (op == nfa::Op::kDivide || op == nfa::Op::kModulo) {
    WarnOfZero(binary, operands.right);
  }
  const Typed left = ConvertTo(operands.left, resolved->arguments[0]);
  const Typed right = ConvertTo(operands.right, resolved->arguments[1]);
  Typed result = Make(op, resolved->result, {left.id, right.id});
  result.may_be_missing = left.may_be_missing || right.may_be_missing ||
                          (resolved->may_be_missing && !IsConstant(right));
  return result;
}

Typed ExpressionChecker::CheckNegate(const ast::Expr& expr,
                                     const ast::Expr& operand, Hint hint) {
  if (const auto* number = std::get_if<ast::NumberLiteral>(&operand.node);
      number != nullptr && number->spelling.front() != '-') {
    return CheckNumber(expr, "-" + number->spelling, hint);
  }
  const Typed checked = Visit(operand, hint);
  if (checked.is_error) return checked;
  const nfa::Scalar scalar = checked.type.scalar;
  const bool has_sign =
      !checked.type.is_list &&
      (scalar == nfa::Scalar::kInt || scalar == nfa::Scalar::kFloat ||
       scalar == nfa::Scalar::kDecimal || scalar == nfa::Scalar::kDuration);
  if (!has_sign) {
    return Report(DiagnosticCode::kOperandType, expr.range,
                  "`-` does not take " + Phrase(checked.type));
  }
  Typed result = Make(nfa::Op::kNegate, checked.type, {checked.id});
  result.may_be_missing = checked.may_be_missing;
  return result;
}

void ExpressionChecker::WarnOfZero(const ast::Binary& binary,
                                   const Typed& divisor) {
  const ast::Expr& expr = *binary.right;
  if (IsConstant(divisor)) {
    if (!HasSign(pool_[divisor.id].constant, Sign::kZero)) return;
    Report(DiagnosticCode::kDivisorCanBeZero, expr.range,
           "the divisor is 0, and the result is always missing");
    return;
  }
  if (tolerated_ > 0 || facts_.IsNotZero(divisor.id)) return;
  if (LeaveDoubt(CheckedFunction::Doubt::Kind::kDivides, divisor.id, "")) return;
  const std::string words = WordsOf(expr);
  Report(DiagnosticCode::kDivisorCanBeZero, expr.range,
         words + " can be 0, and then the result is missing",
         "test it first, as in `x > 0 and y / x > 2`, or say with `??` what "
         "counts then");
}

}  // namespace precept::compiler
