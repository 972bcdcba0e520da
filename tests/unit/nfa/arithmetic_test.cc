#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/unit/nfa/evaluation.h"

namespace precept::nfa::testing {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
const Type kInt = Of(Scalar::kInt);
const Type kFloat = Of(Scalar::kFloat);
const Type kDecimal = Of(Scalar::kDecimal);
const Type kTime = Of(Scalar::kTimestamp);
const Type kDuration = Of(Scalar::kDuration);

struct Case {
  Op op;
  Type result;
  std::vector<Arg> args;
  std::string expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    std::string shown(OpName(c.op));
    for (const Arg& arg : c.args) {
      shown += ' ';
      AppendJson(arg.value, shown);
    }
    EXPECT_EQ(Evaluate(c.op, c.result, c.args), c.expected) << shown;
  }
}

TEST(ArithmeticTest, Ints) {
  Check({
      {Op::kAdd, kInt, {I(2), I(3)}, "5"},
      {Op::kAdd, kInt, {I(kMax), I(1)}, "null"},
      {Op::kAdd, kInt, {I(kMax), I(0)}, "9223372036854775807"},
      {Op::kAdd, kInt, {None(Scalar::kInt), I(1)}, "null"},
      {Op::kSubtract, kInt, {I(kMin), I(1)}, "null"},
      {Op::kMultiply, kInt, {I(-4), I(5)}, "-20"},
      {Op::kMultiply, kInt, {I(kMax), I(2)}, "null"},
      {Op::kDivide, kFloat, {I(1), I(4)}, "0.25"},
      {Op::kDivide, kFloat, {I(1), I(0)}, "null"},
      {Op::kDivide, kFloat, {I(kMin), I(-1)}, "9223372036854776000"},
      {Op::kDivide, kFloat, {I(kMax), I(kMax)}, "1"},
      {Op::kModulo, kInt, {I(7), I(-3)}, "1"},
      {Op::kModulo, kInt, {I(-7), I(3)}, "-1"},
      {Op::kModulo, kInt, {I(kMin), I(-1)}, "0"},
      {Op::kModulo, kInt, {I(7), I(0)}, "null"},
      {Op::kNegate, kInt, {I(kMin)}, "null"},
      {Op::kNegate, kInt, {I(7)}, "-7"},
  });
}

TEST(ArithmeticTest, Floats) {
  Check({
      {Op::kAdd, kFloat, {F(0.1), F(0.2)}, "0.30000000000000004"},
      {Op::kMultiply, kFloat, {F(1e308), F(10)}, "null"},
      {Op::kDivide, kFloat, {F(1), F(0)}, "null"},
      {Op::kDivide, kFloat, {F(0), F(0)}, "null"},
      {Op::kModulo, kFloat, {F(-7.5), F(2)}, "-1.5"},
      {Op::kModulo, kFloat, {F(1), F(0)}, "null"},
      {Op::kNegate, kFloat, {F(0)}, "0"},
  });
}

TEST(ArithmeticTest, Decimals) {
  Check({
      {Op::kAdd, kDecimal, {D("0.1"), D("0.2")}, "0.3"},
      {Op::kAdd, kDecimal, {D("99999999999999999999999999"), D("1")}, "null"},
      {Op::kMultiply, kDecimal, {D("1.5"), D("-2.5")}, "-3.75"},
      {Op::kMultiply, kDecimal, {D("0.000001"), D("0.0000005")}, "0"},
      {Op::kMultiply, kDecimal, {D("0.000003"), D("0.0000005")}, "0.000000000002"},
      {Op::kDivide, kDecimal, {D("1"), D("3")}, "0.333333333333"},
      {Op::kDivide, kDecimal, {D("2"), D("3")}, "0.666666666667"},
      {Op::kDivide, kDecimal, {D("1"), D("0")}, "null"},
      {Op::kModulo, kDecimal, {D("-7.5"), D("2")}, "-1.5"},
      {Op::kNegate, kDecimal, {D("1.50")}, "-1.5"},
  });
}

TEST(ArithmeticTest, Times) {
  Check({
      {Op::kAdd, kTime, {T("2026-01-05T00:00:00Z"), U("1h30m")}, "\"2026-01-05T01:30:00Z\""},
      {Op::kAdd, kTime, {U("1ms"), T("2026-01-05T00:00:00Z")}, "\"2026-01-05T00:00:00.001Z\""},
      {Op::kAdd, kTime, {T("2261-12-31T23:59:59Z"), U("1s")}, "null"},
      {Op::kSubtract, kTime, {T("1678-01-01T00:00:00Z"), U("1us")}, "null"},
      {Op::kSubtract, kDuration, {T("2026-01-05T00:00:00Z"), T("2026-01-04T23:00:00Z")}, "\"1h\""},
      {Op::kSubtract, kDuration, {T("2261-01-01T00:00:00Z"), T("1678-01-01T00:00:00Z")}, "null"},
      {Op::kSubtract, kDuration, {U("1s"), U("2s")}, "\"-1s\""},
      {Op::kMultiply, kDuration, {U("2s"), I(3)}, "\"6s\""},
      {Op::kMultiply, kDuration, {F(0.5), U("3s")}, "\"1s500ms\""},
      {Op::kMultiply, kDuration, {U("100000d"), I(1000)}, "null"},
      {Op::kMultiply, kDuration, {U("100000d"), F(1e9)}, "null"},
      {Op::kDivide, kDuration, {U("3ns"), I(2)}, "\"2ns\""},
      {Op::kDivide, kDuration, {U("1ns"), I(2)}, "\"0s\""},
      {Op::kDivide, kDuration, {U("1s"), I(0)}, "null"},
      {Op::kDivide, kDuration, {U("1s"), F(0)}, "null"},
      {Op::kDivide, kFloat, {U("1h"), U("30m")}, "2"},
      {Op::kDivide, kFloat, {U("1h"), U("0s")}, "null"},
      {Op::kNegate, kDuration, {U("1h")}, "\"-1h\""},
  });
}

TEST(ArithmeticTest, RoundGoesHalfAwayFromZero) {
  Check({
      {Op::kRound, kFloat, {F(2.5)}, "3"},
      {Op::kRound, kFloat, {F(-2.5)}, "-3"},
      {Op::kRound, kFloat, {F(0.125), I(2)}, "0.13"},
      {Op::kRound, kFloat, {F(-0.125), I(2)}, "-0.13"},
      {Op::kRound, kFloat, {F(2.675), I(2)}, "2.67"},  // It lies below 2.675.
      {Op::kRound, kFloat, {F(1250), I(-2)}, "1300"},
      {Op::kRound, kFloat, {F(1e300), I(5)}, "1e+300"},
      {Op::kRound, kFloat, {F(1.5), I(-400)}, "0"},
      {Op::kRound, kFloat, {F(1.5), None(Scalar::kInt)}, "null"},
      {Op::kRound, kInt, {I(-1250), I(-2)}, "-1300"},
      {Op::kRound, kInt, {I(kMax), I(-1)}, "null"},
      {Op::kRound, kInt, {I(7), I(3)}, "7"},
      {Op::kRound, kDecimal, {D("2.5")}, "3"},
      {Op::kRound, kDecimal, {D("-2.345"), I(2)}, "-2.35"},
      {Op::kRound, kDecimal, {D("99999999999999999999999999"), I(-1)}, "null"},
      {Op::kFloor, kFloat, {F(-1.5)}, "-2"},
      {Op::kCeil, kFloat, {F(-1.5)}, "-1"},
      {Op::kFloor, kDecimal, {D("-1.5")}, "-2"},
      {Op::kCeil, kDecimal, {D("1.000000000001")}, "2"},
      {Op::kFloor, kInt, {I(3)}, "3"},
      {Op::kAbs, kInt, {I(kMin)}, "null"},
      {Op::kAbs, kInt, {I(-3)}, "3"},
      {Op::kAbs, kDecimal, {D("-0.5")}, "0.5"},
      {Op::kAbs, kDuration, {U("-5s")}, "\"5s\""},
  });
}

TEST(ArithmeticTest, Functions) {
  Check({
      {Op::kSqrt, kFloat, {F(9)}, "3"},
      {Op::kSqrt, kFloat, {F(-1)}, "null"},
      {Op::kLog, kFloat, {F(1)}, "0"},
      {Op::kLog, kFloat, {F(0)}, "null"},
      {Op::kLog, kFloat, {F(-1)}, "null"},
      {Op::kExp, kFloat, {F(0)}, "1"},
      {Op::kExp, kFloat, {F(1000)}, "null"},
      {Op::kPow, kFloat, {F(2), F(10)}, "1024"},
      {Op::kPow, kFloat, {F(-8), F(0.5)}, "null"},
      {Op::kLeast, kInt, {I(3), I(1), I(2)}, "1"},
      {Op::kGreatest, kInt, {I(3), I(1), I(4)}, "4"},
      {Op::kGreatest, kInt, {I(3), None(Scalar::kInt), I(4)}, "null"},
      {Op::kLeast, kTime, {T("2026-01-02T00:00:00Z"), T("2026-01-01T00:00:00Z")},
       "\"2026-01-01T00:00:00Z\""},
  });
}

TEST(ArithmeticTest, DistancesAreThoseOfTheSphere) {
  const std::string km = Evaluate(Op::kDistanceKm, kFloat, {F(52.52), F(13.405), F(48.8566), F(2.3522)});
  EXPECT_NEAR(std::stod(km), 877.46, 0.5);  // Berlin, Paris.
  EXPECT_EQ(Evaluate(Op::kDistanceKm, kFloat, {F(1), F(2), F(1), F(2)}), "0");
  const std::string half = Evaluate(Op::kDistanceKm, kFloat, {F(0), F(0), F(0), F(180)});
  EXPECT_NEAR(std::stod(half), M_PI * 6371.0088, 1e-6);
  EXPECT_EQ(Evaluate(Op::kDistanceKm, kFloat, {F(0), F(0), None(Scalar::kFloat), F(0)}), "null");
}

TEST(ArithmeticTest, Conversions) {
  Check({
      {Op::kConvert, kFloat, {I(3)}, "3"},
      {Op::kConvert, kDecimal, {I(kMin)}, "-9223372036854775808"},
      {Op::kConvert, kDecimal, {F(0.1)}, "0.1"},
      {Op::kConvert, kDecimal, {F(1e30)}, "null"},
      {Op::kConvert, kDecimal, {S("1.0000000000001")}, "null"},
      {Op::kConvert, kInt, {F(-2.7)}, "-2"},
      {Op::kConvert, kInt, {F(1e19)}, "null"},
      {Op::kConvert, kInt, {D("-2.7")}, "-2"},
      {Op::kConvert, kInt, {S("1e3")}, "1000"},
      {Op::kConvert, kInt, {S("2.5")}, "null"},
      {Op::kConvert, kInt, {S("")}, "null"},
      {Op::kConvert, kInt, {B(true)}, "1"},
      {Op::kConvert, kFloat, {S("2.5e1")}, "25"},
      {Op::kConvert, kFloat, {S("nan")}, "null"},
      {Op::kConvert, kFloat, {S("1x")}, "null"},
      {Op::kConvert, kFloat, {D("0.5")}, "0.5"},
      {Op::kConvert, Of(Scalar::kBool), {I(1)}, "true"},
      {Op::kConvert, Of(Scalar::kString), {F(1e6)}, "\"1000000\""},
      {Op::kConvert, Of(Scalar::kString), {A("::1")}, "\"::1\""},
      {Op::kConvert, Of(Scalar::kString), {None(Scalar::kInt)}, "null"},
      {Op::kConvert, Of(Scalar::kIp), {S("10.0.0.1")}, "\"10.0.0.1\""},
      {Op::kConvert, Of(Scalar::kIp), {S("10.0.0")}, "null"},
      {Op::kConvert, kTime, {S("2026-01-01T01:00:00+01:00")}, "\"2026-01-01T00:00:00Z\""},
      {Op::kConvert, kDuration, {S("90m")}, "\"1h30m\""},
  });
}

}  // namespace
}  // namespace precept::nfa::testing
