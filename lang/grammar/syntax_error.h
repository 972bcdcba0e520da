// From what the grammar expected to what an author is told.

#pragma once

#include "lang/grammar/parse_state.h"

namespace precept::lang::grammar {

// Reports why the construct that begins at `start` does not parse: what was
// expected at the farthest place, what stands there, and the repair if the
// mistake is a known one.
void ReportFailure(ParseState& state, Iterator start);

// Reports that a limit was passed.
void ReportLimit(ParseState& state, const LimitPassed& limit);

}  // namespace precept::lang::grammar
