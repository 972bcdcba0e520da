#include "tests/cases/match/memory_stream.h"

#include <algorithm>

namespace precept::tests {

nfa::Status MemorySource::Read(std::size_t max_records,
                               runtime::RecordBatch& batch) {
  batch.Clear();
  const std::size_t end = std::min(records_.size(), next_ + max_records);
  batch.inputs = {"given"};
  for (std::size_t i = next_; i < end; ++i) batch.bytes += records_[i].text;
  batch.bytes.append(runtime::RecordBatch::kPadding, ' ');
  std::size_t at = 0;
  for (; next_ < end; ++next_) {
    const MemoryRecord& given = records_[next_];
    runtime::Record record;
    record.text = std::string_view(batch.bytes).substr(at, given.text.size());
    record.offset = static_cast<std::int64_t>(next_) + 1;
    record.line = given.line;
    at += given.text.size();
    batch.records.push_back(std::move(record));
  }
  return nfa::Status::Ok();
}

}  // namespace precept::tests
