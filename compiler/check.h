// Syntax trees to checked rules.

#pragma once

#include <optional>
#include <vector>

#include "compiler/checked_rules.h"
#include "lang/ast.h"
#include "lang/diagnostic.h"

namespace precept::compiler {

// Resolves names, checks types, keys, patterns and clauses, and warns (LANGUAGE
// 7).  All mistakes of all files are reported, follow-ups are not.  Nothing is
// returned if there was an error, one of syntax that `sink` has already
// included: what was read whole is checked all the same.  `files` must outlive
// the result.
std::optional<CheckedRules> Check(const std::vector<lang::ast::File>& files,
                                  lang::DiagnosticSink& sink);

}  // namespace precept::compiler
