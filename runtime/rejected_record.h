// Records that no rule sees, as lines of JSON for people and for reading again:
// dead letters and late events.  Nothing of a record is lost (raw_text.h).

#pragma once

#include <string>
#include <string_view>

#include "nfa/value.h"
#include "runtime/source.h"

namespace precept::runtime {

// Where a record was read.
struct RecordPlace {
  std::string_view stream;
  const RecordBatch& batch;
  const Record& record;
};

// {"stream","partition","offset","input","line","type","reason","raw"}; "input"
// and "line" where the record was a line, "type" (not empty) where only that
// event type refused it.
void AppendDeadLetter(const RecordPlace& place, std::string_view type,
                      std::string_view reason, std::string& out);

// {"stream","partition","offset","input","line","time","watermark","raw"}: its
// event time, and the watermark that it was behind.
void AppendLateEvent(const RecordPlace& place, nfa::Timestamp time,
                     nfa::Timestamp watermark, std::string& out);

}  // namespace precept::runtime
