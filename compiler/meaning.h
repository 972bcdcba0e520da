// What a rule means, as text.

#pragma once

#include <string>

#include "compiler/catalog.h"
#include "compiler/references.h"
#include "lang/ast.h"

namespace precept::compiler {

// The rule's name, pattern and clauses without title and meta, then every
// declaration that it reaches, ordered by name; all in canonical print, so
// that layout and comments do not count.
std::string MeaningOf(const lang::ast::Rule& rule, const Catalog& catalog,
                      const References& references);

}  // namespace precept::compiler
