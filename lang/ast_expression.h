// The syntax tree of names and expressions; ast.h has the whole.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/box.h"
#include "lang/source_text.h"

namespace precept::lang::ast {

struct Expr;

// ---- names -----------------------------------------------------------------

struct Name {
  std::string text;
  SourceRange range;
};

// One segment of a field path.  `text` is without backticks.
struct Segment {
  enum class Kind : std::uint8_t { kPlain, kQuoted, kSystem };
  Kind kind = Kind::kPlain;
  std::string text;      // kSystem: with the at sign, "@time", "@header".
  std::string argument;  // "@header" only: the header's name.
};

struct FieldPath {
  std::vector<Segment> segments;  // At least one.
  SourceRange range;
};

// A whole number or the name of a const.
struct Count {
  std::variant<std::uint64_t, Name> value;
  SourceRange range;
};

// A length of time in nanoseconds and as written ("1h30m").
struct DurationLiteral {
  std::int64_t nanoseconds = 0;
  std::string spelling;
  SourceRange range;
};

// A duration or the name of a const.
struct Span {
  std::variant<DurationLiteral, Name> value;
  SourceRange range;
};
// ---- expressions -----------------------------------------------------------

struct BoolLiteral {
  bool value = false;
};

// 1, 0xff, 2.5, 1e6; `spelling` has the minus sign where the grammar's Signed
// read one.
struct NumberLiteral {
  std::string spelling;
  bool is_integer = false;  // Written as a whole number, decimal or 0x.
};

struct StringLiteral {
  std::string value;     // Escapes resolved.
  std::string spelling;  // With quotes.
};

// time "2026-01-01T00:00:00Z"
struct TimeLiteral {
  StringLiteral text;
};

// f"text {expr}"
struct Template {
  struct Text {
    std::string value;     // Escapes and doubled braces resolved.
    std::string spelling;  // As written.
  };
  std::vector<std::variant<Text, Box<Expr>>> parts;
};

struct ListLiteral {
  std::vector<Expr> elements;
};

// A path whose first segment may be a field, a variable, a window, a const, a
// list: names are resolved by the compiler.
struct FieldRef {
  FieldPath path;
};

// f(a, b).x: a function, a def, a model, an aggregate, a conversion.
struct Call {
  Name function;
  std::vector<Expr> arguments;
  std::vector<Segment> path;  // What follows the call; mostly empty.
};

// base[i], table[k1, k2].field, window[f].total
struct Index {
  Box<Expr> base;
  std::vector<Expr> arguments;
  std::vector<Segment> path;
};

enum class UnaryOp : std::uint8_t { kNot, kNegate };

struct Unary {
  UnaryOp op{};
  Box<Expr> operand;
};

enum class BinaryOp : std::uint8_t {
  kOr, kAnd,
  kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual,
  kIn, kNotIn,
  kContains, kStartsWith, kEndsWith, kLike, kMatches,
  kCoalesce,  // ??
  kAdd, kSubtract, kMultiply, kDivide, kModulo,
};

struct Binary {
  BinaryOp op{};
  Box<Expr> left;
  Box<Expr> right;
  bool nocase = false;
};

// x is missing, x is present
struct IsMissing {
  Box<Expr> operand;
  bool negated = false;  // "is present"
};

// any xs == 3, all xs like "a*": `comparison` is a Binary or an IsMissing whose
// left operand is the list.
struct Quantified {
  enum class Kind : std::uint8_t { kAny, kAll };
  Kind kind{};
  Box<Expr> comparison;
};

struct Conditional {
  Box<Expr> condition;
  Box<Expr> then;
  Box<Expr> otherwise;
};

// (e): kept because the author wrote it.
struct Parenthesized {
  Box<Expr> inner;
};

struct Expr {
  std::variant<BoolLiteral, NumberLiteral, StringLiteral, DurationLiteral,
               TimeLiteral, Template, ListLiteral, FieldRef, Call, Index, Unary,
               Binary, IsMissing, Quantified, Conditional, Parenthesized>
      node;
  SourceRange range;
};

}  // namespace precept::lang::ast
