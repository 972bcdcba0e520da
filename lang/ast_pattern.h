// The syntax tree of keys and patterns; ast.h has the whole.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/ast_expression.h"
#include "lang/box.h"
#include "lang/source_text.h"

namespace precept::lang::ast {

// ---- keys --------------------------------------------------------------------

// `any`? field `?`?
struct Key {
  bool any = false;
  FieldPath field;
  bool optional = false;
  SourceRange range;
};

struct By {
  std::vector<Key> keys;  // At least one.
  SourceRange range;
};

// ---- patterns --------------------------------------------------------------

struct Repeat {
  enum class Form : std::uint8_t { kBraces, kPlus, kStar, kQuestion };
  enum class Joints : std::uint8_t { kRelaxed, kConsecutive, kCombinations };
  Form form{};
  // kBraces only: {min}, {min,max}, {min,}.
  std::optional<Count> min;
  std::optional<Count> max;
  bool open_ended = false;  // {min,}
  Joints joints = Joints::kRelaxed;
  SourceRange range;
};

struct Step {
  std::optional<Name> variable;
  Name type;
  std::optional<Repeat> repeat;
  std::optional<By> by;
  std::optional<Expr> where;
  SourceRange range;
};

struct Group;
struct Term;

// p & q & r; p | q | r: at least two each.
struct Conjunction { std::vector<Term> operands; };
struct Alternation { std::vector<Term> branches; };

// `|` binds looser than `&`, so a branch may be a Conjunction, and an operand
// of either is a Step or a Group otherwise.
struct Term {
  std::variant<Step, Box<Group>, Conjunction, Alternation> node;
  SourceRange range;
};

enum class Contiguity : std::uint8_t {
  kRelaxed,           // ->
  kStrict,            // =>
  kNondeterministic,  // ~>
};

// [lo..hi]
struct GapRange {
  std::optional<DurationLiteral> low;
  std::optional<DurationLiteral> high;
  SourceRange range;
};

// -> q, with a range perhaps.
struct Follow {
  Contiguity contiguity{};
  std::optional<GapRange> gap;
  Term term;
  SourceRange range;
};

// -> not n | m for d
struct Negation {
  Contiguity contiguity{};  // kRelaxed or kStrict.
  std::vector<Step> steps;  // At least one.
  std::optional<Span> wait;
  SourceRange range;
};

// first, then the links from left to right.
struct Sequence {
  Term first;
  std::vector<std::variant<Follow, Negation>> links;
  SourceRange range;
};

struct Pattern {
  Sequence sequence;
  std::vector<Step> until;  // Empty: no until.
  std::optional<Span> within;
  SourceRange range;
};

struct Group {
  Pattern body;
  std::optional<Repeat> repeat;
};

}  // namespace precept::lang::ast
