// Where a run stands: the ways that are open to it.
//
// A way is one step that the run could take next (or the end of the pattern, or
// an absence to wait for), how it would come there, and the frames around it:
// the groups, rounds and operands in which the run would then be.  The ways of
// a place are in order of preference: "looping leaving, left right".

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nfa/value.h"
#include "tests/oracle/pattern.h"

namespace precept::oracle {

// One construct of the pattern that the run is inside of.
struct Frame {
  const Node* node = nullptr;
  int index = 0;  // Sequence: the element.  Repeat: the round, from 1.
  bool took = false;  // Repeat: this round has taken an event.
  std::optional<nfa::Timestamp> since;  // Scope: its first event, once taken.
  std::vector<int> taken;               // Conjunction: events an operand.
};

// The rounds of the repetitions around a place, outermost first.
using Rounds = std::vector<std::pair<const Node*, int>>;

// A negation that the way passes.
struct Guard {
  const Negation* negation = nullptr;
  Rounds rounds;
};

struct Way {
  enum class Kind : std::uint8_t { kStep, kAbsence, kEnd };
  Kind kind = Kind::kStep;
  const Step* step = nullptr;         // kStep
  const Negation* absence = nullptr;  // kAbsence
  int operand = -1;                   // Of a conjunction, the top frame.
  lang::ast::Contiguity arrow = lang::ast::Contiguity::kRelaxed;
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
  std::vector<Guard> guards;
  // Branches, rounds of groups of more than one step that it begins.
  std::vector<const Node*> begun;
  std::vector<Frame> frames;
  // When it closes, or for an absence is met: once time has passed this.
  std::optional<nfa::Timestamp> deadline;
};

Rounds RoundsOf(const std::vector<Frame>& frames);

// The ways in which a match begins.
std::vector<Way> WaysOfStart(const Node& root);
// The ways open after `way` was taken at `now` by an event.  `last` is the time
// of the last event taken, `now` itself.
std::vector<Way> WaysAfterEvent(const Way& way, nfa::Timestamp now);
// The ways open after an absence was met.  "Ranges count from the last event
// taken."
std::vector<Way> WaysAfterAbsence(const Way& way, nfa::Timestamp last);

// The steps that may still be taken from the place after `way` was taken,
// whichever ways are closed.
std::vector<const Step*> StepsStillAhead(const Way& taken);

// Whether the way goes on in the scope that `frame` is, begun before.
bool StaysInside(const Way& way, const Frame& frame);

// The place as text, without times: "position in the pattern, rounds counted
// up to the bounds, with the ways still open" (2.2, latest).
std::string PlaceText(const std::vector<Way>& ways);

}  // namespace precept::oracle
