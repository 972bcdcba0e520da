// Lowering, over checked rules made by hand.

#include "compiler/lower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "compiler/lower_expression.h"
#include "compiler/rule_version.h"

namespace precept::compiler {
namespace {

using nfa::ExprId;
using nfa::Op;
using testing::ElementsAre;

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};
constexpr nfa::Type kInt{nfa::Scalar::kInt, false};
constexpr nfa::Type kString{nfa::Scalar::kString, false};
constexpr nfa::Type kTime{nfa::Scalar::kTimestamp, false};

ExprId Node(nfa::ExpressionPool& pool, Op op, nfa::Type type,
            std::vector<ExprId> args) {
  nfa::Expr expr;
  expr.op = op;
  expr.type = type;
  expr.args = std::move(args);
  return pool.Intern(std::move(expr));
}

ExprId Int(nfa::ExpressionPool& pool, std::int64_t value) {
  return pool.Constant(nfa::Value(value), kInt);
}

CheckedField Field(const std::string& name, nfa::Type type) {
  CheckedField field;
  field.path = {name};
  field.type = type;
  field.source = nfa::SourceColumn{nfa::SourcePath{{name}}, type, ""};
  return field;
}

// A base type whose first field is the event time.
CheckedType BaseType(nfa::ExpressionPool& pool, std::uint32_t index,
                     const std::string& name, const std::string& stream,
                     std::vector<CheckedField> fields) {
  CheckedType type;
  type.name = name;
  type.stream = stream;
  type.is_base = true;
  type.fields = {Field("at", kTime)};
  type.fields.insert(type.fields.end(), fields.begin(), fields.end());
  type.time_field = 0;
  CheckedBase self;
  self.base = index;
  for (std::uint32_t i = 0; i < type.fields.size(); ++i) {
    self.fields.push_back(pool.Column(i, type.fields[i].type));
  }
  type.bases = {self};
  return type;
}

CheckedStep Step(const std::string& variable, std::uint32_t type,
                 std::vector<ExprId> conditions = {}) {
  CheckedStep step;
  step.variable = variable;
  step.type = type;
  step.conditions = std::move(conditions);
  return step;
}

// Its steps in sequence, joined by ->.
CheckedRule Rule(const std::string& name, std::vector<CheckedStep> steps) {
  CheckedRule rule;
  rule.name = name;
  rule.meaning = name;
  rule.pattern.kind = CheckedNode::Kind::kSequence;
  for (std::uint32_t i = 0; i < steps.size(); ++i) {
    CheckedLink link;
    link.term.emplace_back();
    link.term[0].step = i;
    rule.pattern.links.push_back(std::move(link));
    if (!steps[i].variable.empty()) rule.variables.push_back({steps[i].variable, {i}});
  }
  rule.steps = std::move(steps);
  return rule;
}

std::vector<std::string> ColumnNames(const nfa::Stream& stream) {
  std::vector<std::string> names;
  for (const nfa::SourceColumn& column : stream.columns) {
    names.push_back(std::get<nfa::SourcePath>(column.source).segments[0]);
  }
  return names;
}

std::vector<std::string> FieldNames(
    const std::vector<nfa::EventType::Field>& fields) {
  std::vector<std::string> names;
  for (const nfa::EventType::Field& field : fields) names.push_back(field.name);
  return names;
}

// Fields 1 n, 2 user, 3 unread, 4 card (@required), 5 note (@evidence).
CheckedRules OneType() {
  CheckedRules checked;
  CheckedField required = Field("card", kString);
  required.required = true;
  CheckedField evidence = Field("note", kString);
  evidence.evidence = true;
  evidence.may_be_missing = true;
  checked.types = {BaseType(checked.expressions, 0, "E", "s",
                            {Field("n", kInt), Field("user", kString),
                             Field("unread", kInt), required, evidence})};
  return checked;
}

TEST(LowerSchemaTest, KeepsOnlyWhatIsRead) {
  CheckedRules checked = OneType();
  nfa::ExpressionPool& pool = checked.expressions;
  const ExprId condition = Node(pool, Op::kGreater, kBool,
                                {pool.Column(1, kInt), Int(pool, 5)});
  checked.rules = {Rule("r", {Step("e", 0, {condition})})};
  checked.rules[0].reads = {{0, 1}};
  const nfa::RuleSet rules = Lower(checked);
  ASSERT_EQ(rules.schema.streams.size(), 1u);
  EXPECT_THAT(ColumnNames(rules.schema.streams[0]),
              ElementsAre("at", "n", "card", "note"));
  EXPECT_EQ(rules.schema.streams[0].time, nfa::ColumnId(0));
  EXPECT_THAT(FieldNames(rules.schema.types[0].required), ElementsAre("card"));
  EXPECT_THAT(FieldNames(rules.schema.types[0].expected), ElementsAre("n"));
  EXPECT_EQ(rules.expressions.ToText(rules.rules[0].alternatives[0].conditions[0]),
            "(> c1 5)");
}

TEST(LowerSchemaTest, RefusalsDoNotDependOnRules) {
  CheckedRules none = OneType();
  CheckedRules some = OneType();
  some.rules = {Rule("r", {Step("e", 0)})};
  some.rules[0].reads = {{0, 2}, {0, 3}};
  EXPECT_EQ(FieldNames(Lower(none).schema.types[0].required),
            FieldNames(Lower(some).schema.types[0].required));
  EXPECT_THAT(ColumnNames(Lower(none).schema.streams[0]),
              ElementsAre("at", "card", "note"));
}

TEST(LowerSchemaTest, StreamsAreOrderedByNameAndColumnsShared) {
  CheckedRules checked;
  nfa::ExpressionPool& pool = checked.expressions;
  checked.types = {
      BaseType(pool, 0, "A", "zebra", {Field("n", kInt)}),
      BaseType(pool, 1, "B", "apple", {Field("n", kInt)}),
      BaseType(pool, 2, "C", "zebra", {Field("n", kInt), Field("m", kInt)})};
  checked.rules = {Rule("r", {Step("a", 0), Step("b", 1), Step("c", 2)})};
  checked.rules[0].reads = {{0, 1}, {1, 1}, {2, 1}, {2, 2}};
  const nfa::RuleSet rules = Lower(checked);
  ASSERT_EQ(rules.schema.streams.size(), 2u);
  EXPECT_EQ(rules.schema.streams[0].name, "apple");
  EXPECT_EQ(rules.schema.streams[1].name, "zebra");
  EXPECT_THAT(ColumnNames(rules.schema.streams[1]), ElementsAre("at", "n", "m"));
  EXPECT_THAT(rules.schema.streams[1].types,
              ElementsAre(nfa::EventTypeId(0), nfa::EventTypeId(2)));
  EXPECT_THAT(rules.rules[0].streams,
              ElementsAre(nfa::StreamId(0), nfa::StreamId(1)));
}

// U = A | B, where only A has the field 1.
CheckedRules UnionRules() {
  CheckedRules checked;
  nfa::ExpressionPool& pool = checked.expressions;
  checked.types = {BaseType(pool, 0, "A", "s", {Field("n", kInt)}),
                   BaseType(pool, 1, "B", "t", {Field("m", kInt)})};
  CheckedType both;
  both.name = "U";
  both.fields = {Field("at", kTime), Field("n", kInt)};
  const ExprId above = Node(pool, Op::kGreater, kBool,
                            {pool.Column(1, kInt), Int(pool, 7)});
  both.bases = {
      {0, {above}, {pool.Column(0, kTime), pool.Column(1, kInt)}},
      {1, {}, {pool.Column(0, kTime), std::nullopt}}};
  checked.types.push_back(both);
  return checked;
}

TEST(LowerStepsTest, UnionHasAnAlternativeForEveryBase) {
  CheckedRules checked = UnionRules();
  nfa::ExpressionPool& pool = checked.expressions;
  const ExprId equal = Node(pool, Op::kEqual, kBool,
                            {pool.Column(1, kInt), Int(pool, 9)});
  const ExprId absent = Node(pool, Op::kNot, kBool, {equal});
  checked.rules = {Rule("r", {Step("x", 2, {absent}), Step("y", 2, {equal})})};
  checked.rules[0].reads = {{2, 1}};
  const nfa::RuleSet rules = Lower(checked);
  const std::vector<nfa::Alternative>& all = rules.rules[0].alternatives;
  ASSERT_EQ(all.size(), 4u);
  const auto text = [&](ExprId id) { return rules.expressions.ToText(id); };
  ASSERT_EQ(all[0].conditions.size(), 2u);
  EXPECT_EQ(text(all[0].conditions[0]), "(> c1 7)");
  EXPECT_EQ(text(all[0].conditions[1]), "(not (== c1 9))");
  // B has no such field: its comparison is false, and `not` of it true.
  EXPECT_TRUE(all[1].conditions.empty());
  ASSERT_EQ(all[3].conditions.size(), 1u);
  EXPECT_EQ(rules.expressions[all[3].conditions[0]].constant, nfa::Value(false));
  EXPECT_THAT(all[0].slots, ElementsAre(std::optional<std::uint32_t>(0)));
  EXPECT_THAT(all[1].slots, ElementsAre(std::nullopt));
  EXPECT_EQ(rules.kept[0].size(), 1u);
  EXPECT_TRUE(rules.kept[1].empty());
}

TEST(LowerStepsTest, EqualKeysAreOneSpec) {
  CheckedRules checked = OneType();
  for (const char* name : {"a", "b"}) {
    CheckedRule rule = Rule(name, {Step("x", 0), Step("y", 0)});
    rule.keys = {{"user", kString, false, true}};
    rule.steps[0].keys = {{2, false}};
    rule.steps[1].keys = {{2, name == std::string("b")}};
    checked.rules.push_back(rule);
  }
  const nfa::RuleSet rules = Lower(checked);
  ASSERT_EQ(rules.keys.size(), 2u);  // With and without `?`.
  EXPECT_EQ(rules.rules[0].alternatives[0].key, 0u);
  EXPECT_EQ(rules.rules[0].alternatives[1].key, 0u);
  EXPECT_EQ(rules.rules[1].alternatives[0].key, 0u);
  EXPECT_EQ(rules.rules[1].alternatives[1].key, 1u);
  EXPECT_TRUE(rules.keys[1].parts[0].optional);
  EXPECT_EQ(rules.expressions[rules.keys[0].parts[0].value].op, Op::kFold);
}

TEST(LowerStepsTest, StepsWithoutVariableAreOneByType) {
  CheckedRules checked = OneType();
  checked.rules = {Rule("r", {Step("", 0), Step("E", 0), Step("", 0)})};
  const nfa::Rule rule = Lower(checked).rules[0];
  EXPECT_THAT(rule.variables, ElementsAre("E", "E"));
  EXPECT_EQ(rule.steps[0].variable, 0u);
  EXPECT_EQ(rule.steps[1].variable, 1u);
  EXPECT_EQ(rule.steps[2].variable, 0u);
  EXPECT_EQ(rule.types.size(), 1u);
}

TEST(LowerStepsTest, FrameNamesShownFields) {
  CheckedRules checked = OneType();
  checked.rules = {Rule("r", {Step("e", 0)})};
  checked.rules[0].reads = {{0, 1}, {0, 3}};
  CheckedFrameColumn unread;
  unread.source = CheckedFrameColumn::Source::kField;
  unread.fields = {{0, 3}};
  unread.type = kInt;
  checked.rules[0].frame = {unread};
  checked.rules[0].emit = {{{"x"}, checked.expressions.Column(0, kInt)}};
  const nfa::RuleSet rules = Lower(checked);
  const nfa::Rule& rule = rules.rules[0];
  ASSERT_EQ(rule.types[0].fields.size(), 3u);  // n, unread, note
  EXPECT_EQ(rule.frame[0].fields, std::vector<std::optional<std::uint32_t>>{1u});
  EXPECT_EQ(rules.expressions[rule.emit[0].value].column, 0u);
}

TEST(LowerPatternTest, PositionsCountTheStepsTaken) {
  CheckedRules checked = OneType();
  CheckedRule rule = Rule("r", {Step("a", 0), Step("b", 0), Step("c", 0)});
  rule.pattern.links[2].arrow = nfa::Contiguity::kStrict;
  rule.mode = nfa::ReportMode::kEach;
  CheckedNode whole;
  whole.kind = CheckedNode::Kind::kScope;
  whole.within = nfa::Duration{60};
  whole.children = {rule.pattern};
  rule.pattern = whole;
  checked.rules = {rule};
  const nfa::Automaton automaton = Lower(checked).rules[0].automaton;
  ASSERT_EQ(automaton.positions.size(), 4u);
  EXPECT_EQ(automaton.mode, nfa::ReportMode::kEach);
  EXPECT_EQ(automaton.within, nfa::Duration{60});
  EXPECT_TRUE(automaton.has_strict);
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(automaton.positions[i].ways.size(), 1u);
    const nfa::Way& way = automaton.positions[i].ways[0];
    EXPECT_EQ(way.step, nfa::StepId(i));
    EXPECT_EQ(way.target, nfa::PositionId(i + 1));
    EXPECT_EQ(way.in_whole, i > 0);
    EXPECT_TRUE(way.needs.empty());
    EXPECT_FALSE(automaton.positions[i].accepting);
  }
  EXPECT_EQ(automaton.positions[2].ways[0].contiguity, nfa::Contiguity::kStrict);
  EXPECT_EQ(automaton.positions[1].ways[0].contiguity, nfa::Contiguity::kRelaxed);
  EXPECT_TRUE(automaton.positions[3].accepting);
  EXPECT_TRUE(automaton.positions[3].ways.empty());
  EXPECT_EQ(automaton.positions[2].text, "after b: => c");
}

// a{2,4} -> b: below two a way round, from two on a way out too, at four only
// that; the round is remembered from two to three.
TEST(LowerPatternTest, RoundsAreIntervals) {
  CheckedRules checked = OneType();
  CheckedRule rule = Rule("r", {Step("a", 0), Step("b", 0)});
  CheckedNode repeat;
  repeat.kind = CheckedNode::Kind::kRepeat;
  repeat.min = 2;
  repeat.max = 4;
  repeat.children = {rule.pattern.links[0].term[0]};
  rule.pattern.links[0].term[0] = repeat;
  checked.rules = {rule};
  const nfa::Automaton automaton = Lower(checked).rules[0].automaton;
  // Start, one, two to three, four, the end.
  ASSERT_EQ(automaton.positions.size(), 5u);
  EXPECT_EQ(automaton.positions[1].ways.size(), 1u);
  EXPECT_TRUE(automaton.positions[1].ways[0].rounds.empty());
  const std::vector<nfa::Way>& between = automaton.positions[2].ways;
  ASSERT_EQ(between.size(), 3u);
  ASSERT_EQ(between[0].rounds.size(), 1u);
  EXPECT_TRUE(between[0].rounds[0].below);
  EXPECT_EQ(between[0].target, nfa::PositionId(2));
  ASSERT_EQ(between[1].rounds.size(), 1u);
  EXPECT_FALSE(between[1].rounds[0].below);
  EXPECT_EQ(between[1].rounds[0].value, 3);
  EXPECT_TRUE(between[2].rounds.empty());
  EXPECT_EQ(between[2].step, nfa::StepId(1));
  EXPECT_EQ(automaton.positions[between[1].target.index()].ways.size(), 1u);
}

TEST(LowerPlanTest, RulesOverEqualStreamsShareAStage) {
  CheckedRules checked = UnionRules();
  checked.rules = {Rule("a", {Step("x", 0)}), Rule("b", {Step("x", 1)}),
                   Rule("c", {Step("x", 0)}), Rule("d", {Step("x", 2)})};
  const nfa::StagePlan plan = Lower(checked).plan;
  ASSERT_EQ(plan.stages.size(), 3u);
  EXPECT_THAT(plan.stages[0].rules, ElementsAre(nfa::RuleId(0), nfa::RuleId(2)));
  EXPECT_THAT(plan.stages[1].rules, ElementsAre(nfa::RuleId(3)));
  EXPECT_THAT(plan.stages[1].inputs,
              ElementsAre(nfa::StreamId(0), nfa::StreamId(1)));
  EXPECT_THAT(plan.stages[2].rules, ElementsAre(nfa::RuleId(1)));
}

// What becomes of an expression over column 0, where that is missing.
TEST(LowerExpressionTest, FoldsWhatAMissingValueDecides) {
  nfa::ExpressionPool from;
  const ExprId missing = from.Column(0, kInt);
  const ExprId other = from.Column(1, kInt);
  const ExprId five = Int(from, 5);
  const ExprId equal = Node(from, Op::kEqual, kBool, {missing, five});
  const ExprId open = Node(from, Op::kLess, kBool, {other, five});
  const ExprId absent = Node(from, Op::kIsMissing, kBool, {missing});
  const std::pair<ExprId, const char*> cases[] = {
      {equal, "false"},
      {Node(from, Op::kNotEqual, kBool, {missing, five}), "false"},
      {Node(from, Op::kNot, kBool, {equal}), "true"},
      {absent, "true"},
      {Node(from, Op::kAnd, kBool, {equal, open}), "false"},
      {Node(from, Op::kAnd, kBool, {absent, open}), "(< c1 5)"},
      {Node(from, Op::kOr, kBool, {equal, open}), "(< c1 5)"},
      {Node(from, Op::kOr, kBool, {absent, open}), "true"},
      {Node(from, Op::kCoalesce, kInt, {missing, other}), "c1"},
      {Node(from, Op::kIf, kInt, {equal, five, other}), "c1"},
      {Node(from, Op::kEqual, kBool,
            {Node(from, Op::kAdd, kInt, {missing, five}), five}),
       "false"},
      {open, "(< c1 5)"},
  };
  for (const auto& [id, expected] : cases) {
    nfa::ExpressionPool to;
    ExpressionCopier copier(from, to, [&](std::uint32_t column, nfa::Type type) {
      return column == 0 ? MissingConstant(to, type) : to.Column(column, type);
    });
    EXPECT_EQ(to.ToText(copier.Copy(id)), expected) << from.ToText(id);
  }
}

TEST(LowerExpressionTest, FlattensConditions) {
  nfa::ExpressionPool pool;
  const ExprId a = pool.Column(0, kBool);
  const ExprId b = pool.Column(1, kBool);
  const ExprId both = Node(pool, Op::kAnd, kBool, {a, b});
  EXPECT_THAT(FlattenConditions(pool, {both, a, pool.True()}), ElementsAre(a, b));
  EXPECT_TRUE(FlattenConditions(pool, {pool.True()}).empty());
  const ExprId never = pool.Constant(nfa::Value(false), kBool);
  EXPECT_THAT(FlattenConditions(pool, {a, never}), ElementsAre(never));
}

TEST(RuleVersionTest, IsTheSameEverywhere) {
  EXPECT_EQ(RuleVersion(""), 0x2d06800538d394c2u);
  EXPECT_NE(RuleVersion("a"), RuleVersion("b"));
}

}  // namespace
}  // namespace precept::compiler
