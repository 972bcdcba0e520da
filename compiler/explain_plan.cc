// `explain --stage plan`: what is read, what the screen does with it, and which
// stage runs which rule.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "compiler/explain.h"
#include "compiler/explain_expression.h"
#include "compiler/explain_rule.h"
#include "nfa/screen/screen.h"

namespace precept::compiler {
namespace {

std::string Counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string NamesOf(const std::vector<nfa::EventType::Field>& fields) {
  std::string text;
  for (const nfa::EventType::Field& field : fields) {
    text += (text.empty() ? "" : ", ") + field.name;
  }
  return text;
}

void AppendType(const nfa::RuleSet& rules, nfa::EventTypeId id,
                const std::vector<std::string>& names, std::string& out) {
  const nfa::EventType& type = rules.schema.types[id.index()];
  out += "  type " + type.name;
  if (type.where) {
    out += " where " + ExpressionText(rules.expressions, *type.where, names);
  }
  out += '\n';
  if (!type.required.empty()) {
    out += "    refused without " + NamesOf(type.required) + '\n';
  }
  if (!type.expected.empty()) {
    out += "    counted if missing: " + NamesOf(type.expected) + '\n';
  }
}

void AppendScreen(const nfa::ScreenPlan& screen, nfa::StreamId stream,
                  std::string& out) {
  const nfa::ScreenPlan::Counts counts = screen.CountsOf(stream);
  out += "  screen: " + Counted(counts.conditions, "condition") +
         " by bitmap, " + std::to_string(counts.by_lookup) + " by look-up";
  if (counts.by_lookup > 0) {
    out += " in " + Counted(counts.lookup_fields, "field");
  }
  out += '\n';
}

void AppendStream(const nfa::RuleSet& rules, const nfa::ScreenPlan& screen,
                  nfa::StreamId id, std::string& out) {
  const nfa::Stream& stream = rules.schema.streams[id.index()];
  const std::vector<std::string> names = ColumnNames(stream);
  out += "stream " + stream.name + '\n';
  for (std::size_t i = 0; i < stream.columns.size(); ++i) {
    const nfa::SourceColumn& column = stream.columns[i];
    out += "  reads " + names[i] + ": " + column.type.ToText();
    if (!column.format.empty()) out += " (" + column.format + ")";
    if (stream.time && stream.time->index() == i) out += ", the event time";
    out += '\n';
  }
  for (nfa::EventTypeId type : stream.types) AppendType(rules, type, names, out);
  AppendScreen(screen, id, out);
  std::string kept;
  for (nfa::ExprId value : rules.kept[id.index()]) {
    kept += (kept.empty() ? "" : ", ") +
            ExpressionText(rules.expressions, value, names);
  }
  if (!kept.empty()) out += "  keeps with open matches: " + kept + '\n';
  out += '\n';
}

std::string KeyNames(const nfa::Rule& rule) {
  std::string text;
  for (const nfa::Rule::Key& key : rule.keys) {
    text += (text.empty() ? "" : ", ") + key.name;
  }
  return text.empty() ? "one key for all" : "by " + text;
}

void AppendRule(const nfa::RuleSet& rules, const nfa::Rule& rule,
                std::string& out) {
  out += "  rule " + rule.name + " " + KeyNames(rule) + '\n';
  for (const nfa::Alternative& alternative : rule.alternatives) {
    out += "    " + rule.steps[alternative.step.index()].name + ": " +
           AlternativeText(rules, alternative) + '\n';
  }
}

void AppendStage(const nfa::RuleSet& rules, std::size_t index,
                 const std::string& wanted, std::string& out) {
  const nfa::Stage& stage = rules.plan.stages[index];
  std::string inputs;
  for (nfa::StreamId stream : stage.inputs) {
    inputs += (inputs.empty() ? "" : ", ") +
              rules.schema.streams[stream.index()].name;
  }
  out += "stage " + std::to_string(index) + ": match over " + inputs +
         ", in memory\n  delay: the lateness bound\n";
  for (nfa::RuleId id : stage.rules) {
    const nfa::Rule& rule = rules.rules[id.index()];
    if (wanted.empty() || rule.name == wanted) AppendRule(rules, rule, out);
  }
  out += '\n';
}

bool Runs(const nfa::RuleSet& rules, const nfa::Stage& stage,
          const std::string& wanted) {
  return wanted.empty() ||
         std::any_of(stage.rules.begin(), stage.rules.end(), [&](nfa::RuleId id) {
           return rules.rules[id.index()].name == wanted;
         });
}

}  // namespace

std::string ExplainPlan(const nfa::RuleSet& rules, const std::string& rule) {
  const nfa::ScreenPlan screen(rules);
  std::string out;
  std::set<nfa::StreamId> streams;
  for (const nfa::Stage& stage : rules.plan.stages) {
    if (Runs(rules, stage, rule)) {
      streams.insert(stage.inputs.begin(), stage.inputs.end());
    }
  }
  for (std::size_t i = 0; i < rules.schema.streams.size(); ++i) {
    if (rule.empty() || streams.contains(nfa::StreamId(i))) {
      AppendStream(rules, screen, nfa::StreamId(i), out);
    }
  }
  for (std::size_t i = 0; i < rules.plan.stages.size(); ++i) {
    if (Runs(rules, rules.plan.stages[i], rule)) {
      AppendStage(rules, i, rule, out);
    }
  }
  if (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace precept::compiler
