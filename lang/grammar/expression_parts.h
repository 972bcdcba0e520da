// Rules that the translation units of expressions share among themselves.

#pragma once

#include <boost/spirit/home/x3.hpp>

#include "lang/ast.h"
#include "lang/grammar/terminals.h"

namespace precept::lang::grammar {

using TemplateRule = x3::rule<struct TemplateId, ast::Template>;
using PostfixRule = x3::rule<struct PostfixId, ast::Expr>;
using UnaryRule = x3::rule<struct UnaryId, ast::Expr>;

inline const TemplateRule template_literal = "template_literal";
// A primary with what is looked up in it.
inline const PostfixRule postfix = "postfix";
inline const UnaryRule unary = "unary";

BOOST_SPIRIT_DECLARE(TemplateRule, PostfixRule, UnaryRule)

}  // namespace precept::lang::grammar
