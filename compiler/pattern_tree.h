// The pattern of a rule while it is checked: the tree that the rule will have,
// its steps in the order of the text, and what only the checker needs of them.
//
// Mistakes of form (a repetition of no rounds, an absence that nothing bounds)
// are reported while the tree is made; where one was reported the tree stands
// for what was meant as well as it can.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/checked_pattern.h"
#include "compiler/context.h"
#include "lang/ast.h"

namespace precept::compiler {

struct PatternStep {
  // A `|` or `&` around the step, and in which part of it the step stands.
  struct Fork {
    enum class Kind : std::uint8_t { kAlternation, kConjunction };
    Kind kind{};
    std::uint32_t number = 0;  // Of the construct, in the order of the text.
    std::uint32_t part = 0;
  };

  const lang::ast::Step* syntax = nullptr;
  CheckedStep::Role role{};
  bool repeats = false;    // Itself, and more than once.
  bool very_next = false;  // Negations: after `=>`.
  std::vector<std::uint32_t> groups;  // As CheckedStep::groups.
  std::vector<Fork> forks;            // Outermost first.
  std::optional<std::uint32_t> type;  // Nothing: not known, and reported.
  // Fields of the type that its condition, once checked, says are there, and
  // that are not 0.
  std::set<std::uint32_t> present;
  std::set<std::uint32_t> not_zero;

  bool takes() const { return role == CheckedStep::Role::kTaken; }
  bool binds() const { return takes() && syntax->variable; }
};

struct PatternTree {
  std::vector<PatternStep> steps;
  CheckedNode root;
  // Where the arrows stand, by the first step of what each leads to.
  std::map<std::uint32_t, lang::SourceRange> arrows;
};

PatternTree BuildPattern(CheckContext& context, const std::string& owner,
                         const lang::ast::Match& match);

// The event type of this name; or nothing, after a report, here or at its
// declaration.
std::optional<std::uint32_t> FindEventType(CheckContext& context,
                                           const std::string& owner,
                                           const lang::ast::Name& name);
// The kind of the innermost construct of which the steps are different parts.
std::optional<PatternStep::Fork::Kind> ForkBetween(const PatternStep& a,
                                                   const PatternStep& b);

}  // namespace precept::compiler
