// A rule file as the formatter sees it: tokens and comments in a row, each kept
// as the author spelt it.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lang/ast.h"
#include "lang/source_text.h"

namespace precept::lang {

struct FormatToken {
  enum class Kind : std::uint8_t { kToken, kLineComment, kBlockComment };

  Kind kind = Kind::kToken;
  std::string_view text;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t newlines_before = 0;  // In the blanks right before it.
  bool newline_after = false;

  bool is_comment() const { return kind != Kind::kToken; }
};

// Texts that are one token whatever is in them: templates, signed numbers,
// words of meta.  In order of place, without overlap.
using VerbatimRanges = std::vector<SourceRange>;

std::vector<FormatToken> SplitForFormat(const SourceText& source,
                                        const ast::File& file,
                                        const VerbatimRanges& verbatim);

}  // namespace precept::lang
