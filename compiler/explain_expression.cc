#include "compiler/explain_expression.h"

#include <string_view>
#include <variant>

namespace precept::compiler {
namespace {

using nfa::Expr;
using nfa::ExprId;
using nfa::Op;

// How tight an operator binds, as in the grammar.
enum class Level : std::uint8_t {
  kIf, kOr, kAnd, kNot, kComparison, kCoalesce, kSum, kProduct, kUnary, kPrimary,
};

Level LevelOf(Op op) {
  if (op == Op::kIf) return Level::kIf;
  if (op == Op::kOr) return Level::kOr;
  if (op == Op::kAnd) return Level::kAnd;
  if (op == Op::kNot) return Level::kNot;
  if (op == Op::kIsMissing) return Level::kComparison;
  if (op >= Op::kEqual && op <= Op::kAll) return Level::kComparison;
  if (op == Op::kCoalesce) return Level::kCoalesce;
  if (op == Op::kAdd || op == Op::kSubtract) return Level::kSum;
  if (op == Op::kMultiply || op == Op::kDivide || op == Op::kModulo) {
    return Level::kProduct;
  }
  if (op == Op::kNegate) return Level::kUnary;
  return Level::kPrimary;
}

Level Above(Level level) {
  return static_cast<Level>(static_cast<std::uint8_t>(level) + 1);
}

// The operator between two operands; empty: the operator is no such one.
std::string_view InfixName(Op op) {
  switch (op) {
    case Op::kEqual: return "==";
    case Op::kNotEqual: return "!=";
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    case Op::kGreaterEqual: return ">=";
    case Op::kIn:
    case Op::kInBlocks: return "in";
    case Op::kContains: return "contains";
    case Op::kStartsWith: return "startswith";
    case Op::kEndsWith: return "endswith";
    case Op::kLike: return "like";
    case Op::kMatches: return "matches";
    case Op::kOr: return "or";
    case Op::kAnd: return "and";
    case Op::kCoalesce: return "??";
    case Op::kAdd: return "+";
    case Op::kSubtract: return "-";
    case Op::kMultiply: return "*";
    case Op::kDivide: return "/";
    case Op::kModulo: return "%";
    default: return {};  // NOLINT: all others are written as calls.
  }
}

bool IsNumber(nfa::Type type) {
  return !type.is_list && (type.scalar == nfa::Scalar::kInt ||
                           type.scalar == nfa::Scalar::kFloat ||
                           type.scalar == nfa::Scalar::kDecimal);
}

class Printer {
 public:
  Printer(const nfa::ExpressionPool& pool, std::span<const std::string> columns)
      : pool_(pool), columns_(columns) {}

  // `element`: what stands for the element of the list in `any` and `all`.
  std::string Print(ExprId id, Level outer, const std::string& element = {}) {
    const Expr& expr = pool_[id];
    if (IsWidening(expr)) return Print(expr.args[0], outer, element);
    std::string text = PrintNode(expr, element);
    return LevelOf(expr.op) < outer ? "(" + text + ")" : text;
  }

 private:
  bool IsWidening(const Expr& expr) const {
    return expr.op == Op::kConvert && IsNumber(expr.type) &&
           pool_[expr.args[0]].type ==
               nfa::Type{nfa::Scalar::kInt, false} &&
           expr.type.scalar != nfa::Scalar::kInt;
  }

  std::string PrintNode(const Expr& expr, const std::string& element) {
    if (expr.op == Op::kConstant) return Constant(expr.constant);
    if (expr.op == Op::kColumn) return Column(expr.column);
    if (expr.op == Op::kElement) return element;
    if (expr.op == Op::kNot) return Negation(expr, element);
    if (expr.op == Op::kIf) return Conditional(expr, element);
    if (expr.op == Op::kFormat) return Template(expr, element);
    if (expr.op == Op::kIsMissing) {
      return Print(expr.args[0], Level::kCoalesce, element) + " is missing";
    }
    if (expr.op == Op::kAny || expr.op == Op::kAll) {
      const std::string list = Print(expr.args[0], Level::kPrimary, element);
      return Print(expr.args[1], Level::kComparison,
                   (expr.op == Op::kAny ? "any " : "all ") + list);
    }
    if (expr.op == Op::kNegate) {
      return "-" + Print(expr.args[0], Level::kUnary, element);
    }
    if (expr.op == Op::kItem) {
      return Print(expr.args[0], Level::kPrimary, element) + "[" +
             Print(expr.args[1], Level::kIf, element) + "]";
    }
    if (!InfixName(expr.op).empty()) return Infix(expr, element);
    return Call(expr, element);
  }

  std::string Infix(const Expr& expr, const std::string& element) {
    const Level level = LevelOf(expr.op);
    const bool comparison = level == Level::kComparison;
    std::string text;
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      if (i > 0) text += " " + std::string(InfixName(expr.op)) + " ";
      // From left to right; comparisons do not join at all.
      const Level inner = i > 0 || comparison ? Above(level) : level;
      text += Print(expr.args[i], inner, element);
    }
    return expr.nocase ? text + " nocase" : text;
  }

  std::string Negation(const Expr& expr, const std::string& element) {
    const Expr& inner = pool_[expr.args[0]];
    if (inner.op == Op::kIsMissing) {
      return Print(inner.args[0], Level::kCoalesce, element) + " is present";
    }
    if (inner.op == Op::kIn || inner.op == Op::kInBlocks) {
      return Print(inner.args[0], Level::kCoalesce, element) + " not in " +
             Print(inner.args[1], Level::kCoalesce, element) +
             (inner.nocase ? " nocase" : "");
    }
    return "not " + Print(expr.args[0], Level::kNot, element);
  }

  std::string Conditional(const Expr& expr, const std::string& element) {
    return "if " + Print(expr.args[0], Level::kIf, element) + " then " +
           Print(expr.args[1], Level::kIf, element) + " else " +
           Print(expr.args[2], Level::kIf, element);
  }

  std::string Template(const Expr& expr, const std::string& element) {
    std::string text = "f\"";
    for (ExprId arg : expr.args) {
      const Expr& part = pool_[arg];
      const std::string* words = part.op == Op::kConstant
                                     ? part.constant.get_if<std::string>()
                                     : nullptr;
      if (words == nullptr) {
        text += "{" + Print(arg, Level::kIf, element) + "}";
        continue;
      }
      std::string quoted;
      nfa::AppendJsonString(*words, quoted);
      for (char c : quoted.substr(1, quoted.size() - 2)) {
        text += c;
        if (c == '{' || c == '}') text += c;
      }
    }
    return text + "\"";
  }

  std::string Call(const Expr& expr, const std::string& element) {
    std::string text = expr.op == Op::kConvert ? expr.type.ToText()
                                               : std::string(nfa::OpName(expr.op));
    text += "(";
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      if (i > 0) text += ", ";
      text += Print(expr.args[i], Level::kIf, element);
    }
    return text + ")";
  }

  std::string Column(std::uint32_t column) const {
    return column < columns_.size() ? columns_[column]
                                    : "c" + std::to_string(column);
  }

  static std::string Constant(const nfa::Value& value) {
    if (value.is_missing()) return "missing";
    if (const auto* time = value.get_if<nfa::Timestamp>()) {
      return "time \"" + nfa::FormatTimestamp(*time) + "\"";
    }
    if (const auto* duration = value.get_if<nfa::Duration>()) {
      return nfa::FormatDuration(*duration);
    }
    std::string text;
    if (const auto* list = value.get_if<nfa::ValueList>()) {
      for (const nfa::Value& element : *list) {
        text += (text.empty() ? "" : ", ") + Constant(element);
      }
      return "[" + text + "]";
    }
    nfa::AppendJson(value, text);
    return text;
  }

  const nfa::ExpressionPool& pool_;
  std::span<const std::string> columns_;
};

std::string_view SystemName(nfa::SystemField field) {
  switch (field) {
    case nfa::SystemField::kTime: return "@time";
    case nfa::SystemField::kTimestamp: return "@timestamp";
    case nfa::SystemField::kStream: return "@stream";
    case nfa::SystemField::kPartition: return "@partition";
    case nfa::SystemField::kOffset: return "@offset";
    case nfa::SystemField::kKey: return "@key";
    case nfa::SystemField::kHeader: return "@header";
    case nfa::SystemField::kRaw: return "@raw";
  }
  return "@time";
}

}  // namespace

std::string ExpressionText(const nfa::ExpressionPool& pool, nfa::ExprId id,
                           std::span<const std::string> columns) {
  return Printer(pool, columns).Print(id, Level::kIf);
}

std::string ConjunctionText(const nfa::ExpressionPool& pool,
                            std::span<const nfa::ExprId> conditions,
                            std::span<const std::string> columns) {
  std::string text;
  for (nfa::ExprId id : conditions) {
    const Level level = conditions.size() > 1 ? Level::kNot : Level::kIf;
    if (!text.empty()) text += " and ";
    text += Printer(pool, columns).Print(id, level);
  }
  return text.empty() ? "true" : text;
}

std::string PathText(std::span<const std::string> segments) {
  std::string text;
  for (const std::string& segment : segments) {
    if (!text.empty()) text += '.';
    text += segment;
  }
  return text;
}

std::string SourceName(const nfa::SourceColumn& column) {
  if (const auto* path = std::get_if<nfa::SourcePath>(&column.source)) {
    return PathText(path->segments);
  }
  const auto& system = std::get<nfa::SystemColumn>(column.source);
  std::string name(SystemName(system.field));
  if (system.field == nfa::SystemField::kHeader) {
    name += "(\"" + system.header + "\")";
  }
  return name;
}

std::vector<std::string> ColumnNames(const nfa::Stream& stream) {
  std::vector<std::string> names;
  for (const nfa::SourceColumn& column : stream.columns) {
    names.push_back(SourceName(column));
  }
  return names;
}

}  // namespace precept::compiler
