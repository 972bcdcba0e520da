// Cases of one line each: a rule, events and matches as short text.
//
//   events   "A@1 x=3 k=u; A+B@2"       type(s) @ seconds, then fields
//   matches  "[u] a0 b1 by 1; a0 at 5"  label and index of each event taken,
//            then the event that decided it, or the deadline in seconds
//
// Types A to F share stream "s", G is on stream "t"; all have x: int?, y:
// float?, m: decimal?, k: string?, h: string?, tags: [string]?.  P = A | B,
// Big = A where x > 5, Loud = A { loud = x * 2 }.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/oracle/event.h"
#include "tests/oracle/oracle.h"

namespace precept::oracle {

struct CompactCase {
  const char* sentence;  // Of LANGUAGE, that the case is taken from.
  const char* rule;      // From `match` on, without the word.
  const char* events;
  const char* matches;
  Options options = {};
};

std::vector<Event> ParseEvents(std::string_view text);
std::string ToCompact(const std::vector<Match>& matches);
// The matches of the case as text, or "failure: …".
std::string RunCompact(const CompactCase& c);
// Parses a rule file; `error` is set to the first message if it has any.
lang::ast::File ParseFile(const std::string& text, std::string& error);

// So that a failed case prints its rule.
void PrintTo(const CompactCase& c, std::ostream* out);

}  // namespace precept::oracle
