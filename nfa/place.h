// Places: a position and which of its ways are still open.
//
// Places are values: two runs at one place with equal registers are not told
// apart by any later event.  Ids are handed out as places are met and mean
// nothing outside the table; what a place is, is its content.
//
// Thread safety: none; a table belongs to one matcher.

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <tuple>
#include <vector>

#include "nfa/automaton.h"
#include "nfa/id.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

// The steps that an event fits, a bit a StepId.
using StepMask = std::uint64_t;
constexpr StepMask BitOf(StepId step) { return StepMask{1} << step.index(); }

struct Place {
  PositionId position;
  std::vector<std::uint32_t> open;  // Ways of the position, ascending.
  // A negation `=> not n` still waits for the first event that counts.
  bool very_next = false;

  // Steps of open ways and of what watches over them.
  StepMask reads = 0;
  // Those whose effect depends on registers, the key or the history.
  StepMask guarded = 0;
  // Of these: not, or not only, on rounds and ranges of open ways.
  StepMask conditional = 0;
  // Of these: not by conditions of open ways and of what watches over them alone.
  StepMask computed = 0;
  StepMask untils = 0;
  StepMask negations = 0;
  // An event that counts closes or settles something though it fits nothing.
  bool has_strict = false;
  // What was taken is read later: no two runs here are alike.
  bool apart = false;
  // Open ways have deadlines besides that of the whole.
  bool has_clock = false;
  // An absence that a deadline meets is at an end that has conditions.
  bool tests_at_deadline = false;
  // Some end with the `within` of the whole.
  bool in_whole = false;
  // That open ways need, ascending; kHistory is `apart` instead.
  std::vector<RegisterId> registers;
};

class PlaceTable {
 public:
  // The place of a complete match that is held (`longest`).
  static constexpr PlaceId kHeld{};

  // `rule` must outlive this.
  explicit PlaceTable(const Rule& rule);

  // Where a run comes to that takes a way to `position`: all ways open.
  PlaceId Arrive(PositionId position) { return arrivals_[position.index()]; }
  PlaceId Intern(PositionId position, std::vector<std::uint32_t> open, bool very_next);

  const Place& operator[](PlaceId id) const { return places_[id.index()]; }
  const Position& PositionOf(const Place& place) const {
    return automaton_.positions[place.position.index()];
  }
  const Way& WayOf(const Place& place, std::uint32_t way) const {
    return PositionOf(place).ways[way];
  }
  const Automaton& automaton() const { return automaton_; }

 private:
  void Describe(Place& place) const;
  void DescribeWay(const Way& way, Place& place) const;
  void DescribeStep(const Way& way, Place& place) const;

  const Automaton& automaton_;
  const Rule& rule_;
  std::deque<Place> places_;
  std::map<std::tuple<PositionId, std::vector<std::uint32_t>, bool>, PlaceId> by_content_;
  std::vector<PlaceId> arrivals_;  // By PositionId.
};

}  // namespace precept::nfa
