// The dynamic half of the evaluator: what an expression is worth.

#include "tests/oracle/evaluator.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/oracle/aggregate.h"
#include "tests/oracle/text_operator.h"

namespace precept::oracle {
namespace {

namespace ast = lang::ast;
using nfa::Decimal;
using nfa::Duration;
using nfa::Scalar;
using nfa::Timestamp;
using nfa::Type;
using nfa::Value;
using nfa::ValueList;

template <class T>
Value FromOptional(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

bool IsOrder(ast::BinaryOp op) {
  return op == ast::BinaryOp::kLess || op == ast::BinaryOp::kLessEqual ||
         op == ast::BinaryOp::kGreater || op == ast::BinaryOp::kGreaterEqual;
}

bool OrderHolds(ast::BinaryOp op, int sign) {
  switch (op) {
    case ast::BinaryOp::kLess:
      return sign < 0;
    case ast::BinaryOp::kLessEqual:
      return sign <= 0;
    case ast::BinaryOp::kGreater:
      return sign > 0;
    default:
      return sign >= 0;
  }
}

}  // namespace

Value Evaluator::Fail(std::string what) {
  failures_.push_back(std::move(what));
  return Value();
}

Value Evaluator::Evaluate(const ast::Expr& expr, const Context& context) {
  return Eval(expr, context, TypeOf(expr, context));
}

bool Evaluator::Holds(const ast::Expr& expr, const Context& context) {
  const Value value = Eval(expr, context, Type{Scalar::kBool, false});
  const bool* holds = value.get_if<bool>();
  return holds != nullptr && *holds;
}

bool Evaluator::Bears(const Event& event, const std::string& type) {
  const ast::DerivedEvent* derived = catalog_.FindDerived(type);
  if (derived == nullptr) {
    return std::find(event.types.begin(), event.types.end(), type) !=
           event.types.end();
  }
  if (std::none_of(
          derived->bases.begin(), derived->bases.end(),
          [&](const ast::Name& base) { return Bears(event, base.text); })) {
    return false;
  }
  if (!derived->where) return true;
  Context context;
  context.own = TakenEvent{&event, type};
  return Holds(*derived->where, context);
}

Value Evaluator::FieldOf(const TakenEvent& taken, const std::string& path) {
  const Event& event = *taken.event;
  if (path == "@time" || path == "@timestamp") return Value(event.time);
  if (path == "@stream") return Value(event.stream);
  if (path == "@partition") return Value(event.partition);
  if (path == "@offset") return Value(event.offset);
  if (path.starts_with('@')) return Fail("system field " + path);
  if (const ast::DerivedEvent* derived = catalog_.FindDerived(taken.type)) {
    if (derived->computed) {
      for (const ast::ComputedField& computed : *derived->computed) {
        if (computed.name.text != path) continue;
        Context context;
        context.own = taken;
        return Evaluate(computed.value, context);
      }
    }
  }
  const auto it = event.fields.find(path);
  if (it != event.fields.end()) return it->second;
  return IsTimeField(event, path) ? Value(event.time) : Value();
}

bool Evaluator::IsTimeField(const Event& event, const std::string& path) const {
  for (const std::string& type : event.types) {
    const ast::Event* declared = catalog_.FindEvent(type);
    const ast::FieldDecl* field =
        declared == nullptr ? nullptr : Catalog::FindField(*declared, path);
    if (field == nullptr) continue;
    for (const ast::Annotation& annotation : field->annotations) {
      if (annotation.kind == ast::Annotation::Kind::kTime) return true;
    }
  }
  return false;
}

Value Evaluator::Converted(const Value& value, MaybeType wanted) {
  if (!wanted) return value;
  if (const auto* list = value.get_if<ValueList>()) {
    ValueList out;
    for (const Value& element : *list) {
      out.push_back(Converted(element, Type{wanted->scalar, false}));
    }
    return Value(std::move(out));
  }
  if (const auto* n = value.get_if<std::int64_t>()) {
    if (wanted->scalar == Scalar::kFloat) return Value(static_cast<double>(*n));
    if (wanted->scalar == Scalar::kDecimal) return Value(Decimal::FromInt(*n));
  }
  if (const auto* text = value.get_if<std::string>();
      text != nullptr && wanted->scalar == Scalar::kIp) {
    return FromOptional(nfa::Ip::Parse(*text));
  }
  return value;
}

// "A literal takes the type of the other side."
Value Evaluator::EvalNumber(const ast::NumberLiteral& literal,
                            MaybeType wanted) {
  const std::string& text = literal.spelling;
  const bool hex = text.find("0x") != std::string::npos;
  const Scalar scalar =
      wanted ? wanted->scalar
             : (literal.is_integer ? Scalar::kInt : Scalar::kFloat);
  if (scalar == Scalar::kFloat ||
      (scalar == Scalar::kInt && !literal.is_integer)) {
    return Value(std::strtod(text.c_str(), nullptr));
  }
  if (scalar == Scalar::kDecimal && !hex) {
    return FromOptional(Decimal::Parse(text));
  }
  const std::int64_t n = std::strtoll(text.c_str(), nullptr, hex ? 16 : 10);
  return scalar == Scalar::kDecimal ? Value(Decimal::FromInt(n)) : Value(n);
}

std::optional<std::pair<const Variable*, std::string>> Evaluator::VariableOf(
    const ast::Expr& expr, const Context& context) const {
  const auto* ref = std::get_if<ast::FieldRef>(&expr.node);
  if (ref == nullptr) return std::nullopt;
  const auto it = context.variables.find(ref->path.segments[0].text);
  if (it == context.variables.end()) return std::nullopt;
  return std::make_pair(&it->second, Dotted(ref->path.segments, 1));
}

Value Evaluator::EvalPath(const ast::FieldPath& path, const Context& context) {
  const std::string whole = Dotted(path.segments);
  const auto variable = context.variables.find(path.segments[0].text);
  if (variable != context.variables.end() && path.segments.size() > 1) {
    if (variable->second.is_list) return Fail("a list read as one: " + whole);
    // "A step not taken is missing."
    if (variable->second.events.empty()) return Value();
    return FieldOf(variable->second.events.back(), Dotted(path.segments, 1));
  }
  if (const auto it = context.names.find(whole); it != context.names.end()) {
    return it->second.value;
  }
  if (context.own && FieldType(context.own->type, whole)) {
    return FieldOf(*context.own, whole);
  }
  if (const ast::Const* c = catalog_.FindConst(whole)) {
    return Evaluate(c->value, context);
  }
  if (const ast::List* list = catalog_.FindList(whole)) {
    const auto* elements = std::get_if<std::vector<ast::Expr>>(&list->source);
    if (elements == nullptr) return Fail("a list from a file: " + whole);
    ValueList values;
    const MaybeType type = TypeOfPath(path, context);
    for (const ast::Expr& element : *elements) {
      values.push_back(
          Converted(Eval(element, context, Type{type->scalar, false}), type));
    }
    return Value(std::move(values));
  }
  return Fail("no such name: " + whole);
}

Value Evaluator::EvalTemplate(const ast::Template& text,
                              const Context& context) {
  std::string out;
  for (const auto& part : text.parts) {
    if (const auto* plain = std::get_if<ast::Template::Text>(&part)) {
      out += plain->value;
    } else {
      nfa::AppendPlain(Evaluate(*std::get<lang::Box<ast::Expr>>(part), context),
                       out);
    }
  }
  return Value(std::move(out));
}

Value Evaluator::EvalIndex(const ast::Index& index, const Context& context) {
  if (index.arguments.size() != 1) return Fail("an index of several");
  const Value at = Evaluate(index.arguments[0], context);
  const auto* position = at.get_if<std::int64_t>();
  if (position == nullptr) return Value();
  // "`v[i]` (from 0, negative from the end)"
  const auto resolve = [&](std::size_t size) -> std::optional<std::size_t> {
    const auto n = static_cast<std::int64_t>(size);
    const std::int64_t i = *position < 0 ? n + *position : *position;
    if (i < 0 || i >= n) return std::nullopt;
    return static_cast<std::size_t>(i);
  };
  if (const auto variable = VariableOf(*index.base, context)) {
    const auto& events = variable->first->events;
    const auto i = resolve(events.size());
    return i ? FieldOf(events[*i], Dotted(index.path)) : Value();
  }
  const Value base = Evaluate(*index.base, context);
  const auto* list = base.get_if<ValueList>();
  if (list == nullptr) {
    return base.is_missing() ? Value() : Fail("an index of no list");
  }
  const auto i = resolve(list->size());
  return i ? (*list)[*i] : Value();
}

Value Evaluator::EvalUnary(const ast::Unary& unary, const Context& context,
                           MaybeType wanted) {
  if (unary.op == ast::UnaryOp::kNot) {
    return Value(!Holds(*unary.operand, context));
  }
  const Value value = Eval(*unary.operand, context, wanted);
  if (const auto* n = value.get_if<std::int64_t>()) {
    return *n == INT64_MIN ? Value() : Value(-*n);
  }
  if (const auto* x = value.get_if<double>()) return Value(-*x);
  if (const auto* d = value.get_if<Decimal>()) {
    return FromOptional(nfa::Negate(*d));
  }
  if (const auto* d = value.get_if<Duration>()) return Value(Duration{-d->ns});
  return value.is_missing() ? Value() : Fail("minus of no number");
}

bool Evaluator::EvalIsMissing(const ast::Expr& operand,
                              const Context& context) {
  if (const auto variable = VariableOf(operand, context);
      variable && variable->second.empty()) {
    return variable->first->events.empty();
  }
  return Evaluate(operand, context).is_missing();
}

bool Evaluator::EvalComparison(const ast::Binary& binary,
                               const Context& context) {
  const MaybeType left_type = TypeOf(*binary.left, context);
  const bool nocase = binary.nocase || IsNocase(*binary.left, context) ||
                      IsNocase(*binary.right, context);
  MaybeType wanted = left_type;
  if (binary.op == ast::BinaryOp::kEqual ||
      binary.op == ast::BinaryOp::kNotEqual || IsOrder(binary.op)) {
    wanted = Meet(left_type, TypeOf(*binary.right, context));
  } else if (!wanted) {
    wanted = TypeOf(*binary.right, context);
    if (wanted) wanted->is_list = false;
  }
  return EvalTest(binary, Eval(*binary.left, context, wanted), wanted, nocase,
                  context);
}

// `left op right`, for a comparison and for each element of a quantified one.
bool Evaluator::EvalTest(const ast::Binary& binary, const Value& left,
                         MaybeType left_type, bool nocase,
                         const Context& context) {
  const Value right = Eval(*binary.right, context, left_type);
  // "a comparison with something missing is false"
  if (left.is_missing() || right.is_missing()) return false;
  if (IsOrder(binary.op)) {
    const auto sign = CompareValues(left, right);
    return sign ? OrderHolds(binary.op, *sign)
                : !Fail("sides that do not compare").is_missing();
  }
  switch (binary.op) {
    case ast::BinaryOp::kEqual:
      return EqualIn(left, right, nocase);
    case ast::BinaryOp::kNotEqual:
      return !EqualIn(left, right, nocase);
    case ast::BinaryOp::kIn:
      return ContainsValue(right, left, nocase);
    case ast::BinaryOp::kNotIn:
      return !ContainsValue(right, left, nocase);
    default: {
      const auto holds = TextTest(binary.op, left, right, nocase);
      return holds ? *holds : !Fail("a text operator on no text").is_missing();
    }
  }
}

bool Evaluator::EvalQuantified(const ast::Quantified& quantified,
                               const Context& context) {
  const bool any = quantified.kind == ast::Quantified::Kind::kAny;
  const auto* binary = std::get_if<ast::Binary>(&quantified.comparison->node);
  const auto* missing =
      std::get_if<ast::IsMissing>(&quantified.comparison->node);
  if (binary == nullptr && missing == nullptr) {
    Fail("a quantifier without a comparison");
    return false;
  }
  const ast::Expr& operand = binary ? *binary->left : *missing->operand;
  const Value value = Evaluate(operand, context);
  const auto* list = value.get_if<ValueList>();
  // "`any` of missing or empty is false; `all` of empty is true, of missing
  // false"
  if (list == nullptr) return false;
  MaybeType type = TypeOf(operand, context);
  if (type) type->is_list = false;
  const auto holds = [&](const Value& element) {
    if (missing) return element.is_missing() != missing->negated;
    const bool nocase = binary->nocase || IsNocase(operand, context);
    return EvalTest(*binary, element, type, nocase, context);
  };
  return any ? std::any_of(list->begin(), list->end(), holds)
             : std::all_of(list->begin(), list->end(), holds);
}

Value Evaluator::EvalBinary(const ast::Binary& binary, const Context& context,
                            MaybeType wanted) {
  if (binary.op == ast::BinaryOp::kOr) {
    return Value(Holds(*binary.left, context) || Holds(*binary.right, context));
  }
  if (binary.op == ast::BinaryOp::kAnd) {
    return Value(Holds(*binary.left, context) && Holds(*binary.right, context));
  }
  if (binary.op == ast::BinaryOp::kCoalesce) {
    const MaybeType type = Meet(TypeOfBinary(binary, context), wanted);
    const Value left = Eval(*binary.left, context, type);
    return left.is_missing() ? Eval(*binary.right, context, type) : left;
  }
  if (binary.op > ast::BinaryOp::kCoalesce) {
    return EvalArithmetic(binary, context, wanted);
  }
  return Value(EvalComparison(binary, context));
}

Value Evaluator::Eval(const ast::Expr& expr, const Context& context,
                      MaybeType wanted) {
  const auto& node = expr.node;
  if (const auto* b = std::get_if<ast::BoolLiteral>(&node)) {
    return Value(b->value);
  }
  if (const auto* n = std::get_if<ast::NumberLiteral>(&node)) {
    return EvalNumber(*n, wanted);
  }
  if (const auto* s = std::get_if<ast::StringLiteral>(&node)) {
    // A block stays text: EqualIn and ContainsValue know it.
    return Value(s->value);
  }
  if (const auto* d = std::get_if<ast::DurationLiteral>(&node)) {
    return Value(Duration{d->nanoseconds});
  }
  if (const auto* t = std::get_if<ast::TimeLiteral>(&node)) {
    return FromOptional(nfa::ParseTimestamp(t->text.value));
  }
  if (const auto* t = std::get_if<ast::Template>(&node)) {
    return EvalTemplate(*t, context);
  }
  if (const auto* list = std::get_if<ast::ListLiteral>(&node)) {
    ValueList values;
    MaybeType type = wanted ? wanted : TypeOf(expr, context);
    if (type) type->is_list = false;
    for (const ast::Expr& element : list->elements) {
      values.push_back(Eval(element, context, type));
    }
    return Value(std::move(values));
  }
  if (const auto* ref = std::get_if<ast::FieldRef>(&node)) {
    return Converted(EvalPath(ref->path, context), wanted);
  }
  if (const auto* call = std::get_if<ast::Call>(&node)) {
    return Converted(EvalCall(*call, context, wanted), wanted);
  }
  if (const auto* index = std::get_if<ast::Index>(&node)) {
    return Converted(EvalIndex(*index, context), wanted);
  }
  if (const auto* unary = std::get_if<ast::Unary>(&node)) {
    return EvalUnary(*unary, context, wanted);
  }
  if (const auto* binary = std::get_if<ast::Binary>(&node)) {
    return Converted(EvalBinary(*binary, context, wanted), wanted);
  }
  if (const auto* m = std::get_if<ast::IsMissing>(&node)) {
    return Value(EvalIsMissing(*m->operand, context) != m->negated);
  }
  if (const auto* q = std::get_if<ast::Quantified>(&node)) {
    return Value(EvalQuantified(*q, context));
  }
  if (const auto* c = std::get_if<ast::Conditional>(&node)) {
    return Eval(Holds(*c->condition, context) ? *c->then : *c->otherwise,
                context, wanted);
  }
  return Eval(*std::get<ast::Parenthesized>(node).inner, context, wanted);
}

}  // namespace precept::oracle
