// The static half of the evaluator: what type an expression has.

#include <algorithm>

#include "tests/oracle/evaluator.h"

namespace precept::oracle {
namespace {

namespace ast = lang::ast;
using nfa::Scalar;
using nfa::Type;

Scalar ScalarOf(ast::TypeName name) {
  switch (name) {
    case ast::TypeName::kBool:
      return Scalar::kBool;
    case ast::TypeName::kInt:
      return Scalar::kInt;
    case ast::TypeName::kFloat:
      return Scalar::kFloat;
    case ast::TypeName::kDecimal:
      return Scalar::kDecimal;
    case ast::TypeName::kString:
      return Scalar::kString;
    case ast::TypeName::kIp:
      return Scalar::kIp;
    case ast::TypeName::kTimestamp:
      return Scalar::kTimestamp;
    case ast::TypeName::kDuration:
      return Scalar::kDuration;
  }
  return Scalar::kBool;
}

std::optional<Type> SystemType(const std::string& name) {
  if (name == "@time" || name == "@timestamp") {
    return Type{Scalar::kTimestamp, false};
  }
  if (name == "@stream") return Type{Scalar::kString, false};
  if (name == "@partition" || name == "@offset") {
    return Type{Scalar::kInt, false};
  }
  return std::nullopt;
}

bool IsNumeric(const Type& type) {
  return !type.is_list &&
         (type.scalar == Scalar::kInt || type.scalar == Scalar::kFloat ||
          type.scalar == Scalar::kDecimal);
}

bool IsComparison(ast::BinaryOp op) { return op < ast::BinaryOp::kCoalesce; }

}  // namespace

std::optional<Type> Evaluator::FieldType(const std::string& type,
                                         const std::string& path) {
  if (path.starts_with('@')) return SystemType(path);
  if (const ast::Event* event = catalog_.FindEvent(type)) {
    const ast::FieldDecl* field = Catalog::FindField(*event, path);
    if (field == nullptr) return std::nullopt;
    return Type{ScalarOf(field->type.name), field->type.is_list};
  }
  const ast::DerivedEvent* derived = catalog_.FindDerived(type);
  if (derived == nullptr) return std::nullopt;
  if (derived->computed) {
    for (const ast::ComputedField& computed : *derived->computed) {
      if (computed.name.text != path) continue;
      Context context;
      context.own = TakenEvent{nullptr, derived->bases[0].text};
      return TypeOf(computed.value, context);
    }
  }
  for (const ast::Name& base : derived->bases) {
    if (const auto found = FieldType(base.text, path)) return found;
  }
  return std::nullopt;
}

Evaluator::MaybeType Evaluator::TypeOfPath(const ast::FieldPath& path,
                                           const Context& context) {
  const std::string whole = Dotted(path.segments);
  const std::string& first = path.segments[0].text;
  if (const auto it = context.variables.find(first);
      it != context.variables.end() && path.segments.size() > 1) {
    for (const std::string& type : it->second.types) {
      if (auto t = FieldType(type, Dotted(path.segments, 1))) return t;
    }
  }
  if (const auto it = context.names.find(whole); it != context.names.end()) {
    return it->second.type;
  }
  if (context.own) {
    if (auto t = FieldType(context.own->type, whole)) return t;
  }
  if (const ast::Const* c = catalog_.FindConst(whole)) {
    return TypeOf(c->value, context);
  }
  if (const ast::List* list = catalog_.FindList(whole)) {
    return Type{ScalarOf(list->element.name), true};
  }
  return std::nullopt;
}

Evaluator::MaybeType Evaluator::Meet(MaybeType left, MaybeType right) {
  if (!left) return right;
  if (!right || left == right) return left;
  // "no implicit conversion but int -> float/decimal and literals"
  if (IsNumeric(*left) && IsNumeric(*right)) {
    if (left->scalar == Scalar::kInt) return right;
    if (right->scalar == Scalar::kInt) return left;
  }
  // An address and a string: "checked when compared with an `ip`".
  if (left->scalar == Scalar::kIp) return left;
  if (right->scalar == Scalar::kIp) return right;
  return left;
}

Evaluator::MaybeType Evaluator::TypeOfBinary(const ast::Binary& binary,
                                             const Context& context) {
  if (IsComparison(binary.op)) return Type{Scalar::kBool, false};
  const MaybeType left = TypeOf(*binary.left, context);
  const MaybeType right = TypeOf(*binary.right, context);
  const MaybeType met = Meet(left, right);
  if (binary.op == ast::BinaryOp::kSubtract && met && left == right &&
      met->scalar == Scalar::kTimestamp) {
    return Type{Scalar::kDuration, false};
  }
  const auto is = [](const MaybeType& t, Scalar s) {
    return t && t->scalar == s;
  };
  if (binary.op == ast::BinaryOp::kAdd ||
      binary.op == ast::BinaryOp::kSubtract) {
    if (is(left, Scalar::kTimestamp) || is(right, Scalar::kTimestamp)) {
      return Type{Scalar::kTimestamp, false};
    }
  }
  if (binary.op == ast::BinaryOp::kMultiply &&
      (is(left, Scalar::kDuration) || is(right, Scalar::kDuration))) {
    return Type{Scalar::kDuration, false};
  }
  if (binary.op == ast::BinaryOp::kDivide) {
    // "Duration / duration is float …; `/` of two ints is a float."
    if (is(left, Scalar::kDuration)) {
      return is(right, Scalar::kDuration) ? Type{Scalar::kFloat, false}
                                          : Type{Scalar::kDuration, false};
    }
    if (is(met, Scalar::kInt)) return Type{Scalar::kFloat, false};
  }
  return met;
}

Evaluator::MaybeType Evaluator::TypeOfCall(const ast::Call& call,
                                           const Context& context) {
  const std::string& name = call.function.text;
  static const std::map<std::string, Type> kFixed{
      {"count", {Scalar::kInt, false}},    {"distinct", {Scalar::kInt, false}},
      {"len", {Scalar::kInt, false}},      {"hour", {Scalar::kInt, false}},
      {"weekday", {Scalar::kInt, false}},  {"day", {Scalar::kInt, false}},
      {"month", {Scalar::kInt, false}},    {"year", {Scalar::kInt, false}},
      {"lower", {Scalar::kString, false}}, {"upper", {Scalar::kString, false}},

      {"string", {Scalar::kString, false}}};
  if (const auto it = kFixed.find(name); it != kFixed.end()) return it->second;
  if (const ast::Def* def = catalog_.FindDef(name)) {
    Context inner;
    for (const ast::Param& p : def->params) {
      inner.names[p.name.text].type = {ScalarOf(p.type.name), p.type.is_list};
    }
    return TypeOf(def->body, inner);
  }
  if (call.arguments.empty()) return std::nullopt;
  if (const auto variable = VariableOf(call.arguments[0], context)) {
    std::string path = variable->second;
    if (!call.path.empty()) path = Dotted(call.path);
    MaybeType type;
    for (const std::string& t : variable->first->types) {
      if (!type) type = FieldType(t, path);
    }
    if (type && name == "values") type->is_list = true;
    // The text is silent on `avg` and `stddev` of ints: floats, as `/` is.
    if (type && type->scalar == Scalar::kInt &&
        (name == "avg" || name == "stddev")) {
      type->scalar = Scalar::kFloat;
    }
    return type;
  }
  MaybeType type;
  for (const ast::Expr& argument : call.arguments) {
    type = Meet(type, TypeOf(argument, context));
  }
  return type;
}

Evaluator::MaybeType Evaluator::TypeOf(const ast::Expr& expr,
                                       const Context& context) {
  const Type boolean{Scalar::kBool, false};
  const auto& node = expr.node;
  if (std::holds_alternative<ast::BoolLiteral>(node) ||
      std::holds_alternative<ast::IsMissing>(node) ||
      std::holds_alternative<ast::Quantified>(node)) {
    return boolean;
  }
  if (std::holds_alternative<ast::DurationLiteral>(node)) {
    return Type{Scalar::kDuration, false};
  }
  if (std::holds_alternative<ast::TimeLiteral>(node)) {
    return Type{Scalar::kTimestamp, false};
  }
  if (std::holds_alternative<ast::Template>(node)) {
    return Type{Scalar::kString, false};
  }
  if (const auto* p = std::get_if<ast::Parenthesized>(&node)) {
    return TypeOf(*p->inner, context);
  }
  if (const auto* ref = std::get_if<ast::FieldRef>(&node)) {
    return TypeOfPath(ref->path, context);
  }
  if (const auto* call = std::get_if<ast::Call>(&node)) {
    return TypeOfCall(*call, context);
  }
  if (const auto* unary = std::get_if<ast::Unary>(&node)) {
    return unary->op == ast::UnaryOp::kNot ? boolean
                                           : TypeOf(*unary->operand, context);
  }
  if (const auto* binary = std::get_if<ast::Binary>(&node)) {
    return TypeOfBinary(*binary, context);
  }
  if (const auto* c = std::get_if<ast::Conditional>(&node)) {
    return Meet(TypeOf(*c->then, context), TypeOf(*c->otherwise, context));
  }
  if (const auto* list = std::get_if<ast::ListLiteral>(&node)) {
    MaybeType type;
    for (const ast::Expr& element : list->elements) {
      type = Meet(type, TypeOf(element, context));
    }
    if (type) type->is_list = true;
    return type;
  }
  if (const auto* index = std::get_if<ast::Index>(&node)) {
    if (const auto variable = VariableOf(*index->base, context)) {
      for (const std::string& t : variable->first->types) {
        if (auto found = FieldType(t, Dotted(index->path))) return found;
      }
    }
    MaybeType type = TypeOf(*index->base, context);
    if (type) type->is_list = false;
    return type;
  }
  return std::nullopt;  // Numbers and text.
}

bool Evaluator::IsNocaseField(const std::string& type,
                              const std::string& path) const {
  for (const std::string& base : catalog_.BaseTypes(type)) {
    const ast::Event* event = catalog_.FindEvent(base);
    const ast::FieldDecl* field =
        event == nullptr ? nullptr : Catalog::FindField(*event, path);
    if (field == nullptr) continue;
    for (const ast::Annotation& a : field->annotations) {
      if (a.kind == ast::Annotation::Kind::kNocase) return true;
    }
  }
  return false;
}

bool Evaluator::IsNocase(const ast::Expr& expr, const Context& context) {
  const auto* ref = std::get_if<ast::FieldRef>(&expr.node);
  if (ref == nullptr) return false;
  const auto it = context.variables.find(ref->path.segments[0].text);
  if (it != context.variables.end() && ref->path.segments.size() > 1) {
    return IsNocaseField(it->second.types[0], Dotted(ref->path.segments, 1));
  }
  return context.own &&
         IsNocaseField(context.own->type, Dotted(ref->path.segments));
}

}  // namespace precept::oracle
