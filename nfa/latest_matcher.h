// `latest`: at every place only the run that came there last is kept, of
// several the one that began last, of those the preferred.
//
// Starts influence one another here, so nothing is shared: a key has one run a
// place, and a place counts the rounds of repetitions up to their bounds.
//
// Thread safety: none; a matcher belongs to one shard.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/history.h"
#include "nfa/key_table.h"
#include "nfa/keyed_matcher.h"
#include "nfa/limits.h"
#include "nfa/place.h"
#include "nfa/run_step.h"

namespace precept::nfa {

class LatestMatcher : public KeyedMatcher, private RunContext {
 public:
  // As KeyedMatcher.
  LatestMatcher(const Rule& rule, RuleId id, EventRowStore& rows,
                const PreparedExpressions& expressions, const Caps& caps);
  ~LatestMatcher() override;

  std::size_t open_starts() const override;
  std::size_t open_keys() const override { return keys_.size(); }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  // Its own, all of it: what it has taken and the events of its registers.
  struct Run {
    HistoryStore::Head history;
    EventRowId start;
    std::uint32_t key_rank = 0;
    std::optional<PlaceId> place;  // Nothing: no way is open.
    Registers registers;
    bool at_end = false;
    std::uint64_t arrived = 0;  // When it came to its place.
  };
  using MatchText = std::vector<std::int64_t>;
  struct KeyState {
    KeyBytes bytes;
    std::vector<Run> runs;  // In order of preference.
    Incomplete incomplete = kComplete;
    std::int64_t armed = kNever;
    // Matches reported of open starts, where one may be found again later.
    std::set<std::pair<Coordinates, MatchText>> reported;
  };

  // KeyedMatcher
  void OnKey(const EncodedKey& key, std::uint32_t rank, const Reading& reading) override;
  void MeetDeadline(std::uint32_t number, std::int64_t time) override;
  std::optional<std::int64_t> NextDeadline(std::uint32_t number) override;
  void ReportHeld() override {}
  // latest_matcher_state.cc
  std::uint32_t FindKey(const EncodedKey& key) const override { return keys_.Find(key); }
  std::string_view BytesOf(std::uint32_t number) const override {
    return keys_[number].bytes.view();
  }
  bool RestoreKey(const EncodedKey& key, ByteReader& in) override;
  void SetIncomplete(std::uint32_t number, Incomplete incomplete) override;
  std::vector<std::uint32_t> KeysInMemory() const override { return keys_.Numbers(); }
  std::size_t SizeOf(std::uint32_t number) override { return keys_[number].runs.size(); }
  void WriteSnapshot(std::uint32_t number, std::string& out) override;
  Incomplete IncompleteOf(std::uint32_t number) const override {
    return keys_[number].incomplete;
  }
  std::int64_t WakingTime(std::uint32_t number) override;
  // RunContext: of the run at hand.
  std::span<const TakenEvent> History() override;

  void Read(Run& run, const Reading& reading);
  bool Begin(KeyState& state, std::uint32_t rank, const Reading& reading);
  void AddNew(const Run& from, const NewRun& became);
  void Release(Run& run);
  std::optional<std::int64_t> DeadlineOf(const Run& run) const;
  std::int64_t WholeOf(const Run& run) const;
  std::uint64_t AliveStarts() const;
  void KeepLatest();
  void ReportComplete(KeyState& state);
  void Settle(std::uint32_t number);
  void DropKey(std::uint32_t number) override;
  bool ReadRuns(KeyState& state, ByteReader& in);
  std::vector<std::int64_t> PlaceText(const Run& run) const;
  MatchText TextOf(std::span<const TakenEvent> events) const;
  std::vector<RegisterId> EventRegisters(const Run& run) const;
  void HoldEvents(const Run& run);

  const Caps caps_;
  PlaceTable places_;
  RunStep steps_;
  HistoryStore history_;
  KeyTable<KeyState> keys_;
  std::uint64_t moment_ = 0;  // Events and deadlines so far.

  std::vector<Run> runs_;  // Those that are made of a key's runs.
  std::vector<NewRun> new_runs_;
  HistoryStore::Head at_hand_;
  std::vector<TakenEvent> taken_;
  bool taken_known_ = false;
};

}  // namespace precept::nfa
