// A simple condition compares one subject, any expression, with constants.  Two
// simple conditions of one subject exclude each other if no value fits both:
// where one of them names its values (`==`, `in`) these are tried, and two
// bounds are compared.  Of an `or`, the opposites of the branches are looked at
// in the same way.

#include "compiler/passes/truth.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "compiler/passes/facts.h"
#include "lang/ast_printer.h"
#include "nfa/like.h"
#include "nfa/unicode.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
using nfa::Op;
namespace ast = lang::ast;

// subject op constant
struct Simple {
  Op op{};
  bool negated = false;
  nfa::ExprId subject;
  nfa::Value constant;  // Nothing for kIsMissing; folded if nocase.
  bool nocase = false;
};

nfa::Value Folded(const nfa::Value& value) {
  if (const auto* text = value.get_if<std::string>()) {
    return nfa::Value(nfa::Folded(*text));
  }
  const auto* list = value.get_if<nfa::ValueList>();
  if (list == nullptr) return value;
  nfa::ValueList folded;
  for (const nfa::Value& element : *list) folded.push_back(Folded(element));
  return nfa::Value(std::move(folded));
}

std::optional<std::partial_ordering> Order(const nfa::Value& a,
                                           const nfa::Value& b) {
  return std::visit(
      [&](const auto& left) -> std::optional<std::partial_ordering> {
        using T = std::decay_t<decltype(left)>;
        if constexpr (std::is_same_v<T, nfa::ValueList> ||
                      std::is_same_v<T, std::monostate>) {
          return std::nullopt;
        } else {
          const T* right = b.get_if<T>();
          if (right == nullptr) return std::nullopt;
          return std::partial_ordering(left <=> *right);
        }
      },
      a.variant());
}

bool IsOrderOp(Op op) {
  return op == Op::kEqual || op == Op::kNotEqual || op == Op::kLess ||
         op == Op::kLessEqual || op == Op::kGreater || op == Op::kGreaterEqual;
}

bool IsTextOp(Op op) {
  return op == Op::kContains || op == Op::kStartsWith ||
         op == Op::kEndsWith || op == Op::kLike;
}

Op Mirrored(Op op) {
  switch (op) {
    case Op::kLess: return Op::kGreater;
    case Op::kLessEqual: return Op::kGreaterEqual;
    case Op::kGreater: return Op::kLess;
    case Op::kGreaterEqual: return Op::kLessEqual;
    default: return op;
  }
}

bool Fits(std::partial_ordering order, Op op) {
  switch (op) {
    case Op::kEqual: return order == 0;
    case Op::kNotEqual: return order != 0;
    case Op::kLess: return order < 0;
    case Op::kLessEqual: return order <= 0;
    case Op::kGreater: return order > 0;
    default: return order >= 0;
  }
}

bool FitsText(const std::string& text, Op op, const std::string& part) {
  switch (op) {
    case Op::kContains: return text.find(part) != std::string::npos;
    case Op::kStartsWith: return text.starts_with(part);
    case Op::kEndsWith: return text.ends_with(part);
    default: return nfa::LikePattern(part).Matches(text);
  }
}

// `part` is a text, or several of which any will do.
std::optional<bool> FitsText(const std::string& text, Op op,
                             const nfa::Value& part) {
  if (const auto* one = part.get_if<std::string>()) return FitsText(text, op, *one);
  const auto* several = part.get_if<nfa::ValueList>();
  if (several == nullptr) return std::nullopt;
  return std::any_of(several->begin(), several->end(), [&](const nfa::Value& one) {
    return FitsText(text, op, one.get<std::string>());
  });
}

// Whether a value fits a simple condition of it; nothing: not known.
std::optional<bool> FitsValue(const nfa::Value& written, const Simple& simple) {
  if (simple.op == Op::kIsMissing) return simple.negated;
  const nfa::Value value = simple.nocase ? Folded(written) : written;
  std::optional<bool> fits;
  if (IsOrderOp(simple.op)) {
    const auto order = Order(value, simple.constant);
    if (order) fits = Fits(*order, simple.op);
  } else if (simple.op == Op::kIn) {
    const auto& list = simple.constant.get<nfa::ValueList>();
    fits = std::find(list.begin(), list.end(), value) != list.end();
  } else if (const auto* text = value.get_if<std::string>()) {
    fits = FitsText(*text, simple.op, simple.constant);
  }
  if (!fits) return std::nullopt;
  return *fits != simple.negated;
}

std::optional<Simple> AsSimple(const nfa::ExpressionPool& pool, nfa::ExprId id) {
  const nfa::Expr& node = pool[id];
  if (node.op == Op::kNot) {
    auto inner = AsSimple(pool, node.args[0]);
    if (inner) inner->negated = !inner->negated;
    return inner;
  }
  if (node.op == Op::kIsMissing) return Simple{node.op, false, node.args[0], {}};
  const bool known = IsOrderOp(node.op) || IsTextOp(node.op) || node.op == Op::kIn;
  if (!known) return std::nullopt;
  const nfa::Expr& left = pool[node.args[0]];
  const nfa::Expr& right = pool[node.args[1]];
  if (right.op == Op::kConstant && left.op != Op::kConstant) {
    return Simple{node.op, false, node.args[0],
                  node.nocase ? Folded(right.constant) : right.constant,
                  node.nocase};
  }
  if (IsOrderOp(node.op) && left.op == Op::kConstant && right.op != Op::kConstant) {
    return Simple{Mirrored(node.op), false, node.args[1],
                  node.nocase ? Folded(left.constant) : left.constant,
                  node.nocase};
  }
  return std::nullopt;
}

// The values that a condition names; nothing where it names none.
std::optional<nfa::ValueList> NamedValues(const Simple& simple) {
  if (simple.negated) return std::nullopt;
  if (simple.op == Op::kEqual) return nfa::ValueList{simple.constant};
  if (simple.op == Op::kIn) return simple.constant.get<nfa::ValueList>();
  return std::nullopt;
}

bool ExcludedByValues(const Simple& named, const Simple& other) {
  const auto values = NamedValues(named);
  // A folded value stands for all ways to write it.
  const bool comparable =
      !named.nocase || other.nocase || other.op == Op::kIsMissing;
  if (!values || !comparable) return false;
  return std::all_of(values->begin(), values->end(), [&](const nfa::Value& value) {
    return FitsValue(value, other) == false;
  });
}

bool IsLower(Op op) { return op == Op::kGreater || op == Op::kGreaterEqual; }
bool IsUpper(Op op) { return op == Op::kLess || op == Op::kLessEqual; }

bool ExcludedByBounds(const Simple& lower, const Simple& upper) {
  if (lower.negated || upper.negated || !IsLower(lower.op) || !IsUpper(upper.op)) {
    return false;
  }
  if (lower.nocase != upper.nocase) return false;
  const auto order = Order(lower.constant, upper.constant);
  if (!order) return false;
  const bool both_inside =
      lower.op == Op::kGreaterEqual && upper.op == Op::kLessEqual;
  return *order > 0 || (*order == 0 && !both_inside);
}

// A comparison that holds says that its subject is present.
bool ExcludedByPresence(const Simple& missing, const Simple& other) {
  if (missing.op != Op::kIsMissing || missing.negated) return false;
  return other.op == Op::kIsMissing ? other.negated : !other.negated;
}

bool Exclude(const Simple& a, const Simple& b) {
  if (a.subject != b.subject) return false;
  return ExcludedByValues(a, b) || ExcludedByValues(b, a) ||
         ExcludedByBounds(a, b) || ExcludedByBounds(b, a) ||
         ExcludedByPresence(a, b) || ExcludedByPresence(b, a);
}

bool Deny(const nfa::ExpressionPool& pool, nfa::ExprId a, nfa::ExprId b) {
  const auto denies = [&](nfa::ExprId negation, nfa::ExprId other) {
    return pool[negation].op == Op::kNot && pool[negation].args[0] == other;
  };
  return denies(a, b) || denies(b, a);
}

bool Exclude(const nfa::ExpressionPool& pool, nfa::ExprId a, nfa::ExprId b) {
  if (Deny(pool, a, b)) return true;
  const auto simple_a = AsSimple(pool, a);
  const auto simple_b = AsSimple(pool, b);
  return simple_a && simple_b && Exclude(*simple_a, *simple_b);
}

// `not in` is a conjunction, and so may be what a function gives.
bool ExcludeInParts(const nfa::ExpressionPool& pool, nfa::ExprId a,
                    nfa::ExprId b) {
  for (const nfa::ExprId part_of_a : pool.Conjuncts(a)) {
    for (const nfa::ExprId part_of_b : pool.Conjuncts(b)) {
      if (Exclude(pool, part_of_a, part_of_b)) return true;
    }
  }
  return false;
}

// What holds of a present subject where `simple` does not.
Simple Opposite(Simple simple) {
  switch (simple.op) {
    case Op::kEqual: simple.op = Op::kNotEqual; break;
    case Op::kNotEqual: simple.op = Op::kEqual; break;
    case Op::kLess: simple.op = Op::kGreaterEqual; break;
    case Op::kLessEqual: simple.op = Op::kGreater; break;
    case Op::kGreater: simple.op = Op::kLessEqual; break;
    case Op::kGreaterEqual: simple.op = Op::kLess; break;
    default: simple.negated = !simple.negated;
  }
  return simple;
}

// Where what they are about is missing, neither of two comparisons holds.
bool CoverAll(const nfa::ExpressionPool& pool,
              const std::set<nfa::ExprId>& doubtful, nfa::ExprId a,
              nfa::ExprId b) {
  const auto may_be_missing = [&](nfa::ExprId value) {
    return IsMissingWith(pool, value, [&](nfa::ExprId part) {
      return doubtful.count(part) > 0;
    });
  };
  if (Deny(pool, a, b)) return !may_be_missing(a) && !may_be_missing(b);
  const auto simple_a = AsSimple(pool, a);
  const auto simple_b = AsSimple(pool, b);
  return simple_a && simple_b &&
         Exclude(Opposite(*simple_a), Opposite(*simple_b)) &&
         !may_be_missing(simple_a->subject);
}

// An int is never equal to a number with decimal places.
bool IsWholeAndFraction(const nfa::ExpressionPool& pool, const nfa::Expr& whole,
                        const nfa::Expr& fraction) {
  if (whole.op != Op::kConvert || fraction.op != Op::kConstant) return false;
  if (pool[whole.args[0]].type != nfa::Type{nfa::Scalar::kInt, false}) return false;
  if (const auto* number = fraction.constant.get_if<double>()) {
    return *number != std::trunc(*number);
  }
  const auto* exact = fraction.constant.get_if<nfa::Decimal>();
  return exact != nullptr && !exact->ToInt();
}

Truth TruthOfComparison(const nfa::ExpressionPool& pool, const nfa::Expr& node) {
  if (node.op == Op::kIn || node.op == Op::kInBlocks) {
    const nfa::Expr& list = pool[node.args[1]];
    const bool empty = list.op == Op::kConstant &&
                       list.constant.get<nfa::ValueList>().empty();
    return empty ? Truth::kNever : Truth::kUnknown;
  }
  if (!IsOrderOp(node.op) || node.nocase) return Truth::kUnknown;
  const nfa::Expr& left = pool[node.args[0]];
  const nfa::Expr& right = pool[node.args[1]];
  if (node.op == Op::kEqual && (IsWholeAndFraction(pool, left, right) ||
                                IsWholeAndFraction(pool, right, left))) {
    return Truth::kNever;
  }
  const bool excludes_itself = node.op == Op::kNotEqual ||
                               node.op == Op::kLess || node.op == Op::kGreater;
  if (node.args[0] == node.args[1] && excludes_itself) return Truth::kNever;
  if (left.op != Op::kConstant || right.op != Op::kConstant) {
    return Truth::kUnknown;
  }
  if (left.constant.is_missing() || right.constant.is_missing()) {
    return Truth::kNever;
  }
  const auto order = Order(left.constant, right.constant);
  if (!order) return Truth::kUnknown;
  return Fits(*order, node.op) ? Truth::kAlways : Truth::kNever;
}

Truth TruthOfJunction(const nfa::ExpressionPool& pool, const nfa::Expr& node) {
  const bool conjunction = node.op == Op::kAnd;
  const Truth deciding = conjunction ? Truth::kNever : Truth::kAlways;
  const Truth neutral = conjunction ? Truth::kAlways : Truth::kNever;
  bool all_neutral = true;
  for (const nfa::ExprId arg : node.args) {
    const Truth truth = TruthOf(pool, arg);
    if (truth == deciding) return deciding;
    all_neutral = all_neutral && truth == neutral;
  }
  return all_neutral ? neutral : Truth::kUnknown;
}

}  // namespace

Truth TruthOf(const nfa::ExpressionPool& pool, nfa::ExprId condition) {
  const nfa::Expr& node = pool[condition];
  switch (node.op) {
    case Op::kConstant: {
      const auto* value = node.constant.get_if<bool>();
      return value != nullptr && *value ? Truth::kAlways : Truth::kNever;
    }
    case Op::kNot: {
      const Truth inner = TruthOf(pool, node.args[0]);
      if (inner == Truth::kUnknown) return inner;
      return inner == Truth::kAlways ? Truth::kNever : Truth::kAlways;
    }
    case Op::kAnd: case Op::kOr:
      return TruthOfJunction(pool, node);
    case Op::kIsMissing: {
      const nfa::Expr& subject = pool[node.args[0]];
      if (subject.op != Op::kConstant) return Truth::kUnknown;
      return subject.constant.is_missing() ? Truth::kAlways : Truth::kNever;
    }
    default:
      return TruthOfComparison(pool, node);
  }
}

bool CanHoldTogether(const nfa::ExpressionPool& pool,
                     const std::vector<nfa::ExprId>& conditions) {
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    if (TruthOf(pool, conditions[i]) == Truth::kNever) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (Exclude(pool, conditions[j], conditions[i])) return false;
    }
  }
  return true;
}

namespace {

class TruthWarnings {
 public:
  TruthWarnings(const std::map<const ast::Expr*, nfa::ExprId>& ids,
                const std::set<nfa::ExprId>& doubtful,
                const nfa::ExpressionPool& pool, Reporter& reporter)
      : ids_(ids), doubtful_(doubtful), pool_(pool), reporter_(reporter) {}

  void Visit(const ast::Expr& expr) {
    if (const auto* inner = std::get_if<ast::Parenthesized>(&expr.node)) {
      Visit(*inner->inner);
      return;
    }
    const auto* binary = std::get_if<ast::Binary>(&expr.node);
    if (binary != nullptr && (binary->op == ast::BinaryOp::kAnd ||
                              binary->op == ast::BinaryOp::kOr)) {
      VisitJunction(expr, binary->op);
      return;
    }
    const auto id = ids_.find(&expr);
    if (id != ids_.end()) ReportTruth(expr, TruthOf(pool_, id->second));
  }

 private:
  // Beyond this the pairs of a condition are not compared: they are many.
  static constexpr std::size_t kMostOperands = 200;

  static void Flatten(const ast::Expr& expr, ast::BinaryOp op,
                      std::vector<const ast::Expr*>& operands) {
    const auto* binary = std::get_if<ast::Binary>(&expr.node);
    if (binary != nullptr && binary->op == op) {
      Flatten(*binary->left, op, operands);
      Flatten(*binary->right, op, operands);
    } else if (const auto* inner = std::get_if<ast::Parenthesized>(&expr.node)) {
      Flatten(*inner->inner, op, operands);
    } else {
      operands.push_back(&expr);
    }
  }

  void VisitJunction(const ast::Expr& expr, ast::BinaryOp op) {
    std::vector<const ast::Expr*> operands;
    Flatten(expr, op, operands);
    for (const ast::Expr* operand : operands) Visit(*operand);
    if (operands.size() > kMostOperands) return;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (op == ast::BinaryOp::kAnd) {
          WarnIfExclusive(*operands[j], *operands[i]);
        } else {
          WarnIfCovering(*operands[j], *operands[i]);
        }
      }
    }
  }

  void WarnIfExclusive(const ast::Expr& first, const ast::Expr& second) {
    const auto a = ids_.find(&first);
    const auto b = ids_.find(&second);
    if (a == ids_.end() || b == ids_.end()) return;
    if (!ExcludeInParts(pool_, a->second, b->second)) return;
    reporter_.Report(DiagnosticCode::kNeverHolds, second.range,
                     Words(second) + " can never hold together with " +
                         Words(first),
                     {}, {{first.range, "this excludes it"}});
  }

  void WarnIfCovering(const ast::Expr& first, const ast::Expr& second) {
    const auto a = ids_.find(&first);
    const auto b = ids_.find(&second);
    if (a == ids_.end() || b == ids_.end()) return;
    if (!CoverAll(pool_, doubtful_, a->second, b->second)) return;
    reporter_.Report(DiagnosticCode::kAlwaysHolds, second.range,
                     "of " + Words(first) + " and " + Words(second) +
                         " one always holds",
                     Deny(pool_, a->second, b->second) ? "" : "did you mean `and`?",
                     {{first.range, "this or that"}});
  }

  void ReportTruth(const ast::Expr& expr, Truth truth) {
    if (truth == Truth::kAlways) {
      reporter_.Report(DiagnosticCode::kAlwaysHolds, expr.range,
                       Words(expr) + " always holds");
    } else if (truth == Truth::kNever) {
      reporter_.Report(DiagnosticCode::kNeverHolds, expr.range,
                       Words(expr) + " can never hold");
    }
  }

  static std::string Words(const ast::Expr& expr) {
    constexpr std::size_t kLongestShown = 60;
    const std::string text = lang::Print(expr);
    return text.size() <= kLongestShown ? Quoted(text) : "this condition";
  }

  const std::map<const ast::Expr*, nfa::ExprId>& ids_;
  const std::set<nfa::ExprId>& doubtful_;
  const nfa::ExpressionPool& pool_;
  Reporter& reporter_;
};

}  // namespace

void WarnOfTruth(const ast::Expr& expr,
                 const std::map<const ast::Expr*, nfa::ExprId>& ids,
                 const std::set<nfa::ExprId>& doubtful,
                 const nfa::ExpressionPool& pool, Reporter& reporter) {
  TruthWarnings(ids, doubtful, pool, reporter).Visit(expr);
}

}  // namespace precept::compiler
