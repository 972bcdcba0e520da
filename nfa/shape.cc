#include "nfa/shape.h"

#include <algorithm>
#include <utility>

namespace precept::nfa {
namespace {

// Ways of a queue's place that rounds or ranges guard: three bits each of a
// class.
constexpr std::uint32_t kMostMeasuredWays = 21;

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
  begins_guarded_ = start.guarded;
}

ShapeId ShapeTable::Intern(std::vector<PlaceId> threads) {
  const auto [known, is_new] = by_threads_.try_emplace(threads, ShapeId(shapes_.size()));
  if (!is_new) return known->second;
  Shape shape;
  shape.first_register.push_back(0);
  for (PlaceId id : threads) {
    const Place& place = places_[id];
    shape.reads |= place.reads;
    shape.guarded |= place.guarded;
    shape.has_strict |= place.has_strict;
    shape.apart |= place.apart;
    shape.has_clock |= place.has_clock;
    shape.in_whole |= place.in_whole;
    std::uint32_t slot = shape.first_register.back();
    for (RegisterId reg : place.registers) {
      if (rule_.automaton.registers[reg.index()].holds_event()) {
        shape.event_slots.push_back(slot);
      }
      ++slot;
    }
    shape.first_register.push_back(slot);
  }
  shape.is_queue = threads.size() == 1 && !shape.apart && shape.event_slots.empty() &&
                   shape.num_registers() > 0 &&
                   places_[threads[0]].num_measured <= kMostMeasuredWays;
  if (shape.is_queue) {
    std::uint32_t slot = 0;
    for (RegisterId reg : places_[threads[0]].registers) {
      const Register::Kind kind = rule_.automaton.registers[reg.index()].kind;
      if (kind == Register::Kind::kRounds) shape.round_slots.push_back(slot);
      ++slot;
    }
  }
  shape.threads = std::move(threads);
  shapes_.push_back(std::move(shape));
  memos_.emplace_back();
  whole_memos_.push_back(nullptr);
  return known->second;
}

// ---- steps -------------------------------------------------------------------

// Makes the transition of a shape: `move` says what becomes of a run at a place
// with the registers in expanded_, in new_runs_.
template <class F>
void ShapeTable::MoveThreads(ShapeId id, std::span<const std::int64_t> registers,
                             ThreadHistory& history, F move) {
  const Shape& shape = shapes_[id.index()];
  Reset();
  for (std::uint32_t thread = 0; thread < shape.threads.size() && !cut_; ++thread) {
    const PlaceId place = shape.threads[thread];
    if (place == PlaceTable::kHeld) {
      AddThread({thread, 0, NewRun::kNone, NewRun::kNone}, place, nullptr);
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
                                   ThreadHistory& history) {
  const Shape& shape = shapes_[id.index()];
  const StepMask fits = reading.fits & shape.reads;
  const bool among = reading.among && shape.has_strict;
  if (fits == 0 && !among) return identity_;
  const bool may_know = shape.num_registers() == 0 && (fits & shape.guarded) == 0;
  const MemoKey key{fits, among};
  bool is_new = false;
  if (may_know) {
    const auto known = memos_[id.index()].find(key);
    is_new = known == memos_[id.index()].end();
    if (!is_new && known->second != nullptr) return *known->second;
  }
  const Reading narrowed{fits, among, reading.time};
  MoveThreads(id, registers, history, [&](PlaceId place, RunContext& run) {
    runs_.OnEvent(place, expanded_, narrowed, &event, &run, new_runs_);
  });
  if (!is_new) return made_;
  // What leads to registers is worked out each time.
  const bool plain = made_.registers.empty();
  const Transition* kept = nullptr;
  if (plain) {
    transitions_.push_back(made_);
    kept = &transitions_.back();
  }
  memos_[id.index()].emplace(key, kept);
  return plain ? *kept : made_;
}

const Transition& ShapeTable::Begin(const Reading& reading, EventContext& event) {
  const StepMask fits = reading.fits & begins_;
  const MemoKey key{fits, false};
  bool is_new = false;
  if ((fits & begins_guarded_) == 0) {
    const auto known = begin_memo_.find(key);
    is_new = known == begin_memo_.end();
    if (!is_new && known->second != nullptr) return *known->second;
  }
  Reset();
  new_runs_.clear();
  runs_.Begin({fits, reading.among, reading.time}, &event, new_runs_);
  Combine(0);
  Finish(std::nullopt);
  if (!is_new) return made_;
  const Transition* kept = nullptr;
  if (made_.registers.empty()) {
    transitions_.push_back(made_);
    kept = &transitions_.back();
  }
  begin_memo_.emplace(key, kept);
  return kept != nullptr ? *kept : made_;
}

const Transition& ShapeTable::Meet(ShapeId id, std::span<const std::int64_t> registers,
                                   std::int64_t deadline, std::optional<std::int64_t> whole,
                                   std::string_view key, ThreadHistory& history) {
  const Shape& shape = shapes_[id.index()];
  // Starts without registers differ in nothing when the whole ends.
  const bool is_known = whole && shape.is_plain() && rule_.automaton.positions[0].rest.empty();
  if (is_known && whole_memos_[id.index()] != nullptr) return *whole_memos_[id.index()];
  MoveThreads(id, registers, history, [&](PlaceId place, RunContext& run) {
    runs_.OnDeadline(place, expanded_, deadline, whole, key, &run, new_runs_);
  });
  if (!is_known || !made_.registers.empty()) return made_;
  transitions_.push_back(made_);
  whole_memos_[id.index()] = &transitions_.back();
  return transitions_.back();
}

// ---- making a transition -----------------------------------------------------

void ShapeTable::Reset() {
  made_.Clear();
  threads_.clear();
  registers_.clear();
  changed_ = false;
  cut_ = false;
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
  const bool joins = rule_.automaton.mode == ReportMode::kAll;
  if (place == PlaceTable::kHeld) {
    // What is less preferred than a complete match can never be reported.
    cut_ = true;
  } else if (!places_[place].apart) {
    for (std::uint32_t i = 0; i < threads_.size(); ++i) {
      if (threads_[i] != place || !Equal(place, registers_[i], *registers)) continue;
      changed_ = true;
      if (!joins) return;
      move.to = i;
      made_.moves.push_back(move);
      return;
    }
  }
  move.to = static_cast<std::uint32_t>(threads_.size());
  made_.moves.push_back(move);
  threads_.push_back(place);
  registers_.push_back(registers == nullptr ? Registers() : *registers);
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
    for (RegisterId id : places_[threads_[i]].registers) {
      made_.registers.push_back(registers_[i][id.index()]);
    }
  }
  made_.identity = old && !changed_ && made_.completions.empty() &&
                   threads_ == shapes_[old->index()].threads;
  if (!threads_.empty()) made_.to = Intern(threads_);
}

// ---- queues ------------------------------------------------------------------

std::uint64_t ShapeTable::ClassOf(ShapeId id, std::span<const std::int64_t> registers,
                                  const Reading& reading) {
  Expand(id, 0, registers, expanded_);
  return runs_.ClassOf(shapes_[id.index()].threads[0], expanded_, reading);
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
