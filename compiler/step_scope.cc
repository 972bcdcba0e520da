#include "compiler/step_scope.h"

#include <algorithm>

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

PatternVariable* StepScope::FindVariable(const std::string& name) const {
  const auto at = std::find_if(
      variables_.begin(), variables_.end(),
      [&](const PatternVariable& variable) { return variable.name == name; });
  return at == variables_.end() ? nullptr : &*at;
}

VariableKind StepScope::KindOfVariable(const std::string& name) const {
  const PatternVariable* variable = FindVariable(name);
  if (variable == nullptr) return VariableKind::kNone;
  return variable->many ? VariableKind::kManyEvents : VariableKind::kOneEvent;
}

bool StepScope::Has(const ast::FieldPath& path) {
  const ast::Segment& first = path.segments.front();
  const bool variable = first.kind == ast::Segment::Kind::kPlain &&
                        FindVariable(first.text) != nullptr;
  return variable || TypeScope::Has(path);
}

std::optional<Typed> StepScope::Resolve(const ast::FieldPath& path) {
  if (TypeScope::Has(path)) return TypeScope::Resolve(path);
  PatternVariable* variable = FindVariable(path.segments.front().text);
  if (variable == nullptr) return std::nullopt;
  variable->is_read = true;
  return ReadVariable(*variable, path);
}

Typed StepScope::ReadVariable(PatternVariable& variable,
                              const ast::FieldPath& path) {
  Reporter& reporter = context_.reporter;
  const auto& type = steps_.steps[variable.step].type;
  if (path.segments.size() > 1 && type) {
    const ast::FieldPath field = Rest(path, 1);
    EventType& event = context_.types[*type];
    if (!context_.types.FindField(event, field)) {
      if (ReadsReference(context_, path)) return Typed::Error();
      if (!ReportConflict(context_, event, path, 1)) {
        ReportUnknownField(context_, event, path, 1, {});
      }
      return Typed::Error();
    }
  }
  if (variable.step == step_) {
    if (variable.many) return Typed::Error();
    const bool alone = path.segments.size() == 1;
    reporter.Report(DiagnosticCode::kOwnVariable, path.range,
                    Quoted(variable.name) + " is the event that this condition "
                    "is about",
                    alone ? "name its fields alone"
                          : "write " + Quoted(JoinPath(path.segments, 1)));
  } else if (variable.step > step_) {
    reporter.Report(DiagnosticCode::kLaterVariable, path.range,
                    Quoted(variable.name) + " comes later: a condition can read "
                    "earlier steps only",
                    "put the condition at the step " + Quoted(variable.name));
  } else if (!refused_) {
    refused_ = true;
    reporter.NotInThisVersion(path.range,
                              "a condition that reads an earlier step (" +
                                  Quoted(JoinPath(path.segments)) + ") is");
  }
  return Typed::Error();
}

void StepScope::ReportUnknown(const ast::FieldPath& path,
                              const std::vector<std::string>& others) {
  std::vector<std::string> names = others;
  for (const PatternVariable& variable : variables_) {
    if (variable.step < step_) names.push_back(variable.name);
  }
  TypeScope::ReportUnknown(path, names);
}

}  // namespace precept::compiler
