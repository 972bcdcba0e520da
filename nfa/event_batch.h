// Events on their way: up to kMaxBatchRows records of one partition, decoded
// into columns.  A row handle is a batch and the number of a row.
//
// A decoder fills columns, coordinates and times; ClassifyRows (classify.h)
// fills the types; the screen (screen/screen.h) adds what the rows can serve.
// A batch is recycled: Clear keeps all memory.
//
// Thread safety: one thread fills it; immutable from then on.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/column.h"
#include "nfa/id.h"
#include "nfa/schema.h"

namespace precept::nfa {

inline constexpr std::size_t kMaxBatchRows = 1024;

class EventBatch {
 public:
  // Columns as the stream's, empty.  `schema` must outlive the batch.
  EventBatch(const Schema& schema, StreamId stream);

  // Removes all rows, keeps the memory.
  void Clear();

  StreamId stream() const { return stream_; }
  std::size_t size() const { return times.size(); }

  std::uint32_t partition = 0;
  // Bytes of the records; columns and raw texts may view them.
  std::string records;
  TextArena texts;

  // By ColumnId; all of size().
  std::vector<Column> columns;
  std::vector<std::int64_t> offsets;     // @offset
  std::vector<Timestamp> times;          // @time
  std::vector<std::string_view> raw;     // @raw: the record's text
  // By position in Stream::types: the rows that are of that type.
  std::vector<Bitmap> of_type;

 private:
  StreamId stream_;
};

}  // namespace precept::nfa
