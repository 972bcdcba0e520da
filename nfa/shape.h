// Shapes, and how an event moves them.
//
// All runs of one starting event form its shape: the places where they stand,
// in order of preference, each place once (of two runs of one start at one
// place no later event tells apart, the preferred one stays).  What an event
// does to a shape is a function of the shape and of which steps the event fits;
// it is computed once and remembered.
//
// Shapes are values: two starts of equal shape are moved by one look-up.  Ids
// are handed out as shapes are met and mean nothing outside this table.
//
// Thread safety: none; a table belongs to one matcher.

#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "nfa/automaton.h"
#include "nfa/id.h"

namespace precept::nfa {

using ShapeId = Id<struct ShapeTag>;

// The steps that an event fits, a bit a StepId.
using StepMask = std::uint64_t;

// How one thread of the new shape came about.
struct ThreadMove {
  std::uint32_t from = 0;      // The thread of the old shape.
  std::optional<StepId> took;  // The step that took the event; none: it waited.
  bool operator==(const ThreadMove&) const = default;
};

struct Transition {
  // Nothing moves: the shape and all its threads stay as they are.
  bool identity = false;
  // Some run is at its end: the preferred one.  Under `first` and `each` the
  // start is then done and the rest of this does not matter.
  std::optional<ThreadMove> completion;
  // Empty: every run of the start is gone.
  std::vector<ThreadMove> moves;
  ShapeId to;  // REQUIRES: moves is not empty.
};

class ShapeTable {
 public:
  // `automaton` must outlive this.
  explicit ShapeTable(const Automaton& automaton);

  // What an event that fits `fits` does to a start of this shape.  The
  // reference stays valid.
  const Transition& Step(ShapeId shape, StepMask fits);
  // What it begins: moves are from thread 0 of a run that has taken nothing.
  const Transition& Begin(StepMask fits) { return Step(kStartShape, fits); }

  // Steps that can begin a start.
  StepMask begins() const { return begins_; }
  std::size_t num_threads(ShapeId shape) const {
    return shapes_[shape.index()].places.size();
  }
  std::size_t size() const { return shapes_.size(); }

 private:
  static constexpr ShapeId kStartShape{};

  struct Shape {
    std::vector<PlaceId> places;  // Threads, best first.
    StepMask reads = 0;           // Steps of open ways.
    bool has_strict = false;      // Some open way is strict.
    boost::unordered_flat_map<StepMask, const Transition*> memo;
  };

  ShapeId Intern(std::vector<PlaceId> places);
  Transition Compute(ShapeId shape, StepMask fits);

  const Automaton& automaton_;
  StepMask begins_ = 0;
  std::deque<Shape> shapes_;
  std::map<std::vector<PlaceId>, ShapeId> by_places_;
  std::deque<Transition> transitions_;
  Transition identity_;
};

}  // namespace precept::nfa
