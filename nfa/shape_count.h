// How many shapes a pattern reaches.
//
// Thread safety: none is needed; a function of its arguments.

#pragma once

#include <cstddef>
#include <span>

#include "nfa/place.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

// What an event can be to a rule.
struct EventKind {
  StepMask fits = 0;
  bool counts = false;  // For strict joints.
  auto operator<=>(const EventKind&) const = default;
};

// Shapes that starts of the rule can have when events are of these kinds, at
// most `limit` + 1.  Ranges and rounds are taken as met whenever their step
// fits, and deadlines other than that of the whole are not tried.
std::size_t CountShapes(const Rule& rule, std::span<const EventKind> kinds,
                        std::size_t limit);

}  // namespace precept::nfa
