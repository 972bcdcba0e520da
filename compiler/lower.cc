// Lowering: names and types are settled, what is left is numbers.
//
// Three things are made, each in a file of its own: the schema with only the
// columns that are read (lower_schema), the alternatives of every step
// (lower_steps), the automaton of every pattern (lower_pattern).  Everything is
// numbered by names and places in the rule text, so that the same rules give
// the same rule set whatever the order of files and declarations.
//
// Tested by tests/unit/compiler/lower_*_test.cc and tests/cases/lower/.

#include "compiler/lower.h"

#include <algorithm>
#include <map>
#include <utility>

#include "compiler/lower_expression.h"
#include "compiler/lower_pattern.h"
#include "compiler/lower_schema.h"
#include "compiler/lower_steps.h"
#include "compiler/rule_version.h"

namespace precept::compiler {
namespace {

// The position of a shown field among those of its type.
std::uint32_t ShownPosition(const CheckedRules& checked,
                            const CheckedRule& source, std::uint32_t type,
                            std::uint32_t field) {
  const std::vector<std::uint32_t> shown = ShownFields(checked, source, type);
  return static_cast<std::uint32_t>(
      std::find(shown.begin(), shown.end(), field) - shown.begin());
}

nfa::FrameColumn::Source SourceOf(CheckedFrameColumn::Source source) {
  using From = CheckedFrameColumn::Source;
  using To = nfa::FrameColumn::Source;
  switch (source) {
    case From::kKey: return To::kKey;
    case From::kOwn: return To::kOwn;
    case From::kField: return To::kField;
    case From::kFirst: return To::kFirst;
    case From::kLast: return To::kLast;
    case From::kItem: return To::kItem;
    case From::kList: return To::kList;
    case From::kCount: return To::kCount;
  }
  return To::kKey;
}

// Types by Rule::types: as in the steps, each once.
std::vector<std::uint32_t> TypesOf(const CheckedRule& source) {
  std::vector<std::uint32_t> types;
  for (const CheckedStep& step : source.steps) {
    if (std::find(types.begin(), types.end(), step.type) == types.end()) {
      types.push_back(step.type);
    }
  }
  return types;
}

void LowerFrame(const CheckedRules& checked, const CheckedRule& source,
                nfa::Rule& rule) {
  const std::vector<std::uint32_t> types = TypesOf(source);
  // By step: its own columns so far.
  std::vector<std::uint32_t> own(source.steps.size());
  for (const CheckedFrameColumn& column : source.frame) {
    nfa::FrameColumn lowered;
    lowered.source = SourceOf(column.source);
    lowered.type = column.type;
    lowered.item = column.item;
    lowered.round_of = column.round_of;
    switch (column.source) {
      case CheckedFrameColumn::Source::kKey:
        lowered.index = column.index;
        break;
      case CheckedFrameColumn::Source::kOwn:
        lowered.index = own[column.index]++;
        break;
      default:
        lowered.index = rule.steps[source.variables[column.index].steps[0]].variable;
        lowered.fields.resize(types.size());
        for (const CheckedFrameColumn::Field& field : column.fields) {
          const auto type = std::find(types.begin(), types.end(), field.type);
          lowered.fields[static_cast<std::size_t>(type - types.begin())] =
              ShownPosition(checked, source, field.type, field.field);
        }
        break;
    }
    rule.frame.push_back(std::move(lowered));
  }
}

// Expressions over the frame stay so: its columns keep their numbers.
ExpressionCopier OverFrame(const CheckedRules& checked, nfa::ExpressionPool& pool) {
  return ExpressionCopier(checked.expressions, pool,
                          [&pool](std::uint32_t column, const nfa::Type& type) {
                            return pool.Column(column, type);
                          });
}

std::uint32_t AddCondition(nfa::ExprId expression, const nfa::ExpressionPool& pool,
                           nfa::Rule& rule) {
  const auto found = std::find_if(
      rule.conditions.begin(), rule.conditions.end(),
      [&](const nfa::Condition& known) { return known.expression == expression; });
  const auto number = static_cast<std::uint32_t>(found - rule.conditions.begin());
  if (found == rule.conditions.end()) {
    rule.conditions.push_back({expression, pool.ColumnsOf(expression)});
  }
  return number;
}

PatternConditions LowerConditions(const CheckedRules& checked, const CheckedRule& source,
                                  nfa::ExpressionPool& pool, nfa::Rule& rule) {
  ExpressionCopier copier = OverFrame(checked, pool);
  PatternConditions conditions;
  for (const CheckedStep& step : source.steps) {
    std::vector<std::uint32_t>& of_step = conditions.of_step.emplace_back();
    for (nfa::ExprId across : step.across) {
      of_step.push_back(AddCondition(copier.Copy(across), pool, rule));
    }
  }
  for (const CheckedConjunct& conjunct : source.where) {
    conditions.where.push_back(AddCondition(copier.Copy(conjunct.condition), pool, rule));
  }
  return conditions;
}

void LowerEmit(const CheckedRules& checked, const CheckedRule& source,
               nfa::ExpressionPool& pool, nfa::Rule& rule) {
  ExpressionCopier copier = OverFrame(checked, pool);
  for (const CheckedEmit& emit : source.emit) {
    rule.emit.push_back({emit.path, copier.Copy(emit.value)});
  }
  if (source.emit_message) rule.emit_message = copier.Copy(*source.emit_message);
  if (source.emit_severity) {
    rule.emit_severity = copier.Copy(*source.emit_severity);
  }
  if (source.emit_risk) rule.emit_risk = copier.Copy(*source.emit_risk);
}

nfa::Rule LowerRule(const CheckedRules& checked, const CheckedRule& source,
                    const LoweredSchema& schema, nfa::RuleSet& rules) {
  nfa::Rule rule;
  rule.name = source.name;
  rule.title = source.title;
  rule.version = RuleVersion(source.meaning);
  rule.severity = source.severity;
  rule.risk = source.risk;
  rule.attack = source.attack;
  rule.labels = source.labels;
  LowerSteps(checked, source, schema, rules, rule);
  LowerFrame(checked, source, rule);
  const PatternConditions conditions =
      LowerConditions(checked, source, rules.expressions, rule);
  rule.automaton = LowerPattern(source, conditions, rule);
  LowerEmit(checked, source, rules.expressions, rule);
  return rule;
}

// Rules whose time is moved by the same streams share a stage.
nfa::StagePlan PlanStages(const std::vector<nfa::Rule>& rules) {
  std::map<std::vector<nfa::StreamId>, std::vector<nfa::RuleId>> by_inputs;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    by_inputs[rules[i].streams].push_back(nfa::RuleId(i));
  }
  nfa::StagePlan plan;
  for (auto& [inputs, members] : by_inputs) {
    nfa::Stage stage;
    stage.kind = nfa::Stage::Kind::kMatch;
    stage.inputs = inputs;
    stage.rules = std::move(members);
    plan.stages.push_back(std::move(stage));
  }
  return plan;
}

}  // namespace

nfa::RuleSet Lower(const CheckedRules& checked) {
  nfa::RuleSet rules;
  LoweredSchema schema = LowerSchema(checked, rules.expressions);
  rules.kept.resize(schema.schema.streams.size());
  for (const CheckedRule& source : checked.rules) {
    rules.rules.push_back(LowerRule(checked, source, schema, rules));
  }
  rules.schema = std::move(schema.schema);
  rules.plan = PlanStages(rules.rules);
  return rules;
}

}  // namespace precept::compiler
