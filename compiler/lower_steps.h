// Steps of a rule to alternatives: one for every base type whose events the
// step can take.

#pragma once

#include "compiler/checked_rules.h"
#include "compiler/lower_schema.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

// Fills `rule`'s keys, types, variables, steps, alternatives and streams; adds
// to the key specs, kept fields and expressions of `rules`.
// REQUIRES: rules.kept has an entry a stream.
void LowerSteps(const CheckedRules& checked, const CheckedRule& source,
                const LoweredSchema& schema, nfa::RuleSet& rules,
                nfa::Rule& rule);

}  // namespace precept::compiler
