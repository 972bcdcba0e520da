// The steps of a pattern in the order of the text, whatever operators join
// them; what this version does not run is refused on the way.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/context.h"
#include "lang/ast.h"
#include "nfa/automaton.h"

namespace precept::compiler {

struct PatternStep {
  // What the step is to the pattern: only kTaken binds its variable.
  enum class Role { kTaken, kNegated, kUntil };

  const lang::ast::Step* syntax = nullptr;
  Role role = Role::kTaken;
  bool repeats = false;     // Itself or in a group that does.
  bool in_branch = false;   // Of `|`: another branch may have its variable.
  std::optional<std::uint32_t> type;  // Nothing: not known, and reported.

  bool binds() const { return role == Role::kTaken && syntax->variable; }
};

struct PatternSteps {
  std::vector<PatternStep> steps;
  // How steps[i + 1] follows steps[i], and where the arrow stands.
  std::vector<nfa::Contiguity> arrows;
  std::vector<lang::SourceRange> arrow_ranges;
  // Something in it does not run in this version.
  bool refused = false;
  // The bound at the end of the whole pattern.
  const lang::ast::Span* within = nullptr;
};

PatternSteps CollectSteps(CheckContext& context, const std::string& owner,
                          const lang::ast::Pattern& pattern);

// The length of time, if it is one or a const of one; else it is reported.
std::optional<nfa::Duration> CheckSpan(CheckContext& context,
                                       const std::string& owner,
                                       const lang::ast::Span& span);
// Reports a count that names no const of a whole number.
void CheckCount(CheckContext& context, const std::string& owner,
                const lang::ast::Count& count);

}  // namespace precept::compiler
