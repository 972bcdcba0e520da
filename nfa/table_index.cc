#include "nfa/table_index.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace precept::nfa {
namespace {

using Kind = SplitCondition::Kind;

constexpr std::size_t kFirstRows = 64;
constexpr unsigned __int128 kGreatest = ~static_cast<unsigned __int128>(0);

std::uint64_t Combine(std::uint64_t hash, std::uint64_t other) {
  return (hash ^ other) * 0x9E3779B97F4A7C15ull;
}

TakenEvent EventIn(std::int64_t held) { return {EventOf(held), AlternativeOf(held), 0}; }

}  // namespace

// ---- entries -----------------------------------------------------------------

std::uint32_t TableIndex::Add(std::uint32_t entry, std::span<const std::int64_t> registers) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.push_back(kFree);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  entries_[slot] = entry;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].is_made()) AddTo(probes_.probes[i], states_[i], slot, registers);
  }
  return slot;
}

void TableIndex::Remove(std::uint32_t slot) {
  entries_[slot] = kFree;
  free_.push_back(slot);
  for (State& state : states_) {
    if (state.by_value) state.by_value->Remove(slot);
    if (!state.columns.empty()) state.live.clear(slot);
  }
}

void TableIndex::Make(const Probe& probe, State& state, const EntryRegisters& registers) {
  if (probe.is_searched()) {
    state.by_value.emplace(probe.ordered.has_value());
  } else {
    for (const FrameColumn& column : rule_.frame) state.columns.emplace_back(column.type);
  }
  for (std::uint32_t slot = 0; slot < entries_.size(); ++slot) {
    if (entries_[slot] != kFree) AddTo(probe, state, slot, registers.Of(entries_[slot]));
  }
}

void TableIndex::AddTo(const Probe& probe, State& state, std::uint32_t slot,
                       std::span<const std::int64_t> registers) {
  if (!state.by_value) {
    AddRow(probe, state, slot, registers);
    return;
  }
  const std::optional<IndexKey> key = KeyOf(probe, registers);
  if (key) state.by_value->Add(slot, *key);
}

void TableIndex::AddRow(const Probe& probe, State& state, std::uint32_t slot,
                        std::span<const std::int64_t> registers) {
  if (slot >= state.live.size()) Grow(state, slot + std::size_t{1});
  state.live.set(slot);
  for (const auto& [column, at] : probe.earlier) {
    if (rule_.frame[column].type.is_list) continue;
    if (at == Probe::kMissing || registers[at] == kNoEvent) {
      state.columns[column].SetMissing(slot);
    } else {
      frame_.ReadField(column, EventIn(registers[at]), state.columns[column], slot);
    }
  }
}

void TableIndex::Grow(State& state, std::size_t slots) const {
  std::size_t size = std::max(state.live.size(), kFirstRows);
  while (size < slots) size *= 2;
  Bitmap live;
  live.Reset(size);
  state.live.ForEach([&](std::size_t row) { live.set(row); });
  state.live = std::move(live);
  for (Column& column : state.columns) {
    while (column.size() < size) column.AppendMissing();
  }
}

// Nothing: a value is missing.
std::optional<IndexKey> TableIndex::KeyOf(const Probe& probe,
                                          std::span<const std::int64_t> registers) {
  SetEarlier(probe, registers, frame_);
  IndexKey key;
  for (const SplitCondition& split : probe.equal) {
    const auto value = Evaluate(split, split.earlier, false);
    if (!value) return std::nullopt;
    key.hash = Combine(key.hash, value->hash);
  }
  if (probe.ordered) {
    const auto value = Evaluate(*probe.ordered, probe.ordered->earlier,
                                !probe.ordered->wants_less());
    if (!value) return std::nullopt;
    key.order = value->order;
  }
  return key;
}

std::optional<IndexValue> TableIndex::Evaluate(const SplitCondition& split,
                                               const std::vector<SplitTerm>& side,
                                               bool rounds_up) {
  if (side.size() == 1) {
    const Value value = frame_.Evaluate(side[0].expression);
    return IndexValueOf(split, side, {&value, 1}, rounds_up);
  }
  terms_.clear();
  for (const SplitTerm& term : side) terms_.push_back(frame_.Evaluate(term.expression));
  return IndexValueOf(split, side, terms_, rounds_up);
}

// ---- events ------------------------------------------------------------------

TableIndex::Finding TableIndex::Find(const Reading& reading, EventContext& event,
                                     const EntryRegisters& registers,
                                     std::vector<std::uint32_t>& found, std::size_t most) {
  if ((reading.fits & probes_.all) != 0) return Finding::kAny;
  slots_.clear();
  std::size_t asked = 0;
  bool is_exact = true;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const Probe& probe = probes_.probes[i];
    if ((reading.fits & BitOf(probe.step)) == 0) continue;
    ++asked;
    is_exact &= probe.is_exact();
    SetEvent(rule_, probe, event, frame_);
    const bool may_hold =
        std::all_of(probe.of_event.begin(), probe.of_event.end(), [&](std::uint32_t condition) {
          return frame_.Holds(rule_.conditions[condition].expression);
        });
    if (!may_hold) continue;
    if (!probe.is_searched() && probe.tested.empty()) return Finding::kAny;
    State& state = states_[i];
    if (!state.is_made()) Make(probe, state, registers);
    if (state.by_value) {
      Search(probe, state, most);
    } else {
      Test(probe, state);
    }
  }
  const auto first = static_cast<std::ptrdiff_t>(found.size());
  for (std::uint32_t slot : slots_) found.push_back(entries_[slot]);
  if (slots_.size() > 1) {
    std::sort(found.begin() + first, found.end(), std::greater<>());
    found.erase(std::unique(found.begin() + first, found.end()), found.end());
  }
  // Of several probes, each entry is found by one at least.
  return is_exact && asked == 1 ? Finding::kExactly : Finding::kPerhaps;
}

void TableIndex::Search(const Probe& probe, const State& state, std::size_t most) {
  std::uint64_t hash = 0;
  for (const SplitCondition& split : probe.equal) {
    const auto value = Evaluate(split, split.event, false);
    if (!value) return;
    hash = Combine(hash, value->hash);
  }
  unsigned __int128 low = 0;
  unsigned __int128 high = kGreatest;
  if (probe.ordered) {
    const auto bound =
        Evaluate(*probe.ordered, probe.ordered->event, probe.ordered->wants_less());
    if (!bound) return;
    const Kind kind = probe.ordered->kind;
    // What is coarse may be equal here and differ.
    const bool strict = !bound->is_coarse && (kind == Kind::kBelow || kind == Kind::kAbove);
    if (probe.ordered->wants_less()) {
      if (strict && bound->order == 0) return;
      high = bound->order - (strict ? 1 : 0);
    } else {
      if (strict && bound->order == kGreatest) return;
      low = bound->order + (strict ? 1 : 0);
    }
  }
  state.by_value->Find(hash, low, high, slots_, most);
}

void TableIndex::Test(const Probe& probe, State& state) {
  if (state.live.none()) return;
  for (const auto* columns : {&probe.own, &probe.key}) {
    for (std::uint32_t column : *columns) {
      frame_.Spread(column, state.live.size(), state.columns[column]);
    }
  }
  rows_ = state.live;
  for (std::uint32_t condition : probe.tested) {
    frame_.Filter(rule_.conditions[condition].expression, state.columns, rows_);
  }
  rows_.ForEach([&](std::size_t slot) { slots_.push_back(static_cast<std::uint32_t>(slot)); });
}

}  // namespace precept::nfa
