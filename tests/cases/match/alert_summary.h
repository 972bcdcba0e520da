// Alerts as short text that the author of a case can work out by hand.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/value.h"

namespace precept::tests {

// Numbers of given events by their coordinates.
using EventNumbers = std::map<std::pair<std::string, std::int64_t>, std::int64_t>;

enum class EventData { kHidden, kShown };

// What of an alert is the match itself, the same whoever found it.
struct MatchSummary {
  std::string rule;
  nfa::Duration after_start{};   // When it was decided.
  std::vector<std::string> key;  // JSON of the parts that are there.
  // Steps and the numbers of their events, in the order taken.
  std::vector<std::pair<std::string, std::int64_t>> events;
  bool incomplete = false;
};

// `r at 2s ["c1"] a=1 b=3 incomplete`.
std::string ToText(const MatchSummary& match);
// The match of an alert, as ToText tells it.
std::string SummarizeMatch(std::string_view alert, nfa::Timestamp start,
                           const EventNumbers& numbers);

// `r at 2s {card: "c1"} a=1 b=3 severity high risk 80 fields {…} message "…"`:
// the rule, when it was decided, the key, the events by their numbers in the
// order taken; then what is not its default.
std::string SummarizeAlert(std::string_view alert, nfa::Timestamp start,
                           const EventNumbers& numbers, EventData data);

// `dead 3 (Type): why`, `late 3`: the record's number, the type where only that
// one refused it, and the reason.
std::string SummarizeRefused(std::string_view what, std::string_view line);

}  // namespace precept::tests
