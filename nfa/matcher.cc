// Runs that no later condition can tell apart are one run.
//
// All runs of one starting event form its shape: the places where they stand,
// in order of preference (the thread list of Pike's and Laurikari's machines,
// one a start).  All starts of a key with the same shape are one bucket.  An
// event moves a bucket as a whole: which shape it has afterwards and which
// thread continues which is a function of (shape, steps that fit), looked up in
// ShapeTable; what the threads took is one link a thread in HistoryStore,
// whether the bucket holds one start or a million.  So the work of an event
// depends on the number of shapes in use, which the pattern bounds, and not on
// the number of open starts; what is reported costs its own length.
//
// Starts separate only by expiry.  The starts of a key are linked in order of
// start, which is the order of their deadlines too (all have the same
// `within`): a key has one timer, at the deadline of its earliest start or
// before.  A start is visited once more, when it ends.
//
// Report modes.  `first`: of the starts that complete, the earliest is
// reported, and everything open under the key is dropped (every open start is
// at or before this event).  `each`: every start of a completing bucket is
// reported, in order of start, and freed with its bucket, since a start is in
// no other.  A start that an event begins is the last in preference: it began
// latest.
//
// Guarded by tests/unit/nfa/matcher_test.cc, tests/cases/match/ and the
// comparison with the oracle in tests/exhaustive/.

#include "nfa/matcher.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "nfa/history.h"
#include "nfa/key_table.h"
#include "nfa/limits.h"
#include "nfa/shape.h"
#include "nfa/timer_wheel.h"

namespace precept::nfa {

class Matcher::Impl {
 public:
  Impl(const RuleSet& rules, RuleId id, EventRowStore& rows,
       std::uint64_t max_starts)
      : rule_(rules.rules[id.index()]), id_(id), rows_(rows),
        max_starts_(max_starts), shapes_(rule_.automaton), history_(rows) {}

  ~Impl() = default;

  void OnEvent(const EventBatch& batch, std::size_t row,
               std::span<const Candidate> candidates,
               std::span<const EncodedKey> keys, MatchSink& sink);
  void AdvanceTo(Timestamp time);

  std::size_t open_starts() const { return history_.num_leaves(); }
  std::size_t open_keys() const { return keys_.size(); }

 private:
  // A bucket that has reached the end of the pattern by `move`.
  struct Completed {
    Node root;
    ThreadMove move;
  };
  // A start that is to be reported.
  struct Report {
    Coordinates start;
    std::uint32_t leaf = 0;
    ThreadMove move;
  };

  void OnKey(const EncodedKey& key, StepMask fits);
  void MoveBuckets(KeyState& state, StepMask fits);
  void ReportFirst(KeyState& state);
  void ReportEach(KeyState& state);
  void Emit(std::string_view key, bool incomplete);
  void EmitRun(const KeyState& state, std::uint32_t leaf, ThreadMove move);
  void EmitEvent(std::string_view key, bool incomplete, ThreadMove begun);

  void BeginStart(const EncodedKey& key, std::uint32_t number,
                  const Transition& begun);
  void PutInBucket(KeyState& state, Bucket moved);
  void AppendStart(KeyState& state, std::uint32_t leaf);
  void UnlinkStart(KeyState& state, std::uint32_t leaf);
  void DropTree(KeyState& state, Node root);
  void DropKey(std::uint32_t number);
  void Expire(std::uint32_t number, Timestamp time);
  Timestamp DeadlineOf(std::uint32_t leaf) const;
  TakingEvent Taking();

  const Rule& rule_;
  const RuleId id_;
  EventRowStore& rows_;
  const std::uint64_t max_starts_;
  ShapeTable shapes_;
  HistoryStore history_;
  KeyTable keys_;
  TimerWheel timers_;  // By number of key.

  // The event that is being read.
  const EventBatch* batch_ = nullptr;
  std::size_t row_ = 0;
  std::optional<EventRowId> kept_;
  std::uint32_t num_reports_ = 0;
  MatchSink* sink_ = nullptr;
  std::array<std::uint32_t, kMaxSteps> alternative_of_step_{};

  std::vector<std::uint8_t> handled_;
  std::vector<Completed> completed_;
  std::vector<Bucket> moved_;
  std::vector<Report> reports_;
  std::vector<std::uint32_t> leaves_;
  std::vector<std::uint32_t> due_;
  std::vector<TakenEvent> taken_;
};

// An event is read once under every key that its steps give it.
void Matcher::Impl::OnEvent(const EventBatch& batch, std::size_t row,
                            std::span<const Candidate> candidates,
                            std::span<const EncodedKey> keys, MatchSink& sink) {
  batch_ = &batch;
  row_ = row;
  num_reports_ = 0;
  sink_ = &sink;
  handled_.assign(candidates.size(), 0);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (handled_[i] != 0) continue;
    const EncodedKey& key = keys[candidates[i].key];
    StepMask fits = 0;
    for (std::size_t j = i; j < candidates.size(); ++j) {
      const Candidate& c = candidates[j];
      if (c.key != candidates[i].key && keys[c.key].bytes != key.bytes) continue;
      handled_[j] = 1;
      if (!c.fits) continue;
      const StepId step = rule_.alternatives[c.alternative].step;
      fits |= StepMask{1} << step.index();
      alternative_of_step_[step.index()] = c.alternative;
    }
    OnKey(key, fits);
  }
  if (kept_) {
    rows_.Release(*kept_);
    kept_.reset();
  }
}

// The event as something to take; its row is made when the first run takes it.
TakingEvent Matcher::Impl::Taking() {
  if (!kept_) kept_ = rows_.Keep(*batch_, row_);
  return {*kept_, alternative_of_step_};
}

void Matcher::Impl::OnKey(const EncodedKey& key, StepMask fits) {
  std::uint32_t number = keys_.Find(key);
  const bool may_begin = (fits & shapes_.begins()) != 0;
  if (number == KeyTable::kNone && !may_begin) return;

  const bool is_first = rule_.automaton.mode == ReportMode::kFirst;
  if (number != KeyTable::kNone) {
    KeyState& state = keys_[number];
    MoveBuckets(state, fits);
    if (!completed_.empty()) {
      if (is_first) ReportFirst(state); else ReportEach(state);
      for (const Completed& done : completed_) history_.Free(done.root);
      if (is_first) {
        // What the event would begin is forgotten with the rest.
        DropKey(number);
        return;
      }
    }
  }
  const Transition* begun = may_begin ? &shapes_.Begin(fits) : nullptr;
  if (begun != nullptr && begun->completion) {
    EmitEvent(key.bytes, number != KeyTable::kNone && keys_[number].incomplete,
              *begun->completion);
    if (is_first && number != KeyTable::kNone) DropKey(number);
    if (is_first) return;
    begun = nullptr;
  }
  if (begun != nullptr) {
    BeginStart(key, number, *begun);
  } else if (number != KeyTable::kNone && keys_[number].num_starts == 0) {
    DropKey(number);
  }
}

// Moves the buckets of a key; those that complete are taken out of it, into
// completed_.
void Matcher::Impl::MoveBuckets(KeyState& state, StepMask fits) {
  completed_.clear();
  moved_.clear();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < state.buckets.size(); ++i) {
    const Bucket bucket = state.buckets[i];
    const Transition& step = shapes_.Step(bucket.shape, fits);
    if (step.identity) {
      state.buckets[kept++] = bucket;
    } else if (step.completion) {
      completed_.push_back({bucket.root, *step.completion});
    } else if (step.moves.empty()) {
      DropTree(state, bucket.root);
    } else {
      moved_.push_back({step.to, history_.Move(bucket.root, step.moves, Taking())});
    }
  }
  state.buckets.resize(kept);
  for (const Bucket& bucket : moved_) PutInBucket(state, bucket);
}

void Matcher::Impl::PutInBucket(KeyState& state, Bucket moved) {
  for (Bucket& bucket : state.buckets) {
    if (bucket.shape != moved.shape) continue;
    bucket.root = history_.Join(bucket.root, moved.root,
                                shapes_.num_threads(moved.shape));
    return;
  }
  state.buckets.push_back(moved);
}

// ---- reports -----------------------------------------------------------------

// Reports the earliest of the starts that complete.
void Matcher::Impl::ReportFirst(KeyState& state) {
  for (std::uint32_t leaf = state.first_start; leaf != KeyState::kNone;
       leaf = history_.neighbours(leaf).next) {
    const Node root = history_.RootOf(leaf);
    const auto it = std::find_if(completed_.begin(), completed_.end(),
                                 [&](const Completed& c) { return c.root == root; });
    if (it == completed_.end()) continue;
    EmitRun(state, leaf, it->move);
    return;
  }
}

// Reports every start that completes, in order of start, and takes it out of
// the key's list.
void Matcher::Impl::ReportEach(KeyState& state) {
  reports_.clear();
  for (const Completed& done : completed_) {
    leaves_.clear();
    history_.Leaves(done.root, leaves_);
    for (std::uint32_t leaf : leaves_) {
      reports_.push_back({rows_.CoordinatesOf(history_.StartOf(leaf)), leaf, done.move});
    }
  }
  std::sort(reports_.begin(), reports_.end(),
            [](const Report& a, const Report& b) { return a.start < b.start; });
  for (const Report& report : reports_) {
    EmitRun(state, report.leaf, report.move);
    UnlinkStart(state, report.leaf);
  }
}

// Reports the run of a start that ends by taking the event.
void Matcher::Impl::EmitRun(const KeyState& state, std::uint32_t leaf,
                            ThreadMove move) {
  history_.Read(leaf, move.from, taken_);
  const TakingEvent event = Taking();
  taken_.push_back({event.row, event.alternative_of_step[move.took->index()]});
  Emit(state.bytes, state.incomplete);
}

// Reports a run that begins and ends with the event.
void Matcher::Impl::EmitEvent(std::string_view key, bool incomplete,
                              ThreadMove begun) {
  const TakingEvent event = Taking();
  taken_.assign(1, {event.row, event.alternative_of_step[begun.took->index()]});
  Emit(key, incomplete);
}

void Matcher::Impl::Emit(std::string_view key, bool incomplete) {
  sink_->OnMatch({id_, key, batch_->times[row_], false, num_reports_++, taken_,
                  incomplete});
}

// ---- starts ------------------------------------------------------------------

void Matcher::Impl::BeginStart(const EncodedKey& key, std::uint32_t number,
                               const Transition& begun) {
  const bool is_new = number == KeyTable::kNone;
  if (is_new) number = keys_.Add(key);
  KeyState& state = keys_[number];
  if (state.num_starts >= max_starts_) {
    state.incomplete = true;
    return;
  }
  std::uint32_t leaf = 0;
  const Node root = history_.Begin(begun.moves, Taking(), leaf);
  AppendStart(state, leaf);
  PutInBucket(state, {begun.to, root});
  if (is_new && rule_.automaton.within) timers_.Arm(number, DeadlineOf(leaf));
}

void Matcher::Impl::AppendStart(KeyState& state, std::uint32_t leaf) {
  history_.neighbours(leaf) = {state.last_start, KeyState::kNone};
  if (state.last_start != KeyState::kNone) {
    history_.neighbours(state.last_start).next = leaf;
  } else {
    state.first_start = leaf;
  }
  state.last_start = leaf;
  ++state.num_starts;
}

void Matcher::Impl::UnlinkStart(KeyState& state, std::uint32_t leaf) {
  const HistoryStore::Neighbours at = history_.neighbours(leaf);
  (at.previous != KeyState::kNone ? history_.neighbours(at.previous).next
                                  : state.first_start) = at.next;
  (at.next != KeyState::kNone ? history_.neighbours(at.next).previous
                              : state.last_start) = at.previous;
  --state.num_starts;
}

void Matcher::Impl::DropTree(KeyState& state, Node root) {
  leaves_.clear();
  history_.Leaves(root, leaves_);
  for (std::uint32_t leaf : leaves_) UnlinkStart(state, leaf);
  history_.Free(root);
}

void Matcher::Impl::DropKey(std::uint32_t number) {
  for (const Bucket& bucket : keys_[number].buckets) history_.Free(bucket.root);
  timers_.Cancel(number);
  keys_.Remove(number);
}

// ---- deadlines ---------------------------------------------------------------

Timestamp Matcher::Impl::DeadlineOf(std::uint32_t leaf) const {
  const std::int64_t start = rows_.TimeOf(history_.StartOf(leaf)).ns;
  std::int64_t deadline = 0;
  if (__builtin_add_overflow(start, rule_.automaton.within->ns, &deadline)) {
    deadline = std::numeric_limits<std::int64_t>::max();
  }
  return {deadline};
}

// A start whose `within` has ended is dropped: in a sequence no run can leave
// what is left of it.  Nothing shows, so keys may be met in any order.
void Matcher::Impl::AdvanceTo(Timestamp time) {
  if (!timers_.MayBeDue(time)) return;
  due_.clear();
  timers_.TakeDue(time, due_);
  for (std::uint32_t number : due_) Expire(number, time);
}

void Matcher::Impl::Expire(std::uint32_t number, Timestamp time) {
  KeyState& state = keys_[number];
  while (state.first_start != KeyState::kNone) {
    const std::uint32_t leaf = state.first_start;
    if (!(DeadlineOf(leaf) < time)) break;
    UnlinkStart(state, leaf);
    const Node gone = history_.Remove(leaf);
    if (gone.is_none()) continue;
    const auto it = std::find_if(state.buckets.begin(), state.buckets.end(),
                                 [&](const Bucket& b) { return b.root == gone; });
    state.buckets.erase(it);
  }
  if (state.num_starts == 0) {
    DropKey(number);
  } else {
    timers_.Arm(number, DeadlineOf(state.first_start));
  }
}

// ---- Matcher -----------------------------------------------------------------

Matcher::Matcher(const RuleSet& rules, RuleId rule, EventRowStore& rows,
                 std::uint64_t max_starts)
    : impl_(std::make_unique<Impl>(rules, rule, rows, max_starts)) {}

Matcher::~Matcher() = default;

void Matcher::OnEvent(const EventBatch& batch, std::size_t row,
                      std::span<const Candidate> candidates,
                      std::span<const EncodedKey> keys, MatchSink& sink) {
  impl_->OnEvent(batch, row, candidates, keys, sink);
}

void Matcher::AdvanceTo(Timestamp time, MatchSink&) { impl_->AdvanceTo(time); }

std::size_t Matcher::open_starts() const { return impl_->open_starts(); }
std::size_t Matcher::open_keys() const { return impl_->open_keys(); }

}  // namespace precept::nfa
