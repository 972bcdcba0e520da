// A record as the oracle and the random cases see it: what it bears, when it
// happened, where it stands, what it says.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "nfa/value.h"

namespace precept::oracle {

struct Event {
  // The base event types it bears: those of its stream whose `where` it meets.
  std::vector<std::string> types;
  nfa::Timestamp time;
  std::string stream;
  std::int64_t partition = 0;
  std::int64_t offset = 0;
  // By the dotted name that the type declares; what is absent is missing.
  std::map<std::string, nfa::Value> fields;
};

// LANGUAGE 2.3: "in the order (event time, stream name, partition, offset)".
inline bool ComesBefore(const Event& a, const Event& b) {
  return std::tie(a.time, a.stream, a.partition, a.offset) <
         std::tie(b.time, b.stream, b.partition, b.offset);
}

}  // namespace precept::oracle
