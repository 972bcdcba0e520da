// The identity of an alert: the same in every run over the same streams.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nfa/event_row.h"
#include "nfa/match.h"
#include "nfa/rule_set.h"

namespace precept::runtime {

// Computes ids; keeps its memory from one to the next.
//
// Thread safety: none.
class AlertIds {
 public:
  // Both must outlive this.
  AlertIds(const nfa::RuleSet& rules, const nfa::EventRowStore& rows);

  // Appends the id of the match's alert, 32 hex digits: XXH3-128 of the rule's
  // name, the key's bytes (nfa/key.h) and, for each step name in order of bytes
  // that took events, the name, their number and the coordinates (stream,
  // partition, offset) of each in the order taken.  Numbers are big-endian,
  // texts and groups carry their length, so that different matches never give
  // the same bytes.
  void Append(const nfa::Match& match, std::string& out);

 private:
  // A step name and one event that it took.
  struct Taken {
    const std::string* name = nullptr;
    std::size_t position = 0;  // In Match::events.
  };

  const nfa::RuleSet& rules_;
  const nfa::EventRowStore& rows_;
  std::string bytes_;
  std::vector<Taken> taken_;
};

}  // namespace precept::runtime
