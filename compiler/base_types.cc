// event X from "stream" where … { fields }

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/annotations.h"
#include "compiler/event_types.h"
#include "compiler/expression_checker.h"
#include "compiler/literal.h"
#include "compiler/type_scope.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

class BaseTypeChecker {
 public:
  BaseTypeChecker(CheckContext& context, std::uint32_t number,
                  const ast::Event& event)
      : context_(context), event_(event), number_(number),
        type_(context.types[number]) {}

  void Check() {
    type_.checked.stream = event_.from ? event_.from->value : event_.name.text;
    for (const ast::FieldDecl& field : event_.fields) AddField(field);
    context_.types.AddSystemFields(type_);
    context_.types.MapToItself(type_, number_);
    if (!event_.where) return;
    TypeScope scope(context_, type_, context_.pool);
    ExpressionChecker checker(context_, event_.name.text, scope, context_.pool);
    type_.checked.where = checker.CheckCondition(*event_.where);
    NotePresence(context_, type_);
  }

 private:
  void AddField(const ast::FieldDecl& declared) {
    const FieldAnnotations said = CheckAnnotations(declared, context_.reporter);
    const std::string name = JoinPath(declared.name.segments);
    if (!CheckName(declared, name)) return;
    CheckedField field;
    field.path = PathOf(declared.name.segments);
    field.type = TypeOf(declared.type);
    field.may_be_missing = declared.type.may_be_missing;
    field.nocase = said.nocase;
    field.evidence = said.evidence;
    field.required = said.required;
    field.declared = declared.name.range;
    field.source = nfa::SourceColumn{
        nfa::SourcePath{said.from ? *said.from : field.path}, field.type,
        said.format};
    const std::uint32_t number = type_.AddField(name, std::move(field), {said.oneof});
    if (said.is_time) SetTime(number, said.time_range);
  }

  bool CheckName(const ast::FieldDecl& declared, const std::string& name) {
    for (const ast::Segment& segment : declared.name.segments) {
      if (segment.kind != ast::Segment::Kind::kSystem) continue;
      context_.reporter.Report(DiagnosticCode::kSystemFieldDeclared,
                               declared.name.range,
                               Quoted(name) + " cannot be declared: names with "
                               "`@` are those of the language");
      return false;
    }
    const auto first = type_.by_name.find(name);
    if (first == type_.by_name.end()) return true;
    const CheckedField& other = type_.checked.fields[first->second];
    context_.reporter.Report(DiagnosticCode::kDuplicateField,
                             declared.name.range,
                             Quoted(name) + " is a field of " +
                                 Quoted(event_.name.text) + " already",
                             {}, {{other.declared, "first declared here"}});
    return false;
  }

  void SetTime(std::uint32_t field, lang::SourceRange range) {
    if (!type_.checked.time_field) {
      type_.checked.time_field = field;
      time_range_ = range;
      return;
    }
    context_.reporter.Report(DiagnosticCode::kSeveralTimes, range,
                             "an event has one `@time`, and " +
                                 Quoted(event_.name.text) + " has one already",
                             {}, {{time_range_, "the first `@time`"}});
  }

  CheckContext& context_;
  const ast::Event& event_;
  std::uint32_t number_;
  EventType& type_;
  lang::SourceRange time_range_;
};

const nfa::SourceColumn* TimeOf(const CheckedType& type) {
  return type.time_field ? &*type.fields[*type.time_field].source : nullptr;
}

bool SameTime(const CheckedType& a, const CheckedType& b) {
  const nfa::SourceColumn* time_a = TimeOf(a);
  const nfa::SourceColumn* time_b = TimeOf(b);
  if (time_a == nullptr || time_b == nullptr) return time_a == time_b;
  return *time_a == *time_b;
}

lang::SourceRange PlaceOfTime(const CheckedType& type) {
  return type.time_field ? type.fields[*type.time_field].declared : type.declared;
}

std::string TimeInWords(const CheckedType& type) {
  const nfa::SourceColumn* time = TimeOf(type);
  if (time == nullptr) return "the record's own timestamp";
  std::string path;
  for (const auto& segment : std::get<nfa::SourcePath>(time->source).segments) {
    path += (path.empty() ? "" : ".") + segment;
  }
  const std::string format =
      time->format.empty() ? "" : " as \"" + time->format + "\"";
  return Quoted(path) + format;
}

}  // namespace

void CheckBaseType(CheckContext& context, std::uint32_t number,
                   const ast::Event& event) {
  BaseTypeChecker(context, number, event).Check();
}

void CheckStreamTimes(CheckContext& context) {
  std::map<std::string, std::uint32_t> first_of;
  for (std::uint32_t i = 0; i < context.types.size(); ++i) {
    const CheckedType& type = context.types[i].checked;
    if (!type.is_base || context.types[i].broken) continue;
    const auto [first, added] = first_of.emplace(type.stream, i);
    const CheckedType& other = context.types[first->second].checked;
    if (added || SameTime(other, type)) continue;
    context.reporter.Report(
        DiagnosticCode::kTimeDisagreement, PlaceOfTime(type),
        "types of one stream take their time from one place: of the stream \"" +
            type.stream + "\" " + Quoted(type.name) + " takes " +
            TimeInWords(type) + ", and " + Quoted(other.name) + " " +
            TimeInWords(other),
        {}, {{PlaceOfTime(other), "the time of " + Quoted(other.name)}});
  }
}

}  // namespace precept::compiler
