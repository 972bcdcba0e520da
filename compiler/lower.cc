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

void LowerFrame(const CheckedRules& checked, const CheckedRule& source,
                nfa::Rule& rule) {
  for (const CheckedFrameColumn& column : source.frame) {
    nfa::FrameColumn lowered;
    lowered.type = column.type;
    switch (column.source) {
      case CheckedFrameColumn::Source::kKey:
        lowered.source = nfa::FrameColumn::Source::kKey;
        lowered.index = column.index;
        break;
      case CheckedFrameColumn::Source::kField:
        lowered.source = nfa::FrameColumn::Source::kField;
        lowered.index = rule.steps[column.index].variable;
        lowered.field = ShownPosition(checked, source,
                                      source.steps[column.index].type,
                                      column.field);
        break;
    }
    rule.frame.push_back(lowered);
  }
}

void LowerEmit(const CheckedRules& checked, const CheckedRule& source,
               nfa::ExpressionPool& pool, nfa::Rule& rule) {
  ExpressionCopier copier(checked.expressions, pool,
                          [&](std::uint32_t column, const nfa::Type& type) {
                            return pool.Column(column, type);
                          });
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
  rule.automaton = LowerPattern(source, rule);
  LowerFrame(checked, source, rule);
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
