// What an event does to the entries of a table that has no queue: those that it
// may move are found by the table's index where there are many, else all are
// looked at.

#include <algorithm>
#include <array>
#include <utility>

#include "nfa/shape_matcher.h"

namespace precept::nfa {

void ShapeMatcher::PlanTable(EntryTable& table, ShapeId shape, const Reading& reading) {
  const TableIndex::Finding finding = FindEntries(table, shape, reading);
  if (finding != TableIndex::Finding::kAny) {
    const bool conditions_hold = finding == TableIndex::Finding::kExactly;
    // In descending order, so that those to come keep their numbers.
    for (std::uint32_t e : found_) PlanEntry(table, shape, e, reading, conditions_hold);
    return;
  }
  for (std::uint32_t e = static_cast<std::uint32_t>(table.entries.size()); e-- > 0;) {
    PlanEntry(table, shape, e, reading, false);
  }
}

void ShapeMatcher::PlanEntry(EntryTable& table, ShapeId shape, std::uint32_t e,
                             const Reading& reading, bool conditions_hold) {
  Entry& entry = table.entries[e];
  AtEntry(entry.root);
  if (shapes_[shape].apart) AtApartEntry(entry, shape);
  const Transition& step =
      shapes_.Step(shape, entry.registers, reading, *this, *this, conditions_hold);
  if (step.identity) return;
  Plan& plan = AddPlan(Node(), step, shape);
  plan.root = SettleLoop(table, shape, e);
  plan.registers = std::move(entry.registers);
  plan.aggregates = std::move(entry.aggregates);
  RemoveEntry(table, e);
}

// ---- aggregates of what a start has taken -------------------------------------

void ShapeMatcher::AtApartEntry(Entry& entry, ShapeId shape) {
  if (shapes_.runs().aggregates().is_empty()) return;
  if (!entry.aggregates) {
    entry.aggregates =
        std::make_unique<std::vector<RunAggregates>>(shapes_[shape].threads.size());
  }
  aggregates_ = entry.aggregates.get();
}

const RunAggregates* ShapeMatcher::AggregatesOf(std::uint32_t thread) {
  if (aggregates_ == nullptr) return nullptr;
  RunAggregates& known = (*aggregates_)[thread];
  if (known.empty()) {
    known = shapes_.runs().aggregates().Of(shapes_.runs().frame(), Of(thread));
  }
  return &known;
}

// What is known of a planned entry goes on to the entry that it was just put in.
void ShapeMatcher::MoveAggregates(KeyState& state, Plan& plan) {
  const Transition& step = *plan.transition;
  const Shape& shape = shapes_[step.to];
  if (!shape.apart) return;
  const auto bucket = std::find_if(state.buckets.begin(), state.buckets.end(),
                                   [&](const Bucket& b) { return b.shape() == step.to; });
  std::vector<RunAggregates> moved(shape.threads.size());
  bool some = false;
  for (std::size_t i = 0; i < step.moves.size(); ++i) {
    const ThreadMove& move = step.moves[i];
    RunAggregates& from = (*plan.aggregates)[move.from];
    if (from.empty()) continue;
    some = true;
    const bool is_last =
        std::none_of(step.moves.begin() + static_cast<std::ptrdiff_t>(i) + 1, step.moves.end(),
                     [&](const ThreadMove& later) { return later.from == move.from; });
    moved[move.to] = is_last ? std::move(from) : from;
    if (move.took == NewRun::kNone) continue;
    const Happening event = TakingEvent();
    const TakenEvent taken{event.row, history_.AlternativeOf(move.took, event), move.took};
    shapes_.runs().aggregates().Add(shapes_.runs().frame(), taken, moved[move.to]);
  }
  if (!some) return;
  tables_[bucket->table()].entries.back().aggregates =
      std::make_unique<std::vector<RunAggregates>>(std::move(moved));
}

// Finds the entries that an event may move, into found_.
TableIndex::Finding ShapeMatcher::FindEntries(EntryTable& table, ShapeId shape,
                                              const Reading& reading) {
  class OfTable : public EntryRegisters {
   public:
    explicit OfTable(const EntryTable& of) : of_(of) {}
    std::span<const std::int64_t> Of(std::uint32_t entry) const override {
      return of_.entries[entry].registers;
    }

   private:
    const EntryTable& of_;
  };
  // Strict ways are closed whatever conditions say.
  if (reading.among && shapes_[shape].has_strict) return TableIndex::Finding::kAny;
  TableIndex* index = IndexOf(table, shape);
  if (index == nullptr) return TableIndex::Finding::kAny;
  found_.clear();
  const Reading narrowed{reading.fits & shapes_[shape].reads, false, reading.time};
  const ShapeProbes& probes = ProbesOf(shape);
  const bool is_loop = probes.loop && narrowed.fits == BitOf(probes.loop->step);
  const std::size_t most = is_loop ? 1 : ValueIndex::kAll;
  const TableIndex::Finding finding =
      index->Find(narrowed, *this, OfTable(table), found_, most);
  if (!is_loop) return finding;
  if (finding == TableIndex::Finding::kAny || !found_.empty()) LogTake(table, probes);
  found_.clear();
  return TableIndex::Finding::kExactly;
}

// ---- loops --------------------------------------------------------------------

void ShapeMatcher::LogTake(EntryTable& table, const ShapeProbes& probes) {
  changes_key_ = true;
  if (!table.loop) {
    table.loop = std::make_unique<LoopLog>(rows_, Key());
    for (Entry& entry : table.entries) entry.position = table.loop->HoldEnd();
  }
  const StepId step = probes.loop->step;
  LoopLog::Take take;
  take.event = TakingEvent().row;
  rows_.AddReference(take.event);
  take.alternative = KeyedMatcher::AlternativeOf(step);
  for (std::uint32_t column : probes.probes[probes.loop->probe].own) {
    take.own.push_back(Own(step, rule_.frame[column].index));
  }
  table.loop->Append(std::move(take));
}

Node ShapeMatcher::SettleLoop(EntryTable& table, ShapeId shape, std::uint32_t e) {
  Entry& entry = table.entries[e];
  if (!table.loop) return entry.root;
  const ShapeProbes::Loop& loop = *ProbesOf(shape).loop;
  const Probe& probe = ProbesOf(shape).probes[loop.probe];
  Frame& frame = shapes_.runs().frame();
  SetEarlier(probe, entry.registers, frame);
  if (!probe.key.empty()) frame.SetKey(probe.key, table.loop->key());
  std::array<std::uint32_t, kMaxSteps> alternatives{};
  const ThreadMove move{0, 0, NewRun::kNone, loop.way};
  table.loop->ForEachFrom(entry.position, [&](const LoopLog::Take& take) {
    for (std::size_t i = 0; i < probe.own.size(); ++i) frame.Set(probe.own[i], take.own[i]);
    const bool holds = std::all_of(
        probe.conditions.begin(), probe.conditions.end(), [&](std::uint32_t condition) {
          return frame.Holds(rule_.conditions[condition].expression);
        });
    if (!holds) return;
    alternatives[loop.step.index()] = take.alternative;
    entry.root = history_.Move(entry.root, std::span(&move, 1), 1,
                               {take.event, alternatives, std::nullopt});
  });
  history_.SetTag(entry.root, e);
  table.loop->Release(entry.position);
  entry.position = table.loop->HoldEnd();
  return entry.root;
}

// The index of a table, made where there are entries enough.
TableIndex* ShapeMatcher::IndexOf(EntryTable& table, ShapeId shape) {
  const std::size_t size = table.entries.size();
  if (table.index) {
    // One that has seen many more is made anew.
    constexpr std::size_t kMostFree = 16;
    if (table.index->num_slots() < kMostFree * (size + kMostFree)) return table.index.get();
    table.index.reset();
  }
  if (size < caps_.indexed_from || rule_.conditions.empty()) return nullptr;
  const ShapeProbes& probes = ProbesOf(shape);
  if (probes.probes.empty()) return nullptr;
  table.index = std::make_unique<TableIndex>(rule_, probes, shapes_.runs().frame());
  for (std::uint32_t e = 0; e < size; ++e) {
    table.entries[e].slot = table.index->Add(e, table.entries[e].registers);
  }
  return table.index.get();
}

const ShapeProbes& ShapeMatcher::ProbesOf(ShapeId shape) {
  if (probes_.size() <= shape.index()) probes_.resize(shape.index() + 1);
  std::optional<ShapeProbes>& probes = probes_[shape.index()];
  if (!probes) probes = nfa::ProbesOf(rule_, pool_, shapes_.places(), shapes_[shape]);
  return *probes;
}

}  // namespace precept::nfa
