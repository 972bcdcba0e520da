#include "nfa/function.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace precept::nfa {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

const Type kInt{Scalar::kInt, false};
const Type kFloat{Scalar::kFloat, false};
const Type kDecimal{Scalar::kDecimal, false};
const Type kString{Scalar::kString, false};
const Type kTime{Scalar::kTimestamp, false};
const Type kDuration{Scalar::kDuration, false};
const Type kStrings{Scalar::kString, true};

// "int" for the result, or "none".
std::string ResultOf(std::string_view name, std::vector<Type> arguments) {
  const auto call = ResolveFunction(name, arguments);
  return call ? call->result.ToText() : "none";
}

TEST(FunctionTest, ResolvesWithImplicitConversions) {
  EXPECT_EQ(ResultOf("abs", {kInt}), "int");
  EXPECT_EQ(ResultOf("abs", {kDecimal}), "decimal");
  EXPECT_EQ(ResultOf("abs", {kString}), "none");
  EXPECT_EQ(ResultOf("abs", {}), "none");
  EXPECT_EQ(ResultOf("abs", {kInt, kInt}), "none");
  EXPECT_EQ(ResultOf("sqrt", {kInt}), "float");
  EXPECT_EQ(ResultOf("sqrt", {kDecimal}), "none");
  EXPECT_EQ(ResultOf("round", {kDecimal, kInt}), "decimal");
  EXPECT_EQ(ResultOf("min", {kInt, kDecimal, kInt}), "decimal");
  EXPECT_EQ(ResultOf("min", {kInt, kFloat}), "float");
  EXPECT_EQ(ResultOf("min", {kFloat, kDecimal}), "none");
  EXPECT_EQ(ResultOf("min", {kInt}), "none");
  EXPECT_EQ(ResultOf("concat", {kString}), "string");
  EXPECT_EQ(ResultOf("coalesce", {kInt, kDecimal}), "decimal");
  EXPECT_EQ(ResultOf("coalesce", {kStrings, kStrings}), "[string]");
  EXPECT_EQ(ResultOf("coalesce", {kStrings, kString}), "none");
  EXPECT_EQ(ResultOf("len", {kString}), "int");
  EXPECT_EQ(ResultOf("len", {kStrings}), "int");
  EXPECT_EQ(ResultOf("len", {kInt}), "none");
  EXPECT_EQ(ResultOf("split", {kString, kString}), "[string]");
  EXPECT_EQ(ResultOf("float", {kInt}), "float");
  EXPECT_EQ(ResultOf("nosuch", {kInt}), "none");
  const auto call = ResolveFunction("min", std::vector<Type>{kInt, kDecimal});
  EXPECT_THAT(call->arguments, ElementsAre(kDecimal, kDecimal));
}

TEST(FunctionTest, NamesConstantsToCheck) {
  const auto extract = ResolveFunction("extract", std::vector<Type>{kString, kString});
  ASSERT_EQ(extract->constants.size(), 1u);
  EXPECT_EQ(extract->constants[0].position, 1u);
  EXPECT_EQ(extract->constants[0].kind, ResolvedCall::ConstantArgument::Kind::kRegex);
  EXPECT_TRUE(ResolveFunction("hour", std::vector<Type>{kTime})->constants.empty());
  const auto truncate = ResolveFunction("truncate", std::vector<Type>{kTime, kDuration, kString});
  ASSERT_EQ(truncate->constants.size(), 1u);
  EXPECT_EQ(truncate->constants[0].position, 2u);
}

TEST(FunctionTest, Aggregates) {
  EXPECT_EQ(ResolveAggregate("avg", kInt)->result, kFloat);
  EXPECT_EQ(ResolveAggregate("avg", kDecimal)->result, kDecimal);
  EXPECT_TRUE(ResolveAggregate("avg", kInt)->may_be_missing);
  EXPECT_EQ(ResolveAggregate("values", kString)->result, kStrings);
  EXPECT_EQ(ResolveAggregate("distinct", kString)->result, kInt);
  EXPECT_FALSE(ResolveAggregate("sum", kString));
  EXPECT_FALSE(ResolveAggregate("count", kStrings));
  EXPECT_FALSE(ResolveAggregate("abs", kInt));
}

TEST(FunctionTest, Arithmetic) {
  const auto result = [](Op op, Type a, Type b) -> std::string {
    const auto call = ResolveArithmetic(op, a, b);
    return call ? call->result.ToText() : "none";
  };
  EXPECT_EQ(result(Op::kAdd, kInt, kInt), "int");
  EXPECT_EQ(result(Op::kDivide, kInt, kInt), "float");
  EXPECT_EQ(result(Op::kDivide, kInt, kDecimal), "decimal");
  EXPECT_EQ(result(Op::kModulo, kInt, kInt), "int");
  EXPECT_EQ(result(Op::kAdd, kFloat, kDecimal), "none");
  EXPECT_EQ(result(Op::kAdd, kString, kString), "none");
  EXPECT_EQ(result(Op::kAdd, kTime, kDuration), "timestamp");
  EXPECT_EQ(result(Op::kAdd, kTime, kTime), "none");
  EXPECT_EQ(result(Op::kSubtract, kTime, kTime), "duration");
  EXPECT_EQ(result(Op::kSubtract, kDuration, kTime), "none");
  EXPECT_EQ(result(Op::kDivide, kDuration, kDuration), "float");
  EXPECT_EQ(result(Op::kMultiply, kInt, kDuration), "duration");
  EXPECT_TRUE(ResolveArithmetic(Op::kDivide, kInt, kInt)->may_be_missing);
  EXPECT_FALSE(ResolveArithmetic(Op::kAdd, kInt, kInt)->may_be_missing);
}

TEST(FunctionTest, NamesAndSignatures) {
  EXPECT_TRUE(IsFunction("round"));
  EXPECT_FALSE(IsFunction("count"));
  EXPECT_TRUE(IsAggregate("count"));
  EXPECT_TRUE(IsAggregate("max"));
  EXPECT_TRUE(IsFunction("max"));
  const std::vector<std::string> names = FunctionNames();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_THAT(SignaturesOf("round"), Contains("round(float, int) -> float"));
  EXPECT_THAT(SignaturesOf("sqrt"), ElementsAre("sqrt(float) -> float"));
}

TEST(FunctionTest, ChecksOfConstants) {
  EXPECT_FALSE(CheckRegex("a+b"));
  EXPECT_TRUE(CheckRegex("a("));
  EXPECT_FALSE(CheckCidr("10.0.0.0/8"));
  EXPECT_FALSE(CheckCidr("::1"));
  EXPECT_TRUE(CheckCidr("10.0.0.0/33"));
  EXPECT_TRUE(CheckCidr("ten"));
  EXPECT_FALSE(CheckTimeZone("Europe/Berlin"));
  EXPECT_FALSE(CheckTimeZone("UTC"));
  EXPECT_TRUE(CheckTimeZone("Europe/Nowhere"));
  EXPECT_TRUE(CheckTimeZone(""));
}

TEST(ExpressionTest, EqualNodesAreOne) {
  ExpressionPool pool;
  const Type boolean{Scalar::kBool, false};
  const ExprId column = pool.Column(2, kString);
  const ExprId ok = pool.Constant(Value(std::string("ok")), kString);
  const ExprId equal = pool.Intern({Op::kEqual, boolean, false, {column, ok}, Value(), 0});
  EXPECT_EQ(equal, pool.Intern({Op::kEqual, boolean, false, {column, ok}, Value(), 0}));
  const ExprId folded = pool.Intern({Op::kEqual, boolean, true, {column, ok}, Value(), 0});
  EXPECT_NE(equal, folded);
  EXPECT_NE(pool.Constant(Value(std::int64_t{1}), kInt), pool.Constant(Value(1.0), kFloat));
  const ExprId amount = pool.Column(0, kInt);
  const ExprId limit = pool.Constant(Value(std::int64_t{500}), kInt);
  const ExprId more = pool.Intern({Op::kGreater, boolean, false, {amount, limit}, Value(), 0});
  const ExprId inner = pool.Intern({Op::kAnd, boolean, false, {more, folded}, Value(), 0});
  const ExprId both = pool.Intern({Op::kAnd, boolean, false, {equal, inner}, Value(), 0});
  EXPECT_THAT(pool.Conjuncts(both), ElementsAre(equal, more, folded));
  EXPECT_THAT(pool.Conjuncts(more), ElementsAre(more));
  EXPECT_THAT(pool.ColumnsOf(both), ElementsAre(0u, 2u));
  EXPECT_EQ(pool.ToText(both),
            "(and (== c2 \"ok\") (and (> c0 500) (== c2 \"ok\" nocase)))");
  const std::vector<std::string> names = {"amount", "kind", "status"};
  EXPECT_EQ(pool.ToText(equal, names), "(== status \"ok\")");
  EXPECT_EQ(pool.ToText(pool.True()), "true");
}

}  // namespace
}  // namespace precept::nfa
