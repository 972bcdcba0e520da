// The starts of a key: a list in order of start, through their leaves.

#include <algorithm>

#include "nfa/shape_matcher.h"

namespace precept::nfa {

void ShapeMatcher::AppendStart(KeyState& state, std::uint32_t leaf) {
  if (state.first_start == kNone) {
    state.first_start = leaf;
    history_.neighbours(leaf) = {leaf, kNone};
  } else {
    std::uint32_t& last = history_.neighbours(state.first_start).previous;
    history_.neighbours(leaf) = {last, kNone};
    history_.neighbours(last).next = leaf;
    last = leaf;
  }
  if (automaton_.within && state.first_within == kNone) {
    state.first_within = leaf;
    // The key's timer may be that of a wait that outlasts the `within`.
    clock_ = std::min(clock_, WholeDeadline(rows_.TimeOf(history_.StartOf(leaf)).ns));
  }
  ++state.num_starts;
  ++num_starts_;
}

void ShapeMatcher::UnlinkStart(KeyState& state, std::uint32_t leaf) {
  const HistoryStore::Neighbours at = history_.neighbours(leaf);
  if (leaf == state.first_start) {
    state.first_start = at.next;
  } else {
    history_.neighbours(at.previous).next = at.next;
  }
  const std::uint32_t after = at.next != kNone ? at.next : state.first_start;
  if (after != kNone) history_.neighbours(after).previous = at.previous;
  if (state.first_within == leaf) state.first_within = at.next;
  --state.num_starts;
  --num_starts_;
  if (!reported_.empty()) reported_.erase(leaf);
}

// Drops one start, wherever it stands.
void ShapeMatcher::RemoveStart(KeyState& state, std::uint32_t leaf) {
  UnlinkStart(state, leaf);
  if (plans_.empty()) {
    // Mostly others stay in its tree, and nothing else changes.
    const Node gone = history_.Remove(leaf);
    if (!gone.is_none()) RemoveFound(state, *Find(state, gone));
    return;
  }
  const Node root = history_.RootOf(leaf);
  const auto plan = std::find_if(plans_.begin(), plans_.end(),
                                 [&](const Plan& p) { return p.root == root; });
  const std::optional<Found> found =
      plan == plans_.end() ? Find(state, root) : std::optional<Found>();
  if (history_.Remove(leaf).is_none()) return;
  if (found) {
    RemoveFound(state, *found);
  } else {
    plan->root = Node();
  }
}

// "Every run of the key that began at or before its last event is forgotten."
void ShapeMatcher::ForgetUpTo(KeyState& state, const Coordinates& last) {
  while (state.first_start != kNone && StartOf(state.first_start) <= last) {
    RemoveStart(state, state.first_start);
  }
}

void ShapeMatcher::DropTree(KeyState& state, Node root) {
  leaves_.clear();
  history_.Leaves(root, leaves_);
  for (std::uint32_t leaf : leaves_) UnlinkStart(state, leaf);
  FreeTree(root);
}

void ShapeMatcher::FreeTree(Node root) {
  history_.FreeLater(root);
  has_dropped_ = true;
}

// With all its starts.
void ShapeMatcher::DropKey(std::uint32_t number) {
  KeyState& state = keys_[number];
  NoteGone(number);
  num_starts_ -= state.num_starts;
  for (const Bucket& bucket : state.buckets) {
    if (!bucket.has_table()) {
      FreeTree(bucket.root());
      continue;
    }
    EntryTable& table = tables_[bucket.table()];
    for (const Entry& entry : table.entries) {
      FreeTree(entry.root);
      ReleaseEvents(bucket.shape(), entry.registers);
    }
    if (table.queue) {
      for (const Entry& entry : table.queue->entries) {
        if (!entry.root.is_none()) FreeTree(entry.root);
        history_.ReleasePosition(entry.position);
      }
    }
    FreeTable(bucket.table());
  }
  // Its timer stays: mostly another key has the number before it is due.
  keys_.Remove(number);
}

void ShapeMatcher::DropPlans() {
  for (const Plan& plan : plans_) {
    if (!plan.root.is_none()) FreeTree(plan.root);
    ReleaseEvents(plan.shape, plan.registers);
  }
  plans_.clear();
}

void ShapeMatcher::HoldEvents(ShapeId shape, std::span<const std::int64_t> registers) {
  for (std::uint32_t slot : shapes_.EventSlots(shape)) {
    if (registers[slot] != kNoEvent) rows_.AddReference(EventOf(registers[slot]));
  }
}

void ShapeMatcher::ReleaseEvents(ShapeId shape, std::span<const std::int64_t> registers) {
  if (registers.empty()) return;
  for (std::uint32_t slot : shapes_.EventSlots(shape)) {
    if (registers[slot] != kNoEvent) rows_.Release(EventOf(registers[slot]));
  }
}

std::optional<ShapeMatcher::Found> ShapeMatcher::Find(const KeyState& state, Node root) const {
  for (std::size_t i = 0; i < state.buckets.size(); ++i) {
    const Bucket& bucket = state.buckets[i];
    if (!bucket.has_table()) {
      if (bucket.root() == root) return Found{i, kNone};
      continue;
    }
    const std::uint32_t tag = history_.TagOf(root);
    const Entry* entry = EntryOf(tables_[bucket.table()], tag);
    if (entry != nullptr && entry->root == root) return Found{i, tag};
  }
  return std::nullopt;
}

// Of an entry whose tree is gone, or elsewhere.
void ShapeMatcher::RemoveFound(KeyState& state, Found found) {
  const Bucket bucket = state.buckets[found.bucket];
  if (bucket.has_table()) {
    EntryTable& table = tables_[bucket.table()];
    if (table.queue) {
      table.queue->entries[table.queue->IndexOf(found.entry)].root = Node();
      Trim(*table.queue);
    } else {
      ReleaseEvents(bucket.shape(), table.entries[found.entry].registers);
      RemoveEntry(table, found.entry);
    }
    if (!table.is_empty()) return;
    FreeTable(bucket.table());
  }
  state.buckets.Erase(found.bucket);
}

// Starts with a run alive, what is planned counted as done; a match that is held
// is one.
std::uint64_t ShapeMatcher::AliveStarts(const KeyState& state) {
  std::uint64_t dead = 0;
  for (const Plan& plan : plans_) {
    if (!plan.transition->moves.empty()) continue;
    leaves_.clear();
    history_.Leaves(plan.root, leaves_);
    dead += leaves_.size();
  }
  return state.num_starts - dead;
}

}  // namespace precept::nfa
