#include "runtime/event_holder.h"

#include <cassert>

namespace precept::runtime {
namespace {

// A batch of huge records gives its bytes back, or every holder would grow to
// the largest that ever came.
constexpr std::size_t kKeptBytes = 8 << 20;

}  // namespace

EventHolderPool::EventHolderPool(const nfa::Schema& schema)
    : schema_(schema), free_(schema.streams.size()) {}

EventHolder* EventHolderPool::Acquire(nfa::StreamId stream) {
  ++in_use_;
  std::vector<EventHolder*>& free = free_[stream.index()];
  if (free.empty()) {
    all_.push_back(std::make_unique<EventHolder>(schema_, stream));
    return all_.back().get();
  }
  EventHolder* holder = free.back();
  free.pop_back();
  return holder;
}

void EventHolderPool::Recycle(EventHolder* holder) {
  assert(holder->pending == 0);
  --in_use_;
  if (holder->records.bytes.capacity() > kKeptBytes) {
    holder->records.Clear();
    holder->records.bytes = {};
  }
  free_[holder->batch.stream().index()].push_back(holder);
}

}  // namespace precept::runtime
