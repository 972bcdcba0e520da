// Parts of the texts of `explain` that several stages share.

#pragma once

#include <string>
#include <string_view>

#include "nfa/automaton.h"
#include "nfa/rule_set.h"
#include "nfa/schema.h"

namespace precept::compiler {

// "first", "each", …
std::string_view ModeName(nfa::ReportMode mode);
// "Payment where amount < 2 by card": what an alternative takes, in names of
// its stream's columns.
std::string AlternativeText(const nfa::RuleSet& rules,
                            const nfa::Alternative& alternative);
// "card, user?": the parts of a key; empty for none.
std::string KeyText(const nfa::RuleSet& rules, const nfa::KeySpec& key);

}  // namespace precept::compiler
