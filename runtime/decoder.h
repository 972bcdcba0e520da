// What a codec implements: records to columns.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nfa/event_batch.h"
#include "nfa/schema.h"
#include "runtime/source.h"

namespace precept::runtime {

// Why a record is no event.
struct Fault {
  std::uint32_t record = 0;  // RecordBatch::records.
  std::string reason;        // One sentence for a person, no full stop.
  // The text is fine, but its stream takes the record's own timestamp as event
  // time and the record has none.
  bool lacks_timestamp = false;
};

class Decoder {
 public:
  virtual ~Decoder() = default;

  // Decodes all records into `batch`, whose columns, offsets, times and raw
  // texts are filled; a record that does not parse or has no valid event time
  // gives a fault and no row.  `row_records` gets for each row its record.
  // The batch views `records`, which must outlive the batch's use.
  virtual void Decode(const RecordBatch& records, nfa::EventBatch& batch,
                      std::vector<std::uint32_t>& row_records,
                      std::vector<Fault>& faults) = 0;
};

// Makes a decoder for one stream of a schema, which must outlive it.
using DecoderFactory =
    std::unique_ptr<Decoder> (*)(const nfa::Schema& schema, nfa::StreamId stream);

}  // namespace precept::runtime
