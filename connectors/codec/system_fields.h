// Fills the columns that come from the record itself and not from its text:
// @time, @timestamp, @stream, @partition, @offset, @key, @header, @raw.
//
// Serves every codec.

#pragma once

#include <string>
#include <vector>

#include "nfa/event_batch.h"
#include "nfa/schema.h"
#include "runtime/source.h"

namespace precept::connectors {

class SystemFields {
 public:
  // `stream` must outlive this.
  explicit SystemFields(const nfa::Stream& stream);

  // Appends one cell to each system column of `batch`.
  void Append(const runtime::RecordBatch& records, const runtime::Record& record,
              nfa::Timestamp time, nfa::EventBatch& batch) const;

  // The event time where `column` is the record's own timestamp; false if the
  // record has none.
  bool TimeOf(nfa::ColumnId column, const runtime::Record& record,
              nfa::Timestamp& time) const;

 private:
  struct Field {
    nfa::ColumnId column;
    nfa::SystemField field{};
    std::string header;
  };

  const nfa::Stream& stream_;
  std::vector<Field> fields_;
};

}  // namespace precept::connectors
