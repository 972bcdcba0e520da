// Calls: functions of the language and of authors, models, aggregates; indexes.

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/expression_checker.h"
#include "compiler/functions.h"
#include "compiler/literal.h"
#include "compiler/rewrite.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

constexpr nfa::Type kInt{nfa::Scalar::kInt, false};

std::string TypeList(const std::vector<Typed>& arguments) {
  std::string text;
  for (const Typed& argument : arguments) {
    text += (text.empty() ? "" : ", ") + argument.type.ToText();
  }
  return text;
}

// "it is `round(float) -> float` or …": what a function takes.
std::string SignatureFix(const std::string& name) {
  constexpr std::size_t kShown = 4;
  std::vector<std::string> signatures = nfa::SignaturesOf(name);
  const bool cut = signatures.size() > kShown;
  if (cut) signatures.resize(kShown);
  std::string text = "it is ";
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    text += (i == 0 ? "" : " or ") + Quoted(signatures[i]);
  }
  return cut ? text + " and others" : text;
}

bool IsNumeric(nfa::Type type) {
  return !type.is_list && (type.scalar == nfa::Scalar::kInt ||
                           type.scalar == nfa::Scalar::kFloat ||
                           type.scalar == nfa::Scalar::kDecimal);
}

// Whether an aggregate gives values as they are in its list.
bool IsOneOfTheValues(nfa::Op op) {
  switch (op) {
    case nfa::Op::kValues: case nfa::Op::kMin: case nfa::Op::kMax:
    case nfa::Op::kFirst: case nfa::Op::kLast:
      return true;
    default:
      return false;
  }
}

std::optional<std::string> Problem(nfa::ResolvedCall::ConstantArgument::Kind kind,
                                   const std::string& text) {
  switch (kind) {
    case nfa::ResolvedCall::ConstantArgument::Kind::kRegex:
      return nfa::CheckRegex(text);
    case nfa::ResolvedCall::ConstantArgument::Kind::kCidr:
      return nfa::CheckCidr(text);
    case nfa::ResolvedCall::ConstantArgument::Kind::kTimeZone:
      return nfa::CheckTimeZone(text);
  }
  return std::nullopt;
}

struct ConstantWords {
  DiagnosticCode code{};
  std::string noun;
};

ConstantWords WordsFor(nfa::ResolvedCall::ConstantArgument::Kind kind) {
  switch (kind) {
    case nfa::ResolvedCall::ConstantArgument::Kind::kRegex:
      return {DiagnosticCode::kInvalidRegex, "a regular expression"};
    case nfa::ResolvedCall::ConstantArgument::Kind::kCidr:
      return {DiagnosticCode::kInvalidCidr, "a block of addresses"};
    case nfa::ResolvedCall::ConstantArgument::Kind::kTimeZone:
      return {DiagnosticCode::kInvalidTimeZone, "a time zone"};
  }
  return {};
}

}  // namespace

Typed ExpressionChecker::CheckCall(const ast::Expr& expr, const ast::Call& call) {
  const std::string& name = call.function.text;
  if (name == "prior") return CheckPrior(expr, call);
  if (IsAggregateOfVariable(call)) return AggregateOfVariable(expr, call);
  if (const auto* def = context_.catalog.Find<ast::Def>(name)) {
    return CheckDefCall(expr, call, *def);
  }
  if (const auto* model = context_.catalog.Find<ast::Model>(name)) {
    return CheckModelCall(call, *model);
  }
  if (!nfa::IsFunction(name) && !nfa::IsAggregate(name)) {
    return ReportUnknownFunction(call);
  }
  return CheckBuiltIn(expr, call);
}

Typed ExpressionChecker::ReportUnknownFunction(const ast::Call& call) {
  const std::string& name = call.function.text;
  for (const ast::Expr& argument : call.arguments) {
    // Whether it may be a step depends on the function.
    if (const std::string* variable = AsVariable(argument)) {
      scope_.CountEvents(*variable, argument.range);
    } else {
      Visit(argument, {});
    }
  }
  if (const CatalogEntry* entry = context_.catalog.Find(name)) {
    return Report(DiagnosticCode::kWrongKindOfName, call.function.range,
                  Quoted(name) + " is " + KindOf(entry->declared) +
                      ", not a function");
  }
  std::vector<std::string> names = nfa::FunctionNames();
  for (const std::string& own : context_.catalog.NamesOf<ast::Def, ast::Model>()) {
    names.push_back(own);
  }
  return Report(DiagnosticCode::kUnknownFunction, call.function.range,
                "there is no function " + Quoted(name), DidYouMean(name, names));
}

Typed ExpressionChecker::CheckPrior(const ast::Expr& expr, const ast::Call& call) {
  bool is_error = false;
  for (const ast::Expr& argument : call.arguments) {
    is_error = Visit(argument, {}).is_error || is_error;
  }
  if (is_error) return Typed::Error();
  return Report(DiagnosticCode::kNoSuchSignature, expr.range,
                "`prior` takes the value of a window, as in `prior(usual.mean)`");
}

Typed ExpressionChecker::CheckModelCall(const ast::Call& call,
                                        const ast::Model& model) {
  context_.references.Add(owner_, model.name.text);
  for (const ast::Expr& argument : call.arguments) Visit(argument, {});
  return Typed::Error();  // Refused at its declaration.
}

// ---- functions of the language -----------------------------------------------

// Literals among the arguments are first what they look like, then of the type
// of the first argument that is none.
std::optional<nfa::ResolvedCall> ExpressionChecker::ResolveCall(
    const ast::Call& call, std::vector<Typed>& arguments) {
  const std::string& name = call.function.text;
  const auto resolve = [&](const std::vector<Typed>& with) {
    std::vector<nfa::Type> types;
    for (const Typed& argument : with) types.push_back(argument.type);
    auto resolved = nfa::ResolveFunction(name, types);
    if (!resolved && with.size() == 1 && with[0].type.is_list) {
      resolved = nfa::ResolveAggregate(name, {with[0].type.scalar, false});
      if (resolved) resolved->arguments = {with[0].type};
    }
    return resolved;
  };
  if (auto resolved = resolve(arguments)) return resolved;
  Hint hint;
  for (std::size_t i = 0; i < arguments.size() && !hint; ++i) {
    if (!IsFlexible(call.arguments[i])) hint = arguments[i].type;
  }
  if (!hint) return std::nullopt;
  std::vector<Typed> retyped = arguments;
  const Reporter::Silence silence(reporter_);
  for (std::size_t i = 0; i < retyped.size(); ++i) {
    if (!IsFlexible(call.arguments[i])) continue;
    const Typed checked = Visit(call.arguments[i], hint);
    if (!checked.is_error) retyped[i] = checked;
  }
  auto resolved = resolve(retyped);
  if (resolved) arguments = std::move(retyped);
  return resolved;
}

Typed ExpressionChecker::CheckBuiltIn(const ast::Expr& expr,
                                      const ast::Call& call) {
  const std::string& name = call.function.text;
  std::vector<Typed> arguments;
  bool is_error = false;
  for (const ast::Expr& argument : call.arguments) {
    arguments.push_back(Visit(argument, {}));
    is_error = is_error || arguments.back().is_error;
  }
  if (is_error) return Typed::Error();
  const auto resolved = ResolveCall(call, arguments);
  if (!resolved) {
    const bool aggregate = !nfa::IsFunction(name) && arguments.size() == 1;
    if (aggregate && !arguments[0].type.is_list) {
      return Report(DiagnosticCode::kAggregateOfOne, call.function.range,
                    Quoted(name) + " is of several values, and " +
                        WordsOf(call.arguments[0]) + " is one");
    }
    return Report(DiagnosticCode::kNoSuchSignature, call.function.range,
                  Quoted(name) + " does not take (" + TypeList(arguments) + ")",
                  SignatureFix(name));
  }
  if (!call.path.empty()) {
    return Report(DiagnosticCode::kNoFieldsInside, expr.range,
                  Quoted(name) + " gives " + Phrase(resolved->result) +
                      ", which has no fields");
  }
  if (!CheckConstantArguments(call, *resolved, arguments)) return Typed::Error();
  std::vector<nfa::ExprId> args;
  // Where there are values, an aggregate of one or more is not missing.
  const bool has_values = arguments.size() == 1 && arguments[0].never_empty &&
                          resolved->op != nfa::Op::kStddev;
  bool may_be_missing = resolved->may_be_missing && !has_values;
  bool all_missing = true;
  bool nocase = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Typed converted = ConvertTo(arguments[i], resolved->arguments[i]);
    args.push_back(converted.id);
    may_be_missing = may_be_missing || converted.may_be_missing;
    all_missing = all_missing && converted.may_be_missing;
    nocase = nocase || converted.nocase;
  }
  if (resolved->op == nfa::Op::kDistinct && nocase) {
    args[0] = Make(nfa::Op::kFold, resolved->arguments[0], {args[0]}).id;
  }
  Typed result = Make(resolved->op, resolved->result, std::move(args));
  const bool coalesces = resolved->op == nfa::Op::kCoalesce;
  result.may_be_missing = coalesces ? all_missing : may_be_missing;
  result.nocase = nocase && (coalesces || IsOneOfTheValues(resolved->op));
  result.never_empty = has_values && result.type.is_list;
  return result;
}

bool ExpressionChecker::CheckConstantArguments(
    const ast::Call& call, const nfa::ResolvedCall& resolved,
    const std::vector<Typed>& arguments) {
  bool fine = true;
  for (const auto& wanted : resolved.constants) {
    const ConstantWords words = WordsFor(wanted.kind);
    const ast::Expr& expr = call.arguments[wanted.position];
    const Typed& argument = arguments[wanted.position];
    if (!IsConstant(argument)) {
      Report(DiagnosticCode::kArgumentNotConstant, expr.range,
             words.noun + " must be written out, and " + WordsOf(expr) +
                 " is only known when an event comes");
      fine = false;
      continue;
    }
    const std::string text = pool_[argument.id].constant.get<std::string>();
    if (const auto why = Problem(wanted.kind, text)) {
      Report(words.code, expr.range,
             Quoted(text) + " is not " + words.noun + ": " + *why);
      fine = false;
    }
  }
  return fine;
}

// ---- functions of authors ----------------------------------------------------

Typed ExpressionChecker::CheckDefCall(const ast::Expr& expr,
                                      const ast::Call& call,
                                      const ast::Def& def) {
  context_.references.Add(owner_, def.name.text);
  const std::string& name = def.name.text;
  if (context_.catalog.IsFaulty(name)) {
    for (const ast::Expr& argument : call.arguments) Visit(argument, {});
    return Typed::Error();
  }
  std::vector<std::optional<nfa::ExprId>> args;
  std::vector<Typed> arguments;
  FunctionTable::NocaseMask nocase = 0;
  bool is_error = false;
  bool may_be_missing = false;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const ast::Expr& argument = call.arguments[i];
    const bool expected = i < def.params.size();
    const nfa::Type wanted = expected ? TypeOf(def.params[i].type) : kInt;
    Typed value = Visit(argument, expected ? Hint(wanted) : Hint());
    if (!value.is_error && expected && value.type == kInt && IsNumeric(wanted)) {
      value = ConvertTo(value, wanted);
    }
    if (!value.is_error && expected && value.type != wanted) {
      value = Report(DiagnosticCode::kFunctionArguments, argument.range,
                     Quoted(name) + " takes " + Phrase(wanted) + " as " +
                         Quoted(def.params[i].name.text) + ", and " +
                         WordsOf(argument) + " is " + Phrase(value.type));
    }
    is_error = is_error || value.is_error;
    may_be_missing = may_be_missing || value.may_be_missing;
    if (!value.is_error && value.nocase && i < 64) {
      nocase |= FunctionTable::NocaseMask{1} << i;
    }
    args.emplace_back(value.id);
    arguments.push_back(value);
  }
  if (call.arguments.size() != def.params.size()) {
    return Report(DiagnosticCode::kFunctionArguments, call.function.range,
                  Quoted(name) + " takes " + std::to_string(def.params.size()) +
                      (def.params.size() == 1 ? " argument" : " arguments") +
                      ", not " + std::to_string(call.arguments.size()));
  }
  const CheckedFunction* function = context_.functions.Get(def, nocase, context_);
  if (function == nullptr) {
    return Report(DiagnosticCode::kRecursiveFunction, call.function.range,
                  Quoted(name) + " calls itself, and functions are put in where "
                  "they are called");
  }
  if (function->is_error || is_error) return Typed::Error();
  if (!call.path.empty()) {
    return Report(DiagnosticCode::kNoFieldsInside, expr.range,
                  Quoted(name) + " gives " + Phrase(function->result) +
                      ", which has no fields");
  }
  Typed result;
  result.id = Substitute(function->pool, function->body, args, pool_);
  result.type = function->result;
  result.may_be_missing = function->may_be_missing || may_be_missing;
  result.nocase = function->nocase;
  WarnOfDoubts(expr, call, *function, arguments);
  return result;
}

void ExpressionChecker::WarnOfDoubts(const ast::Expr& expr, const ast::Call& call,
                                     const CheckedFunction& function,
                                     const std::vector<Typed>& arguments) {
  std::vector<std::optional<nfa::ExprId>> args;
  for (const Typed& argument : arguments) args.emplace_back(argument.id);
  for (const CheckedFunction::Doubt& doubt : function.doubts) {
    const nfa::ExprId here = Substitute(function.pool, doubt.value, args, pool_);
    WarnOfDoubt(expr, call, function, doubt, here, arguments);
  }
}

void ExpressionChecker::WarnOfDoubt(const ast::Expr& expr, const ast::Call& call,
                                    const CheckedFunction& function,
                                    const CheckedFunction::Doubt& doubt,
                                    nfa::ExprId here,
                                    const std::vector<Typed>& arguments) {
  const std::string name = Quoted(call.function.text);
  if (doubt.kind == CheckedFunction::Doubt::Kind::kDivides) {
    const nfa::Value constant = pool_[here].constant;
    const bool by_zero = HasSign(constant, Sign::kZero);
    const bool varies = !pool_.ColumnsOf(here).empty();
    if (tolerated_ > 0 || facts_.IsNotZero(here) || (!by_zero && !varies)) return;
    if (LeaveDoubt(doubt.kind, here, doubt.operation)) return;
    Report(DiagnosticCode::kDivisorCanBeZero, expr.range,
           by_zero ? name + " divides by 0 here, and the result is always missing"
                   : "what " + name + " divides by can be 0, and then the result "
                     "is missing",
           "test it first, as in `x > 0 and " + call.function.text +
               "(x) > 2`, or say with `??` what counts then");
    return;
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool fears =
        arguments[i].may_be_missing && !facts_.IsPresent(arguments[i].id) &&
        !facts_.IsPresent(here) &&
        IsMissingWith(function.pool, doubt.value, [&](nfa::ExprId part) {
          const nfa::Expr& node = function.pool[part];
          return node.op == nfa::Op::kColumn && node.column == i;
        });
    if (!fears) continue;
    const std::string words = lang::Print(call.arguments[i]);
    Report(DiagnosticCode::kMissingIsNotUnequal, call.arguments[i].range,
           WordsOf(call.arguments[i]) + " may be missing, and then `" +
               doubt.operation + "` in " + name + " is false",
           "write `" + words + " is present and …` if that is meant");
    return;
  }
  LeaveDoubt(doubt.kind, here, doubt.operation);
}

// ---- xs[i] -------------------------------------------------------------------

Typed ExpressionChecker::CheckIndex(const ast::Expr& expr,
                                    const ast::Index& index) {
  if (const std::string* variable = AsVariable(*index.base)) {
    return EventAtIndex(expr, index, *variable);
  }
  const Typed list = Visit(*index.base, {});
  if (list.is_error) return list;
  std::vector<Typed> arguments;
  for (const ast::Expr& argument : index.arguments) {
    arguments.push_back(Visit(argument, {}));
    if (arguments.back().is_error) return Typed::Error();
  }
  if (!list.type.is_list) {
    return Report(DiagnosticCode::kNotAList, index.base->range,
                  "only a list has elements, and " + WordsOf(*index.base) +
                      " is " + Phrase(list.type));
  }
  if (arguments.size() != 1 || arguments[0].type != kInt) {
    return Report(DiagnosticCode::kOperandType, expr.range,
                  "the place in a list is one int, from 0, or negative from "
                  "the end");
  }
  if (!index.path.empty()) {
    return Report(DiagnosticCode::kNoFieldsInside, expr.range,
                  "an element of " + WordsOf(*index.base) + " is " +
                      Phrase({list.type.scalar, false}) + " and has no fields");
  }
  Typed element = Make(nfa::Op::kItem, {list.type.scalar, false},
                       {list.id, arguments[0].id});
  element.may_be_missing = true;
  element.nocase = list.nocase;
  element.notes = list.notes;
  return element;
}

}  // namespace precept::compiler
