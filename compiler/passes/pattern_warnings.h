// Warnings about the shape of a pattern: waits that nothing bounds, what is
// reported sooner than it looks, loops that share events with what follows
// them, arrows that cost or miss more than the author may think.

#pragma once

#include "compiler/checked_rules.h"
#include "compiler/context.h"
#include "compiler/pattern_tree.h"

namespace precept::compiler {

// REQUIRES: `tree` has the steps of the rule.
void WarnOfPattern(CheckContext& context, const PatternTree& tree,
                   const CheckedRule& checked);

// Whether some event can be of both types, under one key, and fit the steps' own
// conditions, as far as these show.
bool CanTakeTheSame(CheckContext& context, const CheckedStep& a,
                    const CheckedStep& b);
// Whether some event can fit the step, as far as its own conditions show;
// `with_conditions` false: whether any can be of its type.
bool CanTake(CheckContext& context, const CheckedStep& step,
             bool with_conditions);

}  // namespace precept::compiler
