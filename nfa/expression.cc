#include "nfa/expression.h"

#include <algorithm>
#include <set>

#include <xxhash.h>

namespace precept::nfa {
namespace {

void AppendNumber(std::uint64_t number, std::string& out) {
  out.append(std::to_string(number)).push_back(' ');
}

// Equal for equal nodes.
std::uint64_t HashOf(const Expr& expr) {
  std::string bytes;
  AppendNumber(static_cast<std::uint64_t>(expr.op), bytes);
  AppendNumber(static_cast<std::uint64_t>(expr.type.scalar), bytes);
  AppendNumber(expr.type.is_list ? 1 : 0, bytes);
  AppendNumber(expr.nocase ? 1 : 0, bytes);
  AppendNumber(expr.column, bytes);
  for (ExprId arg : expr.args) AppendNumber(arg.value, bytes);
  AppendJson(expr.constant, bytes);
  return XXH3_64bits(bytes.data(), bytes.size());
}

void AppendConstant(const Expr& expr, std::string& out) {
  if (expr.type == Type{Scalar::kDuration, false}) {
    AppendPlain(expr.constant, out);
    return;
  }
  if (expr.type == Type{Scalar::kTimestamp, false}) out += "time ";
  AppendJson(expr.constant, out);
}

class TextWriter {
 public:
  TextWriter(const ExpressionPool& pool, std::span<const std::string> names)
      : pool_(pool), names_(names) {}

  void Append(ExprId id, std::string& out) const {
    const Expr& expr = pool_[id];
    if (expr.op == Op::kConstant) return AppendConstant(expr, out);
    if (expr.op == Op::kElement) {
      out += "it";
      return;
    }
    if (expr.op == Op::kColumn) {
      out += expr.column < names_.size() ? names_[expr.column]
                                         : "c" + std::to_string(expr.column);
      return;
    }
    out += '(';
    // A conversion reads as the function of the language.
    out += expr.op == Op::kConvert ? expr.type.ToText() : std::string(OpName(expr.op));
    for (ExprId arg : expr.args) {
      out += ' ';
      Append(arg, out);
    }
    if (expr.nocase) out += " nocase";
    out += ')';
  }

 private:
  const ExpressionPool& pool_;
  std::span<const std::string> names_;
};

}  // namespace

ExprId ExpressionPool::Intern(Expr expr) {
  const std::uint64_t hash = HashOf(expr);
  const auto [begin, end] = by_hash_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    if (nodes_[it->second.index()] == expr) return it->second;
  }
  const ExprId id(nodes_.size());
  nodes_.push_back(std::move(expr));
  by_hash_.emplace(hash, id);
  return id;
}

ExprId ExpressionPool::Constant(Value value, Type type) {
  Expr expr;
  expr.op = Op::kConstant;
  expr.type = type;
  expr.constant = std::move(value);
  return Intern(std::move(expr));
}

ExprId ExpressionPool::Column(std::uint32_t column, Type type) {
  Expr expr;
  expr.op = Op::kColumn;
  expr.type = type;
  expr.column = column;
  return Intern(std::move(expr));
}

ExprId ExpressionPool::True() {
  return Constant(Value(true), Type{Scalar::kBool, false});
}

std::vector<ExprId> ExpressionPool::Conjuncts(ExprId condition) const {
  std::vector<ExprId> conjuncts;
  std::vector<ExprId> open = {condition};
  while (!open.empty()) {
    const ExprId id = open.back();
    open.pop_back();
    const Expr& expr = (*this)[id];
    if (expr.op == Op::kAnd) {
      open.insert(open.end(), expr.args.rbegin(), expr.args.rend());
    } else {
      conjuncts.push_back(id);
    }
  }
  return conjuncts;
}

std::vector<std::uint32_t> ExpressionPool::ColumnsOf(ExprId id) const {
  std::set<std::uint32_t> columns;
  std::set<ExprId> seen = {id};
  std::vector<ExprId> open = {id};
  while (!open.empty()) {
    const Expr& expr = (*this)[open.back()];
    open.pop_back();
    if (expr.op == Op::kColumn) columns.insert(expr.column);
    for (ExprId arg : expr.args) {
      if (seen.insert(arg).second) open.push_back(arg);
    }
  }
  return {columns.begin(), columns.end()};
}

std::string ExpressionPool::ToText(ExprId id,
                                   std::span<const std::string> column_names) const {
  std::string out;
  TextWriter(*this, column_names).Append(id, out);
  return out;
}

std::string_view OpName(Op op) {
  switch (op) {
    case Op::kConstant: return "constant";
    case Op::kColumn: return "column";
    case Op::kElement: return "element";
    case Op::kAnd: return "and";
    case Op::kOr: return "or";
    case Op::kNot: return "not";
    case Op::kIf: return "if";
    case Op::kCoalesce: return "??";
    case Op::kIsMissing: return "is_missing";
    case Op::kEqual: return "==";
    case Op::kNotEqual: return "!=";
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    case Op::kGreaterEqual: return ">=";
    case Op::kIn: return "in";
    case Op::kInBlocks: return "in_blocks";
    case Op::kContains: return "contains";
    case Op::kStartsWith: return "startswith";
    case Op::kEndsWith: return "endswith";
    case Op::kLike: return "like";
    case Op::kMatches: return "matches";
    case Op::kAny: return "any";
    case Op::kAll: return "all";
    case Op::kAdd: return "+";
    case Op::kSubtract: return "-";
    case Op::kMultiply: return "*";
    case Op::kDivide: return "/";
    case Op::kModulo: return "%";
    case Op::kNegate: return "negate";
    case Op::kConvert: return "convert";
    case Op::kFormat: return "format";
    case Op::kFold: return "fold";
    case Op::kItem: return "item";
    case Op::kAbs: return "abs";
    case Op::kRound: return "round";
    case Op::kFloor: return "floor";
    case Op::kCeil: return "ceil";
    case Op::kSqrt: return "sqrt";
    case Op::kLog: return "log";
    case Op::kExp: return "exp";
    case Op::kPow: return "pow";
    case Op::kLeast: return "least";
    case Op::kGreatest: return "greatest";
    case Op::kLower: return "lower";
    case Op::kUpper: return "upper";
    case Op::kTrim: return "trim";
    case Op::kLen: return "len";
    case Op::kSubstring: return "substring";
    case Op::kConcat: return "concat";
    case Op::kReplace: return "replace";
    case Op::kSplit: return "split";
    case Op::kExtract: return "extract";
    case Op::kHour: return "hour";
    case Op::kWeekday: return "weekday";
    case Op::kDay: return "day";
    case Op::kMonth: return "month";
    case Op::kYear: return "year";
    case Op::kDate: return "date";
    case Op::kTruncate: return "truncate";
    case Op::kCidr: return "cidr";
    case Op::kDistanceKm: return "distance_km";
    case Op::kBase64Decode: return "base64_decode";
    case Op::kEntropy: return "entropy";
    case Op::kCount: return "count";
    case Op::kSum: return "sum";
    case Op::kAvg: return "avg";
    case Op::kMin: return "min";
    case Op::kMax: return "max";
    case Op::kStddev: return "stddev";
    case Op::kDistinct: return "distinct";
    case Op::kValues: return "values";
    case Op::kFirst: return "first";
    case Op::kLast: return "last";
  }
  return "";
}

}  // namespace precept::nfa
