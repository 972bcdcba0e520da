// Calls and arithmetic: aggregates over variables, defs, plain functions.

#include <date/date.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/oracle/aggregate.h"
#include "tests/oracle/evaluator.h"
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

template <class T>
Value FromOptional(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

Value Finite(double x) { return std::isfinite(x) ? Value(x) : Value(); }

// "Arithmetic with something missing is missing; so is division by zero and
// integer overflow."
Value IntArithmetic(ast::BinaryOp op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  switch (op) {
    case ast::BinaryOp::kAdd:
      return __builtin_add_overflow(a, b, &out) ? Value() : Value(out);
    case ast::BinaryOp::kSubtract:
      return __builtin_sub_overflow(a, b, &out) ? Value() : Value(out);
    case ast::BinaryOp::kMultiply:
      return __builtin_mul_overflow(a, b, &out) ? Value() : Value(out);
    case ast::BinaryOp::kModulo:
      if (b == 0) return Value();
      return b == -1 ? Value(std::int64_t{0}) : Value(a % b);
    default:
      // "`/` of two ints is a float"
      if (b == 0) return Value();
      return Value(static_cast<double>(a) / static_cast<double>(b));
  }
}

Value FloatArithmetic(ast::BinaryOp op, double a, double b) {
  switch (op) {
    case ast::BinaryOp::kAdd:
      return Finite(a + b);
    case ast::BinaryOp::kSubtract:
      return Finite(a - b);
    case ast::BinaryOp::kMultiply:
      return Finite(a * b);
    case ast::BinaryOp::kModulo:
      return b == 0 ? Value() : Finite(std::fmod(a, b));
    default:
      return b == 0 ? Value() : Finite(a / b);
  }
}

Value DecimalArithmetic(ast::BinaryOp op, Decimal a, Decimal b) {
  switch (op) {
    case ast::BinaryOp::kAdd:
      return FromOptional(nfa::Add(a, b));
    case ast::BinaryOp::kSubtract:
      return FromOptional(nfa::Subtract(a, b));
    case ast::BinaryOp::kMultiply:
      return FromOptional(nfa::Multiply(a, b));
    case ast::BinaryOp::kModulo:
      return FromOptional(nfa::Modulo(a, b));
    default:
      return FromOptional(nfa::Divide(a, b));
  }
}

std::optional<std::int64_t> TimeUnits(const Value& value) {
  if (const auto* t = value.get_if<Timestamp>()) return t->ns;
  if (const auto* d = value.get_if<Duration>()) return d->ns;
  if (const auto* n = value.get_if<std::int64_t>()) return *n;
  return std::nullopt;
}

Value CalendarPart(const std::string& name, Timestamp t) {
  const date::sys_time<std::chrono::nanoseconds> point{
      std::chrono::nanoseconds{t.ns}};
  const auto days = date::floor<date::days>(point);
  const date::year_month_day ymd{days};
  if (name == "hour") {
    return Value(static_cast<std::int64_t>(
        std::chrono::duration_cast<std::chrono::hours>(point - days).count()));
  }
  if (name == "weekday") {
    return Value(static_cast<std::int64_t>(date::weekday{days}.iso_encoding()));
  }
  if (name == "day") {
    return Value(static_cast<std::int64_t>(unsigned{ymd.day()}));
  }
  if (name == "month") {
    return Value(static_cast<std::int64_t>(unsigned{ymd.month()}));
  }
  return Value(static_cast<std::int64_t>(int{ymd.year()}));
}

Value Cased(std::string text, bool upper) {
  for (char& c : text) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return Value(std::move(text));
}

Value LengthOf(const Value& value) {
  if (const auto* list = value.get_if<nfa::ValueList>()) {
    return Value(static_cast<std::int64_t>(list->size()));
  }
  const auto* text = value.get_if<std::string>();
  if (text == nullptr) return Value();
  return Value(static_cast<std::int64_t>(
      std::count_if(text->begin(), text->end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      })));
}

bool IsCalendar(const std::string& name) {
  return name == "hour" || name == "weekday" || name == "day" ||
         name == "month" || name == "year";
}

}  // namespace

Value Evaluator::EvalArithmetic(const ast::Binary& binary,
                                const Context& context, MaybeType wanted) {
  const MaybeType left_type = TypeOf(*binary.left, context);
  const MaybeType right_type = TypeOf(*binary.right, context);
  MaybeType met = Meet(left_type, right_type);
  const auto is_time = [](const MaybeType& t) {
    return t &&
           (t->scalar == Scalar::kTimestamp || t->scalar == Scalar::kDuration);
  };
  const bool time = is_time(left_type) || is_time(right_type);
  // Literals alone take what the surroundings want.
  if (!met && wanted && !is_time(wanted)) met = wanted;
  if (time) met.reset();
  Value a = Eval(*binary.left, context, met);
  Value b = Eval(*binary.right, context, met);
  if (a.is_missing() || b.is_missing()) return Value();
  if (time) {
    const auto x = TimeUnits(a);
    const auto y = TimeUnits(b);
    if (!x || !y) return Fail("arithmetic of a time and no time");
    const MaybeType result = TypeOfBinary(binary, context);
    const Value units = IntArithmetic(binary.op, *x, *y);
    if (units.is_missing() || result->scalar == Scalar::kFloat) return units;
    const auto* n = units.get_if<std::int64_t>();
    if (n == nullptr) return Fail("a duration divided by a number");
    return result->scalar == Scalar::kTimestamp ? Value(Timestamp{*n})
                                                : Value(Duration{*n});
  }
  if (a.get_if<double>() != nullptr && b.get_if<std::int64_t>() != nullptr) {
    b = Converted(b, Type{Scalar::kFloat, false});
  }
  if (b.get_if<double>() != nullptr && a.get_if<std::int64_t>() != nullptr) {
    a = Converted(a, Type{Scalar::kFloat, false});
  }
  if (a.variant().index() != b.variant().index()) {
    return Fail("arithmetic of two types");
  }
  if (const auto* n = a.get_if<std::int64_t>()) {
    return IntArithmetic(binary.op, *n, b.get<std::int64_t>());
  }
  if (const auto* x = a.get_if<double>()) {
    return FloatArithmetic(binary.op, *x, b.get<double>());
  }
  if (const auto* d = a.get_if<Decimal>()) {
    return DecimalArithmetic(binary.op, *d, b.get<Decimal>());
  }
  return Fail("arithmetic of no numbers");
}

Value Evaluator::EvalAggregate(const ast::Call& call, const Variable& variable,
                               const std::string& path) {
  const std::string& name = call.function.text;
  const auto& events = variable.events;
  if (name == "count") return Value(static_cast<std::int64_t>(events.size()));
  if (name == "first" || name == "last") {
    if (events.empty()) return Value();
    return FieldOf(name == "first" ? events.front() : events.back(),
                   call.path.empty() ? path : Dotted(call.path));
  }
  MaybeType type;
  std::vector<Value> present;
  for (const std::string& t : variable.types) {
    if (!type) type = FieldType(t, path);
  }
  if (!type) return Fail("no field " + path);
  for (const TakenEvent& taken : events) {
    const Value value = FieldOf(taken, path);
    if (const auto* list = value.get_if<nfa::ValueList>()) {
      // "of a list field its elements"
      present.insert(present.end(), list->begin(), list->end());
    } else if (!value.is_missing()) {
      present.push_back(value);
    }
  }
  const auto value = Aggregate(name, present, type->scalar);
  return value ? *value : Fail("no aggregate " + name);
}

Value Evaluator::EvalDef(const ast::Def& def, const ast::Call& call,
                         const Context& context, MaybeType wanted) {
  if (def.params.size() != call.arguments.size()) {
    return Fail("arguments of " + def.name.text);
  }
  Context inner;
  for (std::size_t i = 0; i < def.params.size(); ++i) {
    const Type type = *[&]() -> MaybeType {
      switch (def.params[i].type.name) {
        case ast::TypeName::kBool:
          return Type{Scalar::kBool, false};
        case ast::TypeName::kInt:
          return Type{Scalar::kInt, false};
        case ast::TypeName::kFloat:
          return Type{Scalar::kFloat, false};
        case ast::TypeName::kDecimal:
          return Type{Scalar::kDecimal, false};
        case ast::TypeName::kString:
          return Type{Scalar::kString, false};
        case ast::TypeName::kIp:
          return Type{Scalar::kIp, false};
        case ast::TypeName::kTimestamp:
          return Type{Scalar::kTimestamp, false};
        case ast::TypeName::kDuration:
          return Type{Scalar::kDuration, false};
      }
      return std::nullopt;
    }();
    inner.names[def.params[i].name.text] =
        TypedValue{Type{type.scalar, def.params[i].type.is_list},
                   Eval(call.arguments[i], context, type)};
  }
  return Eval(def.body, inner, wanted ? wanted : TypeOf(def.body, inner));
}

Value Evaluator::EvalCall(const ast::Call& call, const Context& context,
                          MaybeType wanted) {
  if (const ast::Def* def = catalog_.FindDef(call.function.text)) {
    return EvalDef(*def, call, context, wanted);
  }
  if (call.arguments.size() == 1) {
    const auto variable = VariableOf(call.arguments[0], context);
    const std::string& name = call.function.text;
    const bool by_name = name == "count" || name == "first" || name == "last" ||
                         name == "values" || name == "distinct" ||
                         name == "sum" || name == "avg" || name == "stddev" ||
                         name == "min" || name == "max";
    if (variable && by_name) {
      return EvalAggregate(call, *variable->first, variable->second);
    }
  }
  return EvalFunction(call, context, wanted);
}

Value Evaluator::EvalFunction(const ast::Call& call, const Context& context,
                              MaybeType wanted) {
  const std::string& name = call.function.text;
  const MaybeType type = TypeOfCall(call, context);
  if (name == "coalesce" || name == "min" || name == "max") {
    Value best;
    for (const ast::Expr& argument : call.arguments) {
      const Value value =
          Converted(Eval(argument, context, type ? type : wanted), type);
      if (name == "coalesce") {
        if (!value.is_missing()) return value;
        continue;
      }
      if (value.is_missing()) return Value();
      const int sign = CompareValues(value, best).value_or(0);
      if (best.is_missing() || (name == "min" ? sign < 0 : sign > 0)) {
        best = value;
      }
    }
    return best;
  }
  if (call.arguments.size() != 1) return Fail("unknown function " + name);
  const Value value =
      Eval(call.arguments[0], context, TypeOf(call.arguments[0], context));
  if (value.is_missing()) return Value();
  const auto* text = value.get_if<std::string>();
  if (name == "len") return LengthOf(value);
  if (text != nullptr && name == "lower") return Cased(*text, false);
  if (text != nullptr && name == "upper") return Cased(*text, true);
  if (name == "string") {
    std::string plain;
    nfa::AppendPlain(value, plain);
    return Value(std::move(plain));
  }
  if (const auto* t = value.get_if<Timestamp>(); t && IsCalendar(name)) {
    return CalendarPart(name, *t);
  }
  const auto* n = value.get_if<std::int64_t>();
  const auto* x = value.get_if<double>();
  const auto* d = value.get_if<Decimal>();
  if (name == "abs" && n != nullptr) {
    return *n == INT64_MIN ? Value() : Value(std::abs(*n));
  }
  if (name == "abs" && x != nullptr) return Value(std::fabs(*x));
  if (name == "abs" && d != nullptr) {
    return *d < Decimal{} ? FromOptional(nfa::Negate(*d)) : value;
  }
  if (name == "floor" && x != nullptr) return Value(std::floor(*x));
  if (name == "ceil" && x != nullptr) return Value(std::ceil(*x));
  return Fail("unknown function " + name);
}

void Evaluator::CollectVariables(const ast::Expr& expr,
                                 const std::vector<std::string>& known,
                                 std::vector<std::string>& out) {
  const auto visit = [&](const ast::Expr& e) {
    CollectVariables(e, known, out);
  };
  const auto& node = expr.node;
  if (const auto* ref = std::get_if<ast::FieldRef>(&node)) {
    const std::string& name = ref->path.segments[0].text;
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      out.push_back(name);
    }
  } else if (const auto* call = std::get_if<ast::Call>(&node)) {
    for (const ast::Expr& argument : call->arguments) visit(argument);
  } else if (const auto* index = std::get_if<ast::Index>(&node)) {
    visit(*index->base);
    for (const ast::Expr& argument : index->arguments) visit(argument);
  } else if (const auto* unary = std::get_if<ast::Unary>(&node)) {
    visit(*unary->operand);
  } else if (const auto* binary = std::get_if<ast::Binary>(&node)) {
    visit(*binary->left);
    visit(*binary->right);
  } else if (const auto* missing = std::get_if<ast::IsMissing>(&node)) {
    visit(*missing->operand);
  } else if (const auto* quantified = std::get_if<ast::Quantified>(&node)) {
    visit(*quantified->comparison);
  } else if (const auto* c = std::get_if<ast::Conditional>(&node)) {
    visit(*c->condition);
    visit(*c->then);
    visit(*c->otherwise);
  } else if (const auto* p = std::get_if<ast::Parenthesized>(&node)) {
    visit(*p->inner);
  } else if (const auto* list = std::get_if<ast::ListLiteral>(&node)) {
    for (const ast::Expr& element : list->elements) visit(element);
  } else if (const auto* text = std::get_if<ast::Template>(&node)) {
    for (const auto& part : text->parts) {
      if (const auto* e = std::get_if<lang::Box<ast::Expr>>(&part)) visit(**e);
    }
  }
}

}  // namespace precept::oracle
