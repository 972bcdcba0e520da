#include "nfa/shape.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace precept::nfa {
namespace {

StepMask BitOf(StepId step) { return StepMask{1} << step.index(); }

// The ways of a place that an event leaves open to what remains of a run: a
// strict way is closed by any event, a relaxed one where a relaxed one took.
bool StaysOpen(const Way& way, bool relaxed_took) {
  switch (way.contiguity) {
    case Contiguity::kStrict: return false;
    case Contiguity::kRelaxed: return !relaxed_took;
    case Contiguity::kNondeterministic: return true;
  }
  return false;
}

}  // namespace

ShapeTable::ShapeTable(const Automaton& automaton) : automaton_(automaton) {
  identity_.identity = true;
  Intern({Automaton::kStart});
  begins_ = shapes_.front().reads;
}

ShapeId ShapeTable::Intern(std::vector<PlaceId> places) {
  auto [it, added] = by_places_.try_emplace(places, ShapeId(shapes_.size()));
  if (!added) return it->second;
  Shape shape;
  for (PlaceId place : places) {
    for (const Way& way : automaton_.places[place.index()].ways) {
      shape.reads |= BitOf(way.step);
      shape.has_strict |= way.contiguity == Contiguity::kStrict;
    }
  }
  shape.places = std::move(places);
  shapes_.push_back(std::move(shape));
  return it->second;
}

const Transition& ShapeTable::Step(ShapeId id, StepMask fits) {
  Shape& shape = shapes_[id.index()];
  const StepMask mask = fits & shape.reads;
  if (mask == 0 && !shape.has_strict) return identity_;
  if (auto it = shape.memo.find(mask); it != shape.memo.end()) return *it->second;
  transitions_.push_back(Compute(id, mask));
  // Compute may have added shapes; the deque keeps `shape` where it is.
  shape.memo.emplace(mask, &transitions_.back());
  return transitions_.back();
}

// LANGUAGE 2.3, item 3: each run in order of preference; every open step that
// fits takes the event, then what remains of the run itself waits.
Transition ShapeTable::Compute(ShapeId id, StepMask mask) {
  Transition result;
  std::vector<PlaceId> places;
  const auto add = [&](PlaceId place, ThreadMove move) {
    if (std::find(places.begin(), places.end(), place) != places.end()) return;
    places.push_back(place);
    result.moves.push_back(move);
  };
  const std::vector<PlaceId> threads = shapes_[id.index()].places;
  for (std::uint32_t thread = 0; thread < threads.size(); ++thread) {
    const Place& place = automaton_.places[threads[thread].index()];
    bool relaxed_took = false;
    for (const Way& way : place.ways) {
      if ((mask & BitOf(way.step)) == 0) continue;
      relaxed_took |= way.contiguity == Contiguity::kRelaxed;
      const ThreadMove move{thread, way.step};
      if (!automaton_.places[way.target.index()].accepting) {
        add(way.target, move);
      } else if (!result.completion) {
        result.completion = move;
      }
    }
    const auto open = std::count_if(
        place.ways.begin(), place.ways.end(),
        [&](const Way& way) { return StaysOpen(way, relaxed_took); });
    // Places with some ways closed are places of their own; a sequence has one
    // way a place, which is open or not.
    assert(open == 0 || open == static_cast<std::ptrdiff_t>(place.ways.size()));
    if (open > 0) add(threads[thread], {thread, std::nullopt});
  }
  result.identity = !result.completion && places == threads &&
                    std::none_of(result.moves.begin(), result.moves.end(),
                                 [](const ThreadMove& m) { return m.took.has_value(); });
  if (!places.empty()) result.to = Intern(std::move(places));
  return result;
}

}  // namespace precept::nfa
