// What the command says to the shell.

#pragma once

namespace precept::cli {

enum class ExitCode : int {
  kFine = 0,
  kFindings = 1,      // Warnings with --strict, unformatted files.
  kRulesRefused = 2,  // Rules do not compile.
  kUsage = 3,
  kUnreachable = 4,   // Input or output that cannot be reached.
};

}  // namespace precept::cli
