#include "compiler/explain_rule.h"

#include <vector>

#include "compiler/explain_expression.h"

namespace precept::compiler {

std::string_view ModeName(nfa::ReportMode mode) {
  switch (mode) {
    case nfa::ReportMode::kFirst: return "first";
    case nfa::ReportMode::kLongest: return "longest";
    case nfa::ReportMode::kEach: return "each";
    case nfa::ReportMode::kAll: return "all";
    case nfa::ReportMode::kLatest: return "latest";
  }
  return "first";
}

std::string KeyText(const nfa::RuleSet& rules, const nfa::KeySpec& key) {
  const std::vector<std::string> names =
      ColumnNames(rules.schema.streams[key.stream.index()]);
  std::string text;
  for (const nfa::KeySpec::Part& part : key.parts) {
    if (!text.empty()) text += ", ";
    text += ExpressionText(rules.expressions, part.value, names);
    if (part.optional) text += '?';
  }
  return text;
}

std::string AlternativeText(const nfa::RuleSet& rules,
                            const nfa::Alternative& alternative) {
  const nfa::EventType& type = rules.schema.types[alternative.base.index()];
  const std::vector<std::string> names =
      ColumnNames(rules.schema.streams[type.stream.index()]);
  std::string text = type.name;
  const std::string key = KeyText(rules, rules.keys[alternative.key]);
  if (!key.empty()) text += " by " + key;
  if (!alternative.conditions.empty()) {
    text += " where " +
            ConjunctionText(rules.expressions, alternative.conditions, names);
  }
  return text;
}

}  // namespace precept::compiler
