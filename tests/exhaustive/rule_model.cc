#include "tests/exhaustive/rule_model.h"

namespace precept::exhaustive {
namespace {

std::string Joined(const std::vector<std::string>& parts,
                   const std::string& between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

std::string ConditionsText(const std::vector<Condition>& conditions) {
  std::vector<std::string> texts;
  for (const Condition& condition : conditions) texts.push_back(condition.text);
  return Joined(texts, " and ");
}

std::string RepeatText(const RepeatModel& repeat) {
  return repeat.joints.empty() ? repeat.count
                               : repeat.count + ' ' + repeat.joints;
}

std::string StepText(const StepModel& step) {
  std::string text =
      step.variable.empty() ? step.type : step.variable + ": " + step.type;
  text += RepeatText(step.repeat);
  if (!step.by.empty()) text += ' ' + step.by;
  if (!step.conditions.empty()) {
    text += " where " + ConditionsText(step.conditions);
  }
  return text;
}

std::string StepsText(const std::vector<StepModel>& steps) {
  std::vector<std::string> texts;
  for (const StepModel& step : steps) texts.push_back(StepText(step));
  return Joined(texts, " | ");
}

std::string PatternText(const PatternModel& pattern);

std::string NodeText(const RuleNode& node) {
  switch (node.kind) {
    case RuleNode::Kind::kStep:
      return StepText(node.step);
    case RuleNode::Kind::kGroup:
      return '(' + PatternText(node.body) + ')' + RepeatText(node.repeat);
    case RuleNode::Kind::kAlternation:
    case RuleNode::Kind::kConjunction:
      break;
  }
  std::vector<std::string> texts;
  for (const RuleNode& child : node.children) texts.push_back(NodeText(child));
  return Joined(texts,
                node.kind == RuleNode::Kind::kAlternation ? " | " : " & ");
}

std::string PatternText(const PatternModel& pattern) {
  std::string text;
  for (const Link& link : pattern.links) {
    if (!text.empty()) text += ' ' + link.arrow + link.range + ' ';
    if (link.target.empty()) {
      text += "not " + StepsText(link.negated);
      if (!link.wait.empty()) text += ' ' + link.wait;
    } else {
      text += NodeText(link.target[0]);
    }
  }
  // Straight after a `)` that does not enclose the whole they would be an
  // error.
  const bool bounded = !pattern.until.empty() || !pattern.within.empty();
  if (bounded && text.ends_with(')')) text = '(' + text + ')';
  if (!pattern.until.empty()) text += " until " + StepsText(pattern.until);
  if (!pattern.within.empty()) text += " within " + pattern.within;
  return text;
}

void AddSteps(const PatternModel& pattern, std::vector<const StepModel*>& out);

void AddSteps(const RuleNode& node, std::vector<const StepModel*>& out) {
  if (node.kind == RuleNode::Kind::kStep) out.push_back(&node.step);
  AddSteps(node.body, out);
  for (const RuleNode& child : node.children) AddSteps(child, out);
}

void AddSteps(const PatternModel& pattern, std::vector<const StepModel*>& out) {
  for (const Link& link : pattern.links) {
    for (const RuleNode& node : link.target) AddSteps(node, out);
  }
}

void AddNegativeSteps(const PatternModel& pattern,
                      std::vector<const StepModel*>& out);

void AddNegativeSteps(const RuleNode& node,
                      std::vector<const StepModel*>& out) {
  AddNegativeSteps(node.body, out);
  for (const RuleNode& child : node.children) AddNegativeSteps(child, out);
}

void AddNegativeSteps(const PatternModel& pattern,
                      std::vector<const StepModel*>& out) {
  for (const Link& link : pattern.links) {
    for (const StepModel& step : link.negated) out.push_back(&step);
    for (const RuleNode& node : link.target) AddNegativeSteps(node, out);
  }
  for (const StepModel& step : pattern.until) out.push_back(&step);
}

}  // namespace

std::string ToText(const RuleModel& rule) {
  std::string text = "rule r {\n  match " + rule.mode;
  if (!rule.keys.empty()) text += " by " + Joined(rule.keys, ", ");
  if (!rule.among.empty()) text += " among " + Joined(rule.among, " | ");
  PatternModel pattern = rule.pattern;
  if (rule.within_in_header && !pattern.within.empty()) {
    text += " within " + pattern.within;
    pattern.within.clear();
  }
  text += " { " + PatternText(pattern) + " }\n";
  if (!rule.where.empty()) {
    text += "  where " + ConditionsText(rule.where) + '\n';
  }
  return text + "}\n";
}

std::vector<const StepModel*> StepsOf(const PatternModel& pattern) {
  std::vector<const StepModel*> steps;
  AddSteps(pattern, steps);
  return steps;
}

std::vector<const StepModel*> NegativeStepsOf(const PatternModel& pattern) {
  std::vector<const StepModel*> steps;
  AddNegativeSteps(pattern, steps);
  return steps;
}

}  // namespace precept::exhaustive
