// The matchers of the keys that belong here, behind one reorder buffer.
//
// Thread safety: none; a shard is serial.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/limits.h"
#include "nfa/matcher.h"
#include "nfa/rule_set.h"
#include "nfa/status.h"
#include "runtime/alert_queue.h"
#include "runtime/event_holder.h"
#include "runtime/reorder_buffer.h"
#include "runtime/sink.h"

namespace precept::runtime {

class Shard {
 public:
  // All must outlive this; `alerts` null: they are counted only.  `caps`: as set.
  Shard(const nfa::RuleSet& rules, const nfa::PreparedExpressions& expressions,
        EventHolderPool& pool, Sink* alerts, const nfa::CapSettings& caps);

  // Takes the rows that serve something; the holder goes back to the pool when
  // the last of them was matched.
  void Add(EventHolder* holder);

  // Matches all events before `watermark`, in order; then time moves on to it,
  // or for each rule to its `bounds`, whichever is less.  Writes the alerts.
  // REQUIRES: no event before it comes later.
  nfa::Status Advance(nfa::Timestamp watermark, std::span<const nfa::Timestamp> bounds);

  // The inputs have ended and time has run out, for each rule at its `ends`:
  // reports what is held.
  nfa::Status Finish(std::span<const nfa::Timestamp> ends);

  const AlertQueue& alerts() const { return alerts_; }
  std::size_t open_starts() const;
  std::size_t open_keys() const;

 private:
  void MatchNext();
  void Match(const PendingEvent& event);

  EventHolderPool& pool_;
  Sink* sink_;
  nfa::EventRowStore rows_;
  AlertQueue alerts_;
  ReorderBuffer buffer_;
  std::vector<std::unique_ptr<nfa::Matcher>> matchers_;  // By RuleId.
  std::vector<PendingEvent> next_;  // Released, about to be matched.
};

}  // namespace precept::runtime
