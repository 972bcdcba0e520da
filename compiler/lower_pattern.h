// Patterns to automata.

#pragma once

#include <string>
#include <string_view>

#include "compiler/checked_rules.h"
#include "nfa/automaton.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

// "->", "=>", "~>".
std::string_view ArrowText(nfa::Contiguity contiguity);

// The automaton of the rule's pattern; its positions in the order in which the
// walk of the pattern meets them, the start first.
// REQUIRES: `rule` has its steps, variables, frame and conditions;
// `conditions_of_step` and `where` say which of Rule::conditions are whose.
struct PatternConditions {
  std::vector<std::vector<std::uint32_t>> of_step;  // By StepId.
  std::vector<std::uint32_t> where;                 // By CheckedRule::where.
};
nfa::Automaton LowerPattern(const CheckedRule& source,
                            const PatternConditions& conditions,
                            const nfa::Rule& rule);

}  // namespace precept::compiler
