// The keys of a rule and where each step finds them.

#include <algorithm>
#include <string>
#include <utility>

#include "compiler/rule_checker.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

std::string CountOfKeys(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " key" : " keys");
}

}  // namespace

void RuleChecker::CheckKeys() {
  step_keys_.resize(steps_.steps.size());
  const ast::By* header = rule_.match.by ? &*rule_.match.by : nullptr;
  if (header == nullptr) {
    const auto own = std::find_if(
        steps_.steps.begin(), steps_.steps.end(),
        [](const PatternStep& step) { return step.syntax->by.has_value(); });
    if (own == steps_.steps.end()) return;
    ReportStepWithoutKeys();
    // The first step's names serve.
    header = &*own->syntax->by;
  }
  CheckHeader(*header);
  if (rule_.match.by) ReportAbsentKeys(*rule_.match.by);
  for (std::size_t i = 0; i < steps_.steps.size(); ++i) CheckStepKeys(i);
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
    for (const PatternStep& step : steps_.steps) {
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

void RuleChecker::CheckStepKeys(std::size_t position) {
  const PatternStep& step = steps_.steps[position];
  const bool own = step.syntax->by.has_value();
  if (!own && !rule_.match.by) return;  // Reported.
  const ast::By& by = own ? *step.syntax->by : *rule_.match.by;
  if (by.keys.size() != checked_.keys.size()) {
    context_.reporter.Report(
        DiagnosticCode::kKeyCount, by.range,
        "the step names " + CountOfKeys(by.keys.size()) + ", and the rule has " +
            CountOfKeys(checked_.keys.size()),
        {}, {{key_places_.front(), "the keys of the rule"}});
    return;
  }
  for (std::size_t i = 0; i < by.keys.size(); ++i) {
    CheckKey(position, i, by.keys[i], !own);
  }
}

void RuleChecker::CheckKey(std::size_t position, std::size_t number,
                           const ast::Key& key, bool from_header) {
  const PatternStep& step = steps_.steps[position];
  // Of the header once, not once a step.
  if (key.any && (!from_header || position == 0)) Refuse(key.range, "an `any` key is");
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
  if (found.type.is_list) {
    if (key.any) return;
    check.is_wrong = true;
    check.is_reported = from_header;
    context_.reporter.Report(DiagnosticCode::kKeyIsList, key.range,
                             Quoted(lang::Print(key.field)) + " of " +
                                 Quoted(type.checked.name) + " is a list, and a "
                                 "key is one value");
    return;
  }
  CheckedKey& checked = checked_.keys[number];
  if (!check.is_typed) {
    check.is_typed = true;
    checked.type = found.type;
  } else if (checked.type != found.type) {
    context_.reporter.Report(
        DiagnosticCode::kKeyType, from_header ? step.syntax->range : key.range,
        "the key " + Quoted(checked.name) + " is " + Phrase(checked.type) +
            " in the steps before and " + Phrase(found.type) + " in " +
            Quoted(type.checked.name),
        {}, {{found.declared, "declared here"}});
  }
  checked.nocase = checked.nocase || found.nocase;
  step_keys_[position].push_back({*field, key.optional});
}

void RuleChecker::ReportNoKeyField(const PatternStep& step, EventType& type,
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
  context_.reporter.Report(
      DiagnosticCode::kUnknownField, step.syntax->type.range,
      why + ", by which the rule is keyed",
      near.empty() ? "say where the step finds it: `" + type.checked.name +
                         " by …`"
                   : near,
      {{key.range, "the key"}});
}

void RuleChecker::ReportStepWithoutKeys() {
  for (const PatternStep& step : steps_.steps) {
    if (step.syntax->by) continue;
    context_.reporter.Report(DiagnosticCode::kStepWithoutKeys,
                             step.syntax->type.range,
                             "other steps have a `by`, and this one has none",
                             "give each step its own, or name the keys in "
                             "`match by …`");
  }
}

}  // namespace precept::compiler
