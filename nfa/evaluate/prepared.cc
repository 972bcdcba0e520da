#include "nfa/evaluate/prepared.h"

#include <algorithm>

#include "nfa/evaluate/operand.h"
#include "nfa/unicode.h"

namespace precept::nfa {
namespace evaluate {
namespace {

class Preparer {
 public:
  Preparer(const ExpressionPool& pool, PreparedExpressions::Impl& impl)
      : pool_(pool), impl_(impl) {}

  void Prepare(const Expr& expr, PreparedNode& node) {
    switch (expr.op) {
      case Op::kConstant:
        node.constant.emplace(expr.type);
        node.constant->AppendValue(expr.constant);
        return;
      case Op::kIn: return PrepareSet(expr, node);
      case Op::kInBlocks: return PrepareAddresses(expr, node);
      case Op::kEqual: case Op::kNotEqual: case Op::kContains: case Op::kStartsWith:
      case Op::kEndsWith: case Op::kLike: case Op::kMatches:
        return PrepareTexts(expr, node);
      case Op::kExtract:
        if (const std::string* text = ConstantText(expr, 1)) {
          node.extra.emplace<Regex>(*text, Regex::Case::kSensitive);
        }
        return;
      case Op::kCidr:
        if (const std::string* text = ConstantText(expr, 1)) {
          if (const auto block = IpBlock::Parse(*text)) node.extra = *block;
        }
        return;
      case Op::kHour: case Op::kWeekday: case Op::kDay: case Op::kMonth:
      case Op::kYear: case Op::kDate:
        return PrepareZone(expr, 1, node);
      case Op::kTruncate: return PrepareZone(expr, 2, node);
      case Op::kColumn: case Op::kElement: case Op::kAnd: case Op::kOr: case Op::kNot:
      case Op::kIf: case Op::kCoalesce: case Op::kIsMissing: case Op::kLess:
      case Op::kLessEqual: case Op::kGreater: case Op::kGreaterEqual: case Op::kAny:
      case Op::kAll: case Op::kAdd: case Op::kSubtract: case Op::kMultiply:
      case Op::kDivide: case Op::kModulo: case Op::kNegate: case Op::kConvert:
      case Op::kFormat: case Op::kFold: case Op::kItem: case Op::kAbs: case Op::kRound:
      case Op::kFloor: case Op::kCeil: case Op::kSqrt: case Op::kLog: case Op::kExp:
      case Op::kPow: case Op::kLeast: case Op::kGreatest: case Op::kLower:
      case Op::kUpper: case Op::kTrim: case Op::kLen: case Op::kSubstring:
      case Op::kConcat: case Op::kReplace: case Op::kSplit: case Op::kDistanceKm:
      case Op::kBase64Decode: case Op::kEntropy: case Op::kCount: case Op::kSum:
      case Op::kAvg: case Op::kMin: case Op::kMax: case Op::kStddev: case Op::kDistinct:
      case Op::kValues: case Op::kFirst: case Op::kLast:
        return;
    }
  }

 private:
  const Expr* ConstantArg(const Expr& expr, std::size_t position) const {
    if (position >= expr.args.size()) return nullptr;
    const Expr& arg = pool_[expr.args[position]];
    return arg.op == Op::kConstant ? &arg : nullptr;
  }
  const std::string* ConstantText(const Expr& expr, std::size_t position) const {
    const Expr* arg = ConstantArg(expr, position);
    return arg ? arg->constant.get_if<std::string>() : nullptr;
  }
  // A constant text or list of texts.
  std::optional<std::vector<std::string>> ConstantTexts(const Expr& expr) const {
    if (const std::string* text = ConstantText(expr, 1)) return std::vector{*text};
    const Expr* arg = ConstantArg(expr, 1);
    if (arg == nullptr || arg->type != Type{Scalar::kString, true}) return std::nullopt;
    std::vector<std::string> texts;
    if (const ValueList* list = arg->constant.get_if<ValueList>()) {
      for (const Value& value : *list) texts.push_back(value.get<std::string>());
    }
    return texts;
  }

  void PrepareSet(const Expr& expr, PreparedNode& node) {
    const Expr* arg = ConstantArg(expr, 1);
    if (arg == nullptr) return;
    Column list(arg->type);
    list.AppendValue(arg->constant);
    WithNative(arg->type.scalar, [&]<class Cell>(std::type_identity<Cell>) {
      CellSet<Cell> set;
      for (Cell cell : list.elements().cells<Cell>()) {
        if constexpr (std::is_same_v<Cell, std::string_view>) {
          if (expr.nocase) cell = impl_.texts.Store(Folded(cell));
        }
        set.insert(cell);
      }
      node.extra = ConstantSet(std::move(set));
    });
  }

  void PrepareAddresses(const Expr& expr, PreparedNode& node) {
    std::vector<IpBlock> blocks;
    for (const std::string& text : ConstantTexts(expr).value_or(std::vector<std::string>())) {
      if (const auto block = IpBlock::Parse(text)) blocks.push_back(*block);
    }
    node.extra = AddressSet(blocks);
  }

  void PrepareTexts(const Expr& expr, PreparedNode& node) {
    std::optional<std::vector<std::string>> texts = ConstantTexts(expr);
    const bool equality = expr.op == Op::kEqual || expr.op == Op::kNotEqual;
    if (!texts || (equality && ConstantText(expr, 1) == nullptr)) return;
    TextPatterns patterns;
    if (expr.op == Op::kMatches) {
      patterns.regexes = CompileRegexes(
          *texts, expr.nocase ? Regex::Case::kFolded : Regex::Case::kSensitive);
    } else {
      for (std::string& text : *texts) {
        if (expr.nocase) text = Folded(text);
        if (expr.op == Op::kLike) patterns.likes.emplace_back(text);
      }
      patterns.texts = std::move(*texts);
    }
    node.extra = std::move(patterns);
  }

  void PrepareZone(const Expr& expr, std::size_t position, PreparedNode& node) {
    if (const std::string* name = ConstantText(expr, position)) {
      if (const auto zone = TimeZone::Find(*name)) node.extra = *zone;
    }
  }

  const ExpressionPool& pool_;
  PreparedExpressions::Impl& impl_;
};

}  // namespace

std::vector<Regex> CompileRegexes(const std::vector<std::string>& patterns,
                                  Regex::Case sensitivity) {
  // An unclosed \Q would swallow what follows it.
  const bool quotes = std::any_of(patterns.begin(), patterns.end(), [](const std::string& p) {
    return p.find("\\Q") != std::string::npos;
  });
  std::vector<Regex> regexes;
  if (patterns.size() > 1 && !quotes) {
    std::string joined;
    for (const std::string& pattern : patterns) {
      if (!joined.empty()) joined += '|';
      joined.append("(?:").append(pattern).append(")");
    }
    Regex regex(joined, sensitivity);
    if (regex.ok()) {
      regexes.push_back(std::move(regex));
      return regexes;
    }
  }
  for (const std::string& pattern : patterns) {
    Regex regex(pattern, sensitivity);
    if (regex.ok()) regexes.push_back(std::move(regex));
  }
  return regexes;
}

}  // namespace evaluate

PreparedExpressions::PreparedExpressions(const ExpressionPool& pool)
    : pool_(pool), impl_(std::make_unique<Impl>()) {
  evaluate::Preparer preparer(pool, *impl_);
  impl_->nodes.resize(pool.size());
  for (std::size_t i = 0; i < pool.size(); ++i) {
    preparer.Prepare(pool[ExprId(i)], impl_->nodes[i]);
  }
}

PreparedExpressions::~PreparedExpressions() = default;

}  // namespace precept::nfa
