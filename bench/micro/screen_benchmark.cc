// The screen with 1 to 1000 rules of two steps, each step with a constant of
// its own on one field: the time of an event must stay within a few times that
// with one rule.
//
// In `Hitting` every event serves a rule, however many there are; in `Passing`
// none does.  `Listing` is `Hitting` with a key for each distinct element of a
// list of four.

#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "nfa/screen/screen.h"

namespace precept::nfa {
namespace {

constexpr Type kBool{Scalar::kBool, false};
constexpr Type kInt{Scalar::kInt, false};
constexpr Type kString{Scalar::kString, false};
constexpr Type kStrings{Scalar::kString, true};

enum class KeyKind : std::uint8_t { kField, kElements };

RuleSet MakeRules(std::size_t count, KeyKind key) {
  RuleSet rules;
  Stream stream{"s", {}, std::nullopt, {EventTypeId(0)}};
  stream.columns.push_back({SourcePath{{"kind"}}, kString, ""});
  stream.columns.push_back({SourcePath{{"amount"}}, kInt, ""});
  stream.columns.push_back({SourcePath{{"user"}}, kString, ""});
  stream.columns.push_back({SourcePath{{"hosts"}}, kStrings, ""});
  rules.schema.streams.push_back(stream);
  rules.schema.types.push_back({"E", StreamId(0), std::nullopt, {}, {}});
  ExpressionPool& pool = rules.expressions;
  if (key == KeyKind::kField) {
    rules.keys.push_back({StreamId(0), {{pool.Column(2, kString), false, false}}});
  } else {
    rules.keys.push_back({StreamId(0), {{pool.Column(3, kStrings), false, true}}});
  }
  for (std::size_t i = 0; i < count; ++i) {
    Rule rule;
    for (std::size_t step = 0; step < 2; ++step) {
      const std::string kind = "kind-" + std::to_string(2 * i + step);
      const ExprId equal = pool.Intern(
          {Op::kEqual, kBool, false,
           {pool.Column(0, kString), pool.Constant(Value(kind), kString)}, Value(), 0});
      const ExprId more = pool.Intern(
          {Op::kGreater, kBool, false,
           {pool.Column(1, kInt),
            pool.Constant(Value(static_cast<std::int64_t>(i % 10)), kInt)}, Value(), 0});
      rule.steps.push_back({Step::Role::kTaken, "s", 0, 0});
      rule.alternatives.push_back({StepId(step), EventTypeId(0), {equal, more}, 0, false, {}, {}});
    }
    rules.rules.push_back(std::move(rule));
  }
  return rules;
}

void Fill(EventBatch& batch, std::size_t kinds, const char* prefix) {
  std::mt19937_64 random(1);
  for (std::size_t row = 0; row < kMaxBatchRows; ++row) {
    batch.columns[0].Append(batch.texts.Store(prefix + std::to_string(random() % kinds)));
    batch.columns[1].Append(static_cast<std::int64_t>(100));
    batch.columns[2].Append(batch.texts.Store("user-" + std::to_string(random() % 500)));
    Column& hosts = batch.columns[3];
    const auto begin = static_cast<std::uint32_t>(hosts.elements().size());
    for (int i = 0; i < 4; ++i) {
      hosts.elements().Append(batch.texts.Store("host-" + std::to_string(random() % 500)));
    }
    hosts.Append(ListSlice{begin, 4});
    batch.times.push_back({});
  }
  batch.of_type[0].Fill(kMaxBatchRows);
}

void RunScreen(benchmark::State& state, const char* prefix, KeyKind key) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const RuleSet rules = MakeRules(count, key);
  const PreparedExpressions prepared(rules.expressions);
  const ScreenPlan plan(rules);
  Screen screen(rules, plan, prepared);
  EventBatch batch(rules.schema, StreamId(0));
  Fill(batch, 2 * count, prefix);
  Bitmap rows;
  rows.Fill(kMaxBatchRows);
  ScreenedRows out;
  for (auto _ : state) {
    screen.Run(batch, rows, out);
    benchmark::DoNotOptimize(out.candidates.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kMaxBatchRows));
}

void Hitting(benchmark::State& state) { RunScreen(state, "kind-", KeyKind::kField); }
void Passing(benchmark::State& state) { RunScreen(state, "other-", KeyKind::kField); }
void Listing(benchmark::State& state) { RunScreen(state, "kind-", KeyKind::kElements); }

BENCHMARK(Hitting)->RangeMultiplier(10)->Range(1, 1000);
BENCHMARK(Passing)->RangeMultiplier(10)->Range(1, 1000);
BENCHMARK(Listing)->RangeMultiplier(10)->Range(1, 1000);

}  // namespace
}  // namespace precept::nfa

BENCHMARK_MAIN();
