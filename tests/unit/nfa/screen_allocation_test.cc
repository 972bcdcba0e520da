// The screen takes no memory for a batch like those it has seen: operator new
// of this binary counts its calls.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include "nfa/screen/screen.h"

namespace {

std::size_t num_allocations = 0;

void* CountedOrNull(std::size_t size) noexcept {
  ++num_allocations;
  return std::malloc(size == 0 ? 1 : size);
}

void* Counted(std::size_t size) {
  if (void* bytes = CountedOrNull(size)) return bytes;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return Counted(size); }
void* operator new[](std::size_t size) { return Counted(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return CountedOrNull(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return CountedOrNull(size);
}
void operator delete(void* bytes) noexcept { std::free(bytes); }
void operator delete[](void* bytes) noexcept { std::free(bytes); }
void operator delete(void* bytes, std::size_t) noexcept { std::free(bytes); }
void operator delete[](void* bytes, std::size_t) noexcept { std::free(bytes); }

namespace precept::nfa {
namespace {

constexpr Type kBool{Scalar::kBool, false};
constexpr Type kString{Scalar::kString, false};
constexpr Type kStrings{Scalar::kString, true};

// Steps looked up and not, of both kinds of keys, some counting what they do
// not fit.
RuleSet MakeRules() {
  RuleSet rules;
  Stream stream{"s", {}, std::nullopt, {EventTypeId(0)}};
  stream.columns.push_back({SourcePath{{"user"}}, kString, ""});
  stream.columns.push_back({SourcePath{{"tags"}}, kStrings, ""});
  rules.schema.streams.push_back(stream);
  rules.schema.types.push_back({"E", StreamId(0), std::nullopt, {}, {}});
  ExpressionPool& pool = rules.expressions;
  const ExprId user = pool.Column(0, kString);
  const ExprId tags = pool.Column(1, kStrings);
  rules.keys.push_back({StreamId(0), {{user, false, false}}});
  rules.keys.push_back({StreamId(0), {{tags, true, true}}});
  rules.keys.push_back({StreamId(0), {{tags, false, true}, {user, false, false}}});
  for (std::uint32_t r = 0; r < 6; ++r) {
    Rule rule;
    for (std::uint32_t step = 0; step < 3; ++step) {
      const std::string asked = "user-" + std::to_string(r);
      Alternative alternative;
      alternative.step = StepId(step);
      alternative.key = (r + step) % 3;
      alternative.among = r % 2 == 0 && step != 1;
      if (step != 2) {
        alternative.conditions.push_back(pool.Intern(
            {Op::kEqual, kBool, false, {user, pool.Constant(Value(asked), kString)}, Value(),
             0}));
      }
      rule.steps.push_back({Step::Role::kTaken, "s", 0, 0});
      rule.alternatives.push_back(alternative);
    }
    rules.rules.push_back(std::move(rule));
  }
  return rules;
}

void Fill(EventBatch& batch) {
  Column& tags = batch.columns[1];
  for (std::size_t row = 0; row < kMaxBatchRows; ++row) {
    batch.columns[0].Append(batch.texts.Store("user-" + std::to_string(row % 9)));
    const auto begin = static_cast<std::uint32_t>(tags.elements().size());
    const auto size = static_cast<std::uint32_t>(row % 41);
    for (std::uint32_t i = 0; i < size; ++i) {
      tags.elements().Append(batch.texts.Store("a-rather-long-tag-" + std::to_string(i % 31)));
    }
    tags.Append(ListSlice{begin, size});
    batch.times.push_back({});
  }
  batch.of_type[0].Fill(kMaxBatchRows);
}

TEST(ScreenAllocationTest, NoneOnceWarm) {
  const RuleSet rules = MakeRules();
  const PreparedExpressions prepared(rules.expressions);
  const ScreenPlan plan(rules);
  Screen screen(rules, plan, prepared);
  EventBatch batch(rules.schema, StreamId(0));
  Fill(batch);
  ScreenedRows out;
  std::size_t before = num_allocations;
  screen.Run(batch, batch.of_type[0], out);
  EXPECT_GT(num_allocations, before);
  EXPECT_GT(out.candidates.size(), kMaxBatchRows * 20);
  // The two buffers of the keys have changed places.
  screen.Run(batch, batch.of_type[0], out);
  before = num_allocations;
  screen.Run(batch, batch.of_type[0], out);
  EXPECT_EQ(num_allocations, before);
}

}  // namespace
}  // namespace precept::nfa
