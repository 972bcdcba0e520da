// Every source of a frame's columns: fields of one event, of the first, the
// last, the n-th, lists and counts, over all that was taken or over a round.

#include "nfa/frame.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nfa/key.h"

namespace precept::nfa {
namespace {

constexpr Type kInt{Scalar::kInt, false};
constexpr Type kInts{Scalar::kInt, true};
constexpr Type kBool{Scalar::kBool, false};

Value Int(std::int64_t number) { return Value(number); }
Value Ints(const std::vector<std::int64_t>& numbers) {
  ValueList list;
  for (std::int64_t number : numbers) list.emplace_back(number);
  return Value(std::move(list));
}

// Events of one stream with the fields n and ns.  Step 0 (variable 0) is of
// type 0, with both; step 1 (variable 0 too) of type 1, which has only n; step 2
// (variable 1) of type 0, by a base without n.  Way i takes step i; way 1 begins
// a round of group 7, way 3 takes step 0 and begins one too.
class FrameTest : public testing::Test {
 protected:
  using Source = FrameColumn::Source;

  FrameTest() {
    rules_.schema.streams.push_back({"s",
                                     {{SourcePath{{"n"}}, kInt, ""},
                                      {SourcePath{{"ns"}}, kInts, ""}},
                                     std::nullopt,
                                     {}});
    rules_.kept.push_back({rules_.expressions.Column(0, kInt),
                           rules_.expressions.Column(1, kInts)});
    rule_.types = {{"T0", {{{"n"}, kInt}, {{"ns"}, kInts}}}, {"T1", {{{"n"}, kInt}}}};
    AddStep(0, 0, {0, 1});
    AddStep(0, 1, {0});
    AddStep(1, 0, {std::nullopt, 1});
    Position position;
    for (const std::size_t step : {0, 1, 2, 0}) {
      Way way;
      way.step = StepId(step);
      if (position.ways.size() % 2 == 1) way.begins = {3, 7};
      position.ways.push_back(way);
    }
    rule_.automaton.positions.push_back(position);
  }

  void AddStep(std::uint32_t variable, std::uint32_t type,
               std::vector<std::optional<std::uint32_t>> slots) {
    Alternative alternative;
    alternative.step = StepId(rule_.steps.size());
    alternative.slots = std::move(slots);
    rule_.steps.push_back({Step::Role::kTaken, "s", variable, type});
    rule_.alternatives.push_back(alternative);
  }

  // Field n (0) or ns (1) by type.
  std::size_t AddColumn(Source source, std::uint32_t index, Type type, std::uint32_t field = 0,
                        std::int64_t item = 0, std::optional<std::uint32_t> round_of = {}) {
    FrameColumn column;
    column.source = source;
    column.index = index;
    column.fields = {field, field == 0 ? std::optional<std::uint32_t>(0) : std::nullopt};
    column.item = item;
    column.round_of = round_of;
    column.type = type;
    rule_.frame.push_back(column);
    return rule_.frame.size() - 1;
  }

  // After all columns have been added.
  void Open() {
    for (std::uint32_t i = 0; i < rule_.frame.size(); ++i) {
      reads_.push_back(rules_.expressions.Column(i, rule_.frame[i].type));
    }
    prepared_ = std::make_unique<PreparedExpressions>(rules_.expressions);
    rows_ = std::make_unique<EventRowStore>(rules_, *prepared_);
    frame_ = std::make_unique<Frame>(rule_, *rows_, *prepared_);
  }

  TakenEvent Take(std::uint32_t way, Value n, Value ns = Value()) {
    EventBatch batch(rules_.schema, StreamId(0));
    batch.offsets.push_back(1);
    batch.times.push_back({});
    batch.raw.emplace_back();
    batch.columns[0].AppendValue(n);
    batch.columns[1].AppendValue(ns);
    rows_->NextEvent();
    return {rows_->Keep(batch, 0), way == 3 ? 0 : way, way};
  }

  Value Read(std::size_t column) { return frame_->Evaluate(reads_[column]); }

  RuleSet rules_;
  Rule rule_;
  std::vector<ExprId> reads_;
  std::unique_ptr<PreparedExpressions> prepared_;
  std::unique_ptr<EventRowStore> rows_;
  std::unique_ptr<Frame> frame_;
};

TEST_F(FrameTest, ReadsWhatVariablesHaveTaken) {
  const auto field = AddColumn(Source::kField, 1, kInt);
  const auto first = AddColumn(Source::kFirst, 0, kInt);
  const auto last = AddColumn(Source::kLast, 0, kInt);
  const auto second = AddColumn(Source::kItem, 0, kInt, 0, 1);
  const auto before_last = AddColumn(Source::kItem, 0, kInt, 0, -2);
  const auto beyond = AddColumn(Source::kItem, 0, kInt, 0, 4);
  const auto before_all = AddColumn(Source::kItem, 0, kInt, 0, -5);
  const auto list = AddColumn(Source::kList, 0, kInts);
  const auto count = AddColumn(Source::kCount, 0, kInt);
  const auto none = AddColumn(Source::kFirst, 2, kInt);
  const auto no_list = AddColumn(Source::kList, 2, kInts);
  const auto no_count = AddColumn(Source::kCount, 2, kInt);
  const auto key = AddColumn(Source::kKey, 1, kInt);
  Open();
  Column parts(kInt);
  parts.AppendValue(Int(8));
  parts.AppendValue(Int(9));
  std::string bytes;
  AppendKeyPart(parts, 0, bytes);
  AppendKeyPart(parts, 1, bytes);
  const std::vector<TakenEvent> events = {Take(0, Int(1)), Take(2, Int(50)), Take(0, Value()),
                                          Take(1, Int(3)), Take(0, Int(4))};
  frame_->Fill(bytes, events);
  EXPECT_EQ(Read(field), Value());  // The base of that alternative has no n.
  EXPECT_EQ(Read(first), Int(1));
  EXPECT_EQ(Read(last), Int(4));
  EXPECT_EQ(Read(second), Value());  // Taken, but missing.
  EXPECT_EQ(Read(before_last), Int(3));
  EXPECT_EQ(Read(beyond), Value());
  EXPECT_EQ(Read(before_all), Value());
  EXPECT_EQ(Read(list), Ints({1, 3, 4}));
  EXPECT_EQ(Read(count), Int(4));
  EXPECT_EQ(Read(none), Value());
  EXPECT_EQ(Read(no_list), Ints({}));
  EXPECT_EQ(Read(no_count), Int(0));
  EXPECT_EQ(Read(key), Int(9));
}

TEST_F(FrameTest, ListsOfListFieldsAreOneList) {
  const auto list = AddColumn(Source::kList, 0, kInts, 1);
  const auto last = AddColumn(Source::kLast, 0, kInts, 1);
  const auto one = AddColumn(Source::kField, 1, kInts, 1);
  Open();
  // Step 1's type has no such field.
  const std::vector<TakenEvent> events = {
      Take(0, Int(1), Ints({1, 2})), Take(2, Int(1), Ints({9})), Take(0, Int(1)),
      Take(0, Int(1), Ints({2})), Take(1, Int(1), Ints({7}))};
  frame_->Fill("", events);
  EXPECT_EQ(Read(list), Ints({1, 2, 2}));
  EXPECT_EQ(Read(last), Value());
  EXPECT_EQ(Read(one), Ints({9}));
}

TEST_F(FrameTest, ARoundIsWhatCameSinceItBegan) {
  const auto all = AddColumn(Source::kList, 0, kInts);
  const auto round = AddColumn(Source::kList, 0, kInts, 0, 0, 7);
  const auto count = AddColumn(Source::kCount, 0, kInt, 0, 0, 7);
  const auto first = AddColumn(Source::kFirst, 0, kInt, 0, 0, 3);
  const auto other = AddColumn(Source::kCount, 0, kInt, 0, 0, 5);  // Never begun.
  const auto outside = AddColumn(Source::kCount, 1, kInt, 0, 0, 7);
  Open();
  const std::vector<TakenEvent> events = {Take(0, Int(1)), Take(1, Int(2)), Take(2, Int(3)),
                                          Take(3, Int(4)), Take(0, Int(5))};
  const auto taken = std::span(events);
  const auto set = [&](std::size_t count_of) {
    for (std::size_t i = 0; i < rule_.frame.size(); ++i) {
      frame_->SetFromEvents(i, taken.first(count_of));
    }
  };
  set(5);
  EXPECT_EQ(Read(all), Ints({1, 2, 4, 5}));
  EXPECT_EQ(Read(round), Ints({4, 5}));
  EXPECT_EQ(Read(count), Int(2));
  EXPECT_EQ(Read(first), Int(4));
  EXPECT_EQ(Read(other), Int(4));
  EXPECT_EQ(Read(outside), Int(0));
  set(3);
  EXPECT_EQ(Read(round), Ints({2}));
  EXPECT_EQ(Read(outside), Int(1));
  EXPECT_EQ(frame_->Round(7, taken.first(1)).size(), 1u);
  EXPECT_EQ(frame_->Round(7, taken).size(), 2u);
}

TEST_F(FrameTest, AColumnForgetsWhatItHeld) {
  const auto first = AddColumn(Source::kFirst, 0, kInt);
  const auto list = AddColumn(Source::kList, 0, kInts);
  const auto own = AddColumn(Source::kOwn, 0, kInt);
  Open();
  const TakenEvent event = Take(0, Int(1));
  frame_->SetFromEvent(first, &event);
  EXPECT_EQ(Read(first), Int(1));
  frame_->SetFromEvent(first, nullptr);
  EXPECT_EQ(Read(first), Value());
  frame_->SetFromEvents(list, {&event, 1});
  EXPECT_EQ(Read(list), Ints({1}));
  frame_->SetFromEvents(list, {});
  EXPECT_EQ(Read(list), Ints({}));
  // A complete match leaves the event's own columns alone.
  frame_->Set(own, Int(6));
  frame_->Fill("", {&event, 1});
  EXPECT_EQ(Read(own), Int(6));
}

TEST_F(FrameTest, AConditionOverTheFrameHoldsOrNot) {
  const auto first = AddColumn(Source::kFirst, 0, kInt);
  const ExprId less = rules_.expressions.Intern(
      {Op::kLess,
       kBool,
       false,
       {rules_.expressions.Column(0, kInt), rules_.expressions.Constant(Int(3), kInt)},
       Value(),
       0});
  Open();
  frame_->Set(first, Int(2));
  EXPECT_TRUE(frame_->Holds(less));
  frame_->Set(first, Int(3));
  EXPECT_FALSE(frame_->Holds(less));
  frame_->Set(first, Value());
  EXPECT_FALSE(frame_->Holds(less));
}

}  // namespace
}  // namespace precept::nfa
