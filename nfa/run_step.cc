#include "nfa/run_step.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "nfa/shape_memo.h"

namespace precept::nfa {

RunStep::RunStep(const Rule& rule, PlaceTable& places, const EventRowStore& rows,
                 const PreparedExpressions& expressions)
    : rule_(rule), automaton_(rule.automaton), places_(places),
      frame_(rule, rows, expressions), aggregates_(rule, expressions.pool()),
      columns_of_register_(automaton_.registers.size()) {
  for (std::size_t i = 0; i < automaton_.registers.size(); ++i) {
    if (automaton_.registers[i].kind == Register::Kind::kLastTime) last_time_ = RegisterId(i);
  }
  for (std::uint32_t i = 0; i < automaton_.register_of_column.size(); ++i) {
    const std::optional<RegisterId>& id = automaton_.register_of_column[i];
    if (id) columns_of_register_[id->index()].push_back(i);
  }
}

// ---- events ------------------------------------------------------------------

void RunStep::OnEvent(PlaceId id, const Registers& registers, const Reading& reading,
                      EventContext* event, RunContext* run, std::vector<NewRun>& out) {
  reading_ = reading;
  event_ = event;
  run_ = run;
  if (event != nullptr) key_ = event->Key();
  const Place& place = places_[id];
  if ((place.untils & reading.fits) == 0) {
    ReadEvent(id, place.open, registers, NewRun{}, out);
    return;
  }
  // An event that fits an `until` ends its scope: what can leave it leaves it
  // and reads on.
  std::vector<std::uint32_t> rest;
  for (std::uint32_t number : place.open) {
    const Way& way = places_.WayOf(place, number);
    const std::vector<std::uint32_t> ended = ScopesEnded(way, registers);
    if (ended.empty()) {
      rest.push_back(number);
    } else if (way.kind == Way::Kind::kAbsence && !way.wait) {
      std::optional<NewRun> left =
          TakeAbsence(way, places_.PositionOf(place).first_way + number, registers);
      if (!left) continue;
      LeaveScopes(ended, *left);
      if (left->place) {
        const Registers now = left->registers;
        const PlaceId at = *left->place;
        ReadEvent(at, places_[at].open, now, *std::move(left), out);
      } else if (left->at_end) {
        out.push_back(*std::move(left));
      }
    }
  }
  if (rest.empty()) return;
  if (rest.size() == place.open.size()) {
    ReadEvent(id, rest, registers, NewRun{}, out);
  } else {
    const PlaceId narrowed = places_.Intern(place.position, rest, place.very_next);
    NewRun moved;
    moved.place = narrowed;
    ReadEvent(narrowed, rest, registers, std::move(moved), out);
  }
}

// `run`: what is known of the run before it reads the event; without a place it
// stands where it stood.
void RunStep::ReadEvent(PlaceId id, const std::vector<std::uint32_t>& open,
                        const Registers& registers, NewRun run, std::vector<NewRun>& out) {
  const Place& place = places_[id];
  const bool moved = run.place.has_value();
  std::vector<std::uint32_t> closed;
  bool took = false;
  if ((place.reads & reading_.fits) != 0) {
    for (std::uint32_t number : open) {
      const Way& way = places_.WayOf(place, number);
      if (way.kind != Way::Kind::kStep || (reading_.fits & BitOf(way.step)) == 0) continue;
      std::optional<NewRun> copy = Take(
          way, places_.PositionOf(place).first_way + number, registers, run.absence);
      if (!copy) continue;
      took = true;
      closed.insert(closed.end(), way.closes.begin(), way.closes.end());
      if (copy->place || copy->at_end) out.push_back(*std::move(copy));
    }
    if ((place.negations & reading_.fits) != 0 && IsGuarded(place, open, registers)) {
      run.place.reset();
      if (run.at_end) out.push_back(std::move(run));
      return;
    }
  }
  if (!took && !reading_.among && !moved && &open == &place.open) {
    // The usual case: nothing is closed.
    run.place = id;
    run.unchanged = true;
    run.registers = registers;
    out.push_back(std::move(run));
    return;
  }
  std::vector<std::uint32_t> rest;
  for (std::uint32_t number : open) {
    const Way& way = places_.WayOf(place, number);
    const bool is_closed =
        (way.contiguity == Contiguity::kStrict && reading_.among) ||
        (way.contiguity == Contiguity::kRelaxed && took &&
         std::find(closed.begin(), closed.end(), number) != closed.end());
    if (!is_closed) rest.push_back(number);
  }
  const bool very_next = place.very_next && !reading_.among;
  if (rest.empty()) {
    run.place.reset();
    if (run.at_end) out.push_back(std::move(run));
    return;
  }
  if (rest.size() == open.size() && very_next == place.very_next) {
    run.place = id;
    run.unchanged = !moved;
  } else {
    run.place = places_.Intern(place.position, std::move(rest), very_next);
  }
  run.registers = registers;
  out.push_back(std::move(run));
}

std::optional<NewRun> RunStep::Take(const Way& way, std::uint32_t number,
                                    const Registers& registers, std::uint32_t absence) {
  for (const RoundGuard& guard : way.rounds) {
    const std::int64_t round = registers[guard.rounds.index()];
    if (guard.below ? round >= guard.value : round != guard.value) return std::nullopt;
  }
  if (way.low && reading_.time < TimeAfter(LastTime(registers), *way.low)) return std::nullopt;
  if (way.high && reading_.time > TimeAfter(LastTime(registers), *way.high)) return std::nullopt;
  for (const ConditionUse& use : way.conditions) {
    if (!Holds(use.condition, use.fresh, way.step, registers)) return std::nullopt;
  }
  NewRun copy;
  copy.absence = absence;
  copy.took = number;
  copy.registers = registers;
  Change(way, copy.registers);
  const Position& target = automaton_.positions[way.target.index()];
  const bool tests_rest = target.accepting && !target.rest.empty() &&
                          automaton_.mode != ReportMode::kLongest;
  if (tests_rest || !way.where.empty()) {
    const TakenEvent took{event_->Row(), event_->AlternativeOf(way.step), number};
    for (std::uint32_t condition : way.where) {
      if (!HoldsAfter(condition, &took, copy.registers)) return std::nullopt;
    }
    copy.at_end = target.accepting && (!tests_rest || HoldsAtEnd(target, &took, copy.registers));
  } else {
    copy.at_end = target.accepting;
  }
  if (!target.ways.empty()) copy.place = places_.Arrive(way.target);
  return copy;
}

std::optional<NewRun> RunStep::TakeAbsence(const Way& way, std::uint32_t number,
                                           const Registers& registers) {
  const Position& target = automaton_.positions[way.target.index()];
  NewRun run;
  run.absence = number;
  run.registers = registers;
  Change(way, run.registers);
  run.at_end = target.accepting && (automaton_.mode == ReportMode::kLongest ||
                                    HoldsAtEnd(target, nullptr, run.registers));
  if (!target.ways.empty()) run.place = places_.Arrive(way.target);
  if (!run.place && !run.at_end) return std::nullopt;
  return run;
}

void RunStep::Begin(const Reading& reading, EventContext* event, std::vector<NewRun>& out) {
  reading_ = reading;
  event_ = event;
  run_ = nullptr;
  if (event != nullptr) key_ = event->Key();
  const Position& start = automaton_.positions[Automaton::kStart.index()];
  Registers none(automaton_.registers.size(), 0);
  for (std::size_t i = 0; i < none.size(); ++i) {
    if (automaton_.registers[i].holds_event()) none[i] = kNoEvent;
  }
  for (std::uint32_t number = 0; number < start.ways.size(); ++number) {
    const Way& way = start.ways[number];
    if (way.kind != Way::Kind::kStep || (reading.fits & BitOf(way.step)) == 0) continue;
    std::optional<NewRun> run = Take(way, start.first_way + number, none, NewRun::kNone);
    if (run && (run->place || run->at_end)) out.push_back(*std::move(run));
  }
}

// ---- deadlines ---------------------------------------------------------------

std::optional<std::int64_t> RunStep::DeadlineOf(const Way& way, const Registers& registers,
                                                std::optional<std::int64_t> whole) const {
  if (way.wait) return TimeAfter(LastTime(registers), *way.wait);
  std::optional<std::int64_t> earliest;
  const auto lower = [&](std::int64_t time) {
    if (!earliest || time < *earliest) earliest = time;
  };
  if (way.in_whole && whole) lower(*whole);
  for (const Way::Clock& clock : way.clocks) {
    lower(TimeAfter(registers[clock.since.index()], clock.within));
  }
  if (way.high) lower(TimeAfter(LastTime(registers), *way.high));
  return earliest;
}

std::optional<std::int64_t> RunStep::DeadlineOf(PlaceId id, const Registers& registers) const {
  const Place& place = places_[id];
  std::optional<std::int64_t> earliest;
  if (!place.has_clock) return earliest;
  for (std::uint32_t number : place.open) {
    const auto time = DeadlineOf(places_.WayOf(place, number), registers, std::nullopt);
    if (time && (!earliest || *time < *earliest)) earliest = time;
  }
  return earliest;
}

std::uint64_t RunStep::WaysDue(PlaceId id, const Registers& registers, std::int64_t deadline,
                               std::optional<std::int64_t> whole,
                               std::uint64_t before) const {
  const Place& place = places_[id];
  for (std::uint32_t number : place.open) {
    const auto time = DeadlineOf(places_.WayOf(place, number), registers, whole);
    before = before << 1 | (time && *time == deadline ? 1u : 0u);
  }
  return before;
}

void RunStep::OnDeadline(PlaceId id, const Registers& registers, std::int64_t deadline,
                         std::optional<std::int64_t> whole, std::string_view key,
                         RunContext* run, std::vector<NewRun>& out) {
  event_ = nullptr;
  run_ = run;
  key_ = key;
  const Place& place = places_[id];
  std::vector<std::uint32_t> open;
  std::vector<std::uint32_t> closed;
  for (std::uint32_t number : place.open) {
    const Way& way = places_.WayOf(place, number);
    const auto time = DeadlineOf(way, registers, whole);
    if (!time || *time != deadline) {
      open.push_back(number);
      continue;
    }
    if (way.kind != Way::Kind::kAbsence) continue;
    closed.insert(closed.end(), way.closes.begin(), way.closes.end());
    std::optional<NewRun> met =
        TakeAbsence(way, places_.PositionOf(place).first_way + number, registers);
    if (met) out.push_back(*std::move(met));
  }
  if (open.size() == place.open.size()) {
    NewRun same;
    same.place = id;
    same.unchanged = true;
    same.registers = registers;
    out.push_back(std::move(same));
    return;
  }
  std::erase_if(open, [&](std::uint32_t number) {
    return places_.WayOf(place, number).contiguity == Contiguity::kRelaxed &&
           std::find(closed.begin(), closed.end(), number) != closed.end();
  });
  if (open.empty()) return;
  NewRun rest;
  rest.place = places_.Intern(place.position, std::move(open), place.very_next);
  rest.registers = registers;
  out.push_back(std::move(rest));
}

// ---- conditions --------------------------------------------------------------

std::vector<std::uint32_t> RunStep::ScopesEnded(const Way& way,
                                                const Registers& registers) {
  std::vector<std::uint32_t> scopes;
  for (const Watch& watch : way.untils) {
    if (Fits(watch, registers)) scopes.push_back(watch.scope);
  }
  return scopes;
}

void RunStep::LeaveScopes(const std::vector<std::uint32_t>& ended, NewRun& run) {
  if (!run.place) return;
  const Place& place = places_[*run.place];
  std::vector<std::uint32_t> open;
  for (std::uint32_t number : place.open) {
    const std::vector<Watch>& untils = places_.WayOf(place, number).untils;
    const bool inside = std::any_of(untils.begin(), untils.end(), [&](const Watch& watch) {
      return std::find(ended.begin(), ended.end(), watch.scope) != ended.end();
    });
    if (!inside) open.push_back(number);
  }
  if (open.size() == place.open.size()) return;
  if (open.empty()) {
    run.place.reset();
  } else {
    run.place = places_.Intern(place.position, std::move(open), place.very_next);
  }
}

bool RunStep::IsGuarded(const Place& place, const std::vector<std::uint32_t>& open,
                        const Registers& registers) {
  for (std::uint32_t number : open) {
    for (const Watch& watch : places_.WayOf(place, number).negations) {
      if (watch.very_next && !place.very_next) continue;
      if (Fits(watch, registers)) return true;
    }
  }
  return false;
}

bool RunStep::Fits(const Watch& watch, const Registers& registers) {
  if ((reading_.fits & BitOf(watch.step)) == 0) return false;
  return std::all_of(watch.conditions.begin(), watch.conditions.end(),
                     [&](const ConditionUse& use) {
                       return Holds(use.condition, use.fresh, watch.step, registers);
                     });
}

bool RunStep::Holds(std::uint32_t number, const std::vector<std::uint32_t>& fresh,
                    StepId step, const Registers& registers) {
  const Condition& condition = rule_.conditions[number];
  for (std::uint32_t i : condition.columns) {
    const FrameColumn& column = rule_.frame[i];
    const bool is_fresh =
        column.round_of && std::binary_search(fresh.begin(), fresh.end(), *column.round_of);
    switch (column.source) {
      case FrameColumn::Source::kKey:
        frame_.SetKey(std::span(&i, 1), key_);
        break;
      case FrameColumn::Source::kOwn:
        frame_.Set(i, event_->Own(step, column.index));
        break;
      case FrameColumn::Source::kField:
      case FrameColumn::Source::kFirst:
      case FrameColumn::Source::kLast: {
        const std::int64_t held = registers[automaton_.register_of_column[i]->index()];
        const TakenEvent taken{EventOf(held), AlternativeOf(held), 0};
        frame_.SetFromEvent(i, is_fresh || held == kNoEvent ? nullptr : &taken);
        break;
      }
      case FrameColumn::Source::kItem:
      case FrameColumn::Source::kList:
      case FrameColumn::Source::kCount:
        SetFromHistory(number, i, is_fresh);
        break;
    }
  }
  const bool holds = frame_.Holds(condition.expression);
  frame_.ForgetGiven();
  return holds;
}

void RunStep::SetFromHistory(std::uint32_t condition, std::uint32_t column, bool is_fresh) {
  const bool is_empty = is_fresh || run_ == nullptr;
  const std::optional<std::size_t> index = aggregates_.IndexOf(condition, column);
  const RunAggregates* known = is_empty || !index ? nullptr : run_->Aggregates();
  if (!index || (known == nullptr && !is_empty)) {
    frame_.SetFromEvents(column, is_empty ? std::span<const TakenEvent>() : run_->History());
    return;
  }
  const ListAggregates& aggregates = is_empty ? nothing_taken_ : (*known)[*index];
  const FrameColumn& read = rule_.frame[column];
  if (read.source == FrameColumn::Source::kCount) {
    frame_.Set(column, aggregates.Get(Op::kCount, read.type.scalar));
    return;
  }
  for (const AggregatePlan::Use& use : aggregates_.UsesIn(condition)) {
    if (use.column == column) frame_.Give(use.node, aggregates.Get(use.op, read.type.scalar));
  }
}

bool RunStep::HoldsAfter(std::uint32_t number, const TakenEvent* took,
                         const Registers& registers) {
  const Condition& condition = rule_.conditions[number];
  with_event_.clear();
  bool read = false;
  for (std::uint32_t i : condition.columns) {
    const FrameColumn& column = rule_.frame[i];
    if (column.source == FrameColumn::Source::kKey) {
      frame_.SetKey(std::span(&i, 1), key_);
      continue;
    }
    const std::optional<RegisterId>& id = automaton_.register_of_column[i];
    if (automaton_.registers[id->index()].kind != Register::Kind::kHistory) {
      const std::int64_t held = registers[id->index()];
      const TakenEvent taken{EventOf(held), AlternativeOf(held), 0};
      frame_.SetFromEvent(i, held == kNoEvent ? nullptr : &taken);
      continue;
    }
    if (!read) {
      read = true;
      if (run_ != nullptr) {
        const std::span<const TakenEvent> history = run_->History();
        with_event_.assign(history.begin(), history.end());
      }
      if (took != nullptr) with_event_.push_back(*took);
    }
    frame_.SetFromEvents(i, with_event_);
  }
  return frame_.Holds(condition.expression);
}

bool RunStep::HoldsAtEnd(const Position& position, const TakenEvent* took,
                         const Registers& registers) {
  return std::all_of(
      position.rest.begin(), position.rest.end(),
      [&](std::uint32_t condition) { return HoldsAfter(condition, took, registers); });
}

bool RunStep::PassesRest(const std::vector<std::uint32_t>& rest, std::string_view key,
                         std::span<const TakenEvent> events) {
  if (rest.empty()) return true;
  frame_.Fill(key, events);
  return std::all_of(rest.begin(), rest.end(), [&](std::uint32_t condition) {
    return frame_.Holds(rule_.conditions[condition].expression);
  });
}

// ---- registers ---------------------------------------------------------------

void RunStep::Change(const Way& way, Registers& registers) {
  for (const RegisterChange& change : way.changes) {
    std::int64_t& target = registers[change.target.index()];
    switch (change.kind) {
      case RegisterChange::Kind::kSet: target = change.value; break;
      case RegisterChange::Kind::kAddOne: ++target; break;
      case RegisterChange::Kind::kNow: target = reading_.time; break;
      case RegisterChange::Kind::kClear: target = kNoEvent; break;
      case RegisterChange::Kind::kEventIfNone:
        if (target != kNoEvent) break;
        [[fallthrough]];
      case RegisterChange::Kind::kEvent:
        target = PackEvent(event_->Row(), event_->AlternativeOf(way.step));
        break;
    }
  }
}

bool RunStep::Equal(RegisterId id, std::int64_t a, std::int64_t b) const {
  if (a == b) return true;
  if (!automaton_.registers[id.index()].holds_event() || a == kNoEvent || b == kNoEvent) {
    return false;
  }
  const TakenEvent left{EventOf(a), AlternativeOf(a), 0};
  const TakenEvent right{EventOf(b), AlternativeOf(b), 0};
  const std::vector<std::uint32_t>& columns = columns_of_register_[id.index()];
  return std::all_of(columns.begin(), columns.end(), [&](std::uint32_t i) {
    return frame_.FieldOf(rule_.frame[i], left) == frame_.FieldOf(rule_.frame[i], right);
  });
}

std::uint64_t RunStep::Hash(RegisterId id, std::int64_t value) const {
  if (!automaton_.registers[id.index()].holds_event() || value == kNoEvent) {
    return XXH3_64bits(&value, sizeof value);
  }
  const TakenEvent taken{EventOf(value), AlternativeOf(value), 0};
  std::uint64_t hash = 0;
  for (std::uint32_t i : columns_of_register_[id.index()]) {
    hash = (hash ^ frame_.HashOfField(rule_.frame[i], taken)) * 0x9E3779B97F4A7C15ull;
  }
  return hash;
}

}  // namespace precept::nfa
