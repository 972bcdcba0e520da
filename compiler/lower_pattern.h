// Patterns to automata.

#pragma once

#include <string_view>

#include "compiler/checked_rules.h"
#include "nfa/automaton.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

// "->", "=>", "~>".
std::string_view ArrowText(nfa::Contiguity contiguity);

// The automaton of the rule's pattern.  Places of a sequence are numbered by
// how many of its steps a run has taken: 0 is the start, the last one accepts.
// REQUIRES: `rule` has its steps.
nfa::Automaton LowerPattern(const CheckedRule& source, const nfa::Rule& rule);

}  // namespace precept::compiler
