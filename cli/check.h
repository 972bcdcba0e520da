// `precept check`: are these rules right?

#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/terminal.h"

namespace precept::cli {

enum class DiagnosticFormat { kText, kJson };

struct CheckOptions {
  std::vector<std::string> rules;  // "-" alone: standard input.
  bool strict = false;  // Warnings are findings.
  DiagnosticFormat format = DiagnosticFormat::kText;
};

ExitCode RunCheck(const CheckOptions& options, const Terminal& terminal);

}  // namespace precept::cli
