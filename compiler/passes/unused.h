// Warnings about lists, functions and consts that nothing reads.

#pragma once

#include "compiler/catalog.h"
#include "compiler/references.h"
#include "compiler/reporter.h"

namespace precept::compiler {

// REQUIRES: everything has been checked, without errors.
void WarnOfUnused(const Catalog& catalog, const References& references,
                  Reporter& reporter);

}  // namespace precept::compiler
