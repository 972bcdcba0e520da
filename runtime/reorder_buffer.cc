// An event is appended to the first run whose last event is not after it, or
// begins a new run behind the others.  So the runs' last events are always
// strictly descending: the run before the chosen one ends with something
// greater.  Three things follow.
//
// - The run is found by binary search.
// - A run that empties is the last one.  Its last event was the least of all,
//   and every run behind it would still hold one that is less.  Runs are
//   therefore a stack, and nothing is ever erased from among them.
// - Of events with equal keys the later one stands behind the earlier, in its
//   run or in a run behind it, so that at equal fronts the first run goes first.
//
// By their fronts runs are in a heap.  Appending changes no front, so only new
// runs and releases touch it.  With k runs an event costs log k, and one
// comparison if all come in order; k is the length of the longest descending
// sequence in the buffer, that is all of it if times only descend.

#include "runtime/reorder_buffer.h"

#include <algorithm>

namespace precept::runtime {
namespace {

// A run's handed-over front is cut off when it has so many events, and half.
constexpr std::size_t kCutEvents = 4096;

}  // namespace

void ReorderBuffer::Push(const PendingEvent& event) {
  ++size_;
  auto at = runs_.begin();
  const auto end = at + static_cast<std::ptrdiff_t>(num_runs_);
  if (at != end && event.Before(at->back())) {
    at = std::partition_point(
        at + 1, end, [&](const Run& run) { return event.Before(run.back()); });
  }
  if (at != end) {
    at->events.push_back(event);
  } else {
    StartRun(event);
  }
}

void ReorderBuffer::StartRun(const PendingEvent& event) {
  if (num_runs_ == runs_.size()) runs_.emplace_back();
  runs_[num_runs_].events.push_back(event);
  by_front_.push_back({event.time, static_cast<std::uint32_t>(num_runs_)});
  ++num_runs_;
  // std heaps have the greatest on top, so the comparison is turned round.
  std::push_heap(by_front_.begin(), by_front_.end(),
                 [this](const RunFront& a, const RunFront& b) { return FrontBefore(b, a); });
}

void ReorderBuffer::PopFront() {
  --size_;
  const auto later = [this](const RunFront& a, const RunFront& b) { return FrontBefore(b, a); };
  if (num_runs_ > 1) std::pop_heap(by_front_.begin(), by_front_.end(), later);
  RunFront& popped = by_front_.back();
  Run& run = runs_[popped.run];
  ++run.head;
  if (run.head == run.events.size()) {
    run.events.clear();
    run.head = 0;
    by_front_.pop_back();
    --num_runs_;
    return;
  }
  popped.time = run.front().time;
  if (num_runs_ > 1) std::push_heap(by_front_.begin(), by_front_.end(), later);
  if (run.head >= kCutEvents && 2 * run.head >= run.events.size()) {
    run.events.erase(run.events.begin(),
                     run.events.begin() + static_cast<std::ptrdiff_t>(run.head));
    run.head = 0;
  }
}

}  // namespace precept::runtime
