// The screen against a loop over all rules, rows and conditions.

#include "nfa/screen/screen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <ostream>
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
constexpr Type kInts{Scalar::kInt, true};
constexpr Type kStrings{Scalar::kString, true};

Value Text(int number) { return Value("v" + std::to_string(number)); }

// Random rules over one stream of the columns text, number, user, tags (texts),
// codes (ints) and two types: All, and Even (number is 0 or 2).
class RandomRules {
 public:
  explicit RandomRules(std::uint64_t seed) : random_(seed) {
    Stream stream{"s", {}, std::nullopt, {EventTypeId(0), EventTypeId(1)}};
    stream.columns.push_back({SourcePath{{"text"}}, kString, ""});
    stream.columns.push_back({SourcePath{{"number"}}, kInt, ""});
    stream.columns.push_back({SourcePath{{"user"}}, kString, ""});
    stream.columns.push_back({SourcePath{{"tags"}}, kStrings, ""});
    stream.columns.push_back({SourcePath{{"codes"}}, kInts, ""});
    rules_.schema.streams.push_back(stream);
    rules_.schema.types.push_back({"All", StreamId(0), std::nullopt, {}, {}});
    rules_.schema.types.push_back({"Even", StreamId(0), In(Column(1), kInt, {0, 2}), {}, {}});
    AddKeys();
    rules_.kept.resize(1);
    const int count = 1 + Any(12);
    for (int i = 0; i < count; ++i) AddRule();
  }

  const RuleSet& rules() const { return rules_; }
  std::mt19937_64& random() { return random_; }
  int Any(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

 private:
  ExprId Column(std::uint32_t column) {
    return rules_.expressions.Column(
        column, rules_.schema.streams[0].columns[column].type);
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

  // Some have equal keys: a text may be a tag too.
  void AddKeys() {
    const ExprId text = Column(0), user = Column(2), tags = Column(3), codes = Column(4);
    const ExprId folded = Node(Op::kFold, {tags}, kStrings);
    const auto one = [](ExprId value) { return KeySpec::Part{value, false, false}; };
    const auto maybe = [](ExprId value) { return KeySpec::Part{value, true, false}; };
    const auto any = [](ExprId value) { return KeySpec::Part{value, false, true}; };
    const auto maybe_any = [](ExprId value) { return KeySpec::Part{value, true, true}; };
    const std::vector<std::vector<KeySpec::Part>> keys = {
        {one(user)}, {maybe(user), one(text)}, {}, {one(text)}, {maybe(text)},
        {any(tags)}, {any(folded)}, {maybe_any(tags)}, {any(tags), maybe_any(codes)},
        {maybe(user), any(tags)}, {maybe_any(codes), one(text), any(folded)}};
    for (const auto& parts : keys) rules_.keys.push_back({StreamId(0), parts});
  }

  Step::Role AnyRole() {
    switch (Any(4)) {
      case 0: return Step::Role::kNegated;
      case 1: return Step::Role::kUntil;
      default: return Step::Role::kTaken;
    }
  }

  std::uint32_t AnyKey() {
    return static_cast<std::uint32_t>(Any(static_cast<int>(rules_.keys.size())));
  }

  // None, some or all alternatives count what they do not fit, and they have
  // one key spec or several.
  void AddRule() {
    Rule rule;
    rule.name = "r" + std::to_string(rules_.rules.size());
    const int among = Any(3);
    const int keys = 1 + Any(3);
    std::vector<std::uint32_t> specs;
    for (int i = 0; i < keys; ++i) specs.push_back(AnyKey());
    const int fitting = 1 + Any(4);
    const int steps = fitting + Any(3);
    for (int step = 0; step < steps; ++step) {
      const bool fits = step < fitting;
      rule.steps.push_back({fits ? AnyRole() : Step::Role::kAmong, "s", 0, 0});
      // Of a derived type with both bases, or of one.
      const int bases = 1 + Any(2);
      for (int base = 0; base < bases; ++base) {
        Alternative alternative;
        alternative.step = StepId(static_cast<std::size_t>(step));
        alternative.base = EventTypeId(static_cast<std::size_t>(bases == 2 ? base : Any(2)));
        for (int i = fits ? Any(4) : 0; i > 0; --i) {
          alternative.conditions.push_back(AnyCondition());
        }
        alternative.key = specs[static_cast<std::size_t>(Any(keys))];
        alternative.among = among == 2 || (among == 1 && Any(2) == 0);
        rule.alternatives.push_back(alternative);
      }
    }
    rules_.rules.push_back(std::move(rule));
  }

  std::mt19937_64 random_;
  RuleSet rules_;
};

std::string AnyText(RandomRules& rules) {
  return (rules.Any(3) == 0 ? "V" : "v") + std::to_string(rules.Any(6));
}

// Missing, empty, short with repetitions, or long.
Value AnyList(RandomRules& rules, bool texts) {
  if (rules.Any(8) == 0) return Value();
  ValueList list;
  for (int i = rules.Any(12) == 0 ? 40 : rules.Any(5); i > 0; --i) {
    list.push_back(texts ? Value(AnyText(rules)) : Value(std::int64_t{rules.Any(3)}));
  }
  return Value(std::move(list));
}

// `lists` holds what the batch views.
void Fill(RandomRules& rules, EventBatch& batch, std::size_t rows, std::deque<Value>& lists) {
  batch.Clear();
  for (std::size_t row = 0; row < rows; ++row) {
    rules.Any(8) == 0 ? batch.columns[0].AppendMissing()
                      : batch.columns[0].Append(batch.texts.Store(AnyText(rules)));
    rules.Any(8) == 0 ? batch.columns[1].AppendMissing()
                      : batch.columns[1].Append<std::int64_t>(rules.Any(5));
    rules.Any(4) == 0
        ? batch.columns[2].AppendMissing()
        : batch.columns[2].Append(batch.texts.Store("u" + std::to_string(rules.Any(3))));
    batch.columns[3].AppendValue(lists.emplace_back(AnyList(rules, true)));
    batch.columns[4].AppendValue(lists.emplace_back(AnyList(rules, false)));
    batch.times.push_back({});
  }
}

std::string TextOfKey(const std::vector<Value>& parts) {
  std::string text;
  AppendJson(Value(ValueList(parts)), text);
  return text;
}

// A candidate with its key as text.
struct Seen {
  std::uint32_t row;
  std::uint32_t rule;
  std::uint32_t alternative;
  std::string key;
  bool fits;
  bool counts = false;
  bool operator==(const Seen&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Seen& seen) {
  return out << "row " << seen.row << " rule " << seen.rule << " alternative "
             << seen.alternative << " key " << seen.key << (seen.fits ? " fits" : " seen")
             << (seen.counts ? " counts" : "");
}

std::vector<Seen> AllOf(const ScreenedRows& screened) {
  std::vector<Seen> all;
  for (std::size_t i = 0; i < screened.rows.size(); ++i) {
    EXPECT_FALSE(screened.CandidatesOf(i).empty());
    for (const Candidate& candidate : screened.CandidatesOf(i)) {
      const EncodedKey& key = screened.keys[candidate.key];
      EXPECT_EQ(key.hash, HashKey(key.bytes));
      all.push_back({screened.rows[i], candidate.rule.value, candidate.alternative,
                     TextOfKey(DecodeKey(key.bytes)), candidate.fits, candidate.counts});
    }
  }
  return all;
}

// In order; none where a part is missing.
std::vector<std::string> KeysOf(const KeySpec& spec, const EventBatch& batch, std::size_t row,
                                Evaluator& evaluator) {
  std::vector<std::vector<Value>> keys = {{}};
  for (const KeySpec::Part& part : spec.parts) {
    const Value value = evaluator.EvaluateRow(part.value, batch.columns, row);
    std::vector<Value> choices;
    if (const ValueList* list = value.get_if<ValueList>()) {
      EXPECT_TRUE(part.any);
      for (const Value& element : *list) {
        if (std::find(choices.begin(), choices.end(), element) == choices.end()) {
          choices.push_back(element);
        }
      }
    } else if (!value.is_missing()) {
      choices.push_back(value);
    }
    if (choices.empty() && part.optional) choices.emplace_back();
    std::vector<std::vector<Value>> longer;
    for (const std::vector<Value>& key : keys) {
      for (const Value& choice : choices) {
        longer.push_back(key);
        longer.back().push_back(choice);
      }
    }
    keys = std::move(longer);
  }
  std::vector<std::string> texts;
  for (const std::vector<Value>& key : keys) texts.push_back(TextOfKey(key));
  return texts;
}

bool Fits(const Rule& rule, const Alternative& alternative, const EventBatch& batch,
          std::size_t row, Evaluator& evaluator) {
  if (rule.steps[alternative.step.index()].role == Step::Role::kAmong) return false;
  for (ExprId condition : alternative.conditions) {
    if (evaluator.EvaluateRow(condition, batch.columns, row) != Value(true)) return false;
  }
  return true;
}

// One alternative of a rule, as a row sees it.
struct Sight {
  bool of_type = false;
  bool fits = false;  // The first of its step that the row fits and has a key for.
  std::vector<std::string> keys;
};

std::vector<Sight> Look(const RuleSet& rules, const Rule& rule, const EventBatch& batch,
                        std::size_t row, Evaluator& evaluator) {
  std::vector<Sight> sights;
  std::set<std::uint32_t> steps;
  for (const Alternative& alternative : rule.alternatives) {
    Sight& sight = sights.emplace_back();
    sight.of_type = batch.of_type[alternative.base.index()].test(row);
    if (!sight.of_type) continue;
    sight.keys = KeysOf(rules.keys[alternative.key], batch, row, evaluator);
    sight.fits = !sight.keys.empty() && Fits(rule, alternative, batch, row, evaluator) &&
                 steps.insert(alternative.step.value).second;
  }
  return sights;
}

// One key spec: where a row fits, and of what it only counts for, each key once
// and only where nothing fits under it.  Several: of a row that fits or counts,
// the keys of all alternatives.
void NaiveRow(const RuleSet& rules, RuleId id, const EventBatch& batch, std::size_t row,
              Evaluator& evaluator, std::vector<Seen>& out) {
  const Rule& rule = rules.rules[id.index()];
  const std::vector<Sight> sights = Look(rules, rule, batch, row, evaluator);
  std::set<std::uint32_t> specs;
  std::set<std::string> said;
  bool counts = false, serves = false;
  for (std::size_t a = 0; a < sights.size(); ++a) {
    specs.insert(rule.alternatives[a].key);
    counts |= rule.alternatives[a].among && sights[a].of_type;
    serves |= sights[a].fits;
    if (sights[a].fits) said.insert(sights[a].keys.begin(), sights[a].keys.end());
  }
  serves |= counts;
  for (std::size_t a = 0; a < sights.size(); ++a) {
    for (const std::string& key : sights[a].keys) {
      const bool unfitting = specs.size() > 1
                                 ? serves
                                 : rule.alternatives[a].among && said.insert(key).second;
      if (!sights[a].fits && !unfitting) continue;
      out.push_back({static_cast<std::uint32_t>(row), id.value, static_cast<std::uint32_t>(a),
                     key, sights[a].fits, counts});
    }
  }
}

TEST(ScreenTest, FindsWhatALoopFinds) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    RandomRules random(seed);
    const RuleSet& rules = random.rules();
    const PreparedExpressions prepared(rules.expressions);
    const ScreenPlan plan(rules);
    Screen screen(rules, plan, prepared);
    Classifier classifier(rules.schema, prepared);
    Evaluator evaluator(prepared);
    EventBatch batch(rules.schema, StreamId(0));
    std::deque<Value> lists;
    ScreenedRows screened;
    for (std::size_t size : {std::size_t{1}, std::size_t{70}, std::size_t{20}}) {
      Fill(random, batch, size, lists);
      std::vector<Refusal> refusals;
      classifier.ClassifyRows(batch, refusals);
      Bitmap rows;
      rows.Fill(size);
      rows.KeepIf([](std::size_t row) { return row % 7 != 3; });
      screen.Run(batch, rows, screened);
      std::vector<Seen> want;
      rows.ForEach([&](std::size_t row) {
        for (std::size_t r = 0; r < rules.rules.size(); ++r) {
          NaiveRow(rules, RuleId(r), batch, row, evaluator, want);
        }
      });
      ASSERT_EQ(AllOf(screened), want) << "seed " << seed;
    }
  }
}

// One rule over one stream of the columns user, tags (texts), codes (ints).
class OneRule {
 public:
  OneRule() {
    Stream stream{"s", {}, std::nullopt, {EventTypeId(0)}};
    stream.columns.push_back({SourcePath{{"user"}}, kString, ""});
    stream.columns.push_back({SourcePath{{"tags"}}, kStrings, ""});
    stream.columns.push_back({SourcePath{{"codes"}}, kInts, ""});
    rules_.schema.streams.push_back(stream);
    rules_.schema.types.push_back({"E", StreamId(0), std::nullopt, {}, {}});
    rules_.rules.emplace_back();
  }

  ExprId Column(std::uint32_t column) {
    return rules_.expressions.Column(column, rules_.schema.streams[0].columns[column].type);
  }
  ExprId Folded(ExprId list) {
    return rules_.expressions.Intern({Op::kFold, kStrings, false, {list}, Value(), 0});
  }
  std::uint32_t AddKey(std::vector<KeySpec::Part> parts) {
    rules_.keys.push_back({StreamId(0), std::move(parts)});
    return static_cast<std::uint32_t>(rules_.keys.size() - 1);
  }
  ExprId Equal(std::uint32_t column, const std::string& text) {
    const ExprId constant = rules_.expressions.Constant(Value(text), kString);
    return rules_.expressions.Intern(
        {Op::kEqual, kBool, false, {Column(column), constant}, Value(), 0});
  }
  // A step of one alternative, which fits every event, or those of which `only`
  // holds, or none.
  void AddStep(Step::Role role, std::uint32_t key, bool among, bool fits,
               std::optional<ExprId> only = std::nullopt) {
    Rule& rule = rules_.rules[0];
    Alternative alternative;
    alternative.step = StepId(rule.steps.size());
    alternative.key = key;
    alternative.among = among;
    if (!fits && role != Step::Role::kAmong) {
      alternative.conditions.push_back(rules_.expressions.Constant(Value(false), kBool));
    }
    if (only) alternative.conditions.push_back(*only);
    rule.steps.push_back({role, "s", 0, 0});
    rule.alternatives.push_back(alternative);
  }

  // Another alternative of the last step, which fits every event.
  void AddAlternative(std::uint32_t key) {
    Alternative alternative = rules_.rules[0].alternatives.back();
    alternative.key = key;
    rules_.rules[0].alternatives.push_back(alternative);
  }

  // A record a row: its values in order of the columns.
  std::vector<Seen> Run(const std::vector<std::vector<Value>>& records) const {
    const PreparedExpressions prepared(rules_.expressions);
    const ScreenPlan plan(rules_);
    Screen screen(rules_, plan, prepared);
    EventBatch batch(rules_.schema, StreamId(0));
    for (const std::vector<Value>& record : records) {
      for (std::size_t i = 0; i < record.size(); ++i) batch.columns[i].AppendValue(record[i]);
      batch.times.push_back({});
    }
    batch.of_type[0].Fill(records.size());
    ScreenedRows screened;
    screen.Run(batch, batch.of_type[0], screened);
    return AllOf(screened);
  }

 private:
  RuleSet rules_;
};

Value TextsOf(const std::vector<std::string>& texts) {
  ValueList list;
  for (const std::string& text : texts) list.emplace_back(text);
  return Value(std::move(list));
}

Value IntsOf(const std::vector<std::int64_t>& numbers) {
  ValueList list;
  for (std::int64_t number : numbers) list.emplace_back(number);
  return Value(std::move(list));
}

TEST(ScreenTest, GivesAKeyForEachDistinctElement) {
  OneRule rule;
  const auto key = rule.AddKey({{rule.Column(0), true, false},
                                {rule.Folded(rule.Column(1)), false, true},
                                {rule.Column(2), true, true}});
  rule.AddStep(Step::Role::kTaken, key, false, true);
  const Value user(std::string("u"));
  const std::vector<Seen> seen = rule.Run({
      {Value(), TextsOf({"B", "a", "b", "A"}), IntsOf({2, 1, 2})},
      {user, TextsOf({"x"}), IntsOf({})},
      {user, TextsOf({}), IntsOf({1})},
      {user, Value(), IntsOf({1})},
      {user, TextsOf({"y", "y"}), Value()},
  });
  EXPECT_EQ(seen, (std::vector<Seen>{{0, 0, 0, R"([null,"b",2])", true},
                                     {0, 0, 0, R"([null,"b",1])", true},
                                     {0, 0, 0, R"([null,"a",2])", true},
                                     {0, 0, 0, R"([null,"a",1])", true},
                                     {1, 0, 0, R"(["u","x",null])", true},
                                     {4, 0, 0, R"(["u","y",null])", true}}));
}

TEST(ScreenTest, SaysOnceUnderWhichKeysAnEventFitsNothing) {
  OneRule rule;
  const auto by_tag = rule.AddKey({{rule.Column(1), false, true}});
  const auto only = rule.Equal(0, "fit");
  rule.AddStep(Step::Role::kTaken, by_tag, true, false);
  rule.AddStep(Step::Role::kNegated, by_tag, false, true, only);
  rule.AddStep(Step::Role::kUntil, by_tag, true, false);
  rule.AddStep(Step::Role::kAmong, by_tag, true, false);
  const std::vector<Seen> seen = rule.Run({
      {Value(std::string("a")), TextsOf({"a", "b", "b"}), Value()},
      {Value(std::string("fit")), TextsOf({"c", "d"}), Value()},
      {Value(std::string("fit")), TextsOf({}), Value()},
  });
  EXPECT_EQ(seen, (std::vector<Seen>{{0, 0, 0, R"(["a"])", false, true},
                                     {0, 0, 0, R"(["b"])", false, true},
                                     {1, 0, 1, R"(["c"])", true, true},
                                     {1, 0, 1, R"(["d"])", true, true}}));
}

TEST(ScreenTest, CountsForARuleUnderWhateverKey) {
  OneRule rule;
  const auto by_user = rule.AddKey({{rule.Column(0), false, false}});
  rule.AddStep(Step::Role::kTaken, by_user, false, true);
  const std::vector<std::vector<Value>> records = {{Value(std::string("a")), Value(), Value()}};
  EXPECT_EQ(rule.Run(records), (std::vector<Seen>{{0, 0, 0, R"(["a"])", true, false}}));
  // The key of what counts is missing: the event counts all the same.
  const auto by_tag = rule.AddKey({{rule.Column(1), false, true}});
  rule.AddStep(Step::Role::kAmong, by_tag, true, false);
  EXPECT_EQ(rule.Run(records), (std::vector<Seen>{{0, 0, 0, R"(["a"])", true, true}}));
}

TEST(ScreenTest, GivesAllKeysInOrderWhereStepsFindThemInSeveralWays) {
  OneRule rule;
  const auto by_user = rule.AddKey({{rule.Column(0), false, false}});
  const auto by_tag = rule.AddKey({{rule.Column(1), false, true}});
  const auto by_maybe_tag = rule.AddKey({{rule.Column(1), true, true}});
  rule.AddStep(Step::Role::kTaken, by_tag, true, false);
  rule.AddStep(Step::Role::kNegated, by_user, false, true);
  rule.AddStep(Step::Role::kUntil, by_user, true, false);
  rule.AddStep(Step::Role::kAmong, by_maybe_tag, true, false);
  const std::vector<Seen> seen = rule.Run({
      {Value(std::string("a")), TextsOf({"a", "b", "b"}), Value()},
      {Value(std::string("c")), TextsOf({}), Value()},
      {Value(), TextsOf({"d"}), Value()},
  });
  EXPECT_EQ(seen, (std::vector<Seen>{{0, 0, 0, R"(["a"])", false, true},
                                     {0, 0, 0, R"(["b"])", false, true},
                                     {0, 0, 1, R"(["a"])", true, true},
                                     {0, 0, 2, R"(["a"])", false, true},
                                     {0, 0, 3, R"(["a"])", false, true},
                                     {0, 0, 3, R"(["b"])", false, true},
                                     {1, 0, 1, R"(["c"])", true, true},
                                     {1, 0, 2, R"(["c"])", false, true},
                                     {1, 0, 3, R"([null])", false, true},
                                     {2, 0, 0, R"(["d"])", false, true},
                                     {2, 0, 3, R"(["d"])", false, true}}));
}

TEST(ScreenTest, GivesNoKeysOfRowsThatServeNothing) {
  OneRule rule;
  const auto by_user = rule.AddKey({{rule.Column(0), false, false}});
  const auto by_tag = rule.AddKey({{rule.Column(1), false, true}});
  rule.AddStep(Step::Role::kTaken, by_tag, false, true, rule.Equal(0, "fit"));
  rule.AddStep(Step::Role::kTaken, by_user, false, true, rule.Equal(0, "fit"));
  rule.AddStep(Step::Role::kTaken, by_user, false, false);
  const std::vector<Seen> seen = rule.Run({
      {Value(std::string("a")), TextsOf({"a"}), Value()},
      {Value(std::string("fit")), TextsOf({"b"}), Value()},
  });
  EXPECT_EQ(seen, (std::vector<Seen>{{1, 0, 0, R"(["b"])", true},
                                     {1, 0, 1, R"(["fit"])", true},
                                     {1, 0, 2, R"(["fit"])", false}}));
}

TEST(ScreenTest, FitsOnlyTheFirstAlternativeOfAStep) {
  OneRule rule;
  const auto by_user = rule.AddKey({{rule.Column(0), false, false}});
  const auto by_code = rule.AddKey({{rule.Column(2), false, true}});
  rule.AddStep(Step::Role::kTaken, by_user, false, true);
  rule.AddAlternative(by_code);
  const std::vector<Seen> seen = rule.Run({
      {Value(std::string("a")), Value(), IntsOf({1, 2})},
      {Value(), Value(), IntsOf({1, 2, 1})},
  });
  EXPECT_EQ(seen, (std::vector<Seen>{{0, 0, 0, R"(["a"])", true},
                                     {0, 0, 1, R"([1])", false},
                                     {0, 0, 1, R"([2])", false},
                                     {1, 0, 1, R"([1])", true},
                                     {1, 0, 1, R"([2])", true}}));
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
    rule.steps.push_back({Step::Role::kTaken, "s", 0, 0});
    Alternative alternative;
    alternative.conditions = {equal(kind, "login"), equal(user, "u" + std::to_string(i))};
    rule.alternatives.push_back(alternative);
    rules.rules.push_back(rule);
  }
  const ScreenPlan::Counts counts = ScreenPlan(rules).CountsOf(StreamId(0));
  EXPECT_EQ(counts.conditions, 1u);
  EXPECT_EQ(counts.by_lookup, 10u);
  EXPECT_EQ(counts.lookup_fields, 1u);
}

}  // namespace
}  // namespace precept::nfa
