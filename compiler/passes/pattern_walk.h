// What can be read off the tree of a pattern: what may be passed by, what is
// surely taken, where a match begins and ends.

#pragma once

#include <cstdint>
#include <vector>

#include "compiler/checked_pattern.h"

namespace precept::compiler {

// Whether a match can pass by it: without an event, and without a wait.
bool IsOptional(const CheckedNode& node);
// Whether all that it asks for can happen without an event: absences too.
bool IsEventless(const CheckedNode& node);
// Whether no event can fit it, if none fits the steps for which `fits` is false.
bool IsDead(const CheckedNode& node, const std::vector<bool>& fits);

// The steps that can take its first event, in order.
std::vector<std::uint32_t> FirstSteps(const CheckedNode& node);
// The first step of it in the order of the text.
std::uint32_t LeadingStep(const CheckedNode& node);
bool Contains(const CheckedNode& node, std::uint32_t step);

// How many events of these steps every match of the node has taken, at least.
std::uint64_t LeastTaken(const CheckedNode& node,
                         const std::vector<std::uint32_t>& steps);
// The same where the condition of step `reader` is tested, in the current round
// of the groups around it.
std::uint64_t LeastTakenBefore(const CheckedNode& node, std::uint32_t reader,
                               const std::vector<std::uint32_t>& steps);
// The most events that a match can take; saturating.
std::uint64_t MostTaken(const CheckedNode& node);

}  // namespace precept::compiler
