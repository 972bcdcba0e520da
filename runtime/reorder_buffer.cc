// Runs are kept in two orders.  By their last events, greatest first: an event
// is appended to the first run whose last is not after it, which leaves this
// order as it is, since the run before it ends with something greater.  By
// their fronts, in a heap: appending changes no front, so only new runs and
// releases touch it.
//
// An event in order costs one comparison; with k runs (k - 1 is how many
// sequences the disorder interleaves) a release costs log k.

#include "runtime/reorder_buffer.h"

#include <algorithm>

namespace precept::runtime {
namespace {

// A run's handed-over front is cut off when it has so many events, and half.
constexpr std::size_t kCutEvents = 4096;

}  // namespace

void ReorderBuffer::Push(const PendingEvent& event) {
  ++size_;
  auto at = by_back_.begin();
  if (at != by_back_.end() && event.Before(runs_[*at].back())) {
    at = std::partition_point(by_back_.begin(), by_back_.end(), [&](std::uint32_t run) {
      return event.Before(runs_[run].back());
    });
  }
  if (at != by_back_.end()) {
    runs_[*at].events.push_back(event);
    return;
  }
  const std::uint32_t run = NewRun();
  runs_[run].events.push_back(event);
  by_back_.push_back(run);
  by_front_.push_back(run);
  // std heaps have the greatest on top, so the comparison is turned round.
  std::push_heap(by_front_.begin(), by_front_.end(),
                 [this](std::uint32_t a, std::uint32_t b) { return FrontBefore(b, a); });
}

std::uint32_t ReorderBuffer::NewRun() {
  if (free_.empty()) {
    runs_.emplace_back();
    return static_cast<std::uint32_t>(runs_.size() - 1);
  }
  const std::uint32_t run = free_.back();
  free_.pop_back();
  return run;
}

void ReorderBuffer::PopFront() {
  --size_;
  const std::uint32_t top = by_front_.front();
  Run& run = runs_[top];
  if (by_front_.size() == 1) {
    ++run.head;
    if (run.head == run.events.size()) RemoveRun(top);
  } else {
    const auto later = [this](std::uint32_t a, std::uint32_t b) { return FrontBefore(b, a); };
    std::pop_heap(by_front_.begin(), by_front_.end(), later);
    ++run.head;
    if (run.head == run.events.size()) {
      RemoveRun(top);
    } else {
      std::push_heap(by_front_.begin(), by_front_.end(), later);
    }
  }
  if (run.head >= kCutEvents && 2 * run.head >= run.events.size()) {
    run.events.erase(run.events.begin(),
                     run.events.begin() + static_cast<std::ptrdiff_t>(run.head));
    run.head = 0;
  }
}

// REQUIRES: it is empty, and last in by_front_.
void ReorderBuffer::RemoveRun(std::uint32_t run) {
  by_front_.pop_back();
  by_back_.erase(std::find(by_back_.begin(), by_back_.end(), run));
  runs_[run].events.clear();
  runs_[run].head = 0;
  free_.push_back(run);
}

}  // namespace precept::runtime
