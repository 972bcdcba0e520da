// The matchers of the keys that belong here, behind one reorder buffer.
//
// With a store the state of keys lies there too, an epoch after the other; a
// shard that is made anew over the same store goes on where the last epoch
// ended.
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
#include "nfa/key_prefetch.h"
#include "nfa/limits.h"
#include "nfa/matcher.h"
#include "nfa/rule_set.h"
#include "nfa/status.h"
#include "runtime/alert_queue.h"
#include "runtime/event_holder.h"
#include "runtime/reorder_buffer.h"
#include "runtime/rule_state.h"
#include "runtime/shard_position.h"
#include "runtime/sink.h"
#include "runtime/state/state_store.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {

// State outside of memory.
struct ShardStore {
  StateStore* store = nullptr;  // None: memory only.
  // An epoch has at most so many events; 0: as many as an Advance matches.
  std::size_t epoch_events = 0;
  // Keys stay in memory from one epoch to the next; else each is read again when
  // it is wanted.
  bool keeps_keys = true;
  // Snapshots of up to so many bytes are written instead of journals.
  std::size_t small_snapshot = nfa::kSmallSnapshot;
};

class Shard {
 public:
  // All must outlive this; `alerts` null: they are counted only.  `caps`: as set.
  Shard(const nfa::RuleSet& rules, const nfa::PreparedExpressions& expressions,
        EventHolderPool& pool, Sink* alerts, const nfa::CapSettings& caps,
        const ShardStore& store = {});

  // Reads where the last epoch ended.  REQUIRES: before anything else.
  nfa::Status Open();

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
  // Of keys in memory.
  std::size_t open_starts() const;
  std::size_t open_keys() const;

 private:
  void MatchNext();
  void Match(const PendingEvent& event);
  void AdvanceRule(std::size_t rule, nfa::Timestamp time);
  void MakeMatchers();
  void EndEpoch();
  nfa::Status status() const;

  const nfa::RuleSet& rules_;
  const nfa::PreparedExpressions& expressions_;
  const nfa::CapSettings caps_;
  const ShardStore store_;
  EventHolderPool& pool_;
  Sink* sink_;
  nfa::EventRowStore rows_;
  AlertQueue alerts_;
  ReorderBuffer buffer_;
  std::vector<std::unique_ptr<nfa::Matcher>> matchers_;  // By RuleId.
  std::vector<PendingEvent> next_;  // Released, about to be matched.
  nfa::KeyPrefetch prefetch_;

  std::vector<std::unique_ptr<RuleState>> states_;  // By RuleId; with a store.
  // As the last epoch has it; rules that are in store and not here keep theirs.
  ShardPosition position_;
  std::size_t epoch_events_ = 0;
  StateWrite write_;
  nfa::Status failure_;
};

}  // namespace precept::runtime
