// What the options of `replay` say about streams.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/replay.h"
#include "nfa/rule_set.h"
#include "nfa/status.h"
#include "runtime/engine.h"

namespace precept::cli {

// Files by stream, in the order given.
using StreamFiles = std::map<std::string, std::vector<std::string>>;

// Reads --stream NAME=FILE.  A name that no event type reads is refused with
// the names there are; standard input may be given once.
nfa::Result<StreamFiles> ParseStreams(const std::vector<std::string>& arguments,
                                      const nfa::Schema& schema);

// Reads --lateness, --max-ahead, --drain, --max-starts and --batch.
nfa::Result<runtime::EngineOptions> ParseEngineOptions(
    const ReplayOptions& options, const nfa::Schema& schema);

}  // namespace precept::cli
