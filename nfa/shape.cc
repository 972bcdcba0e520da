#include "nfa/shape.h"

#include <algorithm>
#include <utility>

namespace precept::nfa {
namespace {

// Outcomes of the guards of one shape that are remembered.
constexpr std::size_t kMostOutcomes = 16;

// A history of one thread of the shape at hand.
class OneThread : public RunContext {
 public:
  OneThread(ThreadHistory& history, std::uint32_t thread)
      : history_(history), thread_(thread) {}
  std::span<const TakenEvent> History() override { return history_.Of(thread_); }
  const RunAggregates* Aggregates() override { return history_.AggregatesOf(thread_); }

 private:
  ThreadHistory& history_;
  std::uint32_t thread_;
};

}  // namespace

void Transition::Clear() {
  identity = false;
  completions.clear();
  moves.clear();
  registers.clear();
}

ShapeTable::ShapeTable(const Rule& rule, const EventRowStore& rows,
                       const PreparedExpressions& expressions)
    : rule_(rule), places_(rule), runs_(rule, places_, rows, expressions) {
  identity_.identity = true;
  Intern({PlaceTable::kHeld});
  const Place& start = places_[places_.Arrive(Automaton::kStart)];
  for (std::uint32_t way : start.open) {
    const Way& first = places_.WayOf(start, way);
    if (first.kind == Way::Kind::kStep) begins_ |= BitOf(first.step);
  }
  begins_conditional_ = start.conditional;
  for (const Position& position : rule_.automaton.positions) {
    for (const Way& way : position.ways) ways_.push_back(&way);
  }
}

ShapeId ShapeTable::Intern(std::vector<PlaceId> threads) {
  const auto [known, is_new] = by_threads_.try_emplace(threads, ShapeId(shapes_.size()));
  if (!is_new) return known->second;
  Shape shape;
  shape.first_register.push_back(0);
  for (PlaceId id : threads) {
    const Place& place = places_[id];
    shape.reads |= place.reads;
    shape.computed |= place.computed;
    shape.has_strict |= place.has_strict;
    shape.apart |= place.apart;
    shape.has_clock |= place.has_clock;
    shape.in_whole |= place.in_whole;
    shape.tests_at_deadline |= place.tests_at_deadline;
    shape.num_ways += place.open.size();
    std::uint32_t slot = shape.first_register.back();
    for (RegisterId reg : place.registers) {
      if (rule_.automaton.registers[reg.index()].holds_event()) {
        shape.event_slots.push_back(slot);
      }
      ++slot;
    }
    shape.first_register.push_back(slot);
  }
  shape.threads = std::move(threads);
  shapes_.push_back(std::move(shape));
  memos_.emplace_back();
  deadline_memos_.emplace_back();
  DescribeQueue(known->second);
  return known->second;
}

// Says of a shape that is new whether its entries stand in a queue.
void ShapeTable::DescribeQueue(ShapeId id) {
  Shape& shape = shapes_[id.index()];
  shape.is_queue = shape.threads.size() == 1 && !shape.apart && shape.event_slots.empty() &&
                   shape.num_registers() > 0 &&
                   GuardsOf(id, shape.reads).size() <= kMostGuards;
  if (shape.is_queue) {
    std::uint32_t slot = 0;
    for (RegisterId reg : places_[shape.threads[0]].registers) {
      const Register::Kind kind = rule_.automaton.registers[reg.index()].kind;
      if (kind == Register::Kind::kRounds) shape.round_slots.push_back(slot);
      ++slot;
    }
  }
}

// ---- steps -------------------------------------------------------------------

// Makes the transition of a shape: `move` says what becomes of a run at a place
// with the registers in expanded_, in new_runs_, if it `concerns` the place.
template <class C, class F>
void ShapeTable::MoveThreads(ShapeId id, std::span<const std::int64_t> registers,
                             ThreadHistory& history, C concerns, F move) {
  const Shape& shape = shapes_[id.index()];
  Reset();
  old_ = id;
  old_registers_ = registers;
  for (std::uint32_t thread = 0; thread < shape.threads.size() && !cut_; ++thread) {
    const PlaceId place = shape.threads[thread];
    if (place == PlaceTable::kHeld) {
      AddThread({thread, 0, NewRun::kNone, NewRun::kNone}, place, nullptr);
      continue;
    }
    if (!concerns(places_[place])) {
      KeepThread(thread, place);
      continue;
    }
    Expand(id, thread, registers, expanded_);
    OneThread run(history, thread);
    new_runs_.clear();
    move(place, run);
    Combine(thread);
  }
  Finish(id);
}

const Transition& ShapeTable::Step(ShapeId id, std::span<const std::int64_t> registers,
                                   const Reading& reading, EventContext& event,
                                   ThreadHistory& history, bool conditions_hold) {
  const Shape& shape = shapes_[id.index()];
  const StepMask fits = reading.fits & shape.reads;
  const bool among = reading.among && shape.has_strict;
  if (fits == 0 && !among) return identity_;
  Known& known = KnownOf(id, {fits, among});
  std::uint64_t outcome = 0;
  if (!known.is_computed) {
    outcome = OutcomeOf(known.guards, registers, reading.time);
    for (const ConditionGuard& guard : known.conditions) {
      const bool holds =
          conditions_hold || Holds(rule_, guard, registers, event, runs_.frame());
      outcome = outcome << 1 | (holds ? 1u : 0u);
    }
    const Transition* recalled = Recall(known, outcome, registers, reading.time, &event);
    if (recalled != nullptr) return *recalled;
  }
  const Reading narrowed{fits, among, reading.time};
  const auto concerns = [&](const Place& place) {
    return (place.reads & fits) != 0 || (among && place.has_strict);
  };
  MoveThreads(id, registers, history, concerns, [&](PlaceId place, RunContext& run) {
    runs_.OnEvent(place, expanded_, narrowed, &event, &run, new_runs_);
  });
  return Remember(known, outcome, id);
}

const Transition& ShapeTable::Begin(const Reading& reading, EventContext& event) {
  const StepMask fits = reading.fits & begins_;
  std::unique_ptr<Known>& slot = begin_memo_.by_key[MemoKey{fits, false}];
  if (!slot) {
    slot = std::make_unique<Known>();
    slot->is_computed = (fits & begins_conditional_) != 0;
  }
  Known& known = *slot;
  const Transition* recalled = Recall(known, 0, {}, reading.time, &event);
  if (recalled != nullptr) return *recalled;
  Reset();
  new_runs_.clear();
  runs_.Begin({fits, reading.among, reading.time}, &event, new_runs_);
  Combine(0);
  Finish(std::nullopt);
  return Remember(known, 0, std::nullopt);
}

const Transition& ShapeTable::Meet(ShapeId id, std::span<const std::int64_t> registers,
                                   std::int64_t deadline, std::optional<std::int64_t> whole,
                                   std::string_view key, ThreadHistory& history) {
  const Shape& shape = shapes_[id.index()];
  Known& known = deadline_memos_[id.index()][whole ? 1 : 0];
  known.is_computed |= shape.tests_at_deadline || shape.num_ways > kMostGuards;
  std::uint64_t outcome = 0;
  if (!known.is_computed) {
    for (std::uint32_t thread = 0; thread < shape.threads.size(); ++thread) {
      if (shape.threads[thread] == PlaceTable::kHeld) continue;
      Expand(id, thread, registers, expanded_);
      outcome = runs_.WaysDue(shape.threads[thread], expanded_, deadline, whole, outcome);
    }
    const Transition* recalled = Recall(known, outcome, registers, deadline, nullptr);
    if (recalled != nullptr) return *recalled;
  }
  const auto concerns = [&](const Place& place) {
    return place.has_clock || (whole && place.in_whole);
  };
  MoveThreads(id, registers, history, concerns, [&](PlaceId place, RunContext& run) {
    runs_.OnDeadline(place, expanded_, deadline, whole, key, &run, new_runs_);
  });
  return Remember(known, outcome, id);
}

// ---- making a transition -----------------------------------------------------

void ShapeTable::Reset() {
  made_.Clear();
  threads_.clear();
  registers_.clear();
  kept_.clear();
  new_threads_.clear();
  changed_ = false;
  cut_ = false;
  compared_ = false;
}

// A thread's registers by RegisterId.
void ShapeTable::Expand(ShapeId id, std::uint32_t thread,
                        std::span<const std::int64_t> registers, Registers& out) const {
  const Shape& shape = shapes_[id.index()];
  out.assign(rule_.automaton.registers.size(), kNoEvent);
  std::uint32_t slot = shape.first_register[thread];
  for (RegisterId reg : places_[shape.threads[thread]].registers) {
    out[reg.index()] = registers[slot++];
  }
}

void ShapeTable::Combine(std::uint32_t from) {
  for (const NewRun& run : new_runs_) {
    if (cut_) return;
    if (run.unchanged && !run.at_end) {
      KeepThread(from, *run.place);
      continue;
    }
    const ThreadMove move{from, 0, run.absence, run.took};
    if (!run.unchanged) changed_ = true;
    if (run.place) AddThread(move, *run.place, &run.registers);
    if (!run.at_end) continue;
    if (rule_.automaton.mode == ReportMode::kLongest) {
      AddThread(move, PlaceTable::kHeld, nullptr);
    } else {
      made_.completions.push_back(move);
    }
  }
}

void ShapeTable::AddThread(ThreadMove move, PlaceId place, const Registers* registers) {
  if (place == PlaceTable::kHeld) {
    // What is less preferred than a complete match can never be reported.
    cut_ = true;
  } else if (!places_[place].apart) {
    for (std::uint32_t i = 0; i < threads_.size(); ++i) {
      if (threads_[i] == place && Joins(move, i, place, *registers)) return;
    }
  }
  move.to = static_cast<std::uint32_t>(threads_.size());
  new_threads_.push_back(move.to);
  made_.moves.push_back(move);
  threads_.push_back(place);
  registers_.push_back(registers == nullptr ? Registers() : *registers);
  kept_.push_back(kNotKept);
}

// A thread of the old shape that stays as it is: it is none of the others that
// stay.
void ShapeTable::KeepThread(std::uint32_t thread, PlaceId place) {
  ThreadMove move{thread, 0, NewRun::kNone, NewRun::kNone};
  if (!places_[place].apart) {
    for (std::uint32_t i : new_threads_) {
      if (threads_[i] != place) continue;
      Expand(old_, thread, old_registers_, compared_registers_);
      const Registers own = compared_registers_;
      if (Joins(move, i, place, own)) return;
    }
  }
  move.to = static_cast<std::uint32_t>(threads_.size());
  made_.moves.push_back(move);
  threads_.push_back(place);
  registers_.emplace_back();
  kept_.push_back(thread);
}

// Whether a run at the place of new thread `i` is the same; then it has been seen
// to.
bool ShapeTable::Joins(ThreadMove move, std::uint32_t i, PlaceId place,
                       const Registers& registers) {
  compared_ |= !places_[place].registers.empty();
  if (kept_[i] != kNotKept) Expand(old_, kept_[i], old_registers_, compared_registers_);
  const Registers& others = kept_[i] != kNotKept ? compared_registers_ : registers_[i];
  if (!Equal(place, others, registers)) return false;
  changed_ = true;
  if (rule_.automaton.mode == ReportMode::kAll) {
    move.to = i;
    made_.moves.push_back(move);
  }
  return true;
}

bool ShapeTable::Equal(PlaceId place, const Registers& a, const Registers& b) const {
  const std::vector<RegisterId>& needed = places_[place].registers;
  return std::all_of(needed.begin(), needed.end(), [&](RegisterId id) {
    return runs_.Equal(id, a[id.index()], b[id.index()]);
  });
}

void ShapeTable::Finish(std::optional<ShapeId> old) {
  const auto is_before = [](const ThreadMove& a, const ThreadMove& b) { return a.to < b.to; };
  // Mostly they are in order, and sorting takes memory.
  if (!std::is_sorted(made_.moves.begin(), made_.moves.end(), is_before)) {
    std::stable_sort(made_.moves.begin(), made_.moves.end(), is_before);
  }
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (kept_[i] != kNotKept) {
      const Shape& shape = shapes_[old_.index()];
      const auto own = old_registers_.subspan(
          shape.first_register[kept_[i]],
          shape.first_register[kept_[i] + 1] - shape.first_register[kept_[i]]);
      made_.registers.insert(made_.registers.end(), own.begin(), own.end());
      continue;
    }
    for (RegisterId id : places_[threads_[i]].registers) {
      made_.registers.push_back(registers_[i][id.index()]);
    }
  }
  made_.identity = old && !changed_ && made_.completions.empty() &&
                   threads_ == shapes_[old->index()].threads;
  if (!threads_.empty()) made_.to = Intern(threads_);
}

// ---- what is remembered ------------------------------------------------------

ShapeTable::Known& ShapeTable::KnownOf(ShapeId id, const MemoKey& key) {
  Memo& memo = memos_[id.index()];
  if (memo.last != nullptr && memo.last_key == key) return *memo.last;
  std::unique_ptr<Known>& known = memo.by_key[key];
  if (!known) {
    const Shape& shape = shapes_[id.index()];
    known = std::make_unique<Known>();
    known->guards = GuardsOf(id, key.fits);
    known->is_computed = (key.fits & shape.computed) != 0;
    if (!known->is_computed) known->conditions = ConditionsOf(id, key.fits);
    known->is_computed |= known->guards.size() + known->conditions.size() > kMostGuards ||
                          std::any_of(known->conditions.begin(), known->conditions.end(),
                                      [](const ConditionGuard& guard) { return guard.reads_lists; });
  }
  memo.last_key = key;
  memo.last = known.get();
  return *known;
}

// What decides which open ways an event takes that fits these steps, as far as
// registers do.
std::vector<GuardTest> ShapeTable::GuardsOf(ShapeId id, StepMask fits) const {
  const Shape& shape = shapes_[id.index()];
  std::vector<GuardTest> guards;
  const auto add = [&](GuardTest guard) {
    if (std::find(guards.begin(), guards.end(), guard) == guards.end()) guards.push_back(guard);
  };
  for (std::uint32_t thread = 0; thread < shape.threads.size(); ++thread) {
    const Place& place = places_[shape.threads[thread]];
    const auto slot_of = [&](RegisterId reg) { return *SlotOf(places_, shape, thread, reg); };
    for (std::uint32_t number : place.open) {
      const Way& way = places_.WayOf(place, number);
      if (way.kind != Way::Kind::kStep || (fits & BitOf(way.step)) == 0) continue;
      for (const RoundGuard& guard : way.rounds) {
        const std::uint32_t slot = slot_of(guard.rounds);
        add({GuardTest::Kind::kRoundAtLeast, slot, guard.value});
        if (!guard.below) add({GuardTest::Kind::kRoundAtLeast, slot, guard.value + 1});
      }
      if (way.low) add({GuardTest::Kind::kTooEarly, slot_of(*runs_.last_time()), *way.low});
      if (way.high) add({GuardTest::Kind::kTooLate, slot_of(*runs_.last_time()), *way.high});
    }
  }
  return guards;
}

// The same as far as conditions do.
std::vector<ConditionGuard> ShapeTable::ConditionsOf(ShapeId id, StepMask fits) const {
  const Shape& shape = shapes_[id.index()];
  std::vector<ConditionGuard> guards;
  for (std::size_t thread = 0; thread < shape.threads.size(); ++thread) {
    const auto add = [&](StepId step, const std::vector<ConditionUse>& uses) {
      if (uses.empty() || (fits & BitOf(step)) == 0) return;
      ConditionGuard guard = GuardOf(rule_, places_, shape, thread, step, uses);
      if (std::find(guards.begin(), guards.end(), guard) == guards.end()) {
        guards.push_back(std::move(guard));
      }
    };
    ForEachUse(places_, places_[shape.threads[thread]], add);
  }
  return guards;
}

std::optional<std::uint32_t> SlotOf(const PlaceTable& places, const Shape& shape,
                                    std::size_t thread, RegisterId id) {
  const std::vector<RegisterId>& registers = places[shape.threads[thread]].registers;
  const auto at = std::find(registers.begin(), registers.end(), id);
  if (at == registers.end()) return std::nullopt;
  return shape.first_register[thread] + static_cast<std::uint32_t>(at - registers.begin());
}

const Transition* ShapeTable::Recall(Known& known, std::uint64_t outcome,
                                     std::span<const std::int64_t> registers,
                                     std::int64_t time, EventContext* event) {
  const auto value_of = [&](const RegisterSource& source) -> std::int64_t {
    switch (source.kind) {
      case RegisterSource::Kind::kConstant: return source.value;
      case RegisterSource::Kind::kNow: return time + source.value;
      case RegisterSource::Kind::kSum: return registers[source.slot] + source.value;
      case RegisterSource::Kind::kEventIfNone:
        if (registers[source.slot] != kNoEvent) return registers[source.slot];
        [[fallthrough]];
      case RegisterSource::Kind::kEvent: break;
    }
    const StepId step(static_cast<std::size_t>(source.value));
    return PackEvent(event->Row(), event->AlternativeOf(step));
  };
  for (Known::Made& made : known.made) {
    if (made.outcome != outcome) continue;
    if (!made.is_fixed) return nullptr;
    if (made.transition.identity) return &made.transition;
    for (std::size_t i = 0; i < made.registers.size(); ++i) {
      made.transition.registers[i] = value_of(made.registers[i]);
    }
    return &made.transition;
  }
  return nullptr;
}

// Keeps what has just been made, if it is the same whenever the outcome is.
const Transition& ShapeTable::Remember(Known& known, std::uint64_t outcome,
                                       std::optional<ShapeId> old) {
  if (known.is_computed) return made_;
  if (known.made.size() == kMostOutcomes) {
    // To test the conditions first would be in vain, for more than a few.
    known.is_computed = !known.conditions.empty();
    return made_;
  }
  const bool is_known =
      std::any_of(known.made.begin(), known.made.end(),
                  [&](const Known::Made& made) { return made.outcome == outcome; });
  if (is_known) return made_;
  Known::Made& made = known.made.emplace_back();
  made.outcome = outcome;
  made.is_fixed = !compared_;
  std::uint32_t next = 0;
  for (const ThreadMove& move : made_.moves) {
    if (move.to != next) continue;  // Joined to one that came before.
    if (!AddSources(old, move, threads_[next], made.registers)) made.is_fixed = false;
    ++next;
  }
  if (!made.is_fixed) {
    // To test the conditions first would be in vain.
    known.is_computed |= !known.conditions.empty();
    return made_;
  }
  made.transition = made_;
  return made.transition;
}

// How the registers of a new thread are made; false: of more than values, the time
// and the event.
bool ShapeTable::AddSources(std::optional<ShapeId> old, const ThreadMove& move, PlaceId place,
                            std::vector<RegisterSource>& sources) const {
  for (RegisterId id : places_[place].registers) {
    // As Begin and Expand have them.
    const bool holds_event = rule_.automaton.registers[id.index()].holds_event();
    RegisterSource source{RegisterSource::Kind::kConstant, 0, old || holds_event ? kNoEvent : 0};
    const auto slot =
        old ? SlotOf(places_, shapes_[old->index()], move.from, id) : std::nullopt;
    if (slot) source = {RegisterSource::Kind::kSum, *slot, 0};
    for (std::uint32_t number : {move.absence, move.took}) {
      if (number == NewRun::kNone) continue;
      for (const RegisterChange& change : ways_[number]->changes) {
        if (change.target != id) continue;
        switch (change.kind) {
          case RegisterChange::Kind::kSet:
            source = {RegisterSource::Kind::kConstant, 0, change.value};
            break;
          case RegisterChange::Kind::kAddOne:
            ++source.value;
            break;
          case RegisterChange::Kind::kNow:
            if (number == move.absence) return false;  // Which is not at an event.
            source = {RegisterSource::Kind::kNow, 0, 0};
            break;
          case RegisterChange::Kind::kClear:
            source = {RegisterSource::Kind::kConstant, 0, kNoEvent};
            break;
          case RegisterChange::Kind::kEventIfNone:
            if (number == move.absence) return false;  // Which takes none.
            if (source.kind == RegisterSource::Kind::kSum) {
              source.kind = RegisterSource::Kind::kEventIfNone;
              source.value = static_cast<std::int64_t>(ways_[number]->step.index());
              break;
            }
            [[fallthrough]];
          case RegisterChange::Kind::kEvent:
            if (number == move.absence) return false;  // Which takes none.
            source = {RegisterSource::Kind::kEvent, 0,
                      static_cast<std::int64_t>(ways_[number]->step.index())};
            break;
        }
      }
    }
    sources.push_back(source);
  }
  return true;
}

// ---- queues ------------------------------------------------------------------

std::span<const GuardTest> ShapeTable::GuardsOf(ShapeId id, const Reading& reading) {
  const Shape& shape = shapes_[id.index()];
  return KnownOf(id, {reading.fits & shape.reads, reading.among && shape.has_strict}).guards;
}

bool ShapeTable::IsTakeInPlace(ShapeId id, std::span<const std::int64_t> registers,
                               const Transition& transition) const {
  if (transition.moves.size() != 1 || !transition.completions.empty() ||
      transition.to != id || transition.moves[0].took == NewRun::kNone ||
      transition.moves[0].absence != NewRun::kNone) {
    return false;
  }
  const std::vector<std::uint32_t>& rounds = shapes_[id.index()].round_slots;
  for (std::uint32_t slot = 0; slot < registers.size(); ++slot) {
    const bool counts = std::find(rounds.begin(), rounds.end(), slot) != rounds.end();
    const std::int64_t change = transition.registers[slot] - registers[slot];
    // All that counts goes up together, so that one offset serves.
    if (change != (counts ? 1 : 0)) return false;
  }
  return true;
}

// ---- registers ---------------------------------------------------------------

std::optional<std::int64_t> ShapeTable::DeadlineOf(ShapeId id,
                                                   std::span<const std::int64_t> registers) {
  const Shape& shape = shapes_[id.index()];
  std::optional<std::int64_t> earliest;
  if (!shape.has_clock) return earliest;
  for (std::uint32_t thread = 0; thread < shape.threads.size(); ++thread) {
    if (!places_[shape.threads[thread]].has_clock) continue;
    Expand(id, thread, registers, expanded_);
    const auto time = runs_.DeadlineOf(shape.threads[thread], expanded_);
    if (time && (!earliest || *time < *earliest)) earliest = time;
  }
  return earliest;
}

bool ShapeTable::Equal(ShapeId id, std::span<const std::int64_t> a,
                       std::span<const std::int64_t> b) const {
  const Shape& shape = shapes_[id.index()];
  std::size_t slot = 0;
  for (PlaceId place : shape.threads) {
    for (RegisterId reg : places_[place].registers) {
      if (!runs_.Equal(reg, a[slot], b[slot])) return false;
      ++slot;
    }
  }
  return true;
}

std::uint64_t ShapeTable::Hash(ShapeId id, std::span<const std::int64_t> registers) const {
  const Shape& shape = shapes_[id.index()];
  std::uint64_t hash = 0;
  std::size_t slot = 0;
  for (PlaceId place : shape.threads) {
    for (RegisterId reg : places_[place].registers) {
      hash = (hash ^ runs_.Hash(reg, registers[slot++])) * 0x9E3779B97F4A7C15ull;
    }
  }
  return hash;
}

}  // namespace precept::nfa
