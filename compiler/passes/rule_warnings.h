// Warnings about a rule as a whole: nothing keys or bounds it, a step that no
// event reaches, a variable that nothing reads.

#pragma once

#include <vector>

#include "compiler/checked_rules.h"
#include "compiler/context.h"
#include "compiler/pattern_steps.h"
#include "compiler/step_scope.h"
#include "lang/ast.h"

namespace precept::compiler {

// REQUIRES: `checked` has its steps, keys and bound; all of it runs.
void WarnOfRule(CheckContext& context, const lang::ast::Rule& rule,
                const PatternSteps& steps,
                const std::vector<PatternVariable>& variables,
                const CheckedRule& checked);

}  // namespace precept::compiler
