#include "nfa/place.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace precept::nfa {
namespace {

void AddNeeds(const Way& way, const Automaton& automaton, Place& place) {
  for (RegisterId id : way.needs) {
    if (automaton.registers[id.index()].kind == Register::Kind::kHistory) {
      place.apart = true;
      continue;
    }
    const auto at = std::lower_bound(place.registers.begin(), place.registers.end(), id);
    if (at == place.registers.end() || *at != id) place.registers.insert(at, id);
  }
}

// Conjuncts of the clause `where` are tested when the way has been taken.
bool TestsRest(const Automaton& automaton, const Way& way) {
  const Position& target = automaton.positions[way.target.index()];
  return target.accepting && !target.rest.empty() && automaton.mode != ReportMode::kLongest;
}

void MarkConditional(StepId step, Place& place) {
  place.guarded |= BitOf(step);
  place.conditional |= BitOf(step);
}

void MarkComputed(StepId step, Place& place) {
  MarkConditional(step, place);
  place.computed |= BitOf(step);
}

}  // namespace

PlaceTable::PlaceTable(const Rule& rule) : automaton_(rule.automaton), rule_(rule) {
  places_.emplace_back();  // kHeld
  for (std::size_t i = 0; i < automaton_.positions.size(); ++i) {
    std::vector<std::uint32_t> open(automaton_.positions[i].ways.size());
    std::iota(open.begin(), open.end(), 0u);
    arrivals_.push_back(Intern(PositionId(i), std::move(open), true));
  }
}

PlaceId PlaceTable::Intern(PositionId position, std::vector<std::uint32_t> open,
                           bool very_next) {
  Place place;
  place.position = position;
  place.open = std::move(open);
  const auto looks_on = [](const Way& way) {
    return std::any_of(way.negations.begin(), way.negations.end(),
                       [](const Watch& watch) { return watch.very_next; });
  };
  place.very_next = very_next && std::any_of(place.open.begin(), place.open.end(),
                                             [&](std::uint32_t way) {
                                               return looks_on(WayOf(place, way));
                                             });
  const auto [known, is_new] = by_content_.try_emplace(
      {position, place.open, place.very_next}, PlaceId(places_.size()));
  if (!is_new) return known->second;
  Describe(place);
  places_.push_back(std::move(place));
  return known->second;
}

void PlaceTable::Describe(Place& place) const {
  place.has_strict = place.very_next;
  for (std::uint32_t way : place.open) DescribeWay(WayOf(place, way), place);
  place.reads |= place.untils | place.negations;
}

void PlaceTable::DescribeWay(const Way& way, Place& place) const {
  if (way.contiguity == Contiguity::kStrict) place.has_strict = true;
  if (way.high || way.wait || !way.clocks.empty()) place.has_clock = true;
  if (way.kind == Way::Kind::kAbsence && TestsRest(automaton_, way)) {
    place.tests_at_deadline = true;
  }
  place.in_whole |= way.in_whole;
  AddNeeds(way, automaton_, place);
  DescribeStep(way, place);
  if (way.kind == Way::Kind::kAbsence && !way.wait && !way.untils.empty()) {
    // Where an `until` ends the wait, the event is read by what comes after it.
    for (const Way& next : automaton_.positions[way.target.index()].ways) {
      DescribeStep(next, place);
      // Guards of what comes after it are not those of open ways.
      if (next.kind == Way::Kind::kStep && (BitOf(next.step) & place.guarded) != 0) {
        MarkComputed(next.step, place);
      }
      if (next.contiguity == Contiguity::kStrict) place.has_strict = true;
      for (const Watch& watch : next.negations) {
        if (watch.very_next) place.has_strict = true;
        place.reads |= BitOf(watch.step);
        if (!watch.conditions.empty()) MarkComputed(watch.step, place);
      }
    }
  }
  for (const Watch& watch : way.negations) {
    if (watch.very_next && !place.very_next) continue;
    place.negations |= BitOf(watch.step);
    if (!watch.conditions.empty()) MarkConditional(watch.step, place);
  }
  for (const Watch& watch : way.untils) {
    place.untils |= BitOf(watch.step);
    // An absence that it ends is left, and what follows may read the history.
    if (!watch.conditions.empty()) MarkConditional(watch.step, place);
    if (way.kind == Way::Kind::kAbsence && TestsRest(automaton_, way)) {
      MarkComputed(watch.step, place);
    }
  }
}

void PlaceTable::DescribeStep(const Way& way, Place& place) const {
  if (way.kind != Way::Kind::kStep) return;
  place.reads |= BitOf(way.step);
  if (!way.conditions.empty()) MarkConditional(way.step, place);
  if (!way.where.empty() || TestsRest(automaton_, way)) {
    MarkComputed(way.step, place);
  } else if (way.low || way.high || !way.rounds.empty()) {
    place.guarded |= BitOf(way.step);
  }
}

}  // namespace precept::nfa
