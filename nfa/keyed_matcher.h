// What matchers of all report modes share: an event is read once under each of
// its keys, deadlines are met in their order across keys.
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

#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/history.h"
#include "nfa/limits.h"
#include "nfa/match.h"
#include "nfa/run_step.h"
#include "nfa/screen/screen.h"
#include "nfa/timer_wheel.h"

namespace precept::nfa {

class KeyedMatcher : public EventContext {
 public:
  // All must outlive this.
  KeyedMatcher(const Rule& rule, RuleId id, EventRowStore& rows,
               const PreparedExpressions& expressions);
  ~KeyedMatcher() override = default;

  // As Matcher.
  void OnEvent(const EventBatch& batch, std::size_t row,
               std::span<const Candidate> candidates, std::span<const EncodedKey> keys,
               MatchSink& sink);
  virtual void Prefetch(const EncodedKey&, PrefetchStep) const {}
  void AdvanceTo(Timestamp time, MatchSink& sink);
  void Finish(Timestamp time, MatchSink& sink);
  virtual std::size_t open_starts() const = 0;
  virtual std::size_t open_keys() const = 0;

 protected:
  // Reads the event at hand under one key, the `rank`-th of its keys.
  virtual void OnKey(const EncodedKey& key, std::uint32_t rank, const Reading& reading) = 0;
  // Meets the deadline `time` of a key: its next one.  The key may be gone then.
  virtual void MeetDeadline(std::uint32_t number, std::int64_t time) = 0;
  virtual std::optional<std::int64_t> NextDeadline(std::uint32_t number) = 0;
  // Meets all deadlines of a key before `time` where nothing of it can show, and
  // arms its timer again; false: they are to be met one by one.
  virtual bool DropSilently(std::uint32_t, std::int64_t) { return false; }
  // Frees some of what has been dropped.  False: nothing is left of it.
  virtual bool FreeSome() { return false; }
  // The input has ended and time has run out: what is held is reported.
  virtual void ReportHeld() = 0;

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
  bool at_event() const { return batch_ != nullptr; }
  std::int64_t now() const { return now_; }

  // EventContext.
  EventRowId Row() override { return TakingEvent().row; }
  std::uint32_t AlternativeOf(StepId step) override {
    return alternative_of_step_[step.index()];
  }
  Value Own(StepId step, std::uint32_t index) override;
  std::string_view Key() override { return key_; }

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

  void ReadAlone(const Candidate& candidate, std::span<const EncodedKey> keys);
  void ReadByKey(std::span<const Candidate> candidates, std::span<const EncodedKey> keys);
  void EmitPending();

  const RuleId id_;
  Evaluator evaluator_;
  std::int64_t now_;  // What time has passed, or stands at.

  // The event that is being read.
  const EventBatch* batch_ = nullptr;
  std::size_t row_ = 0;
  std::string_view key_;
  std::optional<EventRowId> kept_;
  std::array<std::uint32_t, kMaxSteps> alternative_of_step_{};
  std::vector<OwnValue> own_;
  std::vector<std::uint8_t> handled_;

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
