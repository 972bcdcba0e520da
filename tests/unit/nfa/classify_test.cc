#include "nfa/classify.h"

#include <gtest/gtest.h>

namespace precept::nfa {
namespace {

constexpr Type kString{Scalar::kString, false};

// One stream with the columns kind and card, and the types Any (where nothing
// is asked), Card (card @required) and Payment (where kind == "pay", card and
// kind @required).
struct Fixture {
  ExpressionPool pool;
  Schema schema;

  Fixture() {
    Stream stream{"s", {}, std::nullopt, {EventTypeId(0), EventTypeId(1), EventTypeId(2)}};
    stream.columns.push_back({SourcePath{{"kind"}}, kString, ""});
    stream.columns.push_back({SourcePath{{"card"}}, kString, ""});
    schema.streams.push_back(stream);
    const ExprId is_pay = pool.Intern(
        {Op::kEqual, Type{Scalar::kBool, false}, false,
         {pool.Column(0, kString), pool.Constant(Value(std::string("pay")), kString)}, Value(), 0});
    const EventType::Field kind{"kind", ColumnId(0)};
    const EventType::Field card{"card", ColumnId(1)};
    schema.types.push_back({"Any", StreamId(0), std::nullopt, {}, {card}});
    schema.types.push_back({"Card", StreamId(0), std::nullopt, {card}, {}});
    schema.types.push_back({"Payment", StreamId(0), is_pay, {card, kind}, {kind}});
  }

  void Add(EventBatch& batch, const Value& kind, const Value& card) const {
    batch.columns[0].AppendValue(kind);
    batch.columns[1].AppendValue(card);
    batch.times.push_back({});
  }
};

TEST(ClassifyTest, WhereComesBeforeRequired) {
  const Fixture fixture;
  const PreparedExpressions prepared(fixture.pool);
  Classifier classifier(fixture.schema, prepared);
  EventBatch batch(fixture.schema, StreamId(0));
  const Value pay(std::string("pay"));
  const Value other(std::string("other"));
  const Value card(std::string("c1"));
  fixture.Add(batch, pay, card);
  fixture.Add(batch, pay, Value());
  fixture.Add(batch, other, Value());
  fixture.Add(batch, Value(), card);
  std::vector<Refusal> refusals;
  classifier.ClassifyRows(batch, refusals);
  EXPECT_EQ(batch.of_type[0].count(), 4u);
  EXPECT_EQ(batch.of_type[1].count(), 2u);
  EXPECT_EQ(batch.of_type[2].count(), 1u);
  EXPECT_TRUE(batch.of_type[2].test(0));
  ASSERT_EQ(refusals.size(), 3u);
  EXPECT_EQ(refusals[0].row, 1u);
  EXPECT_EQ(refusals[0].type, EventTypeId(1));
  EXPECT_EQ(refusals[1].row, 1u);
  EXPECT_EQ(refusals[1].type, EventTypeId(2));
  EXPECT_EQ(refusals[2].row, 2u);
  EXPECT_EQ(refusals[2].type, EventTypeId(1));

  Bitmap admitted;
  admitted.Fill(4);
  admitted.clear(1);
  MissingCounts counts;
  classifier.CountMissing(batch, admitted, counts);
  EXPECT_EQ(counts, (MissingCounts{{1}, {}, {0}}));

  batch.Clear();
  EXPECT_EQ(batch.size(), 0u);
  EXPECT_EQ(batch.columns[0].size(), 0u);
}

}  // namespace
}  // namespace precept::nfa
