// What matchers of all report modes share: an event is read once under each of
// its keys, deadlines are met in their order across keys, and keys that are not
// in memory are read from their store when they are wanted
// (keyed_matcher_state.cc).
//
// Thread safety: none; a matcher belongs to one shard.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/byte_code.h"
#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/history.h"
#include "nfa/key_journal.h"
#include "nfa/limits.h"
#include "nfa/match.h"
#include "nfa/run_step.h"
#include "nfa/screen/screen.h"
#include "nfa/stored_event.h"
#include "nfa/stored_state.h"
#include "nfa/timer_wheel.h"

namespace precept::nfa {

class KeyedMatcher : public EventContext, private KeyJournal::Keys {
 public:
  // All must outlive this.
  KeyedMatcher(const Rule& rule, RuleId id, EventRowStore& rows,
               const PreparedExpressions& expressions);
  ~KeyedMatcher() override = default;

  // As Matcher.
  void OnEvent(const EventBatch& batch, std::size_t row,
               std::span<const Candidate> candidates, std::span<const EncodedKey> keys,
               MatchSink& sink);
  // As Matcher::Prefetch.
  virtual std::uint32_t Prefetch(const EncodedKey&, std::uint32_t, PrefetchStep) const {
    return kNoKey;
  }
  void AdvanceTo(Timestamp time, MatchSink& sink);
  void Finish(Timestamp time, MatchSink& sink);
  virtual std::size_t open_starts() const = 0;
  virtual std::size_t open_keys() const = 0;
  void StoreIn(KeyStore& store, const RuleTime& time, std::size_t small_snapshot);
  void Wake(std::string_view key, Timestamp time);
  void Save(StateSink& sink);
  bool Snapshot(std::string_view key, std::string& out);
  void EvictAll();
  RuleTime time() const { return {Timestamp{passed_}, Timestamp{now_}}; }

 protected:
  // Reads the event at hand under one key, the `rank`-th of its keys.
  virtual void OnKey(const EncodedKey& key, std::uint32_t rank, const Reading& reading) = 0;
  // Meets the deadline `time` of a key: its next one.  The key may be gone then.
  virtual void MeetDeadline(std::uint32_t number, std::int64_t time) = 0;
  // The key's next deadline; nothing: it has none, or there is no such key (a timer
  // may be that of one that has gone).
  virtual std::optional<std::int64_t> NextDeadline(std::uint32_t number) = 0;
  // Meets all deadlines of a key before `time` where nothing of it can show, and
  // arms its timer again; false: they are to be met one by one.
  virtual bool DropSilently(std::uint32_t, std::int64_t) { return false; }
  // Frees some of what has been dropped.  False: nothing is left of it.
  virtual bool FreeSome() { return false; }
  // The input has ended and time has run out: what is held is reported.
  virtual void ReportHeld() = 0;
  // The number of a key in memory, or kNoKey.
  virtual std::uint32_t FindKey(const EncodedKey& key) const = 0;
  virtual std::string_view BytesOf(std::uint32_t number) const = 0;
  // Makes a key as its snapshot has it, without timers; false if that cannot be
  // read: then there is no key, but what was read of it may lie about.
  virtual bool RestoreKey(const EncodedKey& key, ByteReader& in) = 0;
  virtual Incomplete IncompleteOf(std::uint32_t number) const = 0;
  virtual void SetIncomplete(std::uint32_t number, Incomplete incomplete) = 0;
  virtual std::vector<std::uint32_t> KeysInMemory() const = 0;
  virtual void DropKey(std::uint32_t number) = 0;

  static constexpr std::uint32_t kNoKey = ~std::uint32_t{0};
  // The number of a key that is not in memory but in store, and is now; else
  // kNoKey.
  std::uint32_t Load(const EncodedKey& key);
  bool has_store() const { return store_ != nullptr && !is_replaying_; }
  // The event at hand has changed the key; `refused`: it was not let begin.
  void NoteEvent(std::uint32_t number, std::uint32_t rank, const Reading& reading,
                 bool refused);
  // Something has changed that no event of a journal tells.
  void NoteChange(std::uint32_t number);
  // The key is about to go.
  void NoteGone(std::uint32_t number);
  // A journal is run: nothing is reported, and a start is refused where it was.
  bool is_replaying() const { return is_replaying_; }
  bool replay_refuses() const { return replay_refuses_; }
  // The journal says what cannot be.
  void BreakReplay() { replay_is_broken_ = true; }
  const Coordinates& at() const { return hand_.at; }

  // A match of a key, found at the event or deadline at hand.  What deadlines
  // decide waits until those of all keys are known.
  void Report(std::string_view key, std::uint32_t key_rank, Incomplete incomplete,
              std::span<const TakenEvent> events);
  // When the run that has taken `start` first ends with the whole.
  std::int64_t WholeDeadline(std::int64_t start) const;
  // The happening at hand; makes the event's row.
  Happening TakingEvent();
  // The happening at hand for absences that an event or deadline ends.
  Moment AbsenceMoment() const;
  bool at_event() const { return hand_.is_event; }
  const StoredFields& stored_fields() const { return stored_fields_; }

  // EventContext.
  EventRowId Row() override { return TakingEvent().row; }
  std::uint32_t AlternativeOf(StepId step) override {
    return hand_.alternative_of_step[step.index()];
  }
  Value Own(StepId step, std::uint32_t index) override;
  std::string_view Key() override { return hand_.key; }

  const Rule& rule_;
  const Automaton& automaton_;
  EventRowStore& rows_;
  TimerWheel timers_;  // By number of key.
  // Something has been dropped and is still to be freed.  It counts for nothing
  // any more; each event and each call of AdvanceTo frees a slice, so that none
  // takes as long as the dropping of a million starts.
  bool has_dropped_ = false;

 private:
  // A match that a deadline decided; it holds its events.
  struct Pending {
    // In pending_keys_ and pending_events_.
    std::size_t key_begin = 0;
    std::size_t key_size = 0;
    std::size_t events_begin = 0;
    std::size_t events_size = 0;
    Coordinates start;
    std::uint32_t key_rank = 0;
    Incomplete incomplete = kComplete;
  };
  struct OwnValue {
    std::uint32_t alternative = 0;
    std::uint32_t index = 0;
    Value value;
  };

  // The event that is being read.
  struct AtHand {
    bool is_event = false;
    Coordinates at;
    const EventBatch* batch = nullptr;  // None: the event is from a journal.
    std::size_t row = 0;
    std::string_view key;
    std::optional<EventRowId> kept;
    std::array<std::uint32_t, kMaxSteps> alternative_of_step{};
    std::vector<OwnValue> own;
  };

  void ReadAlone(const Candidate& candidate, std::span<const EncodedKey> keys);
  void ReadByKey(std::span<const Candidate> candidates, std::span<const EncodedKey> keys);
  void ForgetEvent();
  void EmitPending();

  // keyed_matcher_state.cc
  KeyJournal::Standing StandingOf(std::uint32_t number) override;
  void WriteEvent(std::uint32_t rank, const Reading& reading, bool refused,
                  KeyJournal::Pending& out);
  void Replay(const EncodedKey& key, const StoredKey& stored);
  bool ReplayJournal(const EncodedKey& key, ByteReader& in);
  bool ReplayEvent(const EncodedKey& key, const Coordinates& at, ByteReader& in);
  void PassDeadlines(const EncodedKey& key, std::int64_t time);
  void RefuseStored(std::string_view key, StatusCode code, std::string_view why);

  const RuleId id_;
  Evaluator evaluator_;
  std::int64_t now_;     // RuleTime::now.
  std::int64_t passed_;  // RuleTime::passed.
  AtHand hand_;
  std::vector<std::uint8_t> handled_;

  StoredFields stored_fields_;
  KeyStore* store_ = nullptr;
  KeyJournal journal_;
  StoredKey stored_;
  KeyJournal::Stored replayed_;  // What was read of it.
  std::int64_t overdue_at_ = 0;  // Where time stood when a deadline was overdue.
  bool is_replaying_ = false;
  bool replay_refuses_ = false;
  bool replay_is_broken_ = false;

  std::uint32_t num_reports_ = 0;
  MatchSink* sink_ = nullptr;
  std::vector<Pending> pending_;
  std::string pending_keys_;
  std::vector<TakenEvent> pending_events_;
  std::vector<std::uint32_t> due_;
  std::vector<std::uint32_t> met_;
  // Deadlines before the time that is advanced to, with their keys; a heap.
  std::vector<std::pair<std::int64_t, std::uint32_t>> soon_;
};

}  // namespace precept::nfa
