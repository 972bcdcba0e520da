// A batch on its way from the source to the matchers, with everything that
// views it: the records as read, the decoded columns, what the screen found.
//
// It is held as long as one of its rows is pending in a reorder buffer, then
// recycled, so that in steady state no batch allocates.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "nfa/event_batch.h"
#include "nfa/id.h"
#include "nfa/schema.h"
#include "nfa/screen/screen.h"
#include "runtime/source.h"

namespace precept::runtime {

class EventHolder {
 public:
  EventHolder(const nfa::Schema& schema, nfa::StreamId stream) : batch(schema, stream) {}

  RecordBatch records;
  nfa::EventBatch batch;
  nfa::ScreenedRows screened;
  std::vector<std::uint32_t> row_records;  // By row: its record.
  std::size_t pending = 0;                 // Rows in reorder buffers.
};

class EventHolderPool {
 public:
  // `schema` must outlive this.
  explicit EventHolderPool(const nfa::Schema& schema);

  // With nothing pending; what it held before is still there.
  EventHolder* Acquire(nfa::StreamId stream);
  // REQUIRES: nothing is pending.
  void Recycle(EventHolder* holder);

  std::size_t in_use() const { return in_use_; }

 private:
  const nfa::Schema& schema_;
  std::vector<std::unique_ptr<EventHolder>> all_;
  std::vector<std::vector<EventHolder*>> free_;  // By stream.
  std::size_t in_use_ = 0;
};

}  // namespace precept::runtime
