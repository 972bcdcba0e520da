// Literals, templates and lists.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/expression_checker.h"
#include "compiler/literal.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

bool IsNumeric(nfa::Type type) {
  return !type.is_list && (type.scalar == nfa::Scalar::kInt ||
                           type.scalar == nfa::Scalar::kFloat ||
                           type.scalar == nfa::Scalar::kDecimal);
}

bool IsWrittenAsText(nfa::Type type) {
  return !type.is_list && (type.scalar == nfa::Scalar::kIp ||
                           type.scalar == nfa::Scalar::kTimestamp);
}

}  // namespace

// A number against an int is an int if it is whole, else a float, to which
// the int widens.
Typed ExpressionChecker::CheckNumber(const ast::Expr& expr,
                                     const std::string& spelling, Hint hint) {
  const bool written_whole =
      spelling.find_first_of(".eE") == std::string::npos ||
      spelling.find_first_of("xX") != std::string::npos;
  nfa::Scalar scalar =
      written_whole ? nfa::Scalar::kInt : nfa::Scalar::kFloat;
  if (hint && IsNumeric(*hint)) {
    scalar = hint->scalar;
    if (scalar == nfa::Scalar::kInt && !written_whole &&
        !IsWholeNumber(spelling)) {
      scalar = nfa::Scalar::kFloat;
    }
  }
  LiteralValue value = NumberAs(spelling, scalar);
  if (auto* problem = std::get_if<LiteralProblem>(&value)) {
    return Report(problem->code, expr.range, problem->message, problem->fix);
  }
  return Constant(std::get<nfa::Value>(std::move(value)), {scalar, false});
}

Typed ExpressionChecker::CheckString(const ast::Expr& expr,
                                     const ast::StringLiteral& literal,
                                     Hint hint) {
  const nfa::Scalar scalar =
      hint && IsWrittenAsText(*hint) ? hint->scalar : nfa::Scalar::kString;
  LiteralValue value = StringAs(literal, scalar);
  if (auto* problem = std::get_if<LiteralProblem>(&value)) {
    return Report(problem->code, expr.range, problem->message, problem->fix);
  }
  return Constant(std::get<nfa::Value>(std::move(value)), {scalar, false});
}

Typed ExpressionChecker::CheckTime(const ast::Expr& expr,
                                   const ast::TimeLiteral& time) {
  return CheckString(expr, time.text, nfa::Type{nfa::Scalar::kTimestamp, false});
}

Typed ExpressionChecker::CheckTemplate(const ast::Template& text) {
  constexpr nfa::Type kText{nfa::Scalar::kString, false};
  std::vector<nfa::ExprId> parts;
  bool is_error = false;
  for (const auto& part : text.parts) {
    if (const auto* words = std::get_if<ast::Template::Text>(&part)) {
      parts.push_back(pool_.Constant(nfa::Value(words->value), kText));
      continue;
    }
    const Typed value = Visit(*std::get<lang::Box<ast::Expr>>(part), {});
    is_error = is_error || value.is_error;
    parts.push_back(value.id);
  }
  if (is_error) return Typed::Error();
  if (parts.empty()) return Constant(nfa::Value(std::string()), kText);
  return Make(nfa::Op::kFormat, kText, std::move(parts));
}

Typed ExpressionChecker::CheckList(const ast::Expr& expr,
                                   const ast::ListLiteral& list, Hint hint) {
  Hint element_hint;
  if (hint && hint->is_list) element_hint = nfa::Type{hint->scalar, false};
  std::vector<Typed> elements;
  bool is_error = false;
  for (const ast::Expr& element : list.elements) {
    elements.push_back(Visit(element, element_hint));
    is_error = is_error || elements.back().is_error;
  }
  if (is_error) return Typed::Error();
  return ListOf(expr, list, std::move(elements), element_hint);
}

// The elements as one constant, all of the widest type among them.
Typed ExpressionChecker::ListOf(const ast::Expr& expr,
                                const ast::ListLiteral& list,
                                std::vector<Typed> elements, Hint hint) {
  if (elements.empty()) {
    const nfa::Scalar scalar = hint ? hint->scalar : nfa::Scalar::kString;
    return Constant(nfa::Value(nfa::ValueList()), {scalar, true});
  }
  Typed widest = elements.front();
  for (std::size_t i = 1; i < elements.size(); ++i) {
    Typed element = elements[i];
    if (!Unify(widest, element)) {
      return Report(DiagnosticCode::kBranchTypes, list.elements[i].range,
                    "the elements of a list are of one type: " +
                        WordsOf(list.elements[i]) + " is " +
                        Phrase(element.type) + " and the first " +
                        Phrase(elements.front().type));
    }
  }
  nfa::ValueList values;
  for (const Typed& element : elements) {
    const Typed converted = ConvertTo(element, widest.type);
    if (!IsConstant(converted) || converted.type.is_list) {
      return Report(DiagnosticCode::kListNotConstant, expr.range,
                    "only literals may stand in a list here");
    }
    values.push_back(pool_[converted.id].constant);
  }
  return Constant(nfa::Value(std::move(values)), {widest.type.scalar, true});
}

}  // namespace precept::compiler
