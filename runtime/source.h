// What a connector that brings events implements.
//
// A source delivers the records of one stream, partition by partition in the
// order of their offsets.  It knows nothing of event time: the engine asks the
// source whose partition is furthest behind for more.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/status.h"
#include "nfa/value.h"

namespace precept::runtime {

// One record as it was read; views into RecordBatch::bytes.
struct Record {
  std::string_view text;
  std::int64_t offset = 0;
  std::optional<nfa::Timestamp> timestamp;  // The record's own, if it has one.
  std::optional<std::string_view> key;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  // Where a person finds it, for dead letters: line of the named input.
  std::uint32_t input = 0;  // RecordBatch::inputs.
  std::int64_t line = 0;    // From 1; 0: not a line.
  // Set where the source could not read the record (too long, bad encoding):
  // the record is a dead letter with this reason, `text` what there is of it.
  std::string_view fault;
  // Where `text` is only the beginning of a record: the bytes of the whole.
  std::uint64_t whole_bytes = 0;
};

// Records of one partition.  Recycled: Clear keeps the memory.
struct RecordBatch {
  std::uint32_t partition = 0;
  // At least kPadding bytes beyond the last record may be read.
  static constexpr std::size_t kPadding = 64;
  std::string bytes;
  std::vector<Record> records;
  std::vector<std::string> inputs;

  void Clear() {
    partition = 0;
    bytes.clear();
    records.clear();
    inputs.clear();
  }
};

class Source {
 public:
  virtual ~Source() = default;

  // Name of the stream that it feeds.
  virtual std::string_view stream() const = 0;
  // Fills `batch` with up to `max_records` next records of one partition;
  // none: the end (for sources that end).
  virtual nfa::Status Read(std::size_t max_records, RecordBatch& batch) = 0;
  // Bytes read and bytes there are, for a progress bar; 0 where not known.
  virtual std::pair<std::uint64_t, std::uint64_t> Progress() const = 0;
};

}  // namespace precept::runtime
