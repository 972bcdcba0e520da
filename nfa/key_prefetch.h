// Brings near what the keys of the next events have open.
//
// With many keys open most of an event's time is waiting for memory, one record
// leading to the next.  Here all events of a group go from record to record side
// by side (PrefetchStep), so that their waits overlap.  Only a hint: it changes
// nothing.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nfa/match.h"
#include "nfa/matcher.h"
#include "nfa/screen/screen.h"

namespace precept::nfa {

class KeyPrefetch {
 public:
  // Events of a group.
  static constexpr std::size_t kEvents = 32;

  // The matcher will read an event under this key.  Both outlive Run.
  void Add(const Matcher& matcher, const EncodedKey& key) {
    if (matcher.HasManyKeys()) expected_.push_back({&matcher, &key, 0});
  }
  // REQUIRES: nothing was read since the first Add.
  void Run() {
    for (const PrefetchStep step : kPrefetchSteps) {
      for (Expected& e : expected_) {
        if (e.number == Matcher::kNoKey) continue;
        e.number = e.matcher->Prefetch(*e.key, e.number, step);
      }
    }
    expected_.clear();
  }

 private:
  struct Expected {
    const Matcher* matcher;
    const EncodedKey* key;
    std::uint32_t number;  // As the last step found it.
  };
  std::vector<Expected> expected_;
};

}  // namespace precept::nfa
