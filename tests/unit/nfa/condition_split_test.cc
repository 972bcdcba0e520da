// How conjuncts separate, and that a search by what they separate into misses
// nothing of which they are true.

#include "nfa/condition_split.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nfa/column.h"
#include "nfa/evaluator.h"

namespace precept::nfa {
namespace {

using Kind = SplitCondition::Kind;

// Columns 0 of the event and 1 of an earlier step, 2 of a list, of one scalar.
class Conjuncts {
 public:
  explicit Conjuncts(Scalar scalar) : type_{scalar, false} {
    AddColumn(FrameColumn::Source::kOwn, type_);
    AddColumn(FrameColumn::Source::kField, type_);
    AddColumn(FrameColumn::Source::kList, {scalar, true});
  }

  ExprId Own() { return pool_.Column(0, type_); }
  ExprId Earlier() { return pool_.Column(1, type_); }
  ExprId Constant(Value value) { return pool_.Constant(std::move(value), type_); }
  ExprId Make(Op op, std::vector<ExprId> args, Scalar scalar, bool nocase = false) {
    Expr expr;
    expr.op = op;
    expr.type = {scalar, false};
    expr.args = std::move(args);
    expr.nocase = nocase;
    return pool_.Intern(std::move(expr));
  }
  ExprId Compare(Op op, ExprId a, ExprId b, bool nocase = false) {
    return Make(op, {a, b}, Scalar::kBool, nocase);
  }
  ExprId Arithmetic(Op op, ExprId a, ExprId b) { return Make(op, {a, b}, type_.scalar); }
  std::optional<SplitCondition> Split(ExprId conjunct) const {
    return SplitConjunct(rule_, pool_, conjunct);
  }
  const ExpressionPool& pool() const { return pool_; }

 private:
  void AddColumn(FrameColumn::Source source, Type type) {
    FrameColumn column;
    column.source = source;
    column.type = type;
    rule_.frame.push_back(column);
  }

  Type type_;
  Rule rule_;
  ExpressionPool pool_;
};

// Whether a search for what the event says finds what the earlier step says.
class Search {
 public:
  Search(const ExpressionPool& pool, Scalar scalar)
      : prepared_(pool), evaluator_(prepared_), type_{scalar, false} {}

  bool Finds(const SplitCondition& split, const Value& own, const Value& earlier) {
    Set(own, earlier);
    const auto f = ValueOf(split, split.event, split.wants_less());
    const auto g = ValueOf(split, split.earlier, !split.wants_less());
    if (!f || !g) return false;
    const bool coarse = f->is_coarse;
    switch (split.kind) {
      case Kind::kEqual: return f->hash == g->hash;
      case Kind::kBelow: return g->order < f->order || (coarse && g->order == f->order);
      case Kind::kNotAbove: return g->order <= f->order;
      case Kind::kAbove: return g->order > f->order || (coarse && g->order == f->order);
      case Kind::kNotBelow: return g->order >= f->order;
    }
    return false;
  }
  bool Holds(ExprId conjunct, const Value& own, const Value& earlier) {
    Set(own, earlier);
    Bitmap row;
    row.Fill(1);
    evaluator_.Filter(conjunct, columns_, row);
    return row.test(0);
  }

 private:
  void Set(const Value& own, const Value& earlier) {
    own_ = own;
    earlier_ = earlier;
    columns_.clear();
    columns_.emplace_back(type_).AppendValue(own_);
    columns_.emplace_back(type_).AppendValue(earlier_);
  }
  std::optional<IndexValue> ValueOf(const SplitCondition& split,
                                    const std::vector<SplitTerm>& side, bool rounds_up) {
    std::vector<Value> values;
    for (const SplitTerm& term : side) {
      values.push_back(evaluator_.EvaluateRow(term.expression, columns_, 0));
    }
    return IndexValueOf(split, side, values, rounds_up);
  }

  PreparedExpressions prepared_;
  Evaluator evaluator_;
  Type type_;
  Value own_;
  Value earlier_;
  std::vector<Column> columns_;
};

TEST(ConditionSplitTest, ComparisonsSeparateOnEitherSide) {
  Conjuncts ints(Scalar::kInt);
  const auto greater = ints.Split(ints.Compare(Op::kGreater, ints.Own(), ints.Earlier()));
  ASSERT_TRUE(greater);
  EXPECT_EQ(greater->kind, Kind::kBelow);
  EXPECT_FALSE(greater->is_sum);
  const auto turned = ints.Split(ints.Compare(Op::kGreater, ints.Earlier(), ints.Own()));
  ASSERT_TRUE(turned);
  EXPECT_EQ(turned->kind, Kind::kAbove);
  Conjuncts texts(Scalar::kString);
  const auto equal = texts.Split(texts.Compare(Op::kEqual, texts.Earlier(), texts.Own(), true));
  ASSERT_TRUE(equal);
  EXPECT_EQ(equal->kind, Kind::kEqual);
  EXPECT_TRUE(equal->nocase);
}

TEST(ConditionSplitTest, WhatIsNoSumOfBothDoesNotSeparate) {
  Conjuncts ints(Scalar::kInt);
  const ExprId product = ints.Arithmetic(Op::kMultiply, ints.Own(), ints.Earlier());
  const ExprId one = ints.Constant(Value(std::int64_t{1}));
  EXPECT_FALSE(ints.Split(ints.Compare(Op::kEqual, product, one)));
  EXPECT_FALSE(ints.Split(ints.Compare(Op::kNotEqual, ints.Own(), ints.Earlier())));
  const ExprId item = ints.Make(Op::kCount, {ints.Make(Op::kColumn, {}, Scalar::kInt)},
                                Scalar::kInt);
  EXPECT_FALSE(ints.Split(item));
  Conjuncts floats(Scalar::kFloat);
  const ExprId sum = floats.Arithmetic(Op::kAdd, floats.Own(), floats.Earlier());
  EXPECT_FALSE(floats.Split(floats.Compare(Op::kEqual, sum, floats.Constant(Value(1.0)))));
  EXPECT_TRUE(floats.Split(floats.Compare(Op::kLess, sum, floats.Constant(Value(1.0)))));
}

template <class Draw>
void ExpectNothingMissed(Conjuncts& conjuncts, Scalar scalar, ExprId difference, Draw draw) {
  Search search(conjuncts.pool(), scalar);
  std::size_t held = 0;
  std::size_t found = 0;
  for (const Op op : {Op::kLess, Op::kLessEqual, Op::kGreater, Op::kGreaterEqual, Op::kEqual}) {
    for (int turned = 0; turned < 2; ++turned) {
      const ExprId bound = conjuncts.Constant(draw());
      const ExprId conjunct = turned == 0 ? conjuncts.Compare(op, difference, bound)
                                          : conjuncts.Compare(op, bound, difference);
      const auto split = conjuncts.Split(conjunct);
      if (op == Op::kEqual && scalar == Scalar::kFloat) continue;
      ASSERT_TRUE(split);
      Search with(conjuncts.pool(), scalar);
      for (int i = 0; i < 3'000; ++i) {
        const Value own = draw();
        const Value earlier = draw();
        const bool holds = with.Holds(conjunct, own, earlier);
        const bool finds = with.Finds(*split, own, earlier);
        held += holds ? 1 : 0;
        found += finds ? 1 : 0;
        ASSERT_TRUE(finds || !holds) << conjuncts.pool().ToText(conjunct);
      }
    }
  }
  EXPECT_GT(held, 1'000u);
  EXPECT_LT(found, 2 * held);  // Little more is found.
}

TEST(ConditionSplitTest, SumsOfWholeNumbersMissNothing) {
  std::mt19937_64 random(3);
  Conjuncts ints(Scalar::kInt);
  const auto draw = [&] {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    const auto near = static_cast<std::int64_t>(random() % 9) - 4;
    return Value(random() % 8 == 0 ? (near < 0 ? -kMost - near : kMost - near) : near);
  };
  ExpectNothingMissed(ints, Scalar::kInt,
                      ints.Arithmetic(Op::kSubtract, ints.Own(), ints.Earlier()), draw);
  ExpectNothingMissed(ints, Scalar::kInt,
                      ints.Arithmetic(Op::kAdd, ints.Earlier(), ints.Own()), draw);
}

TEST(ConditionSplitTest, SumsOfFloatsMissNothing) {
  std::mt19937_64 random(4);
  Conjuncts floats(Scalar::kFloat);
  const double numbers[] = {0.1, 0.2, 0.3, 1e16, 1e16 + 2, -1e16, 1e-300, 5e-324, 1e308, -1e308};
  const auto draw = [&] {
    const double number = numbers[random() % std::size(numbers)];
    return Value(random() % 3 == 0 ? number * 3 / 3 : number / 10);
  };
  ExpectNothingMissed(floats, Scalar::kFloat,
                      floats.Arithmetic(Op::kSubtract, floats.Own(), floats.Earlier()), draw);
  ExpectNothingMissed(
      floats, Scalar::kFloat,
      floats.Arithmetic(Op::kSubtract,
                        floats.Arithmetic(Op::kAdd, floats.Earlier(), floats.Own()),
                        floats.Constant(Value(0.1))),
      draw);
}

TEST(ConditionSplitTest, SumsOfDecimalsMissNothing) {
  std::mt19937_64 random(5);
  Conjuncts decimals(Scalar::kDecimal);
  const auto draw = [&] {
    const auto small = static_cast<Decimal::Units>(random() % 7) - 3;
    Decimal::Units huge = 1;
    for (int i = 0; i < 37; ++i) huge *= 10;
    return Value(Decimal::FromUnits(random() % 6 == 0 ? (small < 0 ? -9 : 9) * huge : small));
  };
  ExpectNothingMissed(
      decimals, Scalar::kDecimal,
      decimals.Arithmetic(Op::kSubtract, decimals.Own(), decimals.Earlier()), draw);
}

TEST(ConditionSplitTest, LongTextsThatBeginAlikeAreFound) {
  Conjuncts texts(Scalar::kString);
  const ExprId conjunct = texts.Compare(Op::kLess, texts.Earlier(), texts.Own());
  const auto split = texts.Split(conjunct);
  ASSERT_TRUE(split);
  Search search(texts.pool(), Scalar::kString);
  const Value low(std::string("the same sixteen bytes, a"));
  const Value high(std::string("the same sixteen bytes, b"));
  EXPECT_TRUE(search.Holds(conjunct, high, low));
  EXPECT_TRUE(search.Finds(*split, high, low));
  EXPECT_FALSE(search.Finds(*split, Value(std::string("a")), low));
}

TEST(ConditionSplitTest, CaseIsFoldedWhereTheComparisonSaysSo) {
  Conjuncts texts(Scalar::kString);
  const Value upper(std::string("\u00C4RGER"));
  const Value lower(std::string("\u00E4rger"));
  for (const bool nocase : {false, true}) {
    const auto split =
        texts.Split(texts.Compare(Op::kEqual, texts.Own(), texts.Earlier(), nocase));
    ASSERT_TRUE(split);
    Search search(texts.pool(), Scalar::kString);
    EXPECT_EQ(search.Finds(*split, upper, lower), nocase);
    EXPECT_TRUE(search.Finds(*split, upper, upper));
  }
}

TEST(ConditionSplitTest, WhatIsMissingIsNotFound) {
  Conjuncts floats(Scalar::kFloat);
  const auto split = floats.Split(floats.Compare(Op::kEqual, floats.Own(), floats.Earlier()));
  ASSERT_TRUE(split);
  Search search(floats.pool(), Scalar::kFloat);
  EXPECT_TRUE(search.Finds(*split, Value(0.0), Value(-0.0)));
  EXPECT_FALSE(search.Finds(*split, Value(), Value(1.0)));
  EXPECT_FALSE(search.Finds(*split, Value(1.0), Value()));
}

}  // namespace
}  // namespace precept::nfa
