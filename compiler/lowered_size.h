// What only the lowering shows of a rule: how large its automaton is, and how
// many shapes its runs can have.

#pragma once

#include "compiler/checked_rules.h"
#include "lang/diagnostic.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

// Refuses rules that are too large to run and warns of those with very many
// shapes.  REQUIRES: `rules` is `checked` lowered.
void CheckSize(const CheckedRules& checked, const nfa::RuleSet& rules,
               lang::DiagnosticSink& sink);

}  // namespace precept::compiler
