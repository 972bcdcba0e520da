// What a replay says without being asked: what is not in its alerts.

#pragma once

#include <string>

#include "cli/replay.h"
#include "cli/terminal.h"
#include "runtime/engine.h"

namespace precept::cli {

// Dead letters and late events that no file keeps, and values that were missing
// where the type has no `?`.
void WarnOfLosses(const ReplayOptions& options,
                  const runtime::EngineCounts& counts,
                  const std::string& first_dead_letter,
                  const Terminal& terminal);

// Records were read and none was an event.
void WarnOfNoEvents(const runtime::EngineCounts& counts, const Terminal& terminal);

}  // namespace precept::cli
