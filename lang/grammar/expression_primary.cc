// Primaries, look-ups and the minus sign.

#include <utility>
#include <vector>

#include "lang/grammar/actions.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"
#include "lang/grammar/expression_parts.h"

namespace precept::lang::grammar {
namespace {

constexpr auto kQuiet = Expectation::Weight::kQuiet;
constexpr Expectation kOperator = Phrase("an operator", kQuiet);

// `[arguments].path` after what is looked up in.
struct IndexTail {
  std::vector<ast::Expr> arguments;
  std::vector<ast::Segment> path;
  SourceRange range;
};

struct ApplyIndexAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    ast::Expr& base = x3::_val(context);
    IndexTail& tail = x3::_attr(context);
    const SourceRange range{base.range.file, base.range.begin, tail.range.end};
    base = ast::Expr{ast::Index{std::move(base), std::move(tail.arguments),
                                std::move(tail.path)},
                     range};
    ParseState& state = StateOf(context);
    state.SetHeight(state.height() + 1, state.begin() + range.end);
  }
};

struct NegateAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    x3::_val(context).node =
        ast::Unary{ast::UnaryOp::kNegate, std::move(x3::_attr(context))};
  }
};

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// A bracket, unless it opens the range of an arrow.
bool ReadIndexOpen(ParseState& state, Iterator& place, x3::unused_type&) {
  const Iterator end = state.end();
  if (place == end || *place != '[') return false;
  Iterator p = place + 1;
  while (p != end && IsSpace(*p)) ++p;
  if (end - p >= 2 && p[0] == '.' && p[1] == '.') return false;
  ++place;
  return true;
}

}  // namespace

const x3::rule<struct ParenthesizedId, ast::Parenthesized> parenthesized = "()";
const x3::rule<struct ListLiteralId, ast::ListLiteral> list_literal = "[]";
const x3::rule<struct CallId, ast::Call> call = "call";
const x3::rule<struct FieldRefId, ast::FieldRef> field_ref = "field_ref";
const x3::rule<struct PrimaryId, ast::Expr> primary = "primary";
const x3::rule<struct IndexTailId, IndexTail> index_tail = "index_tail";

const auto parenthesized_def =
    Mark("(") >> Nested(expr)[Set<&ast::Parenthesized::inner>] >> Mark(")");

const auto list_literal_def =
    Mark("[") >> -(Nested(expr)[Append<&ast::ListLiteral::elements>] % Mark(","))
    >> Mark("]");

const auto call_def =
    Identifier("a function")[Set<&ast::Call::function>] >> Mark("(", {}, kQuiet)
    >> -(Nested(expr)[Append<&ast::Call::arguments>] % Mark(",")) >> Mark(")")
    >> PathTail()[Set<&ast::Call::path>];

const auto field_ref_def =
    Path(SegmentBan::kExpressionWords, "a field")[Set<&ast::FieldRef::path>];

const auto primary_def =
    Node(Ranged(literal[Self] | parenthesized[Set<&ast::Expr::node>]
                | list_literal[Set<&ast::Expr::node>]
                | call[Set<&ast::Expr::node>]
                | field_ref[Set<&ast::Expr::node>]));

const auto index_tail_def = Ranged(
    Token<x3::unused_type>{ReadIndexOpen, Phrase("`[`", kQuiet)}
    >> Nested(expr)[Append<&IndexTail::arguments>] % Mark(",") >> Mark("]")
    >> PathTail()[Set<&IndexTail::path>]);

const auto postfix_def = primary[Self] >> *index_tail[ApplyIndexAction{}];

const auto unary_def =
    Ranged(Named("-", kOperator, ">") >> Nested(unary)[NegateAction{}])
    | postfix[Self];

BOOST_SPIRIT_DEFINE(parenthesized, list_literal, call, field_ref, primary,
                    index_tail, postfix, unary)

BOOST_SPIRIT_INSTANTIATE(PostfixRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(UnaryRule, Iterator, Context)

}  // namespace precept::lang::grammar
