// An event or a deadline goes through a key in four steps: what becomes of each
// entry is planned and the entries that move are taken out (Plan…), what is
// complete is reported while histories are as they were (shape_reports.cc), the
// entries move and are put where they belong now (Apply), and the event may
// begin a start.
//
// Starts separate only by expiry and by what their registers hold.  The starts
// of a key are linked in order of start, which is the order in which the
// `within` of the whole ends for them; a key has one timer.
//
// Guarded by tests/unit/nfa/matcher_test.cc, tests/cases/match/ and the
// comparison with the oracle in tests/exhaustive/.

#include "nfa/shape_matcher.h"

#include <algorithm>
#include <utility>

namespace precept::nfa {

namespace {

bool HasClocks(const Automaton& automaton) {
  for (const Position& position : automaton.positions) {
    for (const Way& way : position.ways) {
      if (way.high || way.wait || !way.clocks.empty()) return true;
    }
  }
  return false;
}

std::vector<std::uint32_t> VariablesOfWays(const Rule& rule) {
  std::vector<std::uint32_t> variables;
  for (const Position& position : rule.automaton.positions) {
    for (const Way& way : position.ways) {
      variables.push_back(way.kind == Way::Kind::kStep
                              ? rule.steps[way.step.index()].variable
                              : HistoryWalk::kBindsNothing);
    }
  }
  return variables;
}

}  // namespace

ShapeMatcher::ShapeMatcher(const Rule& rule, RuleId id, EventRowStore& rows,
                           const PreparedExpressions& expressions, const Caps& caps)
    : KeyedMatcher(rule, id, rows, expressions), caps_(caps),
      expires_silently_(!rule.automaton.has_absence &&
                        rule.automaton.mode != ReportMode::kLongest),
      has_clocks_(HasClocks(rule.automaton)),
      shapes_(rule, rows, expressions), history_(rule.automaton, rows),
      walk_(history_, VariablesOfWays(rule)), pool_(expressions.pool()) {}

ShapeMatcher::~ShapeMatcher() = default;

// A step reads what those before it have brought.
std::uint32_t ShapeMatcher::Prefetch(const EncodedKey& key, std::uint32_t number,
                                     PrefetchStep step) const {
  switch (step) {
    case PrefetchStep::kSlot:
      keys_.PrefetchSlot(key);
      return number;
    case PrefetchStep::kKey: {
      const std::uint32_t guess = keys_.Guess(key);
      if (guess == kNone) return kNoKey;
      keys_.Prefetch(guess);
      timers_.Prefetch(guess);
      return guess;
    }
    case PrefetchStep::kStarts: history_.Prefetch(Node::Leaf(keys_[number].first_start)); break;
    case PrefetchStep::kTaken: history_.PrefetchStart(keys_[number].first_start); break;
    case PrefetchStep::kRows: history_.PrefetchLast(keys_[number].first_start); break;
  }
  for (const Bucket& bucket : keys_[number].buckets) {
    if (bucket.has_table()) continue;
    switch (step) {
      case PrefetchStep::kSlot:
      case PrefetchStep::kKey: break;
      case PrefetchStep::kStarts: history_.Prefetch(bucket.root()); break;
      case PrefetchStep::kTaken: history_.PrefetchTaken(bucket.root()); break;
      case PrefetchStep::kRows: history_.PrefetchRow(bucket.root()); break;
    }
  }
  return number;
}

// ---- events and deadlines ----------------------------------------------------

void ShapeMatcher::OnKey(const EncodedKey& key, std::uint32_t rank, const Reading& reading) {
  std::uint32_t number = keys_.Find(key);
  if (number == kNone && has_store()) number = Load(key);
  const bool fits_start = (reading.fits & shapes_.begins()) != 0;
  if (number == kNone && !fits_start) return;
  KeyState* state = number == kNone ? nullptr : &keys_[number];
  plans_.clear();
  num_made_ = 0;
  made_registers_.clear();
  num_matches_ = 0;
  shapes_.runs().frame().NextEvent();
  forgets_event_ = false;
  clock_ = kNever;
  changes_key_ = false;
  if (state != nullptr) PlanEvent(*state, reading);
  changes_key_ |= !plans_.empty();
  bool begins = false;
  bool refused = false;
  if (fits_start) {
    const Transition& begun = shapes_.Begin(reading, *this);
    if (!begun.moves.empty() || !begun.completions.empty()) {
      if (shapes_.is_lasting(begun)) {
        begun_ = &begun;
      } else {
        begun_made_ = begun;
        begun_ = &begun_made_;
      }
      begins = MayBegin(state);
      refused = !begins;
    }
  }
  if (state != nullptr) ReportCompletions(*state);
  const bool completes = begins && !begun_->completions.empty() && !forgets_event_;
  if (completes) ReportBegun(key.bytes, rank, state);
  if (forgets_event_) {
    DropPlans();
    if (number != kNone) DropKey(number);
    return;
  }
  if (state != nullptr) Apply(*state);
  const bool is_done = completes && automaton_.mode == ReportMode::kEach;
  if (begins && !is_done && !begun_->moves.empty()) {
    BeginStart(key, number, rank, *begun_);
    changes_key_ = true;
  }
  if (number == kNone) return;
  if (automaton_.mode == ReportMode::kLongest) ReportLongest(keys_[number], false);
  if (keys_[number].num_starts > 0 && (changes_key_ || refused)) {
    NoteEvent(number, rank, reading, refused);
  }
  ArmTimer(number);
}

void ShapeMatcher::MeetDeadline(std::uint32_t number, std::int64_t time) {
  KeyState& state = keys_[number];
  const Incomplete incomplete = state.incomplete;
  plans_.clear();
  num_made_ = 0;
  made_registers_.clear();
  num_matches_ = 0;
  forgets_event_ = false;
  PlanWhole(state, time);
  PlanClocks(state, time);
  if (!plans_.empty()) {
    ReportCompletions(state);
    Apply(state);
  }
  if (automaton_.mode == ReportMode::kLongest) ReportLongest(state, false);
  if (state.num_starts == 0) {
    DropKey(number);
  } else if (state.incomplete != incomplete) {
    NoteChange(number);
  }
}

// Where nothing shows, the starts of all deadlines before `time` go at once.
bool ShapeMatcher::DropSilently(std::uint32_t number, std::int64_t time) {
  KeyState& state = keys_[number];
  if (state.num_starts == 0) return true;  // The key has gone.
  if (!expires_silently_ || has_clocks_) return false;
  plans_.clear();
  const auto deadline_of = [&](std::uint32_t leaf) {
    return WholeDeadline(rows_.TimeOf(history_.StartOf(leaf)).ns);
  };
  if (deadline_of(history_.neighbours(state.first_start).previous) < time) {
    DropKey(number);  // That of its last start.
    return true;
  }
  while (true) {
    const std::int64_t deadline = deadline_of(state.first_start);
    if (deadline >= time) {
      timers_.Arm(number, Timestamp{deadline});
      return true;
    }
    RemoveStart(state, state.first_start);
  }
}

std::optional<std::int64_t> ShapeMatcher::NextDeadline(std::uint32_t number) {
  KeyState& state = keys_[number];
  std::int64_t next = kNever;
  if (state.first_within != kNone) {
    next = WholeDeadline(rows_.TimeOf(history_.StartOf(state.first_within)).ns);
  }
  for (const Bucket& bucket : state.buckets) {
    if (bucket.has_table()) next = std::min(next, tables_[bucket.table()].earliest);
  }
  if (next == kNever) return std::nullopt;
  return next;
}

// After an event: drops a key with nothing open, or sees to its timer.
void ShapeMatcher::ArmTimer(std::uint32_t number) {
  if (keys_[number].num_starts == 0) {
    DropKey(number);
  } else if (clock_ < timers_.DeadlineOf(number).ns) {
    timers_.Arm(number, Timestamp{clock_});
  }
}

void ShapeMatcher::ReportHeld() {
  if (automaton_.mode != ReportMode::kLongest) return;
  std::vector<std::uint32_t> open;
  keys_.ForEach([&](std::uint32_t number) { open.push_back(number); });
  for (std::uint32_t number : open) {
    plans_.clear();
    ReportLongest(keys_[number], true);
    DropKey(number);
  }
}

// ---- planning ----------------------------------------------------------------

const Transition* ShapeMatcher::Kept(const Transition& transition) {
  if (shapes_.is_lasting(transition)) return &transition;
  if (num_made_ == made_.size()) made_.emplace_back();
  made_[num_made_] = transition;
  return &made_[num_made_++];
}

ShapeMatcher::Plan& ShapeMatcher::AddPlan(Node root, const Transition& step, ShapeId shape) {
  const auto made = static_cast<std::uint32_t>(made_registers_.size());
  made_registers_.insert(made_registers_.end(), step.registers.begin(), step.registers.end());
  return plans_.emplace_back(Plan{root, Kept(step), {}, shape, made});
}

void ShapeMatcher::AtEntry(Node root) {
  entry_ = root;
  aggregates_ = nullptr;
  histories_.clear();
}

std::span<const TakenEvent> ShapeMatcher::Of(std::uint32_t thread) {
  for (const auto& [known, taken] : histories_) {
    if (known == thread) return taken;
  }
  auto& [number, taken] = histories_.emplace_back();
  number = thread;
  // Where histories are read, an entry is one start.
  history_.Read(history_.SomeLeaf(entry_), thread, taken);
  return taken;
}

void ShapeMatcher::PlanEvent(KeyState& state, const Reading& reading) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < state.buckets.size(); ++i) {
    const Bucket bucket = state.buckets[i];
    const Shape& shape = shapes_[bucket.shape()];
    const bool concerns =
        (reading.fits & shape.reads) != 0 || (reading.among && shape.has_strict);
    if (!concerns) {
      state.buckets[kept++] = bucket;
    } else if (!bucket.has_table()) {
      AtEntry(bucket.root());
      const Transition& step = shapes_.Step(bucket.shape(), {}, reading, *this, *this);
      if (step.identity) {
        state.buckets[kept++] = bucket;
      } else {
        AddPlan(bucket.root(), step, bucket.shape());
      }
    } else {
      EntryTable& table = tables_[bucket.table()];
      if (table.queue) PlanQueue(table, bucket.shape(), reading);
      PlanTable(table, bucket.shape(), reading);
      if (table.is_empty()) {
        FreeTable(bucket.table());
      } else {
        state.buckets[kept++] = bucket;
      }
    }
  }
  state.buckets.Shorten(kept);
}

// The starts for which the `within` of the whole ends at `time`.
void ShapeMatcher::PlanWhole(KeyState& state, std::int64_t time) {
  while (state.first_within != kNone) {
    const std::uint32_t leaf = state.first_within;
    if (WholeDeadline(rows_.TimeOf(history_.StartOf(leaf)).ns) > time) return;
    state.first_within = history_.neighbours(leaf).next;
    PlanStart(state, leaf, time);
  }
}

void ShapeMatcher::PlanStart(KeyState& state, std::uint32_t leaf, std::int64_t time) {
  if (expires_silently_) {
    RemoveStart(state, leaf);
    return;
  }
  const Node root = history_.RootOf(leaf);
  const Found found = *Find(state, root);
  const Bucket bucket = state.buckets[found.bucket];
  AtEntry(root);
  ShapeRegisters registers;
  if (found.entry != kNone) {
    const EntryTable& table = tables_[bucket.table()];
    const Entry& entry = *EntryOf(table, found.entry);
    registers = table.queue ? RegistersOf(*table.queue, bucket.shape(), entry) : entry.registers;
  }
  const Transition& step =
      shapes_.Meet(bucket.shape(), registers, time, time, state.bytes.view(), *this);
  if (step.identity) return;
  if (step.moves.empty() && step.completions.empty()) {
    RemoveStart(state, leaf);
    return;
  }
  Plan& plan = AddPlan(Node(), step, bucket.shape());
  plan.registers = std::move(registers);
  HoldEvents(plan.shape, plan.registers);
  bool is_alone = root == Node::Leaf(leaf);
  if (found.entry != kNone && !tables_[bucket.table()].queue) {
    // The same of a loop.
    if (SettleLoop(tables_[bucket.table()], bucket.shape(), found.entry) != root) is_alone = false;
  }
  if (found.entry != kNone && tables_[bucket.table()].queue) {
    // What the starts took in the queue goes with those that stay behind too.
    if (Settle(*tables_[bucket.table()].queue, found.entry) != root) is_alone = false;
  }
  Node gone;
  plan.root = history_.Isolate(leaf, gone);
  if (is_alone || !gone.is_none()) RemoveFound(state, found);
}

// The entries of which a deadline of their own is `time`.
void ShapeMatcher::PlanClocks(KeyState& state, std::int64_t time) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < state.buckets.size(); ++i) {
    const Bucket bucket = state.buckets[i];
    if (!bucket.has_table() || tables_[bucket.table()].earliest > time) {
      state.buckets[kept++] = bucket;
      continue;
    }
    EntryTable& table = tables_[bucket.table()];
    table.earliest = kNever;
    if (table.queue) PlanQueueClocks(state, table, bucket.shape(), time);
    for (std::uint32_t e = static_cast<std::uint32_t>(table.entries.size()); e-- > 0;) {
      Entry& entry = table.entries[e];
      if (entry.deadline > time) {
        table.earliest = std::min(table.earliest, entry.deadline);
        continue;
      }
      AtEntry(entry.root);
      const Transition& step = shapes_.Meet(bucket.shape(), entry.registers, entry.deadline,
                                            std::nullopt, state.bytes.view(), *this);
      AddPlan(entry.root, step, bucket.shape()).registers = std::move(entry.registers);
      RemoveEntry(table, e);
    }
    if (table.is_empty()) {
      FreeTable(bucket.table());
    } else {
      state.buckets[kept++] = bucket;
    }
  }
  state.buckets.Shorten(kept);
}

// ---- moving ------------------------------------------------------------------

Happening ShapeMatcher::HappeningOf(std::span<const ThreadMove> moves) {
  const bool takes = std::any_of(moves.begin(), moves.end(), [](const ThreadMove& move) {
    return move.took != NewRun::kNone;
  });
  Happening happening;
  if (takes) happening = TakingEvent();
  if (automaton_.mode == ReportMode::kAll) happening.absence = AbsenceMoment();
  return happening;
}

void ShapeMatcher::Apply(KeyState& state) {
  for (Plan& plan : plans_) {
    if (!plan.root.is_none()) {
      const Transition& step = *plan.transition;
      if (step.moves.empty()) {
        DropTree(state, plan.root);
      } else {
        const Node root =
            history_.Move(plan.root, step.moves, shapes_[step.to].threads.size(),
                          HappeningOf(step.moves));
        ReturnToWhole(state, step, root);
        Put(state, step.to, root,
            std::span(made_registers_).subspan(plan.made, step.registers.size()));
        if (plan.aggregates) MoveAggregates(state, plan);
      }
    }
    ReleaseEvents(plan.shape, plan.registers);
  }
  plans_.clear();
}

// A wait with `for` outlasts the `within` of the whole; what follows it inside
// does not, and ends at once.
void ShapeMatcher::ReturnToWhole(KeyState& state, const Transition& step, Node root) {
  if (!automaton_.within || !shapes_[step.to].in_whole) return;
  const bool waited = std::any_of(
      step.moves.begin(), step.moves.end(),
      [](const ThreadMove& move) { return move.absence != NewRun::kNone; });
  if (!waited) return;
  leaves_.clear();
  history_.Leaves(root, leaves_);
  for (std::uint32_t leaf : leaves_) {
    if (state.first_within != kNone && StartOf(state.first_within) <= StartOf(leaf)) continue;
    state.first_within = leaf;
    clock_ = std::min(clock_, WholeDeadline(rows_.TimeOf(history_.StartOf(leaf)).ns));
  }
}

bool ShapeMatcher::MayBegin(KeyState* state) {
  if (is_replaying()) {
    if (replay_refuses() && state != nullptr) state->incomplete |= kCappedStarts;
    // Starts are in order.
    if (state != nullptr && state->num_starts > 0 && at() <= StartOf(LastStart(*state))) {
      BreakReplay();
      return false;
    }
    return !replay_refuses();
  }
  if (state == nullptr || state->num_starts < caps_.starts) return true;
  if (AliveStarts(*state) < caps_.starts) return true;
  state->incomplete |= kCappedStarts;
  return false;
}

void ShapeMatcher::BeginStart(const EncodedKey& key, std::uint32_t& number,
                              std::uint32_t rank, const Transition& begun) {
  if (number == kNone) number = keys_.Add(key);
  KeyState& state = keys_[number];
  std::uint32_t leaf = 0;
  const Node root = history_.Begin(begun.moves, shapes_[begun.to].threads.size(),
                                   HappeningOf(begun.moves), leaf);
  history_.key_rank(leaf) = rank;
  AppendStart(state, leaf);
  if (!begun.completions.empty()) Remember(leaf);
  Put(state, begun.to, root, begun.registers);
}

void ShapeMatcher::Put(KeyState& state, ShapeId shape, Node root,
                       std::span<const std::int64_t> registers) {
  auto bucket = std::find_if(state.buckets.begin(), state.buckets.end(),
                             [&](const Bucket& b) { return b.shape() == shape; });
  if (shapes_[shape].is_plain()) {
    if (bucket == state.buckets.end()) {
      state.buckets.push_back(Bucket::OfEntry(shape, root));
    } else {
      *bucket = Bucket::OfEntry(
          shape, history_.Join(bucket->root(), root, shapes_[shape].threads.size()));
    }
    return;
  }
  if (bucket == state.buckets.end()) {
    const std::uint32_t table = tables_.Allocate();
    if (shapes_[shape].is_queue) {
      tables_[table].queue = std::make_unique<Queue>();
      tables_[table].queue->end = history_.NewLog();
    }
    state.buckets.push_back(Bucket::OfTable(shape, table));
    bucket = state.buckets.end() - 1;
  }
  PutInTable(tables_[bucket->table()], shape, root, registers);
}

void ShapeMatcher::PutInTable(EntryTable& table, ShapeId shape, Node root,
                              std::span<const std::int64_t> registers) {
  const std::int64_t deadline = shapes_.DeadlineOf(shape, registers).value_or(kNever);
  clock_ = std::min(clock_, deadline);
  table.earliest = std::min(table.earliest, deadline);
  if (table.queue) {
    if (PutInQueue(*table.queue, shape, root, registers, deadline)) return;
    // Out of order: no queue any more.
    MakeTable(table, shape);
  }
  std::uint64_t hash = 0;
  if (!shapes_[shape].apart) {
    const auto slot = static_cast<std::uint32_t>(table.entries.size());
    // Those that one event moves come one after the other, often to the same.
    if (slot > 0 && std::ranges::equal(table.entries.back().registers, registers)) {
      JoinEntry(table, shape, slot - 1, root);
      return;
    }
    hash = shapes_.Hash(shape, registers);
    const auto known = table.joinable.find(hash);
    if (known != table.joinable.end() &&
        shapes_.Equal(shape, table.entries[known->second].registers, registers)) {
      JoinEntry(table, shape, known->second, root);
      return;
    }
  }
  AddEntry(table, shape, root, registers, hash, deadline);
}

// Adds one that is joined to none; there may be others that are equal where hashes
// are by chance.
void ShapeMatcher::AddEntry(EntryTable& table, ShapeId shape, Node root,
                            std::span<const std::int64_t> registers, std::uint64_t hash,
                            std::int64_t deadline) {
  const auto slot = static_cast<std::uint32_t>(table.entries.size());
  if (!shapes_[shape].apart) table.joinable.try_emplace(hash, slot);
  HoldEvents(shape, registers);
  history_.SetTag(root, slot);
  table.entries.push_back({root, hash, deadline, ShapeRegisters(registers.begin(), registers.end())});
  if (table.index) table.entries.back().slot = table.index->Add(slot, registers);
  if (table.loop) table.entries.back().position = table.loop->HoldEnd();
}

void ShapeMatcher::JoinEntry(EntryTable& table, ShapeId shape, std::uint32_t e, Node root) {
  SettleLoop(table, shape, e);
  Entry& entry = table.entries[e];
  entry.root = history_.Join(entry.root, root, shapes_[shape].threads.size());
  history_.SetTag(entry.root, e);
}

const ShapeMatcher::Entry* ShapeMatcher::EntryOf(const EntryTable& table,
                                                 std::uint32_t tag) const {
  if (table.queue) {
    const std::size_t at = table.queue->IndexOf(tag);
    return at < table.queue->entries.size() ? &table.queue->entries[at] : nullptr;
  }
  return tag < table.entries.size() ? &table.entries[tag] : nullptr;
}

// REQUIRES: it is empty.
void ShapeMatcher::FreeTable(std::uint32_t number) {
  EntryTable& table = tables_[number];
  if (table.queue) history_.ReleasePosition(table.queue->end);
  table.Clear();
  tables_.Free(number);
}

void ShapeMatcher::EntryTable::Clear() {
  constexpr std::size_t kMostRoom = 16;
  if (entries.capacity() > kMostRoom) {
    *this = EntryTable{};
    return;
  }
  entries.clear();
  joinable.clear();
  earliest = kNever;
  index.reset();
  loop.reset();
  queue.reset();
}

// Takes an entry out of its table; the last one comes into its place.
void ShapeMatcher::RemoveEntry(EntryTable& table, std::uint32_t e) {
  const auto forget = table.joinable.find(table.entries[e].hash);
  if (forget != table.joinable.end() && forget->second == e) table.joinable.erase(forget);
  if (table.index) table.index->Remove(table.entries[e].slot);
  if (table.loop) table.loop->Release(table.entries[e].position);
  const auto last = static_cast<std::uint32_t>(table.entries.size() - 1);
  if (e != last) {
    table.entries[e] = std::move(table.entries[last]);
    history_.SetTag(table.entries[e].root, e);
    if (table.index) table.index->SetEntry(table.entries[e].slot, e);
    const auto moved = table.joinable.find(table.entries[e].hash);
    if (moved != table.joinable.end() && moved->second == last) moved->second = e;
  }
  table.entries.pop_back();
}

}  // namespace precept::nfa
