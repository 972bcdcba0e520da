// The one total order of everything that happens.
//
// Every event, deadline, match and alert carries an order key; whatever runs in
// parallel is put back into this order before anyone sees it.  Streams and
// rules are numbered in the order of their names, so ids compare as names do.

#pragma once

#include <compare>
#include <cstdint>

#include "nfa/event_row.h"
#include "nfa/id.h"
#include "nfa/value.h"

namespace precept::runtime {

enum class Phase : std::uint8_t {
  kClosing = 0,   // Closings of tumbling and hopping windows.
  kEvent = 1,     // Events and what they decide.
  kDeadline = 2,  // What deadlines decide, session closings among them.
};

struct OrderKey {
  nfa::Timestamp time{};
  Phase phase = Phase::kEvent;
  // In phase kDeadline when the match began: of what one deadline decides the
  // earlier is preferred.  Else 0.
  nfa::Timestamp began{};
  // Coordinates of the event; in phase kDeadline of the match's first event.
  nfa::StreamId stream{};
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  // Of what the event decided: the stage's rank in the plan (0: the event
  // itself), the rule, the order of report.
  std::uint32_t rank = 0;
  nfa::RuleId rule{};
  std::uint32_t report = 0;

  auto operator<=>(const OrderKey&) const = default;

  static OrderKey OfEvent(const nfa::Coordinates& at) {
    return {at.time, Phase::kEvent, {}, at.stream, at.partition, at.offset};
  }
};

}  // namespace precept::runtime
