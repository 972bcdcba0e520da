#include "compiler/type_scope.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

Typed FieldValue(const EventType& type, std::uint32_t field, nfa::ExprId id) {
  const CheckedField& checked = type.checked.fields[field];
  Typed value;
  value.id = id;
  value.type = checked.type;
  value.may_be_missing =
      checked.may_be_missing && !type.notes[field].is_present;
  value.nocase = checked.nocase;
  value.notes = &type.notes[field];
  return value;
}

ast::FieldPath Rest(const ast::FieldPath& path, std::size_t from) {
  ast::FieldPath rest;
  rest.range = path.range;
  rest.segments.assign(path.segments.begin() + static_cast<std::ptrdiff_t>(from),
                       path.segments.end());
  return rest;
}

bool ReadsReference(const CheckContext& context, const ast::FieldPath& path) {
  if (path.segments.size() < 2) return false;
  const ast::Segment& second = path.segments[1];
  return second.kind == ast::Segment::Kind::kPlain &&
         (context.catalog.Find<ast::Window>(second.text) != nullptr ||
          context.catalog.Find<ast::Table>(second.text) != nullptr);
}

bool ReportConflict(CheckContext& context, const EventType& type,
                    const ast::FieldPath& path, std::size_t from) {
  const auto at = type.conflicts.find(JoinPath(path.segments, from));
  if (at == type.conflicts.end()) return false;
  context.reporter.Report(DiagnosticCode::kConflictingField, path.range,
                          Quoted(at->first) + " cannot be read of " +
                              Quoted(type.checked.name) + ": it is " +
                              at->second);
  return true;
}

void ReportUnknownField(CheckContext& context, const EventType& type,
                        const ast::FieldPath& path, std::size_t from,
                        const std::vector<std::string>& others) {
  const std::string name = JoinPath(path.segments, from);
  if (path.segments[from].kind == ast::Segment::Kind::kSystem) {
    if (path.segments[from].text == "@header" && path.segments.size() == from + 1) {
      context.reporter.Report(DiagnosticCode::kUnknownSystemField, path.range,
                              "`@header` does not say which header",
                              "write its name: `@header(\"name\")`");
      return;
    }
    context.reporter.Report(DiagnosticCode::kUnknownSystemField, path.range,
                            "there is no field " + Quoted(name) +
                                " that every event has",
                            DidYouMean(name, SystemFieldNames()));
    return;
  }
  if (type.broken) return;
  std::vector<std::string> names = context.types.FieldNames(type);
  const std::string fix = DidYouMean(name, names);
  names.insert(names.end(), others.begin(), others.end());
  context.reporter.Report(
      DiagnosticCode::kUnknownField, path.range,
      Quoted(type.checked.name) + " has no field " + Quoted(name),
      fix.empty() ? DidYouMean(name, names) : fix);
}

bool TypeScope::Has(const ast::FieldPath& path) {
  return context_.types.FindField(type_, path).has_value() ||
         type_.conflicts.count(JoinPath(path.segments)) > 0;
}

std::optional<Typed> TypeScope::Resolve(const ast::FieldPath& path) {
  const auto field = context_.types.FindField(type_, path);
  if (field) {
    const nfa::Type type = type_.checked.fields[*field].type;
    return FieldValue(type_, *field, pool_.Column(*field, type));
  }
  if (ReportConflict(context_, type_, path, 0)) return Typed::Error();
  return std::nullopt;
}

void TypeScope::ReportUnknown(const ast::FieldPath& path,
                              const std::vector<std::string>& others) {
  ReportUnknownField(context_, type_, path, 0, others);
}

}  // namespace precept::compiler
