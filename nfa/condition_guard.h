// The conditions over earlier steps of one way, negation or `until`, as one
// shape has what they read.
//
// Like the guards of shape_memo.h they decide by one bit: all of them hold, or
// not.  What they read of earlier steps is named by the shape's registers, so
// that a test needs no run; what they read of the event is read once an event.
//
// Thread safety: immutable once made; a test uses the frame.

#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "nfa/frame.h"
#include "nfa/place.h"
#include "nfa/run_step.h"

namespace precept::nfa {

struct Shape;

struct ConditionGuard {
  static constexpr std::uint32_t kMissing = ~std::uint32_t{0};

  StepId step;
  std::vector<std::uint32_t> conditions;  // Rule::conditions; all of them.
  // Columns of the frame that they read of the event, and of the key.
  std::vector<std::uint32_t> own;
  std::vector<std::uint32_t> key;
  // Columns that they read of earlier steps, each with the slot of the register
  // that holds the event; kMissing: it has not been taken yet.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> earlier;
  // Besides, they read lists: then only a run can test them.
  bool reads_lists = false;

  bool operator==(const ConditionGuard&) const = default;
};

// Calls f(step, conditions) for the open ways of a place and for what watches over
// them: what an event that fits the step does there hangs on these conditions.
template <class F>
void ForEachUse(const PlaceTable& places, const Place& place, F f) {
  for (std::uint32_t number : place.open) {
    const Way& way = places.WayOf(place, number);
    if (way.kind == Way::Kind::kStep) f(way.step, way.conditions);
    for (const Watch& watch : way.negations) {
      if (!watch.very_next || place.very_next) f(watch.step, watch.conditions);
    }
    for (const Watch& watch : way.untils) f(watch.step, watch.conditions);
  }
}

// Of a thread of a shape.
ConditionGuard GuardOf(const Rule& rule, const PlaceTable& places, const Shape& shape,
                       std::size_t thread, StepId step, const std::vector<ConditionUse>& uses);

// Set the columns that a guard reads of the event and the key, and of earlier
// steps.
void SetEvent(const Rule& rule, const ConditionGuard& guard, EventContext& event, Frame& frame);
void SetEarlier(const ConditionGuard& guard, std::span<const std::int64_t> registers,
                Frame& frame);
// Whether all conditions are true.  REQUIRES: they read no lists.
bool Holds(const Rule& rule, const ConditionGuard& guard,
           std::span<const std::int64_t> registers, EventContext& event, Frame& frame);

}  // namespace precept::nfa
