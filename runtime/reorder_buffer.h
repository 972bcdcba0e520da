// Puts events into the order of their keys, and holds them until the watermark
// has passed them.
//
// Events mostly come nearly in order.  The buffer keeps sorted runs: an event
// goes to the end of the first run whose last is not after it, so that a stream
// in order is one queue, and a release merges the fronts of a few runs
// (Chandramouli, Goldstein: Impatience sort, 2018).  Events with equal keys keep
// the order in which they were pushed.
//
// Thread safety: none; a buffer belongs to one shard.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nfa/value.h"
#include "runtime/order_key.h"

namespace precept::runtime {

class EventHolder;  // A batch with what the screen found; event_holder.h.

// A row that serves something, on its way to the matchers.
struct PendingEvent {
  nfa::Timestamp time;
  nfa::StreamId stream;
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  EventHolder* holder = nullptr;
  std::uint32_t row = 0;        // In the batch.
  std::uint32_t screened = 0;   // In ScreenedRows::rows.

  // The order of events: (time, stream, partition, offset).
  bool Before(const PendingEvent& other) const {
    if (time != other.time) return time < other.time;
    if (stream != other.stream) return stream < other.stream;
    if (partition != other.partition) return partition < other.partition;
    return offset < other.offset;
  }
};

class ReorderBuffer {
 public:
  void Push(const PendingEvent& event);
  // Hands over, in order, all events with a time before `watermark`.
  // `f` must not push.
  template <class F>
  void ReleaseBefore(nfa::Timestamp watermark, F&& f) {
    while (const PendingEvent* next = Front()) {
      if (!(next->time < watermark)) return;
      PendingEvent event = *next;
      PopFront();
      f(event);
    }
  }

  std::size_t size() const { return size_; }

 private:
  // Sorted; what was handed over is events[0, head).
  struct Run {
    std::vector<PendingEvent> events;
    std::size_t head = 0;

    const PendingEvent& front() const { return events[head]; }
    const PendingEvent& back() const { return events.back(); }
  };
  struct RunFront {
    nfa::Timestamp time;  // Of the run's front.
    std::uint32_t run;
  };

  // Null if there is none.
  const PendingEvent* Front() const {
    return by_front_.empty() ? nullptr : &runs_[by_front_.front().run].front();
  }
  void PopFront();
  void StartRun(const PendingEvent& event);
  bool FrontBefore(const RunFront& a, const RunFront& b) const {
    if (a.time != b.time) return a.time < b.time;
    const PendingEvent& front_a = runs_[a.run].front();
    const PendingEvent& front_b = runs_[b.run].front();
    if (front_a.Before(front_b)) return true;
    return !front_b.Before(front_a) && a.run < b.run;
  }

  std::vector<Run> runs_;  // The first num_runs_ hold events; the others wait to be used.
  std::size_t num_runs_ = 0;
  std::vector<RunFront> by_front_;  // A heap of all runs, least front on top.
  std::size_t size_ = 0;
};

}  // namespace precept::runtime
