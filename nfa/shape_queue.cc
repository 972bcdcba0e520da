// Queues: the entries of a shape whose one thread has only registers that grow.
//
// An event divides a queue into a few stretches: entries at a bound of their
// rounds, in the range of an arrow, too young for it.  Of each stretch the first
// entry says what becomes of all.  Mostly that is nothing, or to take the event
// and stay: then the event is one node of the log.

#include <algorithm>
#include <utility>

#include "nfa/shape_matcher.h"

namespace precept::nfa {

ShapeMatcher::ShapeRegisters ShapeMatcher::RegistersOf(const Queue& queue, ShapeId shape,
                                                       const Entry& entry) const {
  ShapeRegisters registers = entry.registers;
  for (std::uint32_t slot : shapes_[shape].round_slots) registers[slot] += queue.rounds;
  return registers;
}

Node ShapeMatcher::TakeFrom(Queue& queue, Entry& entry) {
  const Node root = history_.TakeStretch(entry.root, entry.position, queue.end);
  entry.root = Node();
  return root;
}

Node ShapeMatcher::Settle(Queue& queue, std::uint32_t tag) {
  Entry& entry = queue.entries[queue.IndexOf(tag)];
  entry.root = history_.TakeStretch(entry.root, entry.position, queue.end);
  history_.SetTag(entry.root, tag);
  history_.ReleasePosition(entry.position);
  entry.position = history_.HoldPosition(queue.end);
  return entry.root;
}

// Drops entries without starts at both ends.
void ShapeMatcher::Trim(Queue& queue) {
  while (!queue.entries.empty() && queue.entries.front().root.is_none()) {
    history_.ReleasePosition(queue.entries.front().position);
    queue.entries.pop_front();
    queue.first = queue.TagOf(1);
  }
  while (!queue.entries.empty() && queue.entries.back().root.is_none()) {
    history_.ReleasePosition(queue.entries.back().position);
    queue.entries.pop_back();
  }
}

// Whether an entry belongs behind another: its rounds are no more, its times no
// less.
bool ShapeMatcher::FollowsInQueue(const Shape& shape, const ShapeRegisters& back,
                                  const ShapeRegisters& next, bool& is_equal) {
  const std::vector<std::uint32_t>& rounds = shape.round_slots;
  is_equal = true;
  for (std::uint32_t slot = 0; slot < next.size(); ++slot) {
    const bool counts = std::find(rounds.begin(), rounds.end(), slot) != rounds.end();
    if (counts ? next[slot] > back[slot] : next[slot] < back[slot]) return false;
    is_equal = is_equal && next[slot] == back[slot];
  }
  return true;
}

// Puts starts at the back; false if they do not belong there.
bool ShapeMatcher::PutInQueue(Queue& queue, ShapeId shape, Node root,
                              std::span<const std::int64_t> registers,
                              std::int64_t deadline) {
  ShapeRegisters stored(registers.begin(), registers.end());
  for (std::uint32_t slot : shapes_[shape].round_slots) stored[slot] -= queue.rounds;
  if (!queue.entries.empty()) {
    Entry& back = queue.entries.back();
    bool is_equal = false;
    if (!FollowsInQueue(shapes_[shape], back.registers, stored, is_equal)) return false;
    if (is_equal) {
      const std::uint32_t tag = queue.TagOf(queue.entries.size() - 1);
      back.root = history_.Join(Settle(queue, tag), root, 1);
      history_.SetTag(back.root, tag);
      return true;
    }
  }
  history_.SetTag(root, queue.TagOf(queue.entries.size()));
  queue.entries.push_back(
      {root, 0, deadline, std::move(stored), history_.HoldPosition(queue.end)});
  return true;
}

// The end of the stretch that begins with an entry.
std::size_t ShapeMatcher::EndOfClass(const Queue& queue, std::span<const GuardTest> guards,
                                     std::size_t begin, std::int64_t time) const {
  const auto class_of = [&](std::size_t i) {
    return OutcomeOf(guards, queue.entries[i].registers, time, queue.rounds);
  };
  std::size_t low = begin + 1;
  std::size_t high = queue.entries.size();
  if (low == high) return high;
  // Mostly all that is left, or few.
  const std::uint64_t wanted = class_of(begin);
  if (class_of(high - 1) == wanted) return high;
  --high;
  for (std::size_t step = 1; low + step <= high; step *= 2) {
    if (class_of(low + step - 1) != wanted) {
      high = low + step - 1;
      break;
    }
    low += step;
  }
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (class_of(middle) == wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void ShapeMatcher::PlanQueue(EntryTable& table, ShapeId shape, const Reading& reading) {
  Queue& queue = *table.queue;
  // Stretches that stay and take; what leaves goes first.
  std::uint32_t took = NewRun::kNone;
  bool some_stay_idle = false;
  boost::container::small_vector<std::pair<std::size_t, std::size_t>, 2> taking;
  const std::span<const GuardTest> guards = shapes_.GuardsOf(shape, reading);
  for (std::size_t begin = 0; begin < queue.entries.size();) {
    const std::size_t end = EndOfClass(queue, guards, begin, reading.time);
    const auto first = std::find_if(
        queue.entries.begin() + static_cast<std::ptrdiff_t>(begin),
        queue.entries.begin() + static_cast<std::ptrdiff_t>(end),
        [](const Entry& entry) { return !entry.root.is_none(); });
    if (first != queue.entries.begin() + static_cast<std::ptrdiff_t>(end)) {
      const ShapeRegisters registers = RegistersOf(queue, shape, *first);
      AtEntry(first->root);
      const Transition& step = shapes_.Step(shape, registers, reading, *this, *this);
      if (step.identity) {
        some_stay_idle = true;
      } else if (shapes_.IsTakeInPlace(shape, registers, step)) {
        took = step.moves[0].took;
        taking.emplace_back(begin, end);
      } else {
        PlanStretch(queue, shape, begin, end, reading);
      }
    }
    begin = end;
  }
  if (!taking.empty()) {
    if (!some_stay_idle && taking.size() == 1) {
      history_.Append(queue.end, took, TakingEvent());
      changes_key_ = true;
      if (!shapes_[shape].round_slots.empty()) ++queue.rounds;
    } else {
      for (const auto& [begin, end] : taking) PlanStretch(queue, shape, begin, end, reading);
    }
  }
  Trim(queue);
}

// Takes the entries of a stretch out, each for itself.
void ShapeMatcher::PlanStretch(Queue& queue, ShapeId shape, std::size_t begin,
                               std::size_t end, const Reading& reading) {
  for (std::size_t i = begin; i < end; ++i) {
    Entry& entry = queue.entries[i];
    if (entry.root.is_none()) continue;
    ShapeRegisters registers = RegistersOf(queue, shape, entry);
    AtEntry(entry.root);
    const Transition& step = shapes_.Step(shape, registers, reading, *this, *this);
    if (step.identity) continue;
    AddPlan(TakeFrom(queue, entry), step, shape);
  }
}

void ShapeMatcher::PlanQueueClocks(KeyState& state, EntryTable& table, ShapeId shape,
                                   std::int64_t time) {
  Queue& queue = *table.queue;
  for (std::size_t i = 0; i < queue.entries.size(); ++i) {
    Entry& entry = queue.entries[i];
    if (entry.root.is_none()) continue;
    if (entry.deadline > time) {
      table.earliest = entry.deadline;
      break;
    }
    const ShapeRegisters registers = RegistersOf(queue, shape, entry);
    AtEntry(entry.root);
    const Transition& step = shapes_.Meet(shape, registers, entry.deadline, std::nullopt,
                                          state.bytes.view(), *this);
    AddPlan(TakeFrom(queue, entry), step, shape);
  }
  Trim(queue);
}

// A queue as entries in no order, each with its own history.
void ShapeMatcher::MakeTable(EntryTable& table, ShapeId shape) {
  const std::unique_ptr<Queue> queue = std::move(table.queue);
  for (Entry& entry : queue->entries) {
    if (!entry.root.is_none()) {
      const ShapeRegisters registers = RegistersOf(*queue, shape, entry);
      const Node root = TakeFrom(*queue, entry);
      PutInTable(table, shape, root, registers);
    }
    history_.ReleasePosition(entry.position);
  }
  history_.ReleasePosition(queue->end);
}

}  // namespace precept::nfa
