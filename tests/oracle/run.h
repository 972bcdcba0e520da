// A partial match: what it has taken and where it stands.

#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "nfa/value.h"
#include "tests/oracle/keys.h"
#include "tests/oracle/place.h"

namespace precept::oracle {

struct Taken {
  const Step* step = nullptr;
  std::size_t event = 0;  // Place in the order of events.
  Rounds rounds;          // In which it was taken.
};

struct Run {
  std::size_t start = 0;  // Its first event's place in the order of events.
  std::vector<Taken> taken;
  nfa::Timestamp last;    // Time of the last event taken.
  std::vector<Way> ways;  // In order of preference; never kEnd.
  // The conjuncts of the clause `where` tested so far.
  std::vector<bool> tested;
  // It came to the end with the event or deadline at hand.
  bool at_end = false;
  // `longest`: a complete match that waits for the runs preferred to it.
  bool held = false;
  // When it came to its place, counted in events and deadlines.
  std::size_t arrived = 0;
};

// All that is kept of one key.
struct KeyState {
  KeyTuple key;
  std::vector<Run> runs;  // In order of preference.
  // What has been reported: "a match is what it binds, and is reported once".
  std::set<std::vector<std::pair<int, std::size_t>>> reported;
  bool incomplete = false;
};

}  // namespace precept::oracle
