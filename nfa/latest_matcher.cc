#include "nfa/latest_matcher.h"

#include <algorithm>
#include <map>
#include <set>

namespace precept::nfa {

LatestMatcher::LatestMatcher(const Rule& rule, RuleId id, EventRowStore& rows,
                             const PreparedExpressions& expressions, const Caps& caps)
    : KeyedMatcher(rule, id, rows, expressions), caps_(caps), places_(rule),
      steps_(rule, places_, rows, expressions), history_(rule.automaton, rows) {}

LatestMatcher::~LatestMatcher() = default;

std::size_t LatestMatcher::open_starts() const {
  std::size_t open = 0;
  keys_.ForEach([&](std::uint32_t number) {
    std::set<EventRowId> starts;
    for (const Run& run : keys_[number].runs) starts.insert(run.start);
    open += starts.size();
  });
  return open;
}

// ---- events and deadlines ----------------------------------------------------

void LatestMatcher::OnKey(const EncodedKey& key, std::uint32_t rank, const Reading& reading) {
  std::uint32_t number = keys_.Find(key);
  if (number == kNoKey && has_store()) number = Load(key);
  const StepMask start = places_[places_.Arrive(Automaton::kStart)].reads;
  if (number == kNoKey && (reading.fits & start) == 0) return;
  ++moment_;
  if (number == kNoKey) number = keys_.Add(key);
  KeyState& state = keys_[number];
  runs_.clear();
  bool changes = false;
  for (Run& run : state.runs) {
    new_runs_.clear();
    at_hand_ = run.history;
    taken_known_ = false;
    steps_.OnEvent(*run.place, run.registers, reading, this, this, new_runs_);
    changes |= new_runs_.size() != 1 || !new_runs_[0].unchanged;
    for (const NewRun& became : new_runs_) AddNew(run, became);
    Release(run);
  }
  const bool refused = Begin(state, rank, reading);
  changes |= !new_runs_.empty();
  KeepLatest();
  ReportComplete(state);
  const bool is_alive = std::any_of(runs_.begin(), runs_.end(),
                                    [](const Run& run) { return run.place.has_value(); });
  if (is_alive && changes) NoteEvent(number, rank, reading, refused);
  Settle(number);
}

void LatestMatcher::MeetDeadline(std::uint32_t number, std::int64_t time) {
  ++moment_;
  KeyState& state = keys_[number];
  runs_.clear();
  for (Run& run : state.runs) {
    new_runs_.clear();
    at_hand_ = run.history;
    taken_known_ = false;
    std::optional<std::int64_t> whole;
    if (automaton_.within) whole = WholeOf(run);
    steps_.OnDeadline(*run.place, run.registers, time, whole, state.bytes.view(), this, new_runs_);
    for (const NewRun& became : new_runs_) AddNew(run, became);
    Release(run);
  }
  KeepLatest();
  ReportComplete(state);
  Settle(number);
}

// What is in runs_ and still has somewhere to go is what the key has.
void LatestMatcher::Settle(std::uint32_t number) {
  KeyState& state = keys_[number];
  state.runs.clear();
  for (Run& run : runs_) {
    run.at_end = false;
    if (run.place) {
      state.runs.push_back(std::move(run));
    } else {
      Release(run);
    }
  }
  runs_.clear();
  if (!state.reported.empty()) {
    std::erase_if(state.reported, [&](const auto& match) {
      return std::none_of(state.runs.begin(), state.runs.end(), [&](const Run& run) {
        return rows_.CoordinatesOf(run.start) == match.first;
      });
    });
  }
  if (state.runs.empty()) {
    DropKey(number);
    return;
  }
  if (!at_event()) return;
  const std::int64_t armed = state.armed;
  const std::optional<std::int64_t> next = NextDeadline(number);
  if (next && *next < armed) {
    timers_.Arm(number, Timestamp{*next});
  } else {
    state.armed = armed;
  }
}

void LatestMatcher::DropKey(std::uint32_t number) {
  NoteGone(number);
  for (Run& run : keys_[number].runs) Release(run);
  timers_.Cancel(number);
  keys_.Remove(number);
}

// Adds what the event begins, in new_runs_; true if a cap refuses it.
bool LatestMatcher::Begin(KeyState& state, std::uint32_t rank, const Reading& reading) {
  new_runs_.clear();
  steps_.Begin(reading, this, new_runs_);
  if (new_runs_.empty()) return false;
  if (is_replaying() ? replay_refuses() : AliveStarts() >= caps_.starts) {
    state.incomplete |= kCappedStarts;
    return true;
  }
  Run none;
  none.start = Row();
  none.key_rank = rank;
  for (const NewRun& began : new_runs_) AddNew(none, began);
  return false;
}

// ---- runs --------------------------------------------------------------------

void LatestMatcher::AddNew(const Run& from, const NewRun& became) {
  Run run = from;
  Happening happening;
  ThreadMove move;
  move.took = became.took;
  if (became.took != NewRun::kNone) happening = TakingEvent();
  run.history = history_.Extend(from.history, move, happening);
  rows_.AddReference(run.start);
  run.registers = became.registers;
  run.place = became.place;
  run.at_end = became.at_end;
  if (!became.unchanged) run.arrived = moment_;
  HoldEvents(run);
  runs_.push_back(std::move(run));
}

std::vector<RegisterId> LatestMatcher::EventRegisters(const Run& run) const {
  std::vector<RegisterId> events;
  if (!run.place) return events;
  for (RegisterId id : places_[*run.place].registers) {
    const bool holds = automaton_.registers[id.index()].holds_event();
    if (holds && run.registers[id.index()] != kNoEvent) events.push_back(id);
  }
  return events;
}

void LatestMatcher::HoldEvents(const Run& run) {
  for (RegisterId id : EventRegisters(run)) {
    rows_.AddReference(EventOf(run.registers[id.index()]));
  }
}

void LatestMatcher::Release(Run& run) {
  history_.Release(run.history);
  rows_.Release(run.start);
  for (RegisterId id : EventRegisters(run)) {
    rows_.Release(EventOf(run.registers[id.index()]));
  }
}

std::span<const TakenEvent> LatestMatcher::History() {
  if (!taken_known_) history_.Read(at_hand_, taken_);
  taken_known_ = true;
  return taken_;
}

std::uint64_t LatestMatcher::AliveStarts() const {
  std::set<EventRowId> starts;
  for (const Run& run : runs_) {
    if (run.place) starts.insert(run.start);
  }
  return starts.size();
}

// ---- deadlines ---------------------------------------------------------------

std::int64_t LatestMatcher::WholeOf(const Run& run) const {
  return WholeDeadline(rows_.TimeOf(run.start).ns);
}

std::optional<std::int64_t> LatestMatcher::DeadlineOf(const Run& run) const {
  std::optional<std::int64_t> next = steps_.DeadlineOf(*run.place, run.registers);
  if (!places_[*run.place].in_whole) return next;
  const std::int64_t whole = WholeOf(run);
  return next ? std::min(*next, whole) : whole;
}

std::optional<std::int64_t> LatestMatcher::NextDeadline(std::uint32_t number) {
  KeyState& state = keys_[number];
  std::optional<std::int64_t> next;
  for (const Run& run : state.runs) {
    const std::optional<std::int64_t> time = DeadlineOf(run);
    if (time && (!next || *time < *next)) next = time;
  }
  state.armed = next.value_or(kNever);
  return next;
}

// ---- reports -----------------------------------------------------------------

// What may still follow: the open ways with the rounds that they count.
std::vector<std::int64_t> LatestMatcher::PlaceText(const Run& run) const {
  std::vector<std::int64_t> text;
  if (!run.place) return text;
  const Place& place = places_[*run.place];
  for (std::uint32_t number : place.open) {
    const Way& way = places_.WayOf(place, number);
    text.push_back(way.content);
    for (RegisterId id : way.content_rounds) text.push_back(run.registers[id.index()]);
    const bool looks = place.very_next &&
                       std::any_of(way.negations.begin(), way.negations.end(),
                                   [](const Watch& watch) { return watch.very_next; });
    text.push_back(looks ? -1 : -2);
  }
  return text;
}

void LatestMatcher::KeepLatest() {
  std::map<std::vector<std::int64_t>, std::size_t> kept;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const auto [place, is_new] = kept.try_emplace(PlaceText(runs_[i]), i);
    if (is_new) continue;
    const Run& best = runs_[place->second];
    const bool is_later =
        runs_[i].arrived != best.arrived
            ? runs_[i].arrived > best.arrived
            : rows_.CoordinatesOf(runs_[i].start) > rows_.CoordinatesOf(best.start);
    if (is_later) place->second = i;
  }
  std::vector<bool> keep(runs_.size());
  for (const auto& [place, run] : kept) keep[run] = true;
  std::size_t next = 0;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (!keep[i]) {
      Release(runs_[i]);
    } else {
      if (next != i) runs_[next] = std::move(runs_[i]);
      ++next;
    }
  }
  runs_.resize(next);
}

LatestMatcher::MatchText LatestMatcher::TextOf(std::span<const TakenEvent> events) const {
  MatchText text;
  for (const TakenEvent& taken : events) {
    const StepId step = rule_.alternatives[taken.alternative].step;
    const Coordinates at = rows_.CoordinatesOf(taken.event);
    // As stored: a stream's number must not depend on other rules.
    text.insert(text.end(), {rule_.steps[step.index()].variable, at.time.ns,
                             *stored_fields().NumberOf(at.stream), at.partition, at.offset});
  }
  return text;
}

void LatestMatcher::ReportComplete(KeyState& state) {
  std::set<std::pair<Coordinates, MatchText>> seen;
  for (const Run& run : runs_) {
    if (!run.at_end) continue;
    history_.Read(run.history, taken_);
    std::pair<Coordinates, MatchText> match{rows_.CoordinatesOf(run.start), TextOf(taken_)};
    if (!seen.insert(match).second) continue;
    if (automaton_.has_absence) {
      // By an absence a match may come about again.
      if (!state.reported.insert(std::move(match)).second) continue;
    }
    Report(state.bytes.view(), run.key_rank, state.incomplete, taken_);
  }
}

}  // namespace precept::nfa
