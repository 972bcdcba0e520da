// `explain --stage checked`: what the checker understood.

#include <string>
#include <vector>

#include "compiler/explain.h"
#include "compiler/explain_expression.h"
#include "compiler/explain_rule.h"
#include "compiler/lower_pattern.h"

namespace precept::compiler {
namespace {

std::vector<std::string> FieldNames(const CheckedType& type) {
  std::vector<std::string> names;
  for (const CheckedField& field : type.fields) {
    names.push_back(PathText(field.path));
  }
  return names;
}

bool IsSystem(const CheckedField& field) {
  return field.path.size() == 1 && field.path[0].starts_with('@');
}

void AppendField(const CheckedType& type, std::size_t index, std::string& out) {
  const CheckedField& field = type.fields[index];
  out += "  " + PathText(field.path) + ": " + field.type.ToText();
  if (field.may_be_missing) out += '?';
  if (type.time_field == index) out += " @time";
  if (field.source && SourceName(*field.source) != PathText(field.path)) {
    out += " @from(\"" + SourceName(*field.source) + "\")";
  }
  if (field.source && !field.source->format.empty()) {
    out += " @format(\"" + field.source->format + "\")";
  }
  if (field.required) out += " @required";
  if (field.evidence) out += " @evidence";
  if (field.nocase) out += " @nocase";
  out += '\n';
}

void AppendBase(const CheckedRules& checked, const CheckedType& type,
                const CheckedBase& base, std::string& out) {
  const CheckedType& base_type = checked.types[base.base];
  const std::vector<std::string> names = FieldNames(base_type);
  out += "  = " + base_type.name;
  if (!base.conditions.empty()) {
    out += " where " +
           ConjunctionText(checked.expressions, base.conditions, names);
  }
  out += '\n';
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    if (IsSystem(type.fields[i])) continue;
    const std::string name = PathText(type.fields[i].path);
    const std::string value =
        base.fields[i]
            ? ExpressionText(checked.expressions, *base.fields[i], names)
            : "missing";
    if (value != name) out += "    " + name + " = " + value + '\n';
  }
}

void AppendType(const CheckedRules& checked, const CheckedType& type,
                std::string& out) {
  out += "event " + type.name;
  if (type.is_base) out += " from \"" + type.stream + "\"";
  if (type.where) {
    out += " where " +
           ExpressionText(checked.expressions, *type.where, FieldNames(type));
  }
  out += '\n';
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    if (!IsSystem(type.fields[i])) AppendField(type, i, out);
  }
  if (!type.is_base) {
    for (const CheckedBase& base : type.bases) {
      AppendBase(checked, type, base, out);
    }
  }
  out += '\n';
}

std::string StepText(const CheckedRules& checked, const CheckedStep& step) {
  const CheckedType& type = checked.types[step.type];
  const std::vector<std::string> names = FieldNames(type);
  std::string text =
      step.variable.empty() ? type.name : step.variable + ": " + type.name;
  for (std::size_t i = 0; i < step.keys.size(); ++i) {
    text += (i == 0 ? " by " : ", ") + names[step.keys[i].field];
    if (step.keys[i].optional) text += '?';
  }
  if (!step.conditions.empty()) {
    text += " where " +
            ConjunctionText(checked.expressions, step.conditions, names);
  }
  return text;
}

// "first.amount", or the key's name.
std::vector<std::string> FrameNames(const CheckedRules& checked,
                                    const CheckedRule& rule) {
  std::vector<std::string> names;
  for (const CheckedFrameColumn& column : rule.frame) {
    switch (column.source) {
      case CheckedFrameColumn::Source::kKey:
        names.push_back(rule.keys[column.index].name);
        break;
      case CheckedFrameColumn::Source::kField: {
        const CheckedStep& step = rule.steps[column.index];
        names.push_back(step.variable + "." +
                        FieldNames(checked.types[step.type])[column.field]);
        break;
      }
    }
  }
  return names;
}

void AppendEmit(const CheckedRules& checked, const CheckedRule& rule,
                std::string& out) {
  const std::vector<std::string> names = FrameNames(checked, rule);
  auto append = [&](const std::string& name, nfa::ExprId value) {
    out += "  emit " + name + ": " + checked.expressions[value].type.ToText() +
           " = " + ExpressionText(checked.expressions, value, names) + '\n';
  };
  for (const CheckedEmit& emit : rule.emit) {
    append(PathText(emit.path), emit.value);
  }
  if (rule.emit_severity) append("severity", *rule.emit_severity);
  if (rule.emit_risk) append("risk", *rule.emit_risk);
  if (rule.emit_message) append("message", *rule.emit_message);
}

void AppendRule(const CheckedRules& checked, const CheckedRule& rule,
                std::string& out) {
  out += "rule " + rule.name + "\n  match " + std::string(ModeName(rule.mode));
  if (rule.within) out += " within " + nfa::FormatDuration(*rule.within);
  out += '\n';
  for (const CheckedKey& key : rule.keys) {
    out += "  key " + key.name + ": " + key.type.ToText();
    if (key.optional) out += '?';
    if (key.nocase) out += " @nocase";
    out += '\n';
  }
  for (std::size_t i = 0; i < rule.steps.size(); ++i) {
    out += i == 0 ? "  " : "  " + std::string(ArrowText(rule.arrows[i - 1])) + " ";
    out += StepText(checked, rule.steps[i]) + '\n';
  }
  AppendEmit(checked, rule, out);
  out += '\n';
}

// A rule shows the types of its steps and those they are made of.
bool IsShown(const CheckedRules& checked, std::size_t type,
             const std::string& rule) {
  if (rule.empty()) return true;
  for (const CheckedRule& candidate : checked.rules) {
    if (candidate.name != rule) continue;
    for (const CheckedStep& step : candidate.steps) {
      if (step.type == type) return true;
      for (const CheckedBase& base : checked.types[step.type].bases) {
        if (base.base == type) return true;
      }
    }
  }
  return false;
}

}  // namespace

std::string ExplainChecked(const CheckedRules& checked, const std::string& rule) {
  std::string out;
  for (std::size_t i = 0; i < checked.types.size(); ++i) {
    if (IsShown(checked, i, rule)) AppendType(checked, checked.types[i], out);
  }
  for (const CheckedRule& candidate : checked.rules) {
    if (rule.empty() || candidate.name == rule) {
      AppendRule(checked, candidate, out);
    }
  }
  if (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace precept::compiler
