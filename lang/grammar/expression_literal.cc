// Literals and templates.

#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"
#include "lang/grammar/expression_parts.h"

namespace precept::lang::grammar {
namespace {

constexpr auto kQuiet = Expectation::Weight::kQuiet;

}  // namespace

const auto time_literal_def =
    Word("time", kQuiet) >> String()[Set<&ast::TimeLiteral::text>];

const auto template_literal_def =
    TemplateStart()
    >> *(TemplateText()[Append<&ast::Template::parts>]
         | TemplateBrace() >> Nested(expr)[Append<&ast::Template::parts>]
               >> Mark("}"))
    >> TemplateEnd();

const auto literal_def =
    Described("a literal", "the literal",
              Ranged(time_literal[Set<&ast::Expr::node>]
                     | template_literal[Set<&ast::Expr::node>]
                     | String()[Set<&ast::Expr::node>]
                     | Duration()[Set<&ast::Expr::node>]
                     | Number()[Set<&ast::Expr::node>]
                     | Bool()[Set<&ast::Expr::node>]));

const auto signed_literal_def =
    Described("a literal", "the literal",
              Ranged(SignedNumber()[Set<&ast::Expr::node>]) | literal[Self]);

BOOST_SPIRIT_DEFINE(time_literal, template_literal, literal, signed_literal)

BOOST_SPIRIT_INSTANTIATE(TimeLiteralRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(TemplateRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(LiteralRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(SignedRule, Iterator, Context)

}  // namespace precept::lang::grammar
