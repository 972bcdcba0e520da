// Checked rules to the rule set that events meet.

#pragma once

#include "compiler/checked_rules.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

// Streams with only the columns that are read, base types, key specs, kept
// fields, automata, frames and the stage plan.  Cannot fail: what cannot be
// lowered has been refused by the checker.
nfa::RuleSet Lower(const CheckedRules& checked);

}  // namespace precept::compiler
