// Copying with substitution.
//
// A field that some base of a derived type does not have is put in as a missing
// constant.  What follows from it is worked out here as far as it is plain: a
// comparison with it is false, arithmetic with it is missing, and `and`, `or`,
// `not`, `??`, `if` and `is missing` take it from there.  Nothing else is
// computed: the evaluator alone knows what operators mean.

#include "compiler/lower_expression.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace precept::compiler {
namespace {

using nfa::Expr;
using nfa::ExpressionPool;
using nfa::ExprId;
using nfa::Op;

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};

ExprId Truth(ExpressionPool& pool, bool value) {
  return value ? pool.True() : pool.Constant(nfa::Value(false), kBool);
}

bool IsMissingConstant(const ExpressionPool& pool, ExprId id) {
  return pool[id].op == Op::kConstant && pool[id].constant.is_missing();
}

// The truth value of a constant condition, in which missing counts as false.
std::optional<bool> ConstantTruth(const ExpressionPool& pool, ExprId id) {
  const Expr& expr = pool[id];
  if (expr.op != Op::kConstant) return std::nullopt;
  const bool* value = expr.constant.get_if<bool>();
  return value != nullptr && *value;
}

bool IsComparison(Op op) {
  return op >= Op::kEqual && op <= Op::kMatches;
}

// Results that are never missing.
bool IsDecided(Op op) {
  return op == Op::kAnd || op == Op::kOr || op == Op::kNot ||
         op == Op::kIsMissing || (op >= Op::kEqual && op <= Op::kAll);
}

bool AnyMissing(const ExpressionPool& pool, const std::vector<ExprId>& args) {
  return std::any_of(args.begin(), args.end(),
                     [&](ExprId arg) { return IsMissingConstant(pool, arg); });
}

// kAnd with neutral true, kOr with neutral false.
ExprId FoldLogic(ExpressionPool& pool, Expr expr) {
  const bool neutral = expr.op == Op::kAnd;
  std::vector<ExprId> open;
  for (ExprId arg : expr.args) {
    std::optional<bool> truth = ConstantTruth(pool, arg);
    if (truth == !neutral) return Truth(pool, !neutral);
    if (!truth) open.push_back(arg);
  }
  if (open.empty()) return Truth(pool, neutral);
  if (open.size() == 1 && IsDecided(pool[open[0]].op)) return open[0];
  if (open.size() > 1) expr.args = std::move(open);
  return pool.Intern(std::move(expr));
}

ExprId FoldCoalesce(ExpressionPool& pool, Expr expr) {
  std::erase_if(expr.args,
                [&](ExprId arg) { return IsMissingConstant(pool, arg); });
  if (expr.args.empty()) return MissingConstant(pool, expr.type);
  if (expr.args.size() == 1) return expr.args[0];
  return pool.Intern(std::move(expr));
}

ExprId Fold(ExpressionPool& pool, Expr expr) {
  const Op op = expr.op;
  if (op == Op::kAnd || op == Op::kOr) return FoldLogic(pool, std::move(expr));
  if (op == Op::kCoalesce) return FoldCoalesce(pool, std::move(expr));
  if (op == Op::kNot) {
    std::optional<bool> truth = ConstantTruth(pool, expr.args[0]);
    if (truth) return Truth(pool, !*truth);
  }
  if (op == Op::kIf) {
    std::optional<bool> truth = ConstantTruth(pool, expr.args[0]);
    if (truth) return expr.args[*truth ? 1 : 2];
  }
  if (op == Op::kIsMissing && pool[expr.args[0]].op == Op::kConstant) {
    return Truth(pool, IsMissingConstant(pool, expr.args[0]));
  }
  if (IsComparison(op) && AnyMissing(pool, expr.args)) return Truth(pool, false);
  if ((op == Op::kAny || op == Op::kAll) &&
      IsMissingConstant(pool, expr.args[0])) {
    return Truth(pool, false);
  }
  if (((op >= Op::kAdd && op <= Op::kConvert) || op == Op::kFold) &&
      AnyMissing(pool, expr.args)) {
    return MissingConstant(pool, expr.type);
  }
  return pool.Intern(std::move(expr));
}

}  // namespace

ExpressionCopier::ExpressionCopier(const ExpressionPool& from,
                                   ExpressionPool& to, ColumnSubstitute columns)
    : from_(from), to_(to), columns_(std::move(columns)) {}

ExprId ExpressionCopier::Copy(ExprId id) {
  auto known = copied_.find(id);
  if (known != copied_.end()) return known->second;
  const Expr& source = from_[id];
  ExprId copy;
  if (source.op == Op::kColumn) {
    copy = columns_(source.column, source.type);
  } else {
    Expr expr = source;
    for (ExprId& arg : expr.args) arg = Copy(arg);
    copy = Fold(to_, std::move(expr));
  }
  copied_.emplace(id, copy);
  return copy;
}

ExprId MissingConstant(ExpressionPool& pool, const nfa::Type& type) {
  return pool.Constant(nfa::Value(), type);
}

std::vector<ExprId> FlattenConditions(ExpressionPool& pool,
                                      const std::vector<ExprId>& conditions) {
  std::vector<ExprId> flat;
  for (ExprId condition : conditions) {
    for (ExprId conjunct : pool.Conjuncts(condition)) {
      std::optional<bool> truth = ConstantTruth(pool, conjunct);
      if (truth == false) return {Truth(pool, false)};
      const bool known =
          std::find(flat.begin(), flat.end(), conjunct) != flat.end();
      if (!truth && !known) flat.push_back(conjunct);
    }
  }
  return flat;
}

}  // namespace precept::compiler
