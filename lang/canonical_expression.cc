#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "lang/canonical.h"
#include "lang/spelling.h"

namespace precept::lang {
namespace {

Binding Tighter(Binding binding) {
  return static_cast<Binding>(static_cast<int>(binding) + 1);
}

Binding BindingOf(ast::BinaryOp op) {
  using Op = ast::BinaryOp;
  switch (op) {
    case Op::kOr:
      return Binding::kOr;
    case Op::kAnd:
      return Binding::kAnd;
    case Op::kCoalesce:
      return Binding::kCoalesce;
    case Op::kAdd:
    case Op::kSubtract:
      return Binding::kAdditive;
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kModulo:
      return Binding::kProduct;
    case Op::kEqual:
    case Op::kNotEqual:
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual:
    case Op::kIn:
    case Op::kNotIn:
    case Op::kContains:
    case Op::kStartsWith:
    case Op::kEndsWith:
    case Op::kLike:
    case Op::kMatches:
      return Binding::kComparison;
  }
  return Binding::kPrimary;
}

// A call of what is also the first word of a construct reads as a call in
// parentheses only.  Not so `not`: where a call of it was read, the operator
// cannot stand, and in parentheses it could.
bool ReadsAsConstruct(const ast::Call& call) {
  constexpr auto kWords = std::to_array<std::string_view>({"if", "any", "all"});
  return std::find(kWords.begin(), kWords.end(), call.function.text) != kWords.end();
}

struct Written {
  std::string text;
  Binding binding = Binding::kPrimary;
};

std::string PathTail(const std::vector<ast::Segment>& path) {
  return path.empty() ? std::string() : "." + SpellSegments(path);
}

std::string Arguments(const std::vector<ast::Expr>& arguments) {
  std::string text;
  for (const ast::Expr& argument : arguments) {
    if (!text.empty()) text += ", ";
    text += CanonicalExpr(argument);
  }
  return text;
}

struct Writer {
  Written operator()(const ast::BoolLiteral& node) const {
    return {node.value ? "true" : "false"};
  }
  Written operator()(const ast::NumberLiteral& node) const {
    return {SpellNumber(node.spelling)};
  }
  Written operator()(const ast::StringLiteral& node) const {
    return {SpellString(node.value)};
  }
  Written operator()(const ast::DurationLiteral& node) const {
    return {SpellDuration(node.nanoseconds)};
  }
  Written operator()(const ast::TimeLiteral& node) const {
    return {"time " + SpellString(node.text.value)};
  }
  Written operator()(const ast::Template& node) const {
    std::string text = "f\"";
    for (const auto& part : node.parts) {
      if (const auto* words = std::get_if<ast::Template::Text>(&part)) {
        text += SpellTemplateText(words->value);
      } else {
        text += "{" + CanonicalExpr(*std::get<Box<ast::Expr>>(part)) + "}";
      }
    }
    return {text + "\""};
  }
  Written operator()(const ast::ListLiteral& node) const {
    return {CanonicalList(node.elements)};
  }
  Written operator()(const ast::FieldRef& node) const {
    return {SpellSegments(node.path.segments)};
  }
  Written operator()(const ast::Call& node) const {
    std::string text = node.function.text + "(" + Arguments(node.arguments) + ")" +
                       PathTail(node.path);
    return {ReadsAsConstruct(node) ? "(" + text + ")" : std::move(text)};
  }
  Written operator()(const ast::Index& node) const {
    return {CanonicalExpr(*node.base, Binding::kPostfix) + "[" +
                Arguments(node.arguments) + "]" + PathTail(node.path),
            Binding::kPostfix};
  }
  Written operator()(const ast::Unary& node) const {
    const bool is_not = node.op == ast::UnaryOp::kNot;
    const Binding binding = is_not ? Binding::kNot : Binding::kUnary;
    return {(is_not ? "not " : "-") + CanonicalExpr(*node.operand, binding), binding};
  }
  Written operator()(const ast::Binary& node) const {
    const Binding binding = BindingOf(node.op);
    const bool chains = binding != Binding::kComparison;
    std::string text = CanonicalExpr(*node.left, chains ? binding : Tighter(binding));
    text += " " + std::string(WordOf(node.op)) + " ";
    text += CanonicalExpr(*node.right, Tighter(binding));
    if (node.nocase) text += " nocase";
    return {std::move(text), binding};
  }
  Written operator()(const ast::IsMissing& node) const {
    return {CanonicalExpr(*node.operand, Binding::kCoalesce) +
                (node.negated ? " is present" : " is missing"),
            Binding::kComparison};
  }
  Written operator()(const ast::Quantified& node) const {
    return {std::string(WordOf(node.kind)) + " " + Comparison(*node.comparison),
            Binding::kComparison};
  }
  Written operator()(const ast::Conditional& node) const {
    return {"if " + CanonicalExpr(*node.condition) + " then " +
                CanonicalExpr(*node.then) + " else " + CanonicalExpr(*node.otherwise),
            Binding::kConditional};
  }
  Written operator()(const ast::Parenthesized& node) const {
    return std::visit(*this, node.inner->node);
  }

  // The comparison after `any` or `all`, whose left side is a postfix.
  std::string Comparison(const ast::Expr& expr) const {
    if (const auto* test = std::get_if<ast::IsMissing>(&expr.node)) {
      return CanonicalExpr(*test->operand, Binding::kPostfix) +
             (test->negated ? " is present" : " is missing");
    }
    const auto* binary = std::get_if<ast::Binary>(&expr.node);
    if (binary == nullptr) return CanonicalExpr(expr, Binding::kPostfix);
    return CanonicalExpr(*binary->left, Binding::kPostfix) + " " +
           std::string(WordOf(binary->op)) + " " +
           CanonicalExpr(*binary->right, Binding::kCoalesce) +
           (binary->nocase ? " nocase" : "");
  }
};

}  // namespace

std::string CanonicalExpr(const ast::Expr& expr, Binding least) {
  Written written = std::visit(Writer{}, expr.node);
  if (written.binding >= least) return std::move(written.text);
  return "(" + written.text + ")";
}

std::string CanonicalList(const std::vector<ast::Expr>& elements) {
  return "[" + Arguments(elements) + "]";
}

std::string CanonicalEntryValue(const ast::Expr& value,
                                const std::vector<ast::Segment>* next) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"nocase", "and", "or", "not", "in", "is", "like", "contains", "startswith",
       "endswith", "matches"});
  const bool goes_on =
      next != nullptr && next->front().kind == ast::Segment::Kind::kPlain &&
      std::find(kWords.begin(), kWords.end(), next->front().text) != kWords.end();
  return goes_on ? "(" + CanonicalExpr(value) + ")" : CanonicalExpr(value);
}

}  // namespace precept::lang
