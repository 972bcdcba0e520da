// How canonical source is written: the printers behind Print (ast_printer.h),
// split by what refers to each other.

#pragma once

#include <string>
#include <vector>

#include "lang/ast.h"

namespace precept::lang {

// How tight an expression binds.  An operand that binds looser than its place
// asks stands in parentheses.
enum class Binding {
  kConditional,
  kOr,
  kAnd,
  kNot,
  kComparison,
  kCoalesce,
  kAdditive,
  kProduct,
  kUnary,
  kPostfix,
  kPrimary,
};

// The expression, in parentheses if it binds looser than `least`.
std::string CanonicalExpr(const ast::Expr& expr,
                          Binding least = Binding::kConditional);
std::string CanonicalList(const std::vector<ast::Expr>& elements);
std::string CanonicalType(const ast::Type& type);
std::string CanonicalSpan(const ast::Span& span);
std::string CanonicalCount(const ast::Count& count);
std::string CanonicalBy(const ast::By& by);
std::string CanonicalStep(const ast::Step& step);
std::string CanonicalPattern(const ast::Pattern& pattern);

// The value of an entry whose next sibling is named `next`, or is absent.  In
// parentheses where the sibling's name could go on with the value.
std::string CanonicalEntryValue(const ast::Expr& value,
                                const std::vector<ast::Segment>* next);

}  // namespace precept::lang
