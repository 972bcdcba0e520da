// Runs one rule over the events of one shard.
//
// The algorithm is that of runs that nothing can tell apart: all runs of one
// starting event form its shape, starts of equal shape are one entry, and an
// entry moves as a whole in one memoised step.  The essay is atop
// shape_matcher.h; `latest` has a matcher of its own.
//
// Thread safety: none; a matcher belongs to one shard.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "nfa/evaluator.h"
#include "nfa/event_batch.h"
#include "nfa/event_row.h"
#include "nfa/limits.h"
#include "nfa/match.h"
#include "nfa/rule_set.h"
#include "nfa/screen/screen.h"
#include "nfa/stored_state.h"

namespace precept::nfa {

class KeyedMatcher;

class Matcher {
 public:
  // All must outlive this.
  Matcher(const RuleSet& rules, RuleId rule, EventRowStore& rows,
          const PreparedExpressions& expressions, const CapSettings& caps = {});
  ~Matcher();

  // The rule reads one event: `candidates` are those of this rule, `keys` the
  // table they refer to.  REQUIRES: events come in the order of (time, stream,
  // partition, offset); AdvanceTo(event time) was called before.
  void OnEvent(const EventBatch& batch, std::size_t row,
               std::span<const Candidate> candidates,
               std::span<const EncodedKey> keys, MatchSink& sink);

  // For KeyPrefetch: whether its keys are so many that they do not lie near; one
  // step for a key, whose number is as the step before returned it, and kNoKey if
  // later steps will find nothing.
  static constexpr std::uint32_t kNoKey = ~std::uint32_t{0};
  bool HasManyKeys() const;
  std::uint32_t Prefetch(const EncodedKey& key, std::uint32_t number, PrefetchStep step) const;

  // Meets all deadlines before `time`, in order of (deadline, preference).
  // Cheap when none is due.
  void AdvanceTo(Timestamp time, MatchSink& sink);

  // The input has ended at `time` and all deadlines have been met: reports what
  // `longest` holds.
  void Finish(Timestamp time, MatchSink& sink);

  // State outside of memory (stored_state.h).  From now on keys that are not in
  // memory are asked for, and what changes is noted; `time`: as time() was when
  // what is in store was saved.  REQUIRES: nothing was read yet; `store` outlives
  // this.
  void StoreIn(KeyStore& store, const RuleTime& time = {},
               std::size_t small_snapshot = kSmallSnapshot);
  // The time of a timer of the key has come (StateSink::OnTimer).
  // REQUIRES: before AdvanceTo a later time.
  void Wake(std::string_view key, Timestamp time);
  // Reads a key into memory, if there is one in store.
  void Load(std::string_view key) { Wake(key, kMinTimestamp); }
  // Hands on what has changed since the last time.
  void Save(StateSink& sink);
  // A key in memory as its snapshot would have it now; false: it is not there.
  bool Snapshot(std::string_view key, std::string& out);
  // Takes all keys out of memory.  REQUIRES: nothing has changed since Save.
  void EvictAll();
  RuleTime time() const;

  // Starts with a run alive, and keys that hold any; of those in memory.
  std::size_t open_starts() const;
  std::size_t open_keys() const;

 private:
  std::unique_ptr<KeyedMatcher> impl_;
};

}  // namespace precept::nfa
