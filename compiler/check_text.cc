// contains, startswith, endswith, like, matches.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/expression_checker.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};
constexpr nfa::Type kText{nfa::Scalar::kString, false};

nfa::Op OpOf(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kContains: return nfa::Op::kContains;
    case ast::BinaryOp::kStartsWith: return nfa::Op::kStartsWith;
    case ast::BinaryOp::kEndsWith: return nfa::Op::kEndsWith;
    case ast::BinaryOp::kLike: return nfa::Op::kLike;
    default: return nfa::Op::kMatches;
  }
}

std::string Spelling(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kContains: return "contains";
    case ast::BinaryOp::kStartsWith: return "startswith";
    case ast::BinaryOp::kEndsWith: return "endswith";
    case ast::BinaryOp::kLike: return "like";
    default: return "matches";
  }
}

const ast::ListLiteral* AsList(const ast::Expr& expr) {
  if (const auto* inner = std::get_if<ast::Parenthesized>(&expr.node)) {
    return AsList(*inner->inner);
  }
  return std::get_if<ast::ListLiteral>(&expr.node);
}

}  // namespace

Typed ExpressionChecker::CheckTextOperator(const ast::Expr& expr,
                                           const ast::Binary& binary,
                                           std::optional<Typed> left) {
  Typed subject = left ? *left : Visit(*binary.left, {});
  if (!subject.is_error && subject.type != kText) {
    const bool texts = subject.type == nfa::Type{nfa::Scalar::kString, true};
    const std::string words = lang::Print(*binary.left);
    subject = Report(
        DiagnosticCode::kOperandType, binary.left->range,
        Quoted(Spelling(binary.op)) + " looks into a text, and " +
            WordsOf(*binary.left) + " is " + Phrase(subject.type),
        texts ? "write `any " + words + " " + Spelling(binary.op) +
                    " …`, or `… in " + words + "` for a whole element"
              : "");
  }
  if (const ast::ListLiteral* list = AsList(*binary.right)) {
    return TextOverList({expr, binary, subject}, *list);
  }
  const Typed pattern = Visit(*binary.right, {});
  if (subject.is_error || pattern.is_error) return Typed::Error();
  if (pattern.type.scalar != nfa::Scalar::kString) {
    return Report(DiagnosticCode::kOperandType, binary.right->range,
                  Quoted(Spelling(binary.op)) + " takes a text or a list of "
                  "texts on its right, and " + WordsOf(*binary.right) + " is " +
                      Phrase(pattern.type));
  }
  if (binary.op == ast::BinaryOp::kMatches &&
      !CheckRegexConstant(pattern, *binary.right)) {
    return Typed::Error();
  }
  return Make(OpOf(binary.op), kBool, {subject.id, pattern.id},
              binary.nocase || subject.nocase || pattern.nocase);
}

// Literals make one constant; anything else is tried one by one.
Typed ExpressionChecker::TextOverList(const Membership& text,
                                      const ast::ListLiteral& list) {
  std::vector<Typed> patterns;
  bool is_error = text.left.is_error;
  bool constant = true;
  for (const ast::Expr& element : list.elements) {
    Typed pattern = Visit(element, {});
    if (!pattern.is_error && pattern.type != kText) {
      pattern = Report(DiagnosticCode::kOperandType, element.range,
                       Quoted(Spelling(text.binary.op)) +
                           " takes texts, and " + WordsOf(element) + " is " +
                           Phrase(pattern.type));
    }
    if (!pattern.is_error && text.binary.op == ast::BinaryOp::kMatches &&
        !CheckRegexConstant(pattern, element)) {
      pattern = Typed::Error();
    }
    is_error = is_error || pattern.is_error;
    constant = constant && IsConstant(pattern);
    patterns.push_back(pattern);
  }
  if (is_error) return Typed::Error();
  const nfa::Op op = OpOf(text.binary.op);
  const bool nocase = text.binary.nocase || text.left.nocase;
  if (constant) {
    nfa::ValueList values;
    for (const Typed& pattern : patterns) {
      values.push_back(pool_[pattern.id].constant);
    }
    const Typed all =
        Constant(nfa::Value(std::move(values)), {nfa::Scalar::kString, true});
    return Make(op, kBool, {text.left.id, all.id}, nocase);
  }
  std::vector<nfa::ExprId> branches;
  for (const Typed& pattern : patterns) {
    branches.push_back(Make(op, kBool, {text.left.id, pattern.id},
                            nocase || pattern.nocase).id);
  }
  return AnyOf(std::move(branches));
}

// Regular expressions are compiled once: they are constants, and right.
bool ExpressionChecker::CheckRegexConstant(const Typed& pattern,
                                           const ast::Expr& expr) {
  if (!IsConstant(pattern)) {
    Report(DiagnosticCode::kArgumentNotConstant, expr.range,
           "a regular expression must be written out, and " + WordsOf(expr) +
               " is only known when an event comes");
    return false;
  }
  const nfa::Value constant = pool_[pattern.id].constant;
  nfa::ValueList texts;
  if (const auto* list = constant.get_if<nfa::ValueList>()) {
    texts = *list;
  } else {
    texts.push_back(constant);
  }
  for (const nfa::Value& text : texts) {
    if (const auto why = nfa::CheckRegex(text.get<std::string>())) {
      Report(DiagnosticCode::kInvalidRegex, expr.range,
             Quoted(text.get<std::string>()) + " is not a regular expression: " +
                 *why);
      return false;
    }
  }
  return true;
}

}  // namespace precept::compiler
