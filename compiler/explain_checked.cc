// `explain --stage checked`: what the checker understood.

#include <string>
#include <utility>
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

// "a.amount", "first(a).amount", "count(a)", or the key's name; "a@0.amount" is
// of the current round of group 0, "a[*].amount" the list of all values.
std::string ColumnName(const CheckedRules& checked, const CheckedRule& rule,
                       const CheckedFrameColumn& column) {
  using Source = CheckedFrameColumn::Source;
  if (column.source == Source::kKey) return rule.keys[column.index].name;
  std::string field;
  if (!column.fields.empty()) {
    const CheckedFrameColumn::Field& of = column.fields.front();
    field = PathText(checked.types[of.type].fields[of.field].path);
  }
  if (column.source == Source::kOwn) return field;
  std::string variable = rule.variables[column.index].name;
  if (column.round_of) variable += "@" + std::to_string(*column.round_of);
  switch (column.source) {
    case Source::kFirst: return "first(" + variable + ")." + field;
    case Source::kLast: return "last(" + variable + ")." + field;
    case Source::kItem:
      return variable + "[" + std::to_string(column.item) + "]." + field;
    case Source::kList: return variable + "[*]." + field;
    case Source::kCount: return "count(" + variable + ")";
    default: return variable + "." + field;
  }
}

std::vector<std::string> FrameNames(const CheckedRules& checked,
                                    const CheckedRule& rule) {
  std::vector<std::string> names;
  for (const CheckedFrameColumn& column : rule.frame) {
    names.push_back(ColumnName(checked, rule, column));
  }
  return names;
}

// The pattern as an indented tree, one line a step or construct.
class PatternText {
 public:
  PatternText(const CheckedRules& checked, const CheckedRule& rule)
      : checked_(checked), rule_(rule), frame_(FrameNames(checked, rule)) {}

  std::string Text() {
    Append(rule_.pattern, 4, "");
    for (const CheckedStep& step : rule_.steps) {
      if (step.role == CheckedStep::Role::kAmong) Line(4, "seen: " + StepText(step));
    }
    return std::move(out_);
  }

 private:
  void Line(std::size_t indent, const std::string& text) {
    out_ += std::string(indent, ' ') + text + '\n';
  }

  std::string StepText(const CheckedStep& step) const {
    const CheckedType& type = checked_.types[step.type];
    const std::vector<std::string> names = FieldNames(type);
    std::string text =
        step.variable.empty() ? type.name : step.variable + ": " + type.name;
    for (std::size_t i = 0; i < step.keys.size(); ++i) {
      const CheckedStep::Key& key = step.keys[i];
      text += (i == 0 ? " by " : ", ") + std::string(key.any ? "any " : "") +
              names[key.field] + (key.optional ? "?" : "");
    }
    if (!step.conditions.empty()) {
      text += " where " +
              ConjunctionText(checked_.expressions, step.conditions, names);
    }
    if (!step.across.empty()) {
      text += " across " +
              ConjunctionText(checked_.expressions, step.across, frame_);
    }
    return text;
  }

  // Steps of a negation or an `until`.
  std::string StepsText(const std::vector<std::uint32_t>& steps) const {
    std::string text;
    for (const std::uint32_t step : steps) {
      text += (text.empty() ? "" : " | ") + StepText(rule_.steps[step]);
    }
    return text;
  }

  void Append(const CheckedNode& node, std::size_t indent,
              const std::string& lead) {
    switch (node.kind) {
      case CheckedNode::Kind::kStep:
        Line(indent, lead + StepText(rule_.steps[node.step]));
        return;
      case CheckedNode::Kind::kSequence:
        AppendSequence(node, indent, lead);
        return;
      case CheckedNode::Kind::kRepeat:
        Line(indent, lead + RepeatText(node));
        Append(node.children[0], indent + 2, "");
        return;
      case CheckedNode::Kind::kScope: {
        std::string bounds;
        if (!node.until.empty()) bounds = "until " + StepsText(node.until);
        if (node.within) {
          bounds += (bounds.empty() ? "within " : " within ") +
                    nfa::FormatDuration(*node.within);
        }
        Line(indent, lead + bounds);
        Append(node.children[0], indent + 2, "");
        return;
      }
      case CheckedNode::Kind::kAlternation:
        Line(indent, lead + "either");
        for (const CheckedNode& branch : node.children) {
          Append(branch, indent + 2, "| ");
        }
        return;
      case CheckedNode::Kind::kConjunction:
        Line(indent, lead + "all, in any order");
        for (const CheckedOperand& operand : node.operands) {
          Line(indent + 2, "& " + std::to_string(operand.times) + " times " +
                               StepText(rule_.steps[operand.step]));
        }
        return;
    }
  }

  void AppendSequence(const CheckedNode& node, std::size_t indent,
                      const std::string& lead) {
    if (node.links.size() == 1) {
      Append(node.links[0].term[0], indent, lead);
      return;
    }
    if (!lead.empty()) {
      Line(indent, lead + "sequence");
      indent += 2;
    }
    for (std::size_t i = 0; i < node.links.size(); ++i) {
      const CheckedLink& link = node.links[i];
      const std::string arrow =
          i == 0 ? "" : std::string(ArrowText(link.arrow)) + RangeText(link) + " ";
      if (!link.term.empty()) {
        Append(link.term[0], indent, arrow);
        continue;
      }
      Line(indent, arrow + "not " + StepsText(link.negated) +
                       (link.wait ? " for " + nfa::FormatDuration(*link.wait) : ""));
    }
  }

  static std::string RangeText(const CheckedLink& link) {
    if (!link.low && !link.high) return "";
    return "[" + (link.low ? nfa::FormatDuration(*link.low) : "") + ".." +
           (link.high ? nfa::FormatDuration(*link.high) : "") + "]";
  }

  static std::string RepeatText(const CheckedNode& node) {
    std::string text = "repeat {" + std::to_string(node.min);
    if (!node.max) {
      text += ",";
    } else if (*node.max != node.min) {
      text += "," + std::to_string(*node.max);
    }
    text += "}";
    switch (node.joint) {
      case nfa::Contiguity::kRelaxed: break;
      case nfa::Contiguity::kStrict: text += " consecutive"; break;
      case nfa::Contiguity::kNondeterministic: text += " combinations"; break;
    }
    if (node.group) text += ", group " + std::to_string(*node.group);
    return text;
  }

  const CheckedRules& checked_;
  const CheckedRule& rule_;
  std::vector<std::string> frame_;
  std::string out_;
};

void AppendWhere(const CheckedRules& checked, const CheckedRule& rule,
                 std::string& out) {
  const std::vector<std::string> names = FrameNames(checked, rule);
  for (const CheckedConjunct& conjunct : rule.where) {
    out += "  where " +
           ExpressionText(checked.expressions, conjunct.condition, names);
    for (std::size_t i = 0; i < conjunct.variables.size(); ++i) {
      out += (i == 0 ? "  (of " : ", ") + rule.variables[conjunct.variables[i]].name;
    }
    out += conjunct.variables.empty() ? "\n" : ")\n";
  }
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
  out += '\n';
  for (const CheckedKey& key : rule.keys) {
    out += "  key " + key.name + ": " + key.type.ToText();
    if (key.optional) out += '?';
    if (key.nocase) out += " @nocase";
    out += '\n';
  }
  out += "  among ";
  for (std::size_t i = 0; i < rule.among.size(); ++i) {
    out += (i == 0 ? "" : ", ") + checked.types[rule.among[i]].name;
  }
  out += "\n  pattern\n" + PatternText(checked, rule).Text();
  AppendWhere(checked, rule, out);
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
