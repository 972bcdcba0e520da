// Warnings about a rule as a whole: nothing keys or bounds it, a step that no
// event reaches, a variable that nothing reads; and those of
// pattern_warnings.h and condition_warnings.h.

#pragma once

#include <vector>

#include "compiler/checked_rules.h"
#include "compiler/context.h"
#include "compiler/passes/condition_warnings.h"
#include "compiler/pattern_tree.h"
#include "compiler/variable_reader.h"
#include "lang/ast.h"

namespace precept::compiler {

// REQUIRES: `checked` is whole but for its meaning; `tree` has its steps.
void WarnOfRule(CheckContext& context, const lang::ast::Rule& rule,
                const PatternTree& tree,
                const std::vector<PatternVariable>& variables,
                const std::vector<WrittenConjunct>& written,
                const CheckedRule& checked);

}  // namespace precept::compiler
