// The keys of a rule and where each step finds them.

#include <algorithm>
#include <string>
#include <utility>

#include "compiler/rule_checker.h"
#include "compiler/type_scope.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

std::string CountOfKeys(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " key" : " keys");
}

}  // namespace

// The names by which the rule is keyed; nullptr: by nothing.
const ast::By* RuleChecker::Header() const {
  if (rule_.match.by) return &*rule_.match.by;
  const auto own = std::find_if(
      tree_.steps.begin(), tree_.steps.end(),
      [](const PatternStep& step) { return step.syntax->by.has_value(); });
  // The first step's names serve.
  return own == tree_.steps.end() ? nullptr : &*own->syntax->by;
}

void RuleChecker::CheckKeys() {
  const ast::By* header = Header();
  if (header == nullptr) return;
  if (!rule_.match.by) ReportStepWithoutKeys();
  CheckHeader(*header);
  if (rule_.match.by) ReportAbsentKeys(*rule_.match.by);
  for (const PatternStep& step : tree_.steps) {
    keyed_.push_back(
        {&step.syntax->type, step.type, step.syntax->range, false, {}});
  }
  for (std::uint32_t i = 0; i < keyed_.size(); ++i) CheckStepKeys(i);
  for (KeyedStep& step : among_steps_) CheckKeysOf(step, *header, true);
}

// Names the keys; their types come with the steps.
void RuleChecker::CheckHeader(const ast::By& by) {
  for (const ast::Key& key : by.keys) {
    CheckedKey checked;
    checked.name = JoinPath(key.field.segments);
    checked.optional = key.optional;
    const auto twice = std::find_if(
        checked_.keys.begin(), checked_.keys.end(),
        [&](const CheckedKey& other) { return other.name == checked.name; });
    if (twice != checked_.keys.end()) {
      const auto first = static_cast<std::size_t>(twice - checked_.keys.begin());
      context_.reporter.Report(DiagnosticCode::kDuplicateKey, key.range,
                               Quoted(checked.name) + " is a key already", {},
                               {{key_places_[first], "first given here"}});
    }
    key_places_.push_back(key.range);
    checked_.keys.push_back(std::move(checked));
  }
  key_checks_.resize(checked_.keys.size());
}

// A key that no step has is reported where it stands, not once a step.
void RuleChecker::ReportAbsentKeys(const ast::By& by) {
  for (std::size_t i = 0; i < by.keys.size(); ++i) {
    const ast::FieldPath& field = by.keys[i].field;
    const std::string name = JoinPath(field.segments);
    std::vector<EventType*> types;
    bool some_has = false;
    for (const PatternStep& step : tree_.steps) {
      if (step.syntax->by || !step.type) continue;
      EventType& type = context_.types[*step.type];
      some_has = some_has || context_.types.FindField(type, field) ||
                 type.conflicts.count(name) > 0;
      if (type.broken || std::find(types.begin(), types.end(), &type) != types.end()) {
        continue;
      }
      types.push_back(&type);
    }
    if (some_has || types.empty()) continue;
    key_checks_[i] = {.is_typed = false, .is_wrong = true, .is_reported = true};
    ReportAbsentKey(field, types);
  }
}

void RuleChecker::ReportAbsentKey(const ast::FieldPath& field,
                                  const std::vector<EventType*>& types) {
  if (types.size() == 1 || IsSystem(field)) {
    ReportUnknownField(context_, *types.front(), field, 0, {});
    return;
  }
  std::vector<std::string> of;
  std::vector<std::string> fields;
  for (const EventType* type : types) {
    of.push_back(type->checked.name);
    for (std::string& name : context_.types.FieldNames(*type)) {
      fields.push_back(std::move(name));
    }
  }
  const std::string name = lang::Print(field);
  const std::string near = DidYouMean(name, fields);
  context_.reporter.Report(
      DiagnosticCode::kUnknownField, field.range,
      Enumerate(of) + " have no field " + Quoted(name),
      near.empty() ? "say where each step finds it: `" + of.front() + " by …`"
                   : near);
}

void RuleChecker::CheckStepKeys(std::uint32_t position) {
  const ast::Step& step = *tree_.steps[position].syntax;
  if (step.by) {
    CheckKeysOf(keyed_[position], *step.by, false);
  } else if (rule_.match.by) {  // Else it is reported.
    CheckKeysOf(keyed_[position], *rule_.match.by, true);
  }
}

void RuleChecker::CheckKeysOf(KeyedStep& step, const ast::By& by,
                              bool from_header) {
  if (by.keys.size() != checked_.keys.size()) {
    context_.reporter.Report(
        DiagnosticCode::kKeyCount, by.range,
        "the step names " + CountOfKeys(by.keys.size()) + ", and the rule has " +
            CountOfKeys(checked_.keys.size()),
        {}, {{key_places_.front(), "the keys of the rule"}});
    return;
  }
  for (std::size_t i = 0; i < by.keys.size(); ++i) {
    CheckKey(step, i, by.keys[i], from_header);
  }
}

void RuleChecker::CheckKey(KeyedStep& step, std::size_t number,
                           const ast::Key& key, bool from_header) {
  KeyCheck& check = key_checks_[number];
  if (!step.type || (from_header && check.is_reported)) return;
  EventType& type = context_.types[*step.type];
  const auto field = context_.types.FindField(type, key.field);
  if (!field) {
    check.is_wrong = true;
    ReportNoKeyField(step, type, key, from_header);
    return;
  }
  const CheckedField& found = type.checked.fields[*field];
  if (!CheckShape(step, found, number, key, from_header)) return;
  const nfa::Type value{found.type.scalar, false};
  CheckedKey& checked = checked_.keys[number];
  if (!check.is_typed) {
    check.is_typed = true;
    checked.type = value;
  } else if (checked.type != value) {
    context_.reporter.Report(
        DiagnosticCode::kKeyType, from_header ? step.range : key.range,
        "the key " + Quoted(checked.name) + " is " + Phrase(checked.type) +
            " in the steps before and " + Phrase(value) + " in " +
            Quoted(type.checked.name),
        {}, {{found.declared, "declared here"}});
  }
  checked.nocase = checked.nocase || found.nocase;
  check.may_be_missing = check.may_be_missing || key.optional;
  step.keys.push_back({*field, key.optional, key.any});
}

// A list is a key by `any`, and nothing else is.
bool RuleChecker::CheckShape(const KeyedStep& step, const CheckedField& field,
                             std::size_t number, const ast::Key& key,
                             bool from_header) {
  if (field.type.is_list == key.any) return true;
  KeyCheck& check = key_checks_[number];
  check.is_wrong = true;
  check.is_reported = check.is_reported || from_header;
  const std::string name = lang::Print(key.field);
  const std::string of =
      Quoted(name) + " of " + Quoted(context_.types[*step.type].checked.name);
  if (key.any) {
    context_.reporter.Report(DiagnosticCode::kNotAList, key.range,
                             "`any` needs a list, and " + of + " is " +
                                 Phrase(field.type),
                             from_header ? "leave out `any`, or say `by any` at "
                                           "the steps that have a list"
                                         : "leave out `any`");
    return false;
  }
  context_.reporter.Report(DiagnosticCode::kKeyIsList, key.range,
                           of + " is a list, and a key is one value",
                           "write `any " + name +
                               "`: the event is then seen under each element");
  return false;
}

void RuleChecker::ReportNoKeyField(const KeyedStep& step, EventType& type,
                                   const ast::Key& key, bool from_header) {
  if (!from_header || IsSystem(key.field)) {
    if (!ReportConflict(context_, type, key.field, 0)) {
      ReportUnknownField(context_, type, key.field, 0, {});
    }
    return;
  }
  if (type.broken) return;
  const std::string name = lang::Print(key.field);
  const std::string near =
      DidYouMean(name, context_.types.FieldNames(type));
  const auto conflict = type.conflicts.find(JoinPath(key.field.segments));
  const std::string why =
      conflict == type.conflicts.end()
          ? Quoted(type.checked.name) + " has no field " + Quoted(name)
          : Quoted(name) + " of " + Quoted(type.checked.name) + " is " +
                conflict->second;
  const std::string fix =
      step.is_among
          ? "leave it out of `among`: no event of it has this key"
          : "say where the step finds it: `" + type.checked.name + " by …`";
  context_.reporter.Report(
      DiagnosticCode::kUnknownField, step.type_name->range,
      why + ", by which the rule is keyed", near.empty() ? fix : near,
      {{key.range, "the key"}});
}

void RuleChecker::ReportStepWithoutKeys() {
  for (const PatternStep& step : tree_.steps) {
    if (step.syntax->by) continue;
    context_.reporter.Report(DiagnosticCode::kStepWithoutKeys,
                             step.syntax->type.range,
                             "other steps have a `by`, and this one has none",
                             "give each step its own, or name the keys in "
                             "`match by …`");
  }
}

}  // namespace precept::compiler
