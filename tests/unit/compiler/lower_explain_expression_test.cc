// Typed expressions as an author would write them.

#include "compiler/explain_expression.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace precept::compiler {
namespace {

using nfa::ExprId;
using nfa::Op;

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};
constexpr nfa::Type kInt{nfa::Scalar::kInt, false};
constexpr nfa::Type kFloat{nfa::Scalar::kFloat, false};
constexpr nfa::Type kString{nfa::Scalar::kString, false};
constexpr nfa::Type kStrings{nfa::Scalar::kString, true};

class ExplainExpressionTest : public testing::Test {
 protected:
  ExprId Node(Op op, nfa::Type type, std::vector<ExprId> args,
              bool nocase = false) {
    nfa::Expr expr;
    expr.op = op;
    expr.type = type;
    expr.args = std::move(args);
    expr.nocase = nocase;
    return pool_.Intern(std::move(expr));
  }
  ExprId Compare(Op op, ExprId a, ExprId b) { return Node(op, kBool, {a, b}); }
  ExprId Text(const char* text) {
    return pool_.Constant(nfa::Value(std::string(text)), kString);
  }
  ExprId Int(std::int64_t value) {
    return pool_.Constant(nfa::Value(value), kInt);
  }
  std::string Explain(ExprId id) { return ExpressionText(pool_, id, names_); }

  nfa::ExpressionPool pool_;
  const std::vector<std::string> names_ = {"n", "s", "a.b", "tags"};
  ExprId n_ = pool_.Column(0, kInt);
  ExprId s_ = pool_.Column(1, kString);
  ExprId tags_ = pool_.Column(3, kStrings);
};

TEST_F(ExplainExpressionTest, PutsParenthesesWhereTheyAreNeeded) {
  const ExprId above = Compare(Op::kGreater, n_, Int(5));
  const ExprId equal = Compare(Op::kEqual, s_, Text("a\"b"));
  const ExprId either = Node(Op::kOr, kBool, {above, equal});
  EXPECT_EQ(Explain(Node(Op::kAnd, kBool, {either, equal})),
            "(n > 5 or s == \"a\\\"b\") and s == \"a\\\"b\"");
  EXPECT_EQ(Explain(Node(Op::kOr, kBool, {Node(Op::kAnd, kBool, {above, equal}), above})),
            "n > 5 and s == \"a\\\"b\" or n > 5");
  EXPECT_EQ(Explain(Node(Op::kNot, kBool, {either})),
            "not (n > 5 or s == \"a\\\"b\")");
  const ExprId sum = Node(Op::kAdd, kInt, {n_, Int(1)});
  EXPECT_EQ(Explain(Node(Op::kMultiply, kInt, {sum, Int(2)})), "(n + 1) * 2");
  EXPECT_EQ(Explain(Node(Op::kSubtract, kInt, {n_, sum})), "n - (n + 1)");
  EXPECT_EQ(Explain(Node(Op::kSubtract, kInt, {sum, n_})), "n + 1 - n");
  EXPECT_EQ(Explain(Compare(Op::kEqual, Node(Op::kCoalesce, kInt, {n_, Int(0)}), n_)),
            "n ?? 0 == n");
}

TEST_F(ExplainExpressionTest, WritesOperatorsAsTheLanguageDoes) {
  const ExprId missing = Node(Op::kIsMissing, kBool, {n_});
  EXPECT_EQ(Explain(missing), "n is missing");
  EXPECT_EQ(Explain(Node(Op::kNot, kBool, {missing})), "n is present");
  const ExprId list = pool_.Constant(
      nfa::Value(nfa::ValueList{nfa::Value(std::string("x")),
                                nfa::Value(std::string("y"))}),
      kStrings);
  const ExprId in = Node(Op::kIn, kBool, {s_, list}, true);
  EXPECT_EQ(Explain(in), "s in [\"x\", \"y\"] nocase");
  EXPECT_EQ(Explain(Node(Op::kNot, kBool, {in})),
            "s not in [\"x\", \"y\"] nocase");
  const ExprId element = Node(Op::kElement, kString, {});
  const ExprId starts = Compare(Op::kStartsWith, element, Text("x"));
  EXPECT_EQ(Explain(Node(Op::kAny, kBool, {tags_, starts})),
            "any tags startswith \"x\"");
  EXPECT_EQ(Explain(Node(Op::kItem, kString, {tags_, Int(0)})), "tags[0]");
  EXPECT_EQ(Explain(Node(Op::kIf, kInt, {missing, Int(0), n_})),
            "if n is missing then 0 else n");
  EXPECT_EQ(Explain(Node(Op::kFormat, kString, {Text("{n}: "), n_, Text("!")})),
            "f\"{{n}}: {n}!\"");
  EXPECT_EQ(Explain(Node(Op::kConvert, kFloat, {n_})), "n");
  EXPECT_EQ(Explain(Node(Op::kConvert, kString, {n_})), "string(n)");
  EXPECT_EQ(Explain(pool_.Column(2, kInt)), "a.b");
  EXPECT_EQ(Explain(pool_.Column(9, kInt)), "c9");
}

TEST_F(ExplainExpressionTest, WritesConstantsAsLiterals) {
  const nfa::Type duration{nfa::Scalar::kDuration, false};
  const nfa::Type time{nfa::Scalar::kTimestamp, false};
  EXPECT_EQ(Explain(pool_.Constant(nfa::Value(nfa::Duration{5'400'000'000'000}), duration)),
            "1h30m");
  EXPECT_EQ(Explain(pool_.Constant(nfa::Value(nfa::Timestamp{0}), time)),
            "time \"1970-01-01T00:00:00Z\"");
  EXPECT_EQ(Explain(pool_.Constant(nfa::Value(), kInt)), "missing");
  EXPECT_EQ(Explain(pool_.True()), "true");
}

TEST_F(ExplainExpressionTest, JoinsConjuncts) {
  const ExprId above = Compare(Op::kGreater, n_, Int(5));
  const ExprId either = Node(Op::kOr, kBool, {above, Node(Op::kIsMissing, kBool, {n_})});
  EXPECT_EQ(ConjunctionText(pool_, {}, names_), "true");
  EXPECT_EQ(ConjunctionText(pool_, std::vector{either}, names_),
            "n > 5 or n is missing");
  EXPECT_EQ(ConjunctionText(pool_, std::vector{either, above}, names_),
            "(n > 5 or n is missing) and n > 5");
}

}  // namespace
}  // namespace precept::compiler
