#include "compiler/expression_checker.h"

#include <type_traits>
#include <utility>
#include <variant>

#include "compiler/lists.h"
#include "compiler/passes/truth.h"
#include "compiler/rewrite.h"
#include "lang/ast_printer.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};
constexpr nfa::Type kInt{nfa::Scalar::kInt, false};

// What a function can grow an expression to, by calling others twice each:
// more than any author writes, less than an evaluator's stack bears.
constexpr std::size_t kMaxExpressionNodes = 20'000;
constexpr std::size_t kMaxExpressionDepth = 1'500;

bool WidensTo(nfa::Type from, nfa::Type to) {
  return from == kInt && !to.is_list &&
         (to.scalar == nfa::Scalar::kFloat || to.scalar == nfa::Scalar::kDecimal);
}

bool IsArithmetic(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kAdd: case ast::BinaryOp::kSubtract:
    case ast::BinaryOp::kMultiply: case ast::BinaryOp::kDivide:
    case ast::BinaryOp::kModulo:
      return true;
    default:
      return false;
  }
}

}  // namespace

Typed ExpressionChecker::Check(const ast::Expr& expr, Hint hint) {
  const Typed typed = Visit(expr, hint);
  if (typed.is_error) return typed;
  const ExpressionSize size = SizeOf(pool_, typed.id);
  if (size.nodes <= kMaxExpressionNodes && size.depth <= kMaxExpressionDepth) {
    return typed;
  }
  return Report(DiagnosticCode::kExpressionTooLarge, expr.range,
                "with its functions put in, the expression has more than " +
                    std::to_string(kMaxExpressionNodes) + " parts or is nested "
                    "deeper than " + std::to_string(kMaxExpressionDepth));
}

std::optional<nfa::ExprId> ExpressionChecker::CheckCondition(
    const ast::Expr& expr) {
  const Typed typed = RequireBool(Check(expr), expr);
  if (typed.is_error) return std::nullopt;
  conditions_[&expr] = typed.id;
  WarnOfTruth(expr, conditions_, doubtful_, pool_, reporter_);
  return typed.id;
}

Typed ExpressionChecker::Visit(const ast::Expr& expr, Hint hint) {
  const Typed typed = VisitNode(expr, hint);
  if (typed.is_error) return typed;
  if (typed.type == kBool) conditions_[&expr] = typed.id;
  if (typed.may_be_missing || typed.from_caller) doubtful_.insert(typed.id);
  return typed;
}

Typed ExpressionChecker::VisitNode(const ast::Expr& expr, Hint hint) {
  return std::visit(
      [&](const auto& node) -> Typed {
        using T = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<T, ast::BoolLiteral>) {
          return Constant(nfa::Value(node.value), kBool);
        } else if constexpr (std::is_same_v<T, ast::NumberLiteral>) {
          return CheckNumber(expr, node.spelling, hint);
        } else if constexpr (std::is_same_v<T, ast::StringLiteral>) {
          return CheckString(expr, node, hint);
        } else if constexpr (std::is_same_v<T, ast::DurationLiteral>) {
          return Constant(nfa::Value(nfa::Duration{node.nanoseconds}),
                          {nfa::Scalar::kDuration, false});
        } else if constexpr (std::is_same_v<T, ast::TimeLiteral>) {
          return CheckTime(expr, node);
        } else if constexpr (std::is_same_v<T, ast::Template>) {
          return CheckTemplate(node);
        } else if constexpr (std::is_same_v<T, ast::ListLiteral>) {
          return CheckList(expr, node, hint);
        } else if constexpr (std::is_same_v<T, ast::FieldRef>) {
          return CheckField(expr, node.path, hint);
        } else if constexpr (std::is_same_v<T, ast::Call>) {
          return CheckCall(expr, node);
        } else if constexpr (std::is_same_v<T, ast::Index>) {
          return CheckIndex(expr, node);
        } else if constexpr (std::is_same_v<T, ast::Unary>) {
          return CheckUnary(expr, node, hint);
        } else if constexpr (std::is_same_v<T, ast::Binary>) {
          return CheckBinary(expr, node, hint);
        } else if constexpr (std::is_same_v<T, ast::IsMissing>) {
          return CheckIsMissing(node);
        } else if constexpr (std::is_same_v<T, ast::Quantified>) {
          return CheckQuantified(node);
        } else if constexpr (std::is_same_v<T, ast::Conditional>) {
          return CheckConditional(expr, node, hint);
        } else {
          static_assert(std::is_same_v<T, ast::Parenthesized>);
          return Visit(*node.inner, hint);
        }
      },
      expr.node);
}

// ---- names -------------------------------------------------------------------

const CatalogEntry* ExpressionChecker::FindDeclared(const ast::FieldPath& path) {
  const ast::Segment& first = path.segments.front();
  if (first.kind != ast::Segment::Kind::kPlain || scope_.Has(path)) {
    return nullptr;
  }
  return context_.catalog.Find(first.text);
}

Typed ExpressionChecker::CheckField(const ast::Expr& expr,
                                    const ast::FieldPath& path, Hint hint) {
  if (scope_.Has(path)) {
    const auto value = scope_.Resolve(path);
    return value ? *value : Typed::Error();
  }
  if (const CatalogEntry* entry = FindDeclared(path)) {
    return CheckDeclaredName(expr, path, *entry, hint);
  }
  if (!reporter_.knows_all_names() && !IsSystem(path)) return Typed::Error();
  std::vector<std::string> others =
      context_.catalog.NamesOf<ast::Const, ast::List>();
  scope_.ReportUnknown(path, others);
  return Typed::Error();
}

Typed ExpressionChecker::CheckDeclaredName(const ast::Expr& expr,
                                           const ast::FieldPath& path,
                                           const CatalogEntry& entry,
                                           Hint hint) {
  const std::string& name = entry.name->text;
  const bool alone = path.segments.size() == 1;
  if (std::holds_alternative<const ast::Window*>(entry.declared) ||
      std::holds_alternative<const ast::Table*>(entry.declared)) {
    // Refused at its declaration.
    context_.references.Add(owner_, name);
    return Typed::Error();
  }
  if (const auto* constant = std::get_if<const ast::Const*>(&entry.declared);
      constant != nullptr && alone) {
    context_.references.Add(owner_, name);
    const bool refused =
        entry.is_faulty() ||
        std::holds_alternative<ast::Template>((*constant)->value.node);
    if (refused) return Typed::Error();  // At its declaration.
    return Visit((*constant)->value, hint);
  }
  if (std::holds_alternative<const ast::List*>(entry.declared) && alone) {
    return CheckListName(expr, name);
  }
  if (std::holds_alternative<const ast::Const*>(entry.declared) ||
      std::holds_alternative<const ast::List*>(entry.declared)) {
    return Report(DiagnosticCode::kNoFieldsInside, path.range,
                  Quoted(name) + " is " + KindOf(entry.declared) +
                      " and has no fields");
  }
  const bool type = context_.types.Find(name).has_value();
  return Report(DiagnosticCode::kWrongKindOfName, path.range,
                Quoted(name) + " is " + KindOf(entry.declared) + ", not a value",
                type ? "give the step a name, as in `a: " + name +
                           "`, and read its fields by that: `a.…`"
                     : "");
}

Typed ExpressionChecker::CheckListName(const ast::Expr& expr,
                                       const std::string& name) {
  context_.references.Add(owner_, name);
  const CheckedList& list = *context_.lists.Find(name);
  if (list.is_error) return Typed::Error();
  if (list.has_blocks) {
    return Report(DiagnosticCode::kOperandType, expr.range,
                  Quoted(name) + " holds blocks of addresses and can only stand "
                  "on the right of `in`");
  }
  return Constant(nfa::Value(list.values), {list.element.scalar, true});
}

// ---- two operands ------------------------------------------------------------

bool ExpressionChecker::IsFlexible(const ast::Expr& expr) {
  if (std::holds_alternative<ast::NumberLiteral>(expr.node) ||
      std::holds_alternative<ast::StringLiteral>(expr.node)) {
    return true;
  }
  if (const auto* list = std::get_if<ast::ListLiteral>(&expr.node)) {
    for (const ast::Expr& element : list->elements) {
      if (!IsFlexible(element)) return false;
    }
    return true;
  }
  if (const auto* inner = std::get_if<ast::Parenthesized>(&expr.node)) {
    return IsFlexible(*inner->inner);
  }
  if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
    return unary->op == ast::UnaryOp::kNegate && IsFlexible(*unary->operand);
  }
  if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
    return IsArithmetic(binary->op) && IsFlexible(*binary->left) &&
           IsFlexible(*binary->right);
  }
  if (const auto* conditional = std::get_if<ast::Conditional>(&expr.node)) {
    return IsFlexible(*conditional->then) && IsFlexible(*conditional->otherwise);
  }
  if (const auto* field = std::get_if<ast::FieldRef>(&expr.node)) {
    const CatalogEntry* entry = FindDeclared(field->path);
    if (entry == nullptr || field->path.segments.size() != 1) return false;
    const auto* constant = std::get_if<const ast::Const*>(&entry->declared);
    return constant != nullptr && !entry->is_faulty() &&
           IsFlexible((*constant)->value);
  }
  return false;
}

ExpressionChecker::Operands ExpressionChecker::CheckOperands(
    const ast::Expr& left, const ast::Expr& right, Hint hint) {
  const bool left_flexible = IsFlexible(left);
  const bool right_flexible = IsFlexible(right);
  const auto hint_of = [](const Typed& typed) {
    return typed.is_error ? Hint() : Hint(typed.type);
  };
  if (left_flexible && !right_flexible) {
    const Typed checked_right = Visit(right, hint);
    return {Visit(left, hint_of(checked_right)), checked_right};
  }
  const Typed checked_left = Visit(left, hint);
  const bool takes_type = right_flexible && !left_flexible;
  return {checked_left, Visit(right, takes_type ? hint_of(checked_left) : hint)};
}

bool ExpressionChecker::Unify(Typed& left, Typed& right) {
  if (left.type == right.type) return true;
  if (WidensTo(left.type, right.type)) {
    left = ConvertTo(left, right.type);
    return true;
  }
  if (!WidensTo(right.type, left.type)) return false;
  right = ConvertTo(right, left.type);
  return true;
}

Typed ExpressionChecker::ConvertTo(Typed value, nfa::Type type) {
  if (value.is_error || value.type == type) return value;
  const nfa::Expr& node = pool_[value.id];
  if (const auto* whole = node.op == nfa::Op::kConstant
                              ? node.constant.get_if<std::int64_t>()
                              : nullptr) {
    const std::int64_t number = *whole;
    return type.scalar == nfa::Scalar::kDecimal
               ? Constant(nfa::Value(nfa::Decimal::FromInt(number)), type)
               : Constant(nfa::Value(static_cast<double>(number)), type);
  }
  Typed converted = Make(nfa::Op::kConvert, type, {value.id});
  converted.may_be_missing = value.may_be_missing;
  return converted;
}

// ---- building ----------------------------------------------------------------

Typed ExpressionChecker::Report(DiagnosticCode code, lang::SourceRange range,
                                std::string message, std::string fix) {
  reporter_.Report(code, range, std::move(message), std::move(fix));
  return Typed::Error();
}

Typed ExpressionChecker::Make(nfa::Op op, nfa::Type type,
                              std::vector<nfa::ExprId> args, bool nocase) {
  nfa::Expr node;
  node.op = op;
  node.type = type;
  node.nocase = nocase;
  node.args = std::move(args);
  Typed typed;
  typed.id = pool_.Intern(std::move(node));
  typed.type = type;
  return typed;
}

Typed ExpressionChecker::Constant(nfa::Value value, nfa::Type type) {
  Typed typed;
  typed.id = pool_.Constant(std::move(value), type);
  typed.type = type;
  return typed;
}

bool ExpressionChecker::IsConstant(const Typed& value) const {
  return !value.is_error && pool_[value.id].op == nfa::Op::kConstant;
}

std::string ExpressionChecker::WordsOf(const ast::Expr& expr) const {
  constexpr std::size_t kLongestShown = 40;
  const std::string text = lang::Print(expr);
  return text.size() <= kLongestShown ? Quoted(text) : "what stands here";
}

}  // namespace precept::compiler
