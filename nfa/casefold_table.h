// Simple case mappings of Unicode beyond ASCII, as ranges.

#pragma once

#include <cstdint>
#include <span>

namespace precept::nfa {

// Of the code points first, first + stride, … last each maps to itself + delta.
struct CaseRange {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t stride;  // 1 or 2.
  std::int32_t delta;
};

// Ascending by `last`; a range does not begin before the one before it ended,
// so that of each at most one holds a code point.
std::span<const CaseRange> FoldRanges();
std::span<const CaseRange> UpperRanges();

}  // namespace precept::nfa
