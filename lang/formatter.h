// `precept fmt`: one layout for every rule file.

#pragma once

#include <string>

#include "lang/ast.h"
#include "lang/source_text.h"

namespace precept::lang {

// The file in canonical layout with every comment kept, and the author's
// spelling of literals and parentheses.  Idempotent; the result parses to the
// same tree but for ranges.
// REQUIRES: `file` was parsed from `source` without errors.
std::string Format(const SourceText& source, const ast::File& file);

}  // namespace precept::lang
