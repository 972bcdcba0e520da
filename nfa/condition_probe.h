// What of a shape an event moves only where conditions over earlier steps hold,
// and how to find the entries for which they may hold.
//
// A probe is one way, negation or `until` of one thread of the shape together
// with its conditions.  An event that fits its step does nothing to an entry by
// it unless all of them are true; so it is enough to look at the entries that
// one search or one test of columns finds, if that never misses one.
//
// Thread safety: immutable once made.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "nfa/condition_guard.h"
#include "nfa/condition_split.h"
#include "nfa/place.h"
#include "nfa/shape.h"

namespace precept::nfa {

struct Probe : ConditionGuard {
  // Conditions that read the event and the key alone.
  std::vector<std::uint32_t> of_event;
  // Searched: all equalities, below them one that orders.
  std::vector<SplitCondition> equal;
  std::optional<SplitCondition> ordered;
  // Where nothing is searched: tested for all entries at once, by columns.
  std::vector<std::uint32_t> tested;

  bool is_searched() const { return !equal.empty() || ordered.has_value(); }
  // What a search finds is what all conditions are true of.
  bool is_exact() const {
    return equal.empty() && ordered && ordered->is_exact() &&
           conditions.size() == of_event.size() + 1;
  }
};

struct ShapeProbes {
  std::vector<Probe> probes;
  // Steps for which all entries are to be looked at.
  StepMask all = 0;
  // A way that takes where the run stands and changes nothing that is read later;
  // only its step and conditions decide.  An event that fits no other step of
  // the shape may wait to be written on its starts.
  struct Loop {
    StepId step;
    std::uint32_t way = 0;    // Numbered over all positions.
    std::size_t probe = 0;
  };
  std::optional<Loop> loop;
};

ShapeProbes ProbesOf(const Rule& rule, const ExpressionPool& pool, PlaceTable& places,
                     const Shape& shape);

}  // namespace precept::nfa
