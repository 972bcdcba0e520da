// What became of the rules, as text: for authors who want to see, and for the
// cases in tests/cases/lower/.

#pragma once

#include <string>

#include "compiler/checked_rules.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

// Types with their fields, rules with typed conditions, keys and frames.
// `rule` empty: all rules.
std::string ExplainChecked(const CheckedRules& checked, const std::string& rule);
// The stage plan: inputs, keys, rules; what the screen evaluates.
std::string ExplainPlan(const nfa::RuleSet& rules, const std::string& rule);
// Places and ways, one line each, numbered by content.
std::string ExplainAutomaton(const nfa::RuleSet& rules, const std::string& rule);
// The automaton of one rule as a graph for graphviz.
std::string AutomatonDot(const nfa::RuleSet& rules, nfa::RuleId rule);

}  // namespace precept::compiler
