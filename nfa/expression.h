// Typed expressions over columns: what conditions, keys and emitted fields are
// compiled to.
//
// An expression is a node in an ExpressionPool; equal expressions are one node
// (hash-consing), so that an ExprId is the identity of a meaning and a
// condition shared by many rules is evaluated once.  All names are resolved,
// all types agree, implicit conversions are explicit nodes.
//
// Missing values.  Every type but the results of logic and comparisons may be
// missing.  kAnd, kOr, kNot, comparisons, kIn…, text operators, kAny, kAll and
// kIsMissing are never missing: a comparison with something missing is false,
// and a missing bool counts as false in logic.  Arithmetic and functions of
// something missing are missing, unless said otherwise.
//
// Thread safety: immutable once built; share by const reference.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "nfa/id.h"
#include "nfa/value.h"

namespace precept::nfa {

enum class Op : std::uint8_t {
  // Leaves.
  kConstant,
  kColumn,   // A column of the frame the expression is evaluated over.
  kElement,  // Inside kAny and kAll: the element of the list.

  // Logic.
  kAnd, kOr,  // Two operands or more, from left to right.
  kNot,
  kIf,        // condition, then, otherwise.
  kCoalesce,  // The first that is not missing.
  kIsMissing,

  // Comparison: two operands of one type; nocase folds case (texts).
  kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual,
  // args: scalar, list of the same scalar (a constant or a column); nocase.
  // False where either is missing.
  kIn,
  // args: ip, constant list of texts, each an address or a CIDR block.
  kInBlocks,
  // Text; args: text, text or list of texts (any of them); nocase.
  kContains, kStartsWith, kEndsWith, kLike, kMatches,
  // args: list, predicate over kElement.
  kAny, kAll,

  // Arithmetic; int, float, decimal; also timestamp +- duration, timestamp -
  // timestamp, duration +- duration, duration * / int or float, duration /
  // duration (float).  int / int is float.
  kAdd, kSubtract, kMultiply, kDivide, kModulo, kNegate,

  // Conversion to the node's type: implicit int -> float, decimal, and the
  // functions named after the types.  Missing on failure.
  kConvert,
  // f"…": texts and values in plain form, joined; missing shows as nothing.
  kFormat,
  // Simple Unicode case folding of a text; of a list, of each element.
  kFold,
  // args: list, int; from 0, negative from the end.
  kItem,

  // Functions of LANGUAGE 5, named alike.  Optional arguments may be left out.
  kAbs, kRound, kFloor, kCeil, kSqrt, kLog, kExp, kPow,
  kLeast, kGreatest,  // min(a, b, …), max(a, b, …) of plain values.
  kLower, kUpper, kTrim, kLen, kSubstring, kConcat, kReplace, kSplit, kExtract,
  kHour, kWeekday, kDay, kMonth, kYear, kDate, kTruncate,
  kCidr, kDistanceKm, kBase64Decode, kEntropy,

  // Aggregates of a list.  kCount, kSum, kDistinct of an empty list are 0,
  // kValues is the empty list, the rest is missing.
  kCount, kSum, kAvg, kMin, kMax, kStddev, kDistinct, kValues, kFirst, kLast,
};

struct Expr {
  Op op{};
  Type type;
  bool nocase = false;
  std::vector<ExprId> args;
  Value constant;            // kConstant
  std::uint32_t column = 0;  // kColumn

  bool operator==(const Expr&) const = default;
};

class ExpressionPool {
 public:
  // The id of an equal node, made if there is none.
  // REQUIRES: args are ids of this pool.
  ExprId Intern(Expr expr);
  ExprId Constant(Value value, Type type);
  ExprId Column(std::uint32_t column, Type type);
  ExprId True();

  const Expr& operator[](ExprId id) const { return nodes_[id.index()]; }
  std::size_t size() const { return nodes_.size(); }

  // Conjuncts of a condition, from left to right; nested kAnd are flattened.
  std::vector<ExprId> Conjuncts(ExprId condition) const;
  // Distinct columns that it reads, ascending.
  std::vector<std::uint32_t> ColumnsOf(ExprId id) const;
  // One line of text in prefix form, "(and (== c2 \"ok\") (> c0 500))":
  // columns by `column_names` where given.
  std::string ToText(ExprId id,
                     std::span<const std::string> column_names = {}) const;

 private:
  std::vector<Expr> nodes_;
  std::unordered_multimap<std::uint64_t, ExprId> by_hash_;
};

// "and", "==", "round": how an operator is written; unique.
std::string_view OpName(Op op);

}  // namespace precept::nfa
