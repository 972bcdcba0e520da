// Rule text to syntax tree.

#pragma once

#include "lang/ast.h"
#include "lang/diagnostic.h"
#include "lang/source_text.h"

namespace precept::lang {

// Nesting deeper than this is a diagnostic, never a crash.
inline constexpr int kMaxNesting = 200;

// Parses a whole file.  Reports every syntax error of the file and recovers at
// the next declaration; the tree holds the declarations that parsed, those with
// an error inside among them (ast::Declaration::faulty), and File tells whether
// any is missing.  Never throws, never crashes, whatever the bytes.  Linear in
// the length of the text.
ast::File Parse(const SourceText& source, DiagnosticSink& sink);

}  // namespace precept::lang
