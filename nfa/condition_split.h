// A conjunct over earlier steps in the form f(event) op g(earlier steps), so
// that what an event meets can be searched instead of tested one by one.
//
// Each side is a sum of terms, mostly one.  A term is an expression of the
// conjunct that reads the event alone, or earlier steps alone; constants and the
// key stand on either side.  A comparison of sums of both is separated by
// bringing terms to the other side: `at - a.at >= 5s` asks for a.at <= at - 5s.
// Whole numbers, decimals and times are summed exactly.  Floats are rounded
// otherwise than in the conjunct as written, so each side is widened by more
// than that can be: a search finds all that the conjunct is true of, and perhaps
// more.  Whoever searches tests the conjunct itself on what is found.
//
// Thread safety: immutable values.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nfa/rule_set.h"

namespace precept::nfa {

struct SplitTerm {
  ExprId expression;
  bool is_negative = false;  // To be taken off.
  bool operator==(const SplitTerm&) const = default;
};

// What an ordered search finds: values on one side of a bound.
struct SplitCondition {
  enum class Kind : std::uint8_t {
    kEqual,   // g == f
    kBelow,   // g < f
    kNotAbove,  // g <= f
    kAbove,   // g > f
    kNotBelow,  // g >= f
  };
  Kind kind{};
  Scalar scalar{};       // Of the comparison.
  bool nocase = false;   // kEqual of texts.
  bool is_sum = false;   // Of numbers or times; else a single term a side.
  std::vector<SplitTerm> event;    // f
  std::vector<SplitTerm> earlier;  // g

  // No two values are equal to a search that differ.
  bool is_exact() const { return !is_sum && scalar != Scalar::kString; }
  // A search finds values below the event's.
  bool wants_less() const { return kind == Kind::kBelow || kind == Kind::kNotAbove; }
};

// What a frame column belongs to.
enum class ColumnSide : std::uint8_t {
  kEvent,    // The event that is read.
  kEarlier,  // One event of an earlier step.
  kKey,
  kHistory,  // All that was taken.
};
ColumnSide SideOf(const FrameColumn& column);

// Nothing: it has no such form.
std::optional<SplitCondition> SplitConjunct(const Rule& rule, const ExpressionPool& pool,
                                            ExprId conjunct);

// A value as an index knows it.
struct IndexValue {
  // Equal values have equal hashes.
  std::uint64_t hash = 0;
  // Ordered as the language orders values; values that differ may be equal here
  // where `is_coarse`.
  unsigned __int128 order = 0;
  bool is_coarse = false;
};

// The value of a side, of its terms' values in their order; nothing: a term is
// missing.  `rounds_up`: where the sum is not exact, which way it is widened.
std::optional<IndexValue> IndexValueOf(const SplitCondition& split,
                                       const std::vector<SplitTerm>& side,
                                       std::span<const Value> values, bool rounds_up);

}  // namespace precept::nfa
