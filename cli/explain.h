// `precept explain`: what became of the rules, stage by stage.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/terminal.h"

namespace precept::cli {

enum class ExplainStage { kAst, kChecked, kPlan, kAutomaton };

struct ExplainOptions {
  std::vector<std::string> rules;
  std::string rule;                   // Empty: all.
  std::optional<ExplainStage> stage;  // Nothing: all, in order.
  bool dot = false;                   // Automata as graphs.
  bool svg = false;                   // One automaton, drawn by graphviz.
};

ExitCode RunExplain(const ExplainOptions& options, const Terminal& terminal);

}  // namespace precept::cli
