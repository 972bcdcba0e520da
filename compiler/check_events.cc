// The events of a step that repeats: count(v), sum(v.f), first(v).f, v[i].f.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/expression_checker.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};
constexpr nfa::Type kInt{nfa::Scalar::kInt, false};

// `a` or `a.f`; nullptr for all else.
const ast::FieldPath* AsPath(const ast::Expr& expr) {
  if (const auto* inner = std::get_if<ast::Parenthesized>(&expr.node)) {
    return AsPath(*inner->inner);
  }
  const auto* field = std::get_if<ast::FieldRef>(&expr.node);
  return field == nullptr ? nullptr : &field->path;
}

bool IsFirstOrLast(const std::string& function) {
  return function == "first" || function == "last";
}

}  // namespace

const std::string* ExpressionChecker::AsVariable(const ast::Expr& expr) const {
  const ast::FieldPath* path = AsPath(expr);
  if (path == nullptr || path->segments.size() != 1) return nullptr;
  const ast::Segment& name = path->segments.front();
  const bool variable =
      name.kind == ast::Segment::Kind::kPlain &&
      scope_.KindOfVariable(name.text) != VariableKind::kNone;
  return variable ? &name.text : nullptr;
}

bool ExpressionChecker::IsAggregateOfVariable(const ast::Call& call) const {
  if (!nfa::IsAggregate(call.function.text) || call.arguments.size() != 1) {
    return false;
  }
  const ast::FieldPath* path = AsPath(call.arguments[0]);
  if (path == nullptr) return false;
  const ast::Segment& name = path->segments.front();
  return name.kind == ast::Segment::Kind::kPlain &&
         scope_.KindOfVariable(name.text) != VariableKind::kNone;
}

Typed ExpressionChecker::ReportOneEvent(const std::string& variable,
                                        lang::SourceRange range,
                                        const std::string& construct) {
  // It may be that it cannot be read from here at all.
  if (scope_.CountEvents(variable, range).is_error) return Typed::Error();
  return Report(DiagnosticCode::kAggregateOfOne, range,
                Quoted(variable) + " takes one event, and " + construct,
                "read its fields as they are, `" + variable + ".…`, or ask `" +
                    variable + " is present`");
}

Typed ExpressionChecker::AggregateOfVariable(const ast::Expr& expr,
                                             const ast::Call& call) {
  const ast::FieldPath& path = *AsPath(call.arguments[0]);
  const std::string& variable = path.segments.front().text;
  const std::string& function = call.function.text;
  const bool alone = path.segments.size() == 1;
  if (scope_.KindOfVariable(variable) == VariableKind::kOneEvent) {
    if (!alone) {
      const auto value = scope_.Resolve(path);
      if (!value || value->is_error) return Typed::Error();
      if (value->type.is_list) return CheckBuiltIn(expr, call);
    }
    return ReportOneEvent(variable, call.function.range,
                          Quoted(function) + " is of several");
  }
  if (IsFirstOrLast(function)) return EventOfCall(expr, call, variable);
  if (!alone) return CheckBuiltIn(expr, call);
  if (function != "count") {
    return Report(DiagnosticCode::kEventAsValue, call.arguments[0].range,
                  Quoted(function) + " is of the values of a field, and " +
                      Quoted(variable) + " is a list of events",
                  "name the field: `" + function + "(" + variable + ".…)`");
  }
  if (!call.path.empty()) {
    return Report(DiagnosticCode::kNoFieldsInside, expr.range,
                  "`count` gives an int, which has no fields");
  }
  return scope_.CountEvents(variable, path.range);
}

// first(v).f; also first(v.f).
Typed ExpressionChecker::EventOfCall(const ast::Expr& expr, const ast::Call& call,
                                     const std::string& variable) {
  const ast::FieldPath& argument = *AsPath(call.arguments[0]);
  EventChoice choice;
  choice.which = call.function.text == "first" ? EventChoice::Which::kFirst
                                               : EventChoice::Which::kLast;
  if (argument.segments.size() == 1) {
    return FieldOfEvent(expr, variable, choice, call.path);
  }
  if (!call.path.empty()) {
    return Report(DiagnosticCode::kNoFieldsInside, expr.range,
                  Quoted(call.function.text) +
                      " of a field gives a value, which has no fields",
                  "write `" + call.function.text + "(" + variable + ").…`");
  }
  return FieldOfEvent(expr, variable, choice,
                      {argument.segments.begin() + 1, argument.segments.end()});
}

Typed ExpressionChecker::FieldOfEvent(const ast::Expr& expr,
                                      const std::string& variable,
                                      EventChoice choice,
                                      const std::vector<ast::Segment>& path) {
  if (path.empty()) {
    return Report(DiagnosticCode::kEventAsValue, expr.range,
                  WordsOf(expr) + " is an event, not a value",
                  "name a field of it: `" + lang::Print(expr) + ".…`");
  }
  return scope_.ReadEvent(variable, choice, {path, expr.range});
}

std::string ExpressionChecker::OneOfManyFix(const ast::Expr& expr) const {
  const ast::FieldPath* path = AsPath(expr);
  if (path == nullptr || path->segments.size() < 2) return {};
  const ast::Segment& first = path->segments.front();
  const bool many = first.kind == ast::Segment::Kind::kPlain &&
                    scope_.KindOfVariable(first.text) == VariableKind::kManyEvents;
  if (!many) return {};
  const std::string field = JoinPath(path->segments, 1);
  return Quoted(first.text) + " is several events: say which, as in `last(" +
         first.text + ")." + field + "`, or what of all, as in `max(" +
         first.text + "." + field + ")`, or write `any " + first.text + "." +
         field + " …`";
}

// ---- v[i].f ------------------------------------------------------------------

std::optional<std::int64_t> ExpressionChecker::PlaceOfEvent(
    const ast::Index& index, const std::string& variable) {
  const ast::Expr* written = &index.arguments.front();
  const auto* unary = std::get_if<ast::Unary>(&written->node);
  const bool negated = unary != nullptr && unary->op == ast::UnaryOp::kNegate;
  if (negated) written = &*unary->operand;  // `v[-1]`, also of a const.
  const Typed place = Visit(*written, {});
  if (place.is_error) return std::nullopt;
  if (index.arguments.size() == 1 && place.type == kInt && IsConstant(place)) {
    const auto number = pool_[place.id].constant.get<std::int64_t>();
    if (!negated || number >= 0) return negated ? -number : number;
  }
  Report(DiagnosticCode::kArgumentNotConstant, index.arguments.front().range,
         "which event of " + Quoted(variable) + " is meant must be written out as "
         "one whole number, from 0, or negative from the end",
         "write a number or a const, or read all of them: `values(" + variable +
             ".…)`");
  return std::nullopt;
}

Typed ExpressionChecker::EventAtIndex(const ast::Expr& expr,
                                      const ast::Index& index,
                                      const std::string& variable) {
  if (scope_.KindOfVariable(variable) == VariableKind::kOneEvent) {
    return ReportOneEvent(variable, index.base->range,
                          "only a list of events has places");
  }
  const auto place = PlaceOfEvent(index, variable);
  if (!place) return Typed::Error();
  EventChoice choice;
  choice.which = EventChoice::Which::kItem;
  choice.item = *place;
  return FieldOfEvent(expr, variable, choice, index.path);
}

// ---- a is missing ------------------------------------------------------------

std::optional<Typed> ExpressionChecker::EventIsMissing(const ast::Expr& event) {
  if (const auto* inner = std::get_if<ast::Parenthesized>(&event.node)) {
    return EventIsMissing(*inner->inner);
  }
  // It is missing if there are fewer events than this.
  std::uint64_t needed = 1;
  const std::string* variable = AsVariable(event);
  if (const auto* call = std::get_if<ast::Call>(&event.node)) {
    const bool of_event = IsFirstOrLast(call->function.text) &&
                          call->arguments.size() == 1 && call->path.empty();
    variable = of_event ? AsVariable(call->arguments[0]) : nullptr;
    if (variable != nullptr &&
        scope_.KindOfVariable(*variable) == VariableKind::kOneEvent) {
      return std::nullopt;  // Reported as any other use of it.
    }
  } else if (const auto* index = std::get_if<ast::Index>(&event.node)) {
    variable = index->path.empty() ? AsVariable(*index->base) : nullptr;
    if (variable == nullptr ||
        scope_.KindOfVariable(*variable) == VariableKind::kOneEvent) {
      return std::nullopt;
    }
    const auto place = PlaceOfEvent(*index, *variable);
    if (!place) return Typed::Error();
    needed = *place >= 0
                 ? static_cast<std::uint64_t>(*place) + 1
                 : std::uint64_t{0} - static_cast<std::uint64_t>(*place);
  }
  if (variable == nullptr) return std::nullopt;
  const Typed count = scope_.CountEvents(*variable, event.range);
  if (count.is_error) return count;
  const auto bound = static_cast<std::int64_t>(needed - 1);
  const nfa::ExprId at_most = Constant(nfa::Value(bound), kInt).id;
  const nfa::Op op = bound == 0 ? nfa::Op::kEqual : nfa::Op::kLessEqual;
  return Make(op, kBool, {count.id, at_most});
}

}  // namespace precept::compiler
