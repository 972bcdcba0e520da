#include "compiler/lower_steps.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "compiler/lower_expression.h"

namespace precept::compiler {
namespace {

using nfa::ExprId;

// The position of `value` in `values`, added at the end if it is new.
template <class T>
std::uint32_t PositionOf(std::vector<T>& values, const T& value) {
  auto found = std::find(values.begin(), values.end(), value);
  const auto position = static_cast<std::uint32_t>(found - values.begin());
  if (found == values.end()) values.push_back(value);
  return position;
}

// Lowers what one step says about events of one base type.
class AlternativeLowering {
 public:
  AlternativeLowering(const CheckedRules& checked, const CheckedBase& base,
                      const LoweredBase& lowered, nfa::RuleSet& rules)
      : checked_(checked),
        base_(base),
        lowered_(lowered),
        rules_(rules),
        over_base_(checked.expressions, rules.expressions,
                   [this](std::uint32_t field, const nfa::Type& type) {
                     return rules_.expressions.Column(
                         lowered_.columns[field]->value, type);
                   }),
        over_type_(checked.expressions, rules.expressions,
                   [this](std::uint32_t field, const nfa::Type& type) {
                     return FieldValue(field, type);
                   }) {}

  nfa::Alternative Lower(const CheckedRule& rule, std::size_t step,
                         const std::vector<std::uint32_t>& shown) {
    const CheckedStep& source = rule.steps[step];
    nfa::Alternative alternative;
    alternative.step = nfa::StepId(step);
    alternative.base = lowered_.type;
    alternative.conditions = Conditions(source);
    alternative.key = Key(rule, source);
    // Only what the pattern itself takes is kept.
    if (source.role == CheckedStep::Role::kTaken) {
      for (std::uint32_t field : shown) alternative.slots.push_back(Slot(field));
    }
    for (const CheckedFrameColumn& column : rule.frame) {
      if (column.source != CheckedFrameColumn::Source::kOwn || column.index != step) continue;
      alternative.own.push_back(FieldValue(column.fields[0].field, column.type));
    }
    return alternative;
  }

 private:
  // A field of the step's type: its value for this base, or missing.
  ExprId FieldValue(std::uint32_t field, const nfa::Type& type) {
    const std::optional<ExprId>& value = base_.fields[field];
    return value ? over_base_.Copy(*value)
                 : MissingConstant(rules_.expressions, type);
  }

  std::vector<ExprId> Conditions(const CheckedStep& step) {
    std::vector<ExprId> conditions;
    for (ExprId id : base_.conditions) conditions.push_back(over_base_.Copy(id));
    for (ExprId id : step.conditions) conditions.push_back(over_type_.Copy(id));
    return FlattenConditions(rules_.expressions, conditions);
  }

  std::uint32_t Key(const CheckedRule& rule, const CheckedStep& step) {
    nfa::KeySpec spec;
    spec.stream = lowered_.stream;
    const std::vector<CheckedField>& fields = checked_.types[step.type].fields;
    for (std::size_t i = 0; i < step.keys.size(); ++i) {
      const CheckedStep::Key& key = step.keys[i];
      ExprId value = FieldValue(key.field, fields[key.field].type);
      if (rule.keys[i].nocase) {
        nfa::Expr folded;
        folded.op = nfa::Op::kFold;
        folded.type = rules_.expressions[value].type;
        folded.args = {value};
        value = rules_.expressions.Intern(std::move(folded));
      }
      spec.parts.push_back({value, key.optional, key.any});
    }
    return PositionOf(rules_.keys, spec);
  }

  std::optional<std::uint32_t> Slot(std::uint32_t field) {
    if (!base_.fields[field]) return std::nullopt;
    const ExprId value = over_base_.Copy(*base_.fields[field]);
    return PositionOf(rules_.kept[lowered_.stream.index()], value);
  }

  const CheckedRules& checked_;
  const CheckedBase& base_;
  const LoweredBase& lowered_;
  nfa::RuleSet& rules_;
  ExpressionCopier over_base_;
  ExpressionCopier over_type_;
};

nfa::StepType ShowType(const CheckedType& type,
                       const std::vector<std::uint32_t>& shown) {
  nfa::StepType lowered;
  lowered.name = type.name;
  for (std::uint32_t field : shown) {
    lowered.fields.push_back({type.fields[field].path, type.fields[field].type});
  }
  return lowered;
}

// Steps without a variable are one with others of their type, and never one
// with a variable of that name.
std::uint32_t VariableOf(const CheckedStep& step, const std::string& name,
                         std::map<std::pair<bool, std::string>, std::uint32_t>& known,
                         nfa::Rule& rule) {
  const auto [place, is_new] =
      known.try_emplace({step.variable.empty(), name},
                        static_cast<std::uint32_t>(rule.variables.size()));
  if (is_new) rule.variables.push_back(name);
  return place->second;
}

nfa::Step::Role RoleOf(CheckedStep::Role role) {
  switch (role) {
    case CheckedStep::Role::kTaken: return nfa::Step::Role::kTaken;
    case CheckedStep::Role::kNegated: return nfa::Step::Role::kNegated;
    case CheckedStep::Role::kUntil: return nfa::Step::Role::kUntil;
    case CheckedStep::Role::kAmong: return nfa::Step::Role::kAmong;
  }
  return nfa::Step::Role::kTaken;
}

// => or `consecutive` or `=> not n` somewhere: events count that fit nothing.
bool HasStrictJoint(const CheckedNode& node) {
  if (node.kind == CheckedNode::Kind::kRepeat &&
      node.joint == nfa::Contiguity::kStrict) {
    return true;
  }
  for (std::size_t i = 0; i < node.links.size(); ++i) {
    const CheckedLink& link = node.links[i];
    if (i > 0 && link.arrow == nfa::Contiguity::kStrict) return true;
    if (std::any_of(link.term.begin(), link.term.end(), HasStrictJoint)) return true;
  }
  return std::any_of(node.children.begin(), node.children.end(), HasStrictJoint);
}

}  // namespace

void LowerSteps(const CheckedRules& checked, const CheckedRule& source,
                const LoweredSchema& schema, nfa::RuleSet& rules,
                nfa::Rule& rule) {
  for (const CheckedKey& key : source.keys) {
    rule.keys.push_back({key.name, key.type});
  }
  std::vector<std::uint32_t> types;
  std::map<std::pair<bool, std::string>, std::uint32_t> variables;
  std::set<nfa::StreamId> streams;
  const bool strict = HasStrictJoint(source.pattern);
  for (std::size_t i = 0; i < source.steps.size(); ++i) {
    const CheckedStep& step = source.steps[i];
    const CheckedType& type = checked.types[step.type];
    const std::vector<std::uint32_t> shown =
        ShownFields(checked, source, step.type);
    nfa::Step lowered;
    lowered.role = RoleOf(step.role);
    lowered.name = step.variable.empty() ? type.name : step.variable;
    if (step.role == CheckedStep::Role::kTaken) {
      lowered.variable = VariableOf(step, lowered.name, variables, rule);
    }
    lowered.type = PositionOf(types, step.type);
    if (lowered.type == rule.types.size()) {
      rule.types.push_back(ShowType(type, shown));
    }
    rule.steps.push_back(std::move(lowered));
    for (const CheckedBase& base : type.bases) {
      const LoweredBase& lowered_base = *schema.bases[base.base];
      streams.insert(lowered_base.stream);
      AlternativeLowering lowering(checked, base, lowered_base, rules);
      rule.alternatives.push_back(lowering.Lower(source, i, shown));
      rule.alternatives.back().among =
          strict && std::binary_search(source.among.begin(), source.among.end(), base.base);
    }
  }
  rule.streams.assign(streams.begin(), streams.end());
}

}  // namespace precept::compiler
