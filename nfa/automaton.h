// The automaton of one pattern: places and the ways on from them.
//
// A place is where a run stands: the rest of the pattern and which of its ways
// are still open.  The ways of a place are in order of preference.  Taking a
// way means that its step takes the event; shape.h says what remains of a run
// that did not take, or that waits beside a copy that took.
//
// Places are numbered by content: by the walk of the pattern from left to
// right, never by when they were discovered, so that stored state survives a
// rebuild of the same rule.
//
// Thread safety: immutable; part of the RuleSet.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nfa/id.h"
#include "nfa/value.h"

namespace precept::nfa {

enum class Contiguity : std::uint8_t {
  kRelaxed,           // ->
  kStrict,            // =>
  kNondeterministic,  // ~>
};

enum class ReportMode : std::uint8_t { kFirst, kLongest, kEach, kAll, kLatest };

// One open way on from a place.
struct Way {
  StepId step;             // The step that takes, a bit of the event's mask.
  Contiguity contiguity{};
  PlaceId target;          // Where the copy that took stands.
};

struct Place {
  // Open ways, best first.
  std::vector<Way> ways;
  // A run here is at the end of the pattern.
  bool accepting = false;
  // "after a: b ->" and the like, for explain.
  std::string text;
};

struct Automaton {
  // Where a run that has taken nothing stands; no way leads here, and its ways
  // are relaxed: an event begins a run or it does not.
  static constexpr PlaceId kStart{};

  std::vector<Place> places;
  ReportMode mode{};
  // Last event minus first event, the bound inside.
  std::optional<Duration> within;
  // Some way is strict: an event that the rule's key sees counts though no
  // step fits it.
  bool has_strict = false;
};

}  // namespace precept::nfa
