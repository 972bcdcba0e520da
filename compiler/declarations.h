// Declarations that are no event type, rule or function: consts, and those
// that this version only knows by name.

#pragma once

#include "compiler/context.h"
#include "lang/ast.h"

namespace precept::compiler {

// A const is a literal.
void CheckConsts(CheckContext& context);
// Windows, tables, models and tunes: their names are checked, and each is
// refused with one diagnostic.
void RefuseDeclarations(CheckContext& context);
// One diagnostic for each test of the file.
void RefuseTests(const lang::ast::File& file, Reporter& reporter);

}  // namespace precept::compiler
