// What a replay came to, for a person.

#pragma once

#include <string>

#include "nfa/rule_set.h"
#include "runtime/engine.h"

namespace precept::cli {

// Events, late, dead, untyped, missing values by field, alerts by rule, rate.
std::string SummaryText(const nfa::RuleSet& rules,
                        const runtime::EngineCounts& counts, double seconds,
                        bool colors);

}  // namespace precept::cli
