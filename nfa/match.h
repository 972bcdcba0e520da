// A match: what the matcher hands on.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "nfa/event_row.h"
#include "nfa/id.h"
#include "nfa/value.h"

namespace precept::nfa {

struct TakenEvent {
  EventRowId event;
  std::uint32_t alternative = 0;  // Rule::alternatives: tells the step too.
  std::uint32_t way = 0;  // By which it was taken: Automaton, over all positions.
};

// What Matcher::Prefetch brings near, in this order: where a key's record is to be
// found, the record, its starts, what these have taken, the rows of that.
enum class PrefetchStep : std::uint8_t { kSlot, kKey, kStarts, kTaken, kRows };
inline constexpr std::array kPrefetchSteps = {PrefetchStep::kSlot, PrefetchStep::kKey,
                                              PrefetchStep::kStarts, PrefetchStep::kTaken,
                                              PrefetchStep::kRows};

// Which caps of LANGUAGE 2.3 have dropped something: a set of bits.
using Incomplete = std::uint8_t;
inline constexpr Incomplete kComplete = 0;
inline constexpr Incomplete kCappedStarts = 1;
inline constexpr Incomplete kCappedMatches = 2;
inline constexpr Incomplete kAllCaps = kCappedStarts | kCappedMatches;

// Views into the matcher: valid during MatchSink::OnMatch only.
struct Match {
  RuleId rule;
  std::string_view key;  // key.h
  Timestamp decided;
  bool by_deadline = false;
  std::uint32_t report = 0;  // Order among what one event or deadline decided.
  std::span<const TakenEvent> events;  // In the order taken; at least one.
  Incomplete incomplete = kComplete;  // What caps have dropped of this key.
};

class MatchSink {
 public:
  virtual ~MatchSink() = default;
  virtual void OnMatch(const Match& match) = 0;
};

}  // namespace precept::nfa
