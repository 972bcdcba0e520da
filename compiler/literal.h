// A literal as a value of the type it is compared with.

#pragma once

#include <string>
#include <variant>

#include "lang/ast.h"
#include "lang/diagnostic.h"
#include "nfa/value.h"

namespace precept::compiler {

// Why a literal is no value of a type.
struct LiteralProblem {
  lang::DiagnosticCode code{};
  std::string message;
  std::string fix;
};

using LiteralValue = std::variant<nfa::Value, LiteralProblem>;

// `spelling` may begin with a minus sign.
// REQUIRES: scalar is kInt, kFloat or kDecimal.
LiteralValue NumberAs(const std::string& spelling, nfa::Scalar scalar);
// Whether the number is a whole one of 64 bits ("3", "0xff", "1e6").
bool IsWholeNumber(const std::string& spelling);
// REQUIRES: scalar is kString, kIp or kTimestamp.
LiteralValue StringAs(const lang::ast::StringLiteral& literal,
                      nfa::Scalar scalar);

// A literal where only this type will do: elements of lists and of @oneof.
LiteralValue LiteralAs(const lang::ast::Expr& literal, nfa::Scalar scalar);

// The scalar type of a declared type.
nfa::Scalar ScalarOf(lang::ast::TypeName name);
nfa::Type TypeOf(const lang::ast::Type& type);

}  // namespace precept::compiler
