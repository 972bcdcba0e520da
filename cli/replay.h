// `precept replay`: recorded events through the rules.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "nfa/limits.h"

namespace precept::cli {

struct ReplayOptions {
  std::vector<std::string> rules;
  std::vector<std::string> streams;   // NAME=FILE, in order.
  std::vector<std::string> lateness;  // 5s or NAME=5s.
  std::string max_ahead;              // Empty: not asked for.
  std::string out;                    // Files; empty: none.
  std::string late;
  std::string dead;
  bool drain = false;
  std::uint64_t max_starts = 0;  // 0: the caps of the language.
  bool summary = false;  // Even where standard error is no terminal.
  std::uint64_t batch = 0;  // Records a batch; 0: the engine's own choice.
};

ExitCode RunReplay(const ReplayOptions& options, const Terminal& terminal);

}  // namespace precept::cli
