// Alerts as short text that the author of a case can work out by hand.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "nfa/value.h"

namespace precept::tests {

// Numbers of given events by their coordinates.
using EventNumbers = std::map<std::pair<std::string, std::int64_t>, std::int64_t>;

enum class EventData { kHidden, kShown };

// `r at 2s {card: "c1"} a=1 b=3 severity high risk 80 fields {…} message "…"`:
// the rule, when it was decided, the key, the events by their numbers in the
// order taken; then what is not its default.
std::string SummarizeAlert(std::string_view alert, nfa::Timestamp start,
                           const EventNumbers& numbers, EventData data);

// `dead 3 (Type): why`, `late 3`: the record's number, the type where only that
// one refused it, and the reason.
std::string SummarizeRefused(std::string_view what, std::string_view line);

}  // namespace precept::tests
