#include "nfa/keyed_matcher.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <tuple>
#include <utility>

namespace precept::nfa {

KeyedMatcher::KeyedMatcher(const Rule& rule, RuleId id, EventRowStore& rows,
                           const PreparedExpressions& expressions)
    : rule_(rule), automaton_(rule.automaton), rows_(rows), id_(id), evaluator_(expressions),
      now_(std::numeric_limits<std::int64_t>::min()),
      passed_(std::numeric_limits<std::int64_t>::min()),
      stored_fields_(rows.rules(), rule) {}

// ---- events ------------------------------------------------------------------

void KeyedMatcher::OnEvent(const EventBatch& batch, std::size_t row,
                           std::span<const Candidate> candidates,
                           std::span<const EncodedKey> keys, MatchSink& sink) {
  hand_.is_event = true;
  hand_.at = {batch.times[row], batch.stream(), batch.partition, batch.offsets[row]};
  hand_.batch = &batch;
  hand_.row = row;
  sink_ = &sink;
  num_reports_ = 0;
  now_ = batch.times[row].ns;
  if (candidates.size() == 1) {
    ReadAlone(candidates[0], keys);
  } else {
    ReadByKey(candidates, keys);
  }
  ForgetEvent();
  if (has_dropped_) has_dropped_ = FreeSome();
}

void KeyedMatcher::ForgetEvent() {
  if (hand_.kept) rows_.Release(*hand_.kept);
  hand_.kept.reset();
  hand_.own.clear();
  hand_.is_event = false;
}

// The usual case.
void KeyedMatcher::ReadAlone(const Candidate& c, std::span<const EncodedKey> keys) {
  if (!c.fits && !c.counts) return;
  Reading reading;
  reading.time = now_;
  reading.among = c.counts;
  if (c.fits) {
    const StepId step = rule_.alternatives[c.alternative].step;
    reading.fits = BitOf(step);
    hand_.alternative_of_step[step.index()] = c.alternative;
  }
  hand_.key = keys[c.key].bytes;
  OnKey(keys[c.key], 0, reading);
}

// Under each key that steps give it, in their order.
void KeyedMatcher::ReadByKey(std::span<const Candidate> candidates,
                             std::span<const EncodedKey> keys) {
  handled_.assign(candidates.size(), 0);
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (handled_[i] != 0) continue;
    const EncodedKey& key = keys[candidates[i].key];
    Reading reading;
    reading.time = now_;
    for (std::size_t j = i; j < candidates.size(); ++j) {
      const Candidate& c = candidates[j];
      if (c.key != candidates[i].key && keys[c.key].bytes != key.bytes) continue;
      handled_[j] = 1;
      const Alternative& alternative = rule_.alternatives[c.alternative];
      reading.among |= c.counts;
      if (!c.fits) continue;
      const StepMask bit = BitOf(alternative.step);
      if ((reading.fits & bit) != 0) continue;
      reading.fits |= bit;
      hand_.alternative_of_step[alternative.step.index()] = c.alternative;
    }
    hand_.key = key.bytes;
    if (reading.fits != 0 || reading.among) OnKey(key, rank, reading);
    ++rank;
  }
}

Happening KeyedMatcher::TakingEvent() {
  if (!hand_.kept && hand_.batch != nullptr) hand_.kept = rows_.Keep(*hand_.batch, hand_.row);
  if (!hand_.kept) {
    // A journal that says that the event was not taken.
    BreakReplay();
    const std::size_t num_kept = rows_.rules().kept[hand_.at.stream.index()].size();
    hand_.kept = rows_.Restore(hand_.at, std::vector<Value>(num_kept));
  }
  return {*hand_.kept, hand_.alternative_of_step, std::nullopt};
}

Moment KeyedMatcher::AbsenceMoment() const {
  if (!at_event()) return {Timestamp{now_}, true, {}, Moment::Phase::kDeadline};
  return {hand_.at.time, false, hand_.at, Moment::Phase::kBeforeEvent};
}

Value KeyedMatcher::Own(StepId step, std::uint32_t index) {
  const std::uint32_t number = hand_.alternative_of_step[step.index()];
  for (const OwnValue& known : hand_.own) {
    if (known.alternative == number && known.index == index) return known.value;
  }
  // Journals have them all.
  if (hand_.batch == nullptr) return Value();
  Value value = evaluator_.EvaluateRow(rule_.alternatives[number].own[index],
                                       hand_.batch->columns, hand_.row);
  hand_.own.push_back({number, index, value});
  return value;
}

std::int64_t KeyedMatcher::WholeDeadline(std::int64_t start) const {
  std::int64_t deadline = 0;
  if (__builtin_add_overflow(start, automaton_.within->ns, &deadline)) {
    return std::numeric_limits<std::int64_t>::max();
  }
  return deadline;
}

// ---- reports -----------------------------------------------------------------

void KeyedMatcher::Report(std::string_view key, std::uint32_t key_rank,
                          Incomplete incomplete,
                          std::span<const TakenEvent> events) {
  if (is_replaying_) return;
  if (at_event()) {
    sink_->OnMatch({id_, key, Timestamp{now_}, false, num_reports_++, events, incomplete});
    return;
  }
  for (const TakenEvent& taken : events) rows_.AddReference(taken.event);
  pending_.push_back({pending_keys_.size(), key.size(), pending_events_.size(), events.size(),
                      rows_.CoordinatesOf(events.front().event), key_rank, incomplete});
  pending_keys_ += key;
  pending_events_.insert(pending_events_.end(), events.begin(), events.end());
}

// What one moment decided, in order of preference, across keys in the order
// in which the first event's steps gave them.
void KeyedMatcher::EmitPending() {
  if (pending_.size() > 1) {
    std::stable_sort(pending_.begin(), pending_.end(), [](const Pending& a, const Pending& b) {
      return std::tie(a.start, a.key_rank) < std::tie(b.start, b.key_rank);
    });
  }
  num_reports_ = 0;
  for (const Pending& match : pending_) {
    const std::string_view key =
        std::string_view(pending_keys_).substr(match.key_begin, match.key_size);
    const std::span<const TakenEvent> events =
        std::span(pending_events_).subspan(match.events_begin, match.events_size);
    sink_->OnMatch({id_, key, Timestamp{now_}, true, num_reports_++, events, match.incomplete});
    for (const TakenEvent& taken : events) rows_.Release(taken.event);
  }
  pending_.clear();
  pending_keys_.clear();
  pending_events_.clear();
}

// ---- deadlines ---------------------------------------------------------------

void KeyedMatcher::AdvanceTo(Timestamp time, MatchSink& sink) {
  if (has_dropped_) has_dropped_ = FreeSome();
  if (!timers_.MayBeDue(time)) {
    passed_ = std::max(passed_, time.ns);
    return;
  }
  sink_ = &sink;
  due_.clear();
  timers_.TakeDue(time, due_);
  soon_.clear();
  const auto push = [&](std::uint32_t number) {
    const std::optional<std::int64_t> next = NextDeadline(number);
    if (!next) return;
    if (*next >= time.ns) {
      timers_.Arm(number, Timestamp{*next});
      return;
    }
    soon_.emplace_back(*next, number);
    std::push_heap(soon_.begin(), soon_.end(), std::greater<>());
  };
  for (std::uint32_t number : due_) {
    if (!DropSilently(number, time.ns)) push(number);
  }
  while (!soon_.empty()) {
    const std::int64_t deadline = soon_.front().first;
    // One deadline may lead to another that is as early.
    if (deadline > now_ && !pending_.empty()) EmitPending();
    now_ = std::max(now_, deadline);
    met_.clear();
    while (!soon_.empty() && soon_.front().first == deadline) {
      std::pop_heap(soon_.begin(), soon_.end(), std::greater<>());
      met_.push_back(soon_.back().second);
      soon_.pop_back();
      // One that time had passed when it came about.
      if (deadline < passed_) NoteChange(met_.back());
      MeetDeadline(met_.back(), deadline);
    }
    for (std::uint32_t number : met_) push(number);
  }
  if (!pending_.empty()) EmitPending();
  passed_ = std::max(passed_, time.ns);
  if (has_dropped_) has_dropped_ = FreeSome();
}

void KeyedMatcher::Finish(Timestamp time, MatchSink& sink) {
  now_ = std::max(now_, time.ns);
  sink_ = &sink;
  ReportHeld();
  if (!pending_.empty()) EmitPending();
  while (has_dropped_) has_dropped_ = FreeSome();
}

}  // namespace precept::nfa
