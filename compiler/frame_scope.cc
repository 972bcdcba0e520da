#include "compiler/frame_scope.h"

#include <algorithm>
#include <utility>

#include "compiler/type_scope.h"

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
  return reader_.Find(first.text);
}

bool FrameScope::Has(const ast::FieldPath& path) {
  return FindKey(path) != nullptr || FindVariable(path) != nullptr;
}

std::optional<Typed> FrameScope::Resolve(const ast::FieldPath& path) {
  if (const CheckedKey* key = FindKey(path)) return ReadKey(*key);
  PatternVariable* variable = FindVariable(path);
  if (variable == nullptr) return std::nullopt;
  return reader_.Read(*variable, path);
}

Typed FrameScope::ReadKey(const CheckedKey& key) {
  const auto number = static_cast<std::size_t>(&key - keys_.data());
  if (!key_checks_[number].is_typed) return Typed::Error();
  CheckedFrameColumn column;
  column.source = CheckedFrameColumn::Source::kKey;
  column.index = static_cast<std::uint32_t>(number);
  column.type = key.type;
  Typed value;
  value.id = reader_.Column(std::move(column));
  value.type = key.type;
  value.may_be_missing = key_checks_[number].may_be_missing;
  value.nocase = key.nocase;
  return value;
}

std::string FrameScope::FixForField(const ast::FieldPath& path) {
  for (const PatternStep& step : tree_.steps) {
    if (!step.type || !step.takes()) continue;
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
  for (const PatternStep& step : tree_.steps) {
    // It may be a field of what is not known or refused.
    if (!step.type || context_.types[*step.type].broken) return;
  }
  std::vector<std::string> names = others;
  for (const CheckedKey& key : keys_) names.push_back(key.name);
  for (std::string& variable : reader_.Names()) names.push_back(std::move(variable));
  const std::string& first = path.segments.front().text;
  const std::string fix = DidYouMean(name, names);
  context_.reporter.Report(DiagnosticCode::kUnknownName, path.range,
                           Quoted(name) + " is neither a key nor a step of the rule",
                           fix.empty() ? DidYouMean(first, names) : fix);
}

}  // namespace precept::compiler
