// What a rule means, as text.

#pragma once

#include <string>

#include "compiler/checked_rules.h"
#include "compiler/context.h"

namespace precept::compiler {

// The rule's name, pattern and clauses without title and meta, then every
// declaration that it reaches, ordered by name; all in canonical print, so
// that layout and comments do not count.  Of event types only the fields that
// its alerts can depend on.
// REQUIRES: `rule` is whole but for its meaning.
std::string MeaningOf(const CheckedRule& rule, const CheckContext& context);

}  // namespace precept::compiler
