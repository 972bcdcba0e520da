// == != < <= > >=, any and all, and the warnings about what is compared.

#include <algorithm>
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

std::string_view Spelling(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kOr: return "or";
    case ast::BinaryOp::kAnd: return "and";
    case ast::BinaryOp::kEqual: return "==";
    case ast::BinaryOp::kNotEqual: return "!=";
    case ast::BinaryOp::kLess: return "<";
    case ast::BinaryOp::kLessEqual: return "<=";
    case ast::BinaryOp::kGreater: return ">";
    case ast::BinaryOp::kGreaterEqual: return ">=";
    case ast::BinaryOp::kIn: return "in";
    case ast::BinaryOp::kNotIn: return "not in";
    case ast::BinaryOp::kContains: return "contains";
    case ast::BinaryOp::kStartsWith: return "startswith";
    case ast::BinaryOp::kEndsWith: return "endswith";
    case ast::BinaryOp::kLike: return "like";
    case ast::BinaryOp::kMatches: return "matches";
    case ast::BinaryOp::kCoalesce: return "??";
    case ast::BinaryOp::kAdd: return "+";
    case ast::BinaryOp::kSubtract: return "-";
    case ast::BinaryOp::kMultiply: return "*";
    case ast::BinaryOp::kDivide: return "/";
    case ast::BinaryOp::kModulo: return "%";
  }
  return {};
}

nfa::Op OpOf(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kEqual: return nfa::Op::kEqual;
    case ast::BinaryOp::kNotEqual: return nfa::Op::kNotEqual;
    case ast::BinaryOp::kLess: return nfa::Op::kLess;
    case ast::BinaryOp::kLessEqual: return nfa::Op::kLessEqual;
    case ast::BinaryOp::kGreater: return nfa::Op::kGreater;
    default: return nfa::Op::kGreaterEqual;
  }
}

bool IsEquality(ast::BinaryOp op) {
  return op == ast::BinaryOp::kEqual || op == ast::BinaryOp::kNotEqual;
}

// Truths, addresses and lists are equal or not, neither is the lesser.
bool IsOrdered(nfa::Type type) {
  return !type.is_list && type.scalar != nfa::Scalar::kBool &&
         type.scalar != nfa::Scalar::kIp;
}

template <class T>
bool Is(const ast::Expr& expr) {
  return std::holds_alternative<T>(expr.node);
}

// How the literal is written where the other side is of type `other`.
std::string LiteralFix(const ast::Expr& literal, nfa::Type other) {
  const auto* text = std::get_if<ast::StringLiteral>(&literal.node);
  const auto* number = std::get_if<ast::NumberLiteral>(&literal.node);
  const bool numeric = other.scalar == nfa::Scalar::kInt ||
                       other.scalar == nfa::Scalar::kFloat ||
                       other.scalar == nfa::Scalar::kDecimal;
  if (other.is_list) return {};
  if (number != nullptr && other.scalar == nfa::Scalar::kString) {
    return "write \"" + number->spelling + "\"";
  }
  if (number != nullptr && other.scalar == nfa::Scalar::kDuration) {
    return "a duration is written with its unit: `" + number->spelling + "s`";
  }
  if (number != nullptr && other.scalar == nfa::Scalar::kTimestamp) {
    return "a time is written `time \"2026-01-31T18:00:00Z\"`";
  }
  if (text == nullptr) return {};
  if (numeric && text->value.find_first_not_of("0123456789.-") == std::string::npos &&
      !text->value.empty()) {
    return "write " + text->value;
  }
  if (other.scalar == nfa::Scalar::kDuration && nfa::ParseDuration(text->value)) {
    return "write " + text->value;
  }
  if (other.scalar == nfa::Scalar::kBool &&
      (text->value == "true" || text->value == "false")) {
    return "write " + text->value;
  }
  return {};
}

bool EqualFolded(const std::string& a, const std::string& b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string> TextsOf(const std::vector<nfa::Value>& values) {
  std::vector<std::string> texts;
  for (const nfa::Value& value : values) {
    std::string text;
    nfa::AppendJson(value, text);
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

Typed ExpressionChecker::CheckBinary(const ast::Expr& expr,
                                     const ast::Binary& binary, Hint hint) {
  switch (binary.op) {
    case ast::BinaryOp::kOr: return CheckJunction(expr, nfa::Op::kOr);
    case ast::BinaryOp::kAnd: return CheckJunction(expr, nfa::Op::kAnd);
    case ast::BinaryOp::kCoalesce: return CheckCoalesce(expr, binary, hint);
    case ast::BinaryOp::kAdd: case ast::BinaryOp::kSubtract:
    case ast::BinaryOp::kMultiply: case ast::BinaryOp::kDivide:
    case ast::BinaryOp::kModulo:
      return CheckArithmetic(expr, binary, hint);
    case ast::BinaryOp::kEqual: case ast::BinaryOp::kNotEqual:
    case ast::BinaryOp::kLess: case ast::BinaryOp::kLessEqual:
    case ast::BinaryOp::kGreater: case ast::BinaryOp::kGreaterEqual:
    case ast::BinaryOp::kIn: case ast::BinaryOp::kNotIn:
    case ast::BinaryOp::kContains: case ast::BinaryOp::kStartsWith:
    case ast::BinaryOp::kEndsWith: case ast::BinaryOp::kLike:
    case ast::BinaryOp::kMatches:
      return CheckComparison(expr, binary, std::nullopt);
  }
  return Typed::Error();
}

// `left` is given where it is the element of a list: under any and all.
Typed ExpressionChecker::CheckComparison(const ast::Expr& expr,
                                         const ast::Binary& binary,
                                         std::optional<Typed> left) {
  if (binary.op == ast::BinaryOp::kIn || binary.op == ast::BinaryOp::kNotIn) {
    return CheckMembership(expr, binary, left);
  }
  const bool compares = IsEquality(binary.op) ||
                        binary.op == ast::BinaryOp::kLess ||
                        binary.op == ast::BinaryOp::kLessEqual ||
                        binary.op == ast::BinaryOp::kGreater ||
                        binary.op == ast::BinaryOp::kGreaterEqual;
  if (!compares) return CheckTextOperator(expr, binary, left);
  if (!left) {
    return Compare(expr, binary, CheckOperands(*binary.left, *binary.right));
  }
  return Compare(expr, binary, {*left, Visit(*binary.right, left->type)});
}

Typed ExpressionChecker::Compare(const ast::Expr& expr,
                                 const ast::Binary& binary, Operands operands) {
  if (operands.is_error()) return Typed::Error();
  const Typed before_left = operands.left;
  const Typed before_right = operands.right;
  if (!Unify(operands.left, operands.right)) {
    return ReportMismatch(binary, operands, expr.range);
  }
  const nfa::Type type = operands.left.type;
  if (!IsEquality(binary.op) && !IsOrdered(type)) {
    return Report(DiagnosticCode::kOperandType, expr.range,
                  Quoted(Spelling(binary.op)) + " does not take " + Phrase(type) +
                      ": such values are equal or not, neither is less");
  }
  if (!NocaseFits(binary, operands.left)) return Typed::Error();
  const bool texts = type.scalar == nfa::Scalar::kString;
  const bool nocase = texts && (binary.nocase || before_left.nocase ||
                                before_right.nocase);
  WarnOfMissing(expr, binary, before_left, before_right);
  if (IsEquality(binary.op)) {
    WarnOfOneof(before_left, *binary.left, operands.right, *binary.right, nocase);
    WarnOfOneof(before_right, *binary.right, operands.left, *binary.left, nocase);
  }
  return Make(OpOf(binary.op), kBool, {operands.left.id, operands.right.id},
              nocase);
}

Typed ExpressionChecker::ReportMismatch(const ast::Binary& binary,
                                        const Operands& operands,
                                        lang::SourceRange range) {
  return Report(DiagnosticCode::kTypeMismatch, range,
                Quoted(Spelling(binary.op)) + " compares values of one type: " +
                    WordsOf(*binary.left) + " is " + Phrase(operands.left.type) +
                    " and " + WordsOf(*binary.right) + " " +
                    Phrase(operands.right.type),
                MismatchFix(binary, operands));
}

std::string ExpressionChecker::MismatchFix(const ast::Binary& binary,
                                           const Operands& operands) {
  const nfa::Type left = operands.left.type;
  const nfa::Type right = operands.right.type;
  const std::string op(Spelling(binary.op));
  if (left.is_list != right.is_list) {
    const std::string fix = OneOfManyFix(left.is_list ? *binary.left : *binary.right);
    if (!fix.empty()) return fix;
  }
  if (left.is_list && !right.is_list && left.scalar == right.scalar) {
    return "to ask for an element, write `any " + lang::Print(*binary.left) +
           " " + op + " …`";
  }
  if (right.is_list && !left.is_list && left.scalar == right.scalar &&
      binary.op == ast::BinaryOp::kEqual) {
    return "to ask whether it is one of them, write `in`";
  }
  const bool float_decimal =
      !left.is_list && !right.is_list &&
      ((left.scalar == nfa::Scalar::kFloat && right.scalar == nfa::Scalar::kDecimal) ||
       (left.scalar == nfa::Scalar::kDecimal && right.scalar == nfa::Scalar::kFloat));
  if (float_decimal) return "convert one with `decimal(…)` or `float(…)`";
  const std::string fix = LiteralFix(*binary.right, left);
  return fix.empty() ? LiteralFix(*binary.left, right) : fix;
}

bool ExpressionChecker::NocaseFits(const ast::Binary& binary, const Typed& left) {
  if (!binary.nocase || left.type.scalar == nfa::Scalar::kString) return true;
  Report(DiagnosticCode::kOperandType, binary.left->range,
         "`nocase` compares texts, and " + WordsOf(*binary.left) + " is " +
             Phrase(left.type));
  return false;
}

Typed ExpressionChecker::CheckQuantified(
    const ast::Quantified& quantified) {
  const bool any = quantified.kind == ast::Quantified::Kind::kAny;
  const ast::Expr& comparison = *quantified.comparison;
  const auto* binary = std::get_if<ast::Binary>(&comparison.node);
  const auto* missing = std::get_if<ast::IsMissing>(&comparison.node);
  const ast::Expr& list_expr = binary != nullptr ? *binary->left : *missing->operand;
  const Typed list = Visit(list_expr, {});
  if (list.is_error) {
    if (binary != nullptr) Visit(*binary->right, {});
    return list;
  }
  if (!list.type.is_list) {
    return Report(DiagnosticCode::kNotAList, list_expr.range,
                  std::string(any ? "`any`" : "`all`") + " needs a list, and " +
                      WordsOf(list_expr) + " is " + Phrase(list.type),
                  std::string("leave out ") + (any ? "`any`" : "`all`"));
  }
  Typed element = Make(nfa::Op::kElement, {list.type.scalar, false}, {});
  element.nocase = list.nocase;
  element.notes = list.notes;
  Typed holds;
  if (binary != nullptr) {
    holds = CheckComparison(comparison, *binary, element);
  } else {
    const Typed is_missing = Make(nfa::Op::kIsMissing, kBool, {element.id});
    holds = missing->negated ? Make(nfa::Op::kNot, kBool, {is_missing.id})
                             : is_missing;
  }
  if (holds.is_error) return holds;
  return Make(any ? nfa::Op::kAny : nfa::Op::kAll, kBool, {list.id, holds.id});
}

// ---- warnings ----------------------------------------------------------------

bool ExpressionChecker::LeaveDoubt(CheckedFunction::Doubt::Kind kind,
                                   nfa::ExprId value, const std::string& words) {
  if (doubts_ == nullptr || pool_.ColumnsOf(value).empty()) return false;
  const bool known = kind == CheckedFunction::Doubt::Kind::kDivides
                         ? facts_.IsNotZero(value)
                         : facts_.IsPresent(value);
  const bool noted = std::any_of(
      doubts_->begin(), doubts_->end(), [&](const CheckedFunction::Doubt& doubt) {
        return doubt.kind == kind && doubt.value == value;
      });
  constexpr std::size_t kMostDoubts = 100;  // Of one function.
  if (!known && !noted && doubts_->size() < kMostDoubts) doubts_->push_back({kind, value, words});
  return true;
}

void ExpressionChecker::WarnOfMissing(const ast::Expr& expr,
                                      const ast::Binary& binary,
                                      const Typed& left, const Typed& right) {
  if (binary.op != ast::BinaryOp::kNotEqual && binary.op != ast::BinaryOp::kNotIn) {
    return;
  }
  const auto fears = [&](const Typed& value) {
    return value.may_be_missing && !facts_.IsPresent(value.id);
  };
  for (const Typed* value : {&left, &right}) {
    if (value->may_be_missing) continue;
    LeaveDoubt(CheckedFunction::Doubt::Kind::kComparedUnequal, value->id,
               std::string(Spelling(binary.op)));
  }
  const bool is_left = fears(left);
  if (!is_left && !fears(right)) return;
  const ast::Expr& missing = is_left ? *binary.left : *binary.right;
  const std::string words = lang::Print(missing);
  const std::string op(Spelling(binary.op));
  const std::string positive =
      binary.op == ast::BinaryOp::kNotEqual ? "==" : "in";
  Report(DiagnosticCode::kMissingIsNotUnequal, expr.range,
         WordsOf(missing) + " may be missing, and then `" + op + "` is false",
         "write `" + words + " is present and …` if that is meant, or `not … " +
             positive + " …` if what is missing shall count");
}

void ExpressionChecker::WarnOfOneof(const Typed& field,
                                    const ast::Expr& field_expr,
                                    const Typed& value,
                                    const ast::Expr& value_expr, bool nocase) {
  if (field.notes == nullptr || !field.notes->oneof || !IsConstant(value)) return;
  const std::vector<nfa::Value>& allowed = *field.notes->oneof;
  const nfa::Value constant = pool_[value.id].constant;
  if (std::find(allowed.begin(), allowed.end(), constant) != allowed.end()) return;
  const auto* text = constant.get_if<std::string>();
  const auto other_case =
      std::find_if(allowed.begin(), allowed.end(), [&](const nfa::Value& one) {
        const auto* candidate = one.get_if<std::string>();
        return text != nullptr && candidate != nullptr &&
               EqualFolded(*candidate, *text);
      });
  if (other_case != allowed.end()) {
    if (nocase) return;
    Report(DiagnosticCode::kWrongCase, value_expr.range,
           WordsOf(value_expr) + " never equals " + WordsOf(field_expr) +
               ", which is written \"" + other_case->get<std::string>() + "\"",
           "write \"" + other_case->get<std::string>() + "\"");
    return;
  }
  const std::string written = lang::Print(value_expr);
  Report(DiagnosticCode::kOutsideOneof, value_expr.range,
         WordsOf(value_expr) + " is none of the values of " +
             WordsOf(field_expr) + ": " + Enumerate(TextsOf(allowed)),
         DidYouMean(written, TextsOf(allowed)));
}

// Of a list that stands elsewhere: the first value in it that the field never
// has.
void ExpressionChecker::WarnOfOneofInList(const Membership& in,
                                          const Typed& list, bool nocase) {
  if (in.left.notes == nullptr || !in.left.notes->oneof || !IsConstant(list)) return;
  const std::vector<nfa::Value>& allowed = *in.left.notes->oneof;
  const auto same = [&](const nfa::Value& a, const nfa::Value& b, bool folded) {
    const auto* text = a.get_if<std::string>();
    const auto* other = b.get_if<std::string>();
    return a == b || (folded && text != nullptr && other != nullptr &&
                      EqualFolded(*text, *other));
  };
  const auto is_allowed = [&](const nfa::Value& value, bool folded) {
    return std::any_of(
        allowed.begin(), allowed.end(),
        [&](const nfa::Value& one) { return same(one, value, folded); });
  };
  const nfa::ValueList values = pool_[list.id].constant.get<nfa::ValueList>();
  for (const nfa::Value& value : values) {
    if (is_allowed(value, nocase)) continue;
    const bool only_case = is_allowed(value, true);
    Report(only_case ? DiagnosticCode::kWrongCase : DiagnosticCode::kOutsideOneof,
           in.binary.right->range,
           WordsOf(*in.binary.right) + " holds " + Quoted(TextsOf({value})[0]) +
               (only_case ? ", in another case than the values of "
                          : ", which is none of the values of ") +
               WordsOf(*in.binary.left) + ": " + Enumerate(TextsOf(allowed)));
    return;
  }
}

}  // namespace precept::compiler
