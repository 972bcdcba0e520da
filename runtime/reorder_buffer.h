// Puts events into the order of their keys, and holds them until the watermark
// has passed them.
//
// Events mostly come nearly in order.  The buffer keeps sorted runs: an event
// goes to the end of the first run whose last is not after it, so that a stream
// in order is one queue, and a release merges the fronts of a few runs
// (Chandramouli, Goldstein: Impatience sort, 2018).
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

  // Null if there is none.
  const PendingEvent* Front() const {
    return by_front_.empty() ? nullptr : &runs_[by_front_.front()].front();
  }
  void PopFront();
  void RemoveRun(std::uint32_t run);
  std::uint32_t NewRun();
  bool FrontBefore(std::uint32_t a, std::uint32_t b) const {
    return runs_[a].front().Before(runs_[b].front());
  }

  std::vector<Run> runs_;               // Slots; empty ones are in free_.
  std::vector<std::uint32_t> by_back_;  // Runs by last event, greatest first.
  std::vector<std::uint32_t> by_front_;  // A heap of runs, least front on top.
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
};

}  // namespace precept::runtime
