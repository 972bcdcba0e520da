// Stored state that is not what was written: it is refused, or read as some other
// state that does no harm.
//
// Thread safety: functions only.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "nfa/rule_set.h"
#include "nfa/stored_state.h"
#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {

struct StoredCase {
  RandomCase c;
  std::shared_ptr<const nfa::RuleSet> rules;  // Null: refused.
  std::size_t num_events = 0;                 // So many of it have been read.
  nfa::RuleTime time;
  std::string key;  // One that is in store then; `stored` is empty without one.
  nfa::StoredKey stored;
};

// A random case of which some events have been read.
StoredCase MakeStoredCase(std::uint64_t seed, std::size_t num_events);

// Changes bytes of the snapshot and journals, three bytes of `edits` a change:
// where, what (set, insert, take out), to which byte.
void Damage(std::span<const std::uint8_t> edits, nfa::StoredKey& stored);

// Reads the stored key, then the rest of the events, to the end of time; what is
// wrong with what happens then, or nothing.  `refused`: it could not be read.
std::string GoOn(const StoredCase& stored, bool& refused);

}  // namespace precept::exhaustive
