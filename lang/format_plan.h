// Where the lines of a formatted file may and must break.
//
// A plan speaks of places in the source: a token that begins at a planned place
// starts a new line if its break is hard or if its group does not fit on one
// line.  Groups lie inside each other or apart.

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "lang/ast.h"
#include "lang/format_tokens.h"

namespace precept::lang {

struct FormatBreak {
  enum class Kind : std::uint8_t {
    kHard,   // Always.
    kGroup,  // All of the group, if it does not fit.
    kFill,   // Where the text up to the next break does not fit.
  };
  Kind kind = Kind::kHard;
  std::size_t group = 0;
  int level = 0;                   // Of the new line.
  bool is_entry = false;           // Two blanks where it is not taken; keeps a blank line.
  bool closes_block = false;       // Comments before it stand one level deeper.
};

// The bytes [begin, end) and whether the author broke it.
struct FormatGroup {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool always_broken = false;
};

struct FormatPlan {
  std::map<std::uint32_t, FormatBreak> breaks;  // By the token's first byte.
  std::vector<FormatGroup> groups;
  // Tokens with no blank before them, and those with none after.
  std::set<std::uint32_t> tight_before;
  std::set<std::uint32_t> tight_after;
};

// Templates, signed numbers and values of meta, in order of place.
VerbatimRanges FindVerbatim(const ast::File& file);

FormatPlan PlanFormat(const ast::File& file,
                      const std::vector<FormatToken>& tokens);

}  // namespace precept::lang
