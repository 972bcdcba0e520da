// Aggregates that are kept while a list grows against those of the whole list.

#include "nfa/list_aggregates.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/unit/nfa/evaluation.h"

namespace precept::nfa::testing {
namespace {

std::string Json(const Value& value) {
  std::string text;
  AppendJson(value, text);
  return text;
}

Type ResultOf(Op op, Scalar element) {
  if (op == Op::kCount) return Of(Scalar::kInt);
  const bool is_quotient = op == Op::kAvg || op == Op::kStddev;
  return Of(is_quotient && element == Scalar::kInt ? Scalar::kFloat : element);
}

// Adds one after the other, and asks for everything after each.
void ExpectAsOfTheList(Scalar element, const std::vector<Value>& values) {
  ListAggregates aggregates;
  ValueList list;
  for (const Value& value : values) {
    for (const Op op : {Op::kCount, Op::kSum, Op::kAvg, Op::kMin, Op::kMax, Op::kStddev}) {
      if (!ListAggregates::Knows(op, element)) continue;
      const Arg whole{ListOf(element), Value(list)};
      ASSERT_EQ(Json(aggregates.Get(op, element)),
                Evaluate(op, ResultOf(op, element), {whole}))
          << OpName(op) << " of " << Json(Value(list));
    }
    aggregates.Add(value);
    if (const ValueList* elements = value.get_if<ValueList>()) {
      list.insert(list.end(), elements->begin(), elements->end());
    } else if (!value.is_missing()) {
      list.push_back(value);
    }
  }
}

TEST(ListAggregatesTest, OfWholeNumbers) {
  std::mt19937_64 random(1);
  std::vector<Value> values;
  for (int i = 0; i < 60; ++i) {
    // Sums that leave the range and come back.
    const auto wide = static_cast<std::int64_t>(random());
    values.emplace_back(i % 7 == 0 ? wide : wide % 10);
    if (i % 9 == 0) values.emplace_back();
  }
  ExpectAsOfTheList(Scalar::kInt, values);
  std::vector<Value> durations;
  for (const Value& value : values) {
    if (value.is_missing()) continue;
    durations.emplace_back(Duration{value.get<std::int64_t>()});
  }
  ExpectAsOfTheList(Scalar::kDuration, durations);
}

TEST(ListAggregatesTest, OfFloats) {
  ExpectAsOfTheList(Scalar::kFloat,
                    {Value(0.0), Value(1e16), Value(), Value(1.0), Value(-1e16), Value(0.1),
                     Value(5e-324), Value(-0.0), Value(1e308), Value(1e308), Value(-1e308),
                     Value(0.3), Value(-0.1), Value(1.0 / 3)});
  std::mt19937_64 random(2);
  std::vector<Value> values;
  for (int i = 0; i < 100; ++i) {
    values.emplace_back(static_cast<double>(random() % 100'000) / 1'000 - 20);
  }
  ExpectAsOfTheList(Scalar::kFloat, values);
}

TEST(ListAggregatesTest, OfDecimals) {
  Decimal::Units huge = 1;
  for (int i = 0; i < 37; ++i) huge *= 10;
  std::vector<Value> values;
  for (const Decimal::Units units : {Decimal::Units{1}, 9 * huge, Decimal::Units{-5}, 9 * huge,
                                     -9 * huge, Decimal::Units{333'333'333'333}}) {
    values.emplace_back(Decimal::FromUnits(units));
  }
  ExpectAsOfTheList(Scalar::kDecimal, values);
}

TEST(ListAggregatesTest, OfTextsAndOfListsInThem) {
  const auto text = [](const char* bytes) { return Value(std::string(bytes)); };
  ExpectAsOfTheList(Scalar::kString,
                    {text("b"), Value(), text("a long text that is on the heap"), text("c"),
                     Value(ValueList{text("0"), text("zz")}), Value(ValueList{}), text("z")});
}

TEST(ListAggregatesTest, NothingIsLeftWhenCleared) {
  ListAggregates aggregates;
  aggregates.Add(Value(2.5));
  aggregates.Clear();
  EXPECT_EQ(Json(aggregates.Get(Op::kCount, Scalar::kFloat)), "0");
  EXPECT_EQ(Json(aggregates.Get(Op::kSum, Scalar::kFloat)), "0");
  EXPECT_TRUE(aggregates.Get(Op::kMax, Scalar::kFloat).is_missing());
}

}  // namespace
}  // namespace precept::nfa::testing
