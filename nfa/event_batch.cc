#include "nfa/event_batch.h"

namespace precept::nfa {

EventBatch::EventBatch(const Schema& schema, StreamId stream) : stream_(stream) {
  const Stream& described = schema.streams[stream.index()];
  for (const SourceColumn& column : described.columns) columns.emplace_back(column.type);
  of_type.resize(described.types.size());
}

void EventBatch::Clear() {
  partition = 0;
  records.clear();
  texts.Clear();
  for (Column& column : columns) column.Clear();
  offsets.clear();
  times.clear();
  raw.clear();
  for (Bitmap& rows : of_type) rows.Reset(0);
}

}  // namespace precept::nfa
