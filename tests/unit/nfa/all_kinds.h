// Every kind of event that a rule could see, whatever its conditions say.

#pragma once

#include <cstddef>
#include <vector>

#include "nfa/rule_set.h"
#include "nfa/shape_count.h"

namespace precept::nfa {

// All sets of steps, or where there are many, those of one and of two and all
// together; what a step of the pattern takes counts for strict ways.
inline std::vector<EventKind> AllKinds(const Rule& rule) {
  constexpr std::size_t kMostAtOnce = 10;
  const std::size_t num_steps = rule.steps.size();
  StepMask taken = 0;
  for (std::size_t i = 0; i < num_steps; ++i) {
    if (rule.steps[i].role == Step::Role::kTaken) taken |= StepMask{1} << i;
  }
  bool has_strict = rule.automaton.has_strict;
  for (const Position& position : rule.automaton.positions) {
    for (const Way& way : position.ways) {
      has_strict = has_strict || way.contiguity == Contiguity::kStrict;
    }
  }
  std::vector<StepMask> sets{0};
  if (num_steps <= kMostAtOnce) {
    for (StepMask set = 1; set < StepMask{1} << num_steps; ++set) sets.push_back(set);
  } else {
    sets.push_back((StepMask{1} << num_steps) - 1);
    for (std::size_t i = 0; i < num_steps; ++i) {
      for (std::size_t j = i; j < num_steps; ++j) {
        sets.push_back(StepMask{1} << i | StepMask{1} << j);
      }
    }
  }
  std::vector<EventKind> kinds;
  for (StepMask set : sets) {
    if (!has_strict || (set & taken) == 0) kinds.push_back({set, false});
    if (has_strict) kinds.push_back({set, true});
  }
  return kinds;
}

}  // namespace precept::nfa
