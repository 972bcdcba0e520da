// The rules of expressions that other parts of the grammar use.

#pragma once

#include <boost/spirit/home/x3.hpp>

#include "lang/ast.h"
#include "lang/grammar/terminals.h"

namespace precept::lang::grammar {

using ExprRule = x3::rule<struct ExprId, ast::Expr>;
using LiteralRule = x3::rule<struct LiteralId, ast::Expr>;
using SignedRule = x3::rule<struct SignedId, ast::Expr>;
using WhereRule = x3::rule<struct WhereId, ast::Expr>;
using TimeLiteralRule = x3::rule<struct TimeLiteralId, ast::TimeLiteral>;

inline const ExprRule expr = "expr";
inline const LiteralRule literal = "literal";
// A literal, a number with a minus sign perhaps.
inline const SignedRule signed_literal = "signed_literal";
// `where` and its condition.
inline const WhereRule where_clause = "where_clause";
// time "…"
inline const TimeLiteralRule time_literal = "time_literal";

BOOST_SPIRIT_DECLARE(ExprRule, LiteralRule, SignedRule, WhereRule,
                     TimeLiteralRule)

}  // namespace precept::lang::grammar
