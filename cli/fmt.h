// `precept fmt`: one layout for every rule file.

#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/terminal.h"

namespace precept::cli {

struct FmtOptions {
  // "-" alone: standard input to standard output.
  std::vector<std::string> rules;
  bool check = false;  // Names the files that would change, writes nothing.
  bool diff = false;   // Shows what would change, writes nothing.
};

ExitCode RunFmt(const FmtOptions& options, const Terminal& terminal);

}  // namespace precept::cli
