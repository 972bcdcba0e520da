#include <gtest/gtest.h>

#include <limits>
#include <random>

#include <boost/multiprecision/cpp_int.hpp>

#include "nfa/exact.h"
#include "tests/unit/nfa/evaluation.h"

namespace precept::nfa::testing {
namespace {

const Type kInt = Of(Scalar::kInt);
const Type kFloat = Of(Scalar::kFloat);
const Type kDecimal = Of(Scalar::kDecimal);
const Type kDuration = Of(Scalar::kDuration);

Arg Ints(const std::vector<std::int64_t>& values) {
  std::vector<Arg> list;
  for (std::int64_t value : values) list.push_back(I(value));
  return List(Scalar::kInt, list);
}

Arg Floats(const std::vector<double>& values) {
  std::vector<Arg> list;
  for (double value : values) list.push_back(F(value));
  return List(Scalar::kFloat, list);
}

Arg Decimals(const std::vector<std::string>& values) {
  std::vector<Arg> list;
  for (const std::string& value : values) list.push_back(D(value));
  return List(Scalar::kDecimal, list);
}

struct Case {
  Op op;
  Type result;
  Arg list;
  std::string expected;
};

TEST(AggregateTest, Table) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const std::vector<Case> cases = {
      {Op::kCount, kInt, Ints({}), "0"},
      {Op::kCount, kInt, Ints({4, 4}), "2"},
      {Op::kCount, kInt, NoList(Scalar::kInt), "null"},
      {Op::kSum, kInt, Ints({}), "0"},
      {Op::kSum, kInt, Ints({kMax, 1}), "null"},
      {Op::kSum, kInt, Ints({kMax, 1, -1}), "9223372036854775807"},
      {Op::kSum, kFloat, Floats({}), "0"},
      {Op::kSum, kFloat, Floats({0.1, 0.2, 0.3}), "0.6"},
      {Op::kSum, kFloat, Floats({1e308, 1e308, -1e308}), "1e+308"},
      {Op::kSum, kFloat, Floats({1e308, 1e308}), "null"},
      {Op::kSum, kFloat, Floats({1e16, 1, -1e16}), "1"},
      {Op::kSum, kFloat, Floats({5e-324, 5e-324}), "1e-323"},
      {Op::kSum, kDecimal, Decimals({"0.1", "0.2"}), "0.3"},
      {Op::kSum, kDecimal, Decimals({"99999999999999999999999999", "1"}), "null"},
      {Op::kSum, kDuration, List(Scalar::kDuration, {U("1h"), U("30m")}), "\"1h30m\""},
      {Op::kAvg, kFloat, Ints({1, 2}), "1.5"},
      {Op::kAvg, kFloat, Ints({}), "null"},
      {Op::kAvg, kFloat, Ints({kMax, kMax}), "9223372036854776000"},
      {Op::kAvg, kFloat, Floats({1e308, 1e308}), "1e+308"},
      {Op::kAvg, kFloat, Floats({0, 0}), "0"},
      {Op::kAvg, kDecimal, Decimals({"1", "0", "0"}), "0.333333333333"},
      {Op::kAvg, kDecimal, Decimals({"0.000000000001", "0"}), "0"},
      {Op::kAvg, kDecimal, Decimals({"0.000000000003", "0"}), "0.000000000002"},
      {Op::kAvg, kDuration, List(Scalar::kDuration, {U("1s"), U("2s")}), "\"1s500ms\""},
      {Op::kStddev, kFloat, Ints({5}), "null"},
      {Op::kStddev, kFloat, Ints({2, 4, 4, 4, 5, 5, 7, 9}), "2.138089935299395"},
      {Op::kStddev, kFloat, Ints({3, 3}), "0"},
      {Op::kStddev, kFloat, Floats({1e9 + 1, 1e9 + 2, 1e9 + 3}), "1"},
      {Op::kStddev, kFloat, Floats({1e308, -1e308}), "1.4142135623730951e+308"},
      {Op::kStddev, kDecimal, Decimals({"1", "2"}), "0.707106781187"},
      {Op::kMin, kInt, Ints({3, 1, 2}), "1"},
      {Op::kMax, kFloat, Floats({3, 1, 2}), "3"},
      {Op::kMax, kInt, Ints({}), "null"},
      {Op::kDistinct, kInt, Floats({1, 2, 1, 0.0, -0.0}), "3"},
      {Op::kDistinct, kInt, Ints({}), "0"},
      {Op::kValues, ListOf(Scalar::kInt), Ints({3, 1, 3, 2, 1}), "[3,1,2]"},
      {Op::kValues, ListOf(Scalar::kInt), Ints({}), "[]"},
      {Op::kFirst, kInt, Ints({3, 1}), "3"},
      {Op::kLast, kInt, Ints({3, 1}), "1"},
      {Op::kLast, kInt, Ints({}), "null"},
  };
  for (const Case& c : cases) {
    std::string shown(OpName(c.op));
    AppendJson(c.list.value, shown);
    EXPECT_EQ(Evaluate(c.op, c.result, {c.list}), c.expected) << shown;
  }
}

// Any double, subnormal ones too.
double AnyDouble(std::mt19937_64& random) {
  for (;;) {
    const double value = std::bit_cast<double>(random());
    if (std::isfinite(value) && std::abs(value) < 1e300) return value;
  }
}

using Rational = boost::multiprecision::cpp_rational;

// Whether no other double is nearer: exact comparison with both neighbours.
void ExpectNearest(const Rational& exact, double rounded) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Rational error = abs(exact - Rational(rounded));
  EXPECT_LE(error, abs(exact - Rational(std::nextafter(rounded, infinity))));
  EXPECT_LE(error, abs(exact - Rational(std::nextafter(rounded, -infinity))));
}

TEST(ExactTest, SumsAreRoundedOnceWhateverTheOrder) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> values(1 + random() % 20);
    for (double& value : values) {
      value = round % 2 == 0 ? AnyDouble(random)
                             : std::ldexp(static_cast<double>(random() % 1000), static_cast<int>(random() % 60));
    }
    ExactSum sum;
    Rational exact = 0;
    for (double value : values) {
      sum.Add(value);
      exact += Rational(value);
    }
    ExpectNearest(exact, sum.Rounded().value());
    std::shuffle(values.begin(), values.end(), random);
    ExactSum shuffled;
    for (double value : values) {
      shuffled.Add(value);
      shuffled.Subtract(1e300);
    }
    for (std::size_t i = 0; i < values.size(); ++i) shuffled.Add(1e300);
    EXPECT_EQ(sum.Rounded(), shuffled.Rounded());
  }
}

TEST(ExactTest, Quotients) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 500; ++round) {
    const BigInt numerator = BigInt(static_cast<std::int64_t>(random())) << (random() % 100);
    const BigInt denominator = BigInt(random() | 1) << (random() % 100);
    ExpectNearest(Rational(numerator, denominator),
                  RoundedQuotient(numerator, denominator).value());
  }
  EXPECT_EQ(RoundedQuotient(1, 3), 1.0 / 3.0);
  EXPECT_EQ(RoundedQuotient(0, 3), 0.0);
  // A tie goes to the even one: 2^53 + 1.
  EXPECT_EQ(RoundedQuotient((BigInt(1) << 53) + 1, 1), 0x1p53);
  EXPECT_EQ(RoundedQuotient((BigInt(1) << 54) + 3, 2), 0x1p53 + 2);
  EXPECT_FALSE(RoundedQuotient(BigInt(1) << 1024, 1));
  EXPECT_EQ(RoundedQuotient(1, BigInt(1) << 1074), 5e-324);
  EXPECT_EQ(RoundedQuotient(1, BigInt(1) << 1075), 0.0);
}

TEST(ExactTest, Roots) {
  EXPECT_EQ(RoundedRoot(2, 1), std::sqrt(2.0));
  EXPECT_EQ(RoundedRoot(9, 4), 1.5);
  EXPECT_EQ(RoundedRoot(0, 1), 0.0);
  EXPECT_EQ(WholeRoot(6, 1), 2);
  EXPECT_EQ(WholeRoot(7, 1), 3);
  EXPECT_EQ(WholeRoot(25, 4), 2);  // 2.5 goes to even,
  EXPECT_EQ(WholeRoot(49, 4), 4);  // as does 3.5.
  EXPECT_EQ(WholeQuotient(5, 2), 2);
  EXPECT_EQ(WholeQuotient(-7, 2), -4);
  EXPECT_EQ(WholeQuotientAway(5, 2), 3);
  EXPECT_EQ(WholeQuotientAway(-5, 2), -3);
}

}  // namespace
}  // namespace precept::nfa::testing
