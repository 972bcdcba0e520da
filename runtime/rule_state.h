// The rows of one rule in one shard: where its matcher keeps the keys that are
// not in memory.
//
//   snapshot, journal   by key, as nfa/FORMAT.md has them
//   timer               by time and key: when the key is to be woken; empty
//
// A timer is a lower bound of the key's next deadline that shows.  It is written
// when there is none that is earlier, and goes when its time has come; then the
// key is read and says when next.
//
// Errors: what a store cannot do, or has that cannot be read, is status(), and
// nothing is to be believed from then on.
//
// Thread safety: none; it belongs to one shard.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "nfa/matcher.h"
#include "nfa/status.h"
#include "nfa/stored_state.h"
#include "runtime/state/state_key.h"
#include "runtime/state/state_store.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {

class RuleState : private nfa::KeyStore, private nfa::StateSink {
 public:
  // `store` must outlive this.
  RuleState(StateStore& store, const StateOwner& owner) : store_(store), owner_(owner) {}

  // From now on the matcher's keys are here.  `time`: as Matcher::StoreIn.
  // REQUIRES: the matcher has read nothing yet; it outlives this, or the next call.
  void Serve(nfa::Matcher& matcher, const nfa::RuleTime& time, std::size_t small_snapshot);

  // Reads keys whose timers are before `time` into memory.  Cheap when none is.
  void WakeBefore(nfa::Timestamp time);
  // Reads all keys into memory.
  void WakeAll();

  // Adds to `write` what has changed since the last time.
  void Save(StateWrite& write);

  const nfa::Status& status() const { return status_; }

 private:
  bool Load(std::string_view key, nfa::StoredKey& out) override;
  void Refuse(nfa::Status status) override { Keep(std::move(status)); }
  void OnGone(std::string_view key, bool journals) override;
  void OnSnapshot(std::string_view key, std::string_view bytes) override;
  void OnJournal(std::string_view key, std::uint32_t number, std::string_view bytes) override;
  void OnTimer(std::string_view key, nfa::Timestamp time) override;

  // The first failure stays; no failure changes nothing.
  void Keep(nfa::Status status);

  StateStore& store_;
  const StateOwner owner_;
  nfa::Matcher* matcher_ = nullptr;
  nfa::Status status_;
  // No timer in store is before it; nothing: not known.
  std::optional<nfa::Timestamp> next_timer_;
  // Timers before it have been met since the last Save, and are to be deleted;
  // nothing: none has.
  std::optional<nfa::Timestamp> met_before_;
  // There is none in store before it: what is looked through begins here.
  nfa::Timestamp scan_from_ = nfa::kMinTimestamp;

  StateWrite* write_ = nullptr;
  std::string row_;
};

}  // namespace precept::runtime
