// Expressions from the loosest operator to the minus sign.
//
// Left-associative levels are chains (directives.h).  Three constructs begin
// with a word that may also be the name of a function called, `if`, `not`, and
// `any` or `all`: where the first reading fails, the second is tried, as the
// grammar's ordered choice has it.

#include "lang/grammar/expression.h"

#include <optional>
#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression_parts.h"

namespace precept::lang::grammar {
namespace {

using ast::BinaryOp;

constexpr auto kQuiet = Expectation::Weight::kQuiet;
constexpr Expectation kOperator = Phrase("an operator", kQuiet);

// What follows the left side of a comparison.
struct Tail {
  std::optional<BinaryOp> op;  // Absent: `is missing` or `is present`.
  bool is_present = false;
  bool nocase = false;
  ast::Expr right;
  SourceRange range;
};

struct QuantifiedParts {
  ast::Quantified::Kind kind{};
  ast::Expr list;
  Tail tail;
  SourceRange range;
};

ast::Expr Compare(ast::Expr left, Tail tail) {
  const SourceRange range{left.range.file, left.range.begin, tail.range.end};
  if (!tail.op) {
    return {ast::IsMissing{std::move(left), tail.is_present}, range};
  }
  return {ast::Binary{*tail.op, std::move(left), std::move(tail.right),
                      tail.nocase},
          range};
}

struct CompareAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    ast::Expr& left = x3::_val(context);
    left = Compare(std::move(left), std::move(x3::_attr(context)));
  }
};

struct QuantifyAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    QuantifiedParts& parts = x3::_attr(context);
    const SourceRange range = parts.range;
    x3::_val(context) = ast::Expr{
        ast::Quantified{parts.kind,
                        Compare(std::move(parts.list), std::move(parts.tail))},
        range};
  }
};

struct NotAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    x3::_val(context).node =
        ast::Unary{ast::UnaryOp::kNot, std::move(x3::_attr(context))};
  }
};

struct NotInAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    x3::_val(context).op = BinaryOp::kNotIn;
  }
};

constexpr Option<BinaryOp> kOr[] = {{"or", BinaryOp::kOr}};
constexpr Option<BinaryOp> kAnd[] = {{"and", BinaryOp::kAnd}};
constexpr Option<BinaryOp> kCoalesce[] = {{"??", BinaryOp::kCoalesce}};
constexpr Option<BinaryOp> kAdditive[] = {{"-", BinaryOp::kSubtract, ">"},
                                          {"+", BinaryOp::kAdd}};
constexpr Option<BinaryOp> kProduct[] = {{"*", BinaryOp::kMultiply},
                                         {"/", BinaryOp::kDivide, "/*"},
                                         {"%", BinaryOp::kModulo}};
constexpr Option<BinaryOp> kMayIgnoreCase[] = {
    {"in", BinaryOp::kIn},
    {"contains", BinaryOp::kContains},
    {"startswith", BinaryOp::kStartsWith},
    {"endswith", BinaryOp::kEndsWith},
    {"like", BinaryOp::kLike},
    {"matches", BinaryOp::kMatches},
    {"==", BinaryOp::kEqual},
    {"!=", BinaryOp::kNotEqual}};
constexpr Option<BinaryOp> kOrder[] = {{"<=", BinaryOp::kLessEqual},
                                       {">=", BinaryOp::kGreaterEqual},
                                       {"<", BinaryOp::kLess},
                                       {">", BinaryOp::kGreater}};
constexpr Option<ast::Quantified::Kind> kQuantifiers[] = {
    {"any", ast::Quantified::Kind::kAny}, {"all", ast::Quantified::Kind::kAll}};

// Stand for the constructs with two readings.
constexpr char kIfReading = 0;
constexpr char kNotReading = 0;
constexpr char kQuantifiedReading = 0;

}  // namespace

const x3::rule<struct ConditionalId, ast::Conditional> conditional = "if";
const x3::rule<struct NotId, ast::Expr> not_expr = "not";
const x3::rule<struct ComparisonId, ast::Expr> comparison = "comparison";
const x3::rule<struct QuantifiedId, QuantifiedParts> quantified = "quantified";
const x3::rule<struct TailId, Tail> tail = "tail";
const x3::rule<struct CoalesceId, ast::Expr> coalesce = "coalesce";
const x3::rule<struct OrId, ast::Expr> or_expr = "or";

const auto conditional_def =
    Word("if") >> Nested(expr)[Set<&ast::Conditional::condition>]
    >> Word("then") >> Nested(expr)[Set<&ast::Conditional::then>]
    >> Word("else") >> Nested(expr)[Set<&ast::Conditional::otherwise>];

const auto expr_def = Described(
    "an expression", kExpression,
    Ranged(&Word("if")
           >> FirstReading(&kIfReading, Node(conditional[Set<&ast::Expr::node>])))
        | or_expr[Self]);

const auto or_expr_def = Chain(
    Chain(not_expr, OneOf(kAnd, kOperator)), OneOf(kOr, kOperator));

const auto not_expr_def =
    Ranged(&Word("not")
           >> FirstReading(&kNotReading,
                           Word("not") >> Nested(not_expr)[NotAction{}]))
    | comparison[Self];

const auto quantified_def = Ranged(
    OneOf(kQuantifiers, Phrase("`any` or `all`"))[Set<&QuantifiedParts::kind>]
    >> postfix[Set<&QuantifiedParts::list>] >> tail[Set<&QuantifiedParts::tail>]);

const auto comparison_def = Node(
    (&(Word("any") | Word("all"))
     >> FirstReading(&kQuantifiedReading, quantified[QuantifyAction{}]))
    | (coalesce[Self] >> -tail[CompareAction{}]));

const auto tail_def = Ranged(
    (Named("is", kOperator)
     >> (Word("missing") | Word("present")[Flag<&Tail::is_present>]))
    | (((Named("not", kOperator) >> Word("in")[NotInAction{}])
        | OneOf(kMayIgnoreCase, kOperator)[Set<&Tail::op>])
       >> coalesce[Set<&Tail::right>] >> -Word("nocase", kQuiet)[Flag<&Tail::nocase>])
    | (OneOf(kOrder, kOperator)[Set<&Tail::op>] >> coalesce[Set<&Tail::right>]));

const auto coalesce_def = Chain(
    Chain(Chain(unary, OneOf(kProduct, kOperator)), OneOf(kAdditive, kOperator)),
    OneOf(kCoalesce, kOperator));

const auto where_clause_def = Word("where") >> expr[Self];

BOOST_SPIRIT_DEFINE(conditional, expr, or_expr, not_expr, quantified, comparison,
                    tail, coalesce, where_clause)

BOOST_SPIRIT_INSTANTIATE(ExprRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(WhereRule, Iterator, Context)

}  // namespace precept::lang::grammar
