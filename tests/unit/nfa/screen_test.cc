// The screen against a loop over all rules, rows and conditions.

#include "nfa/screen/screen.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "nfa/classify.h"
#include "nfa/key.h"
#include "nfa/unicode.h"

namespace precept::nfa {
namespace {

constexpr Type kBool{Scalar::kBool, false};
constexpr Type kInt{Scalar::kInt, false};
constexpr Type kString{Scalar::kString, false};

Value Text(int number) { return Value("v" + std::to_string(number)); }

// Random rules over one stream of the columns text, number, user and two types:
// All, and Even (number is 0 or 2).
class RandomRules {
 public:
  explicit RandomRules(std::uint64_t seed) : random_(seed) {
    Stream stream{"s", {}, std::nullopt, {EventTypeId(0), EventTypeId(1)}};
    stream.columns.push_back({SourcePath{{"text"}}, kString, ""});
    stream.columns.push_back({SourcePath{{"number"}}, kInt, ""});
    stream.columns.push_back({SourcePath{{"user"}}, kString, ""});
    rules_.schema.streams.push_back(stream);
    rules_.schema.types.push_back({"All", StreamId(0), std::nullopt, {}, {}});
    rules_.schema.types.push_back({"Even", StreamId(0), In(Column(1), kInt, {0, 2}), {}, {}});
    rules_.keys.push_back({StreamId(0), {{Column(2), false}}});
    rules_.keys.push_back({StreamId(0), {{Column(2), true}, {Column(0), false}}});
    rules_.keys.push_back({StreamId(0), {}});
    rules_.kept.resize(1);
    const int count = 1 + Any(12);
    for (int i = 0; i < count; ++i) AddRule();
  }

  const RuleSet& rules() const { return rules_; }
  std::mt19937_64& random() { return random_; }
  int Any(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

 private:
  ExprId Column(std::uint32_t column) {
    return rules_.expressions.Column(column, column == 1 ? kInt : kString);
  }
  ExprId Node(Op op, std::vector<ExprId> args, Type type, bool nocase = false) {
    return rules_.expressions.Intern({op, type, nocase, std::move(args), Value(), 0});
  }
  ExprId TextConstant(const Value& text) { return rules_.expressions.Constant(text, kString); }
  ExprId In(ExprId value, Type scalar, const std::vector<int>& numbers, bool nocase = false) {
    ValueList list;
    for (int number : numbers) {
      list.push_back(scalar == kInt ? Value(std::int64_t{number}) : Text(number));
    }
    const ExprId constant =
        rules_.expressions.Constant(Value(std::move(list)), Type{scalar.scalar, true});
    return Node(Op::kIn, {value, constant}, kBool, nocase);
  }

  ExprId AnyCondition() {
    const bool nocase = Any(2) == 0;
    switch (Any(7)) {
      case 0: return Node(Op::kEqual, {Column(0), TextConstant(Text(Any(4)))}, kBool, nocase);
      case 1: return Node(Op::kEqual, {TextConstant(Text(Any(4))), Column(0)}, kBool);
      case 2: return In(Column(0), kString, {Any(4), Any(4), Any(4)}, nocase);
      case 3: return In(Column(1), kInt, {Any(4), Any(4)});
      case 4:
        return Node(Op::kLess,
                    {Column(1), rules_.expressions.Constant(Value(std::int64_t{Any(4)}), kInt)},
                    kBool);
      case 5: return Node(Op::kMatches, {Column(2), TextConstant(Value(std::string("[12]")))}, kBool);
      default:
        return Node(Op::kEqual,
                    {Node(Op::kFold, {Column(0)}, kString), TextConstant(Text(Any(4)))}, kBool);
    }
  }

  void AddRule() {
    Rule rule;
    rule.name = "r" + std::to_string(rules_.rules.size());
    rule.automaton.has_strict = Any(3) == 0;
    const int steps = 1 + Any(3);
    for (int step = 0; step < steps; ++step) {
      rule.steps.push_back({"s", 0, 0});
      // Of a derived type with both bases, or of one.
      const int bases = 1 + Any(2);
      for (int base = 0; base < bases; ++base) {
        Alternative alternative;
        alternative.step = StepId(static_cast<std::size_t>(step));
        alternative.base = EventTypeId(static_cast<std::size_t>(bases == 2 ? base : Any(2)));
        for (int i = Any(4); i > 0; --i) alternative.conditions.push_back(AnyCondition());
        alternative.key = static_cast<std::uint32_t>(Any(3));
        rule.alternatives.push_back(alternative);
      }
    }
    rules_.rules.push_back(std::move(rule));
  }

  std::mt19937_64 random_;
  RuleSet rules_;
};

void Fill(RandomRules& rules, EventBatch& batch, std::size_t rows) {
  batch.Clear();
  for (std::size_t row = 0; row < rows; ++row) {
    std::string text = "v" + std::to_string(rules.Any(6));
    if (rules.Any(3) == 0) text[0] = 'V';
    rules.Any(8) == 0 ? batch.columns[0].AppendMissing()
                      : batch.columns[0].Append(batch.texts.Store(text));
    rules.Any(8) == 0 ? batch.columns[1].AppendMissing()
                      : batch.columns[1].Append<std::int64_t>(rules.Any(5));
    rules.Any(4) == 0
        ? batch.columns[2].AppendMissing()
        : batch.columns[2].Append(batch.texts.Store("u" + std::to_string(rules.Any(3))));
    batch.times.push_back({});
  }
}

// A candidate with its key as bytes.
struct Seen {
  std::uint32_t row;
  std::uint32_t rule;
  std::uint32_t alternative;
  std::string key;
  bool fits;
  auto operator<=>(const Seen&) const = default;
};

std::optional<std::string> KeyOf(const KeySpec& spec, const EventBatch& batch, std::size_t row,
                                 Evaluator& evaluator) {
  std::string bytes;
  for (const KeySpec::Part& part : spec.parts) {
    Bitmap rows;
    rows.Reset(batch.size());
    rows.set(row);
    const Column& cells = evaluator.Evaluate(part.value, batch.columns, rows);
    if (!part.optional && !cells.is_present(row)) return std::nullopt;
    AppendKeyPart(cells, row, bytes);
  }
  return bytes;
}

bool Fits(const RuleSet& rules, const Alternative& alternative, const EventBatch& batch,
          std::size_t row, Evaluator& evaluator) {
  (void)rules;
  for (ExprId condition : alternative.conditions) {
    if (evaluator.EvaluateRow(condition, batch.columns, row) != Value(true)) return false;
  }
  return true;
}

void NaiveRow(const RuleSet& rules, RuleId id, const EventBatch& batch, std::size_t row,
              Evaluator& evaluator, std::vector<Seen>& out) {
  const Rule& rule = rules.rules[id.index()];
  std::set<std::uint32_t> steps;
  std::set<std::uint32_t> fitting_specs;
  std::vector<Seen> found;
  for (const bool fits : {true, false}) {
    if (!fits && !rule.automaton.has_strict) break;
    for (std::size_t a = 0; a < rule.alternatives.size(); ++a) {
      const Alternative& alternative = rule.alternatives[a];
      if (!batch.of_type[alternative.base.index()].test(row)) continue;
      const auto key = KeyOf(rules.keys[alternative.key], batch, row, evaluator);
      if (!key) continue;
      if (fits) {
        if (steps.contains(alternative.step.value)) continue;
        if (!Fits(rules, alternative, batch, row, evaluator)) continue;
        steps.insert(alternative.step.value);
        fitting_specs.insert(alternative.key);
      } else if (!fitting_specs.insert(alternative.key).second) {
        continue;
      }
      found.push_back({static_cast<std::uint32_t>(row), id.value,
                       static_cast<std::uint32_t>(a), *key, fits});
    }
  }
  std::sort(found.begin(), found.end());
  out.insert(out.end(), found.begin(), found.end());
}

TEST(ScreenTest, FindsWhatALoopFinds) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    RandomRules random(seed);
    const RuleSet& rules = random.rules();
    const PreparedExpressions prepared(rules.expressions);
    const ScreenPlan plan(rules);
    Screen screen(rules, plan, prepared);
    Classifier classifier(rules.schema, prepared);
    Evaluator evaluator(prepared);
    EventBatch batch(rules.schema, StreamId(0));
    ScreenedRows screened;
    for (std::size_t size : {std::size_t{1}, std::size_t{70}, std::size_t{20}}) {
      Fill(random, batch, size);
      std::vector<Refusal> refusals;
      classifier.ClassifyRows(batch, refusals);
      Bitmap rows;
      rows.Fill(size);
      rows.KeepIf([](std::size_t row) { return row % 7 != 3; });
      screen.Run(batch, rows, screened);
      std::vector<Seen> have;
      for (std::size_t i = 0; i < screened.rows.size(); ++i) {
        EXPECT_FALSE(screened.CandidatesOf(i).empty());
        for (const Candidate& candidate : screened.CandidatesOf(i)) {
          const EncodedKey& key = screened.keys[candidate.key];
          EXPECT_EQ(key.hash, HashKey(key.bytes));
          have.push_back({screened.rows[i], candidate.rule.value, candidate.alternative,
                          std::string(key.bytes), candidate.fits});
        }
      }
      std::vector<Seen> want;
      rows.ForEach([&](std::size_t row) {
        for (std::size_t r = 0; r < rules.rules.size(); ++r) {
          NaiveRow(rules, RuleId(r), batch, row, evaluator, want);
        }
      });
      ASSERT_EQ(have.size(), want.size()) << "seed " << seed;
      EXPECT_TRUE(have == want) << "seed " << seed;
    }
  }
}

TEST(ScreenTest, CountsWhatItDoes) {
  RuleSet rules;
  Stream stream{"s", {}, std::nullopt, {EventTypeId(0)}};
  stream.columns.push_back({SourcePath{{"kind"}}, kString, ""});
  stream.columns.push_back({SourcePath{{"user"}}, kString, ""});
  rules.schema.streams.push_back(stream);
  rules.schema.types.push_back({"E", StreamId(0), std::nullopt, {}, {}});
  rules.keys.push_back({StreamId(0), {}});
  const ExprId kind = rules.expressions.Column(0, kString);
  const ExprId user = rules.expressions.Column(1, kString);
  const auto equal = [&](ExprId column, const std::string& text) {
    const ExprId constant = rules.expressions.Constant(Value(text), kString);
    return rules.expressions.Intern({Op::kEqual, kBool, false, {column, constant}, Value(), 0});
  };
  // All rules ask for one kind and each for a user of its own: the user leads.
  for (int i = 0; i < 10; ++i) {
    Rule rule;
    rule.steps.push_back({"s", 0, 0});
    rule.alternatives.push_back(
        {StepId(0), EventTypeId(0), {equal(kind, "login"), equal(user, "u" + std::to_string(i))},
         0, {}});
    rules.rules.push_back(rule);
  }
  const ScreenPlan::Counts counts = ScreenPlan(rules).CountsOf(StreamId(0));
  EXPECT_EQ(counts.conditions, 1u);
  EXPECT_EQ(counts.by_lookup, 10u);
  EXPECT_EQ(counts.lookup_fields, 1u);
}

}  // namespace
}  // namespace precept::nfa
