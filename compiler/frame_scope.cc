#include "compiler/frame_scope.h"

#include <algorithm>

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

const CheckedKey* FrameScope::FindKey(const ast::FieldPath& path) const {
  const std::string name = JoinPath(path.segments);
  const auto at = std::find_if(keys_.begin(), keys_.end(),
                               [&](const CheckedKey& key) { return key.name == name; });
  return at == keys_.end() ? nullptr : &*at;
}

PatternVariable* FrameScope::FindVariable(const ast::FieldPath& path) const {
  const ast::Segment& first = path.segments.front();
  if (first.kind != ast::Segment::Kind::kPlain) return nullptr;
  const auto at = std::find_if(
      variables_.begin(), variables_.end(),
      [&](const PatternVariable& variable) { return variable.name == first.text; });
  return at == variables_.end() ? nullptr : &*at;
}

bool FrameScope::Has(const ast::FieldPath& path) {
  return FindKey(path) != nullptr || FindVariable(path) != nullptr;
}

VariableKind FrameScope::KindOfVariable(const std::string& name) const {
  for (const PatternVariable& variable : variables_) {
    if (variable.name != name) continue;
    return variable.many ? VariableKind::kManyEvents : VariableKind::kOneEvent;
  }
  return VariableKind::kNone;
}

std::optional<Typed> FrameScope::Resolve(const ast::FieldPath& path) {
  if (const CheckedKey* key = FindKey(path)) return ReadKey(*key);
  PatternVariable* variable = FindVariable(path);
  if (variable == nullptr) return std::nullopt;
  variable->is_read = true;
  return ReadVariable(*variable, path);
}

Typed FrameScope::ReadKey(const CheckedKey& key) {
  const auto number = static_cast<std::size_t>(&key - keys_.data());
  if (!key_checks_[number].is_typed) return Typed::Error();
  CheckedFrameColumn column;
  column.source = CheckedFrameColumn::Source::kKey;
  column.index = static_cast<std::uint32_t>(number);
  column.type = key.type;
  Typed value;
  value.id = Column(column);
  value.type = key.type;
  value.may_be_missing = key.optional;
  value.nocase = key.nocase;
  return value;
}

Typed FrameScope::ReadVariable(PatternVariable& variable,
                               const ast::FieldPath& path) {
  const auto& type = steps_.steps[variable.step].type;
  if (path.segments.size() == 1) {
    if (variable.many) return Typed::Error();
    context_.reporter.Report(DiagnosticCode::kEventAsValue, path.range,
                             Quoted(variable.name) + " is an event, not a value",
                             "name a field of it: `" + variable.name + ".…`");
    return Typed::Error();
  }
  if (!type) return Typed::Error();
  EventType& event = context_.types[*type];
  const auto field = context_.types.FindField(event, Rest(path, 1));
  if (!field) {
    if (ReadsReference(context_, path)) return Typed::Error();
    if (!ReportConflict(context_, event, path, 1)) {
      ReportUnknownField(context_, event, path, 1, {});
    }
    return Typed::Error();
  }
  if (variable.many) return Typed::Error();
  CheckedFrameColumn column;
  column.source = CheckedFrameColumn::Source::kField;
  column.index = static_cast<std::uint32_t>(variable.step);
  column.field = *field;
  column.type = event.checked.fields[*field].type;
  return FieldValue(event, *field, Column(column));
}

nfa::ExprId FrameScope::Column(CheckedFrameColumn column) {
  const auto same = [&](const CheckedFrameColumn& other) {
    return other.source == column.source && other.index == column.index &&
           other.field == column.field;
  };
  const auto at = std::find_if(frame_.begin(), frame_.end(), same);
  const auto number = static_cast<std::uint32_t>(at - frame_.begin());
  const nfa::Type type = column.type;
  if (at == frame_.end()) frame_.push_back(column);
  return context_.pool.Column(number, type);
}

std::string FrameScope::FixForField(const ast::FieldPath& path) {
  for (const PatternStep& step : steps_.steps) {
    if (!step.type || step.role != PatternStep::Role::kTaken) continue;
    EventType& event = context_.types[*step.type];
    const std::string& type = step.syntax->type.text;
    const bool by_type = path.segments.size() > 1 &&
                         path.segments.front().text == type &&
                         context_.types.FindField(event, Rest(path, 1));
    if (!by_type && !context_.types.FindField(event, path)) continue;
    const std::string field = JoinPath(path.segments, by_type ? 1 : 0);
    if (step.syntax->variable) {
      return "write " + Quoted(step.syntax->variable->text + "." + field);
    }
    return "give the step a name, as in `a: " + type + "`, and write " +
           Quoted("a." + field);
  }
  return {};
}

void FrameScope::ReportUnknown(const ast::FieldPath& path,
                               const std::vector<std::string>& others) {
  // It may be the name of a key that is misspelt where it is given.
  const bool key_wrong =
      std::any_of(key_checks_.begin(), key_checks_.end(),
                  [](const KeyCheck& check) { return check.is_wrong; });
  if (key_wrong) return;
  const std::string name = JoinPath(path.segments);
  const std::string field_fix = FixForField(path);
  if (!field_fix.empty()) {
    context_.reporter.Report(DiagnosticCode::kBareFieldInEmit, path.range,
                             "bare names are the keys of the rule here, and " +
                                 Quoted(name) + " is none",
                             field_fix);
    return;
  }
  for (const PatternStep& step : steps_.steps) {
    // It may be a field of what is not known or refused.
    if (!step.type || context_.types[*step.type].broken) return;
  }
  std::vector<std::string> names = others;
  for (const CheckedKey& key : keys_) names.push_back(key.name);
  for (const PatternVariable& variable : variables_) names.push_back(variable.name);
  const std::string& first = path.segments.front().text;
  const std::string fix = DidYouMean(name, names);
  context_.reporter.Report(DiagnosticCode::kUnknownName, path.range,
                           Quoted(name) + " is neither a key nor a step of the rule",
                           fix.empty() ? DidYouMean(first, names) : fix);
}

}  // namespace precept::compiler
