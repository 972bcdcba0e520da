#include "nfa/event_row.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "nfa/evaluator.h"

namespace precept::nfa {
namespace {

// One stream with one column of whole numbers, which is kept.
RuleSet OneNumber() {
  RuleSet rules;
  const Type type{Scalar::kInt, false};
  rules.schema.streams.push_back({"s", {{SourcePath{{"n"}}, type, ""}}, std::nullopt, {}});
  rules.kept.push_back({rules.expressions.Column(0, type)});
  return rules;
}

EventBatch OneEvent(const RuleSet& rules, std::int64_t offset, std::int64_t number) {
  EventBatch batch(rules.schema, StreamId(0));
  batch.offsets.push_back(offset);
  batch.times.push_back(Timestamp{1000 + offset});
  batch.raw.emplace_back();
  batch.columns[0].Append(number);
  return batch;
}

TEST(EventRowStore, RulesThatTakeOneEventShareItsRow) {
  const RuleSet rules = OneNumber();
  const PreparedExpressions prepared(rules.expressions);
  EventRowStore rows(rules, prepared);
  const EventBatch batch = OneEvent(rules, 7, 42);
  rows.NextEvent();
  const EventRowId first = rows.Keep(batch, 0);
  EXPECT_EQ(rows.Keep(batch, 0), first);
  EXPECT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.Field(first, 0), Value(std::int64_t{42}));
  EXPECT_EQ(rows.CoordinatesOf(first), (Coordinates{Timestamp{1007}, StreamId(0), 0, 7}));
  rows.Release(first);
  EXPECT_EQ(rows.size(), 1u);
  rows.Release(first);
  EXPECT_EQ(rows.size(), 0u);
}

// Files may carry coordinates that were exported twice.
TEST(EventRowStore, EventsOfEqualCoordinatesKeepTheirOwnValues) {
  const RuleSet rules = OneNumber();
  const PreparedExpressions prepared(rules.expressions);
  EventRowStore rows(rules, prepared);
  rows.NextEvent();
  const EventRowId one = rows.Keep(OneEvent(rules, 7, 1), 0);
  rows.NextEvent();
  const EventRowId two = rows.Keep(OneEvent(rules, 7, 2), 0);
  EXPECT_EQ(rows.Field(one, 0), Value(std::int64_t{1}));
  EXPECT_EQ(rows.Field(two, 0), Value(std::int64_t{2}));
}

TEST(Coordinates, AreInTheOrderOfEvents) {
  const Coordinates early{Timestamp{1}, StreamId(1), 1, 9};
  const Coordinates late{Timestamp{2}, StreamId(0), 0, 1};
  EXPECT_LT(early, late);
  EXPECT_LT((Coordinates{Timestamp{1}, StreamId(0), 1, 9}), early);
  EXPECT_LT((Coordinates{Timestamp{1}, StreamId(1), 0, 9}), early);
  EXPECT_LT((Coordinates{Timestamp{1}, StreamId(1), 1, 8}), early);
}

}  // namespace
}  // namespace precept::nfa
