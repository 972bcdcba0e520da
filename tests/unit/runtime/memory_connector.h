// Sources and sinks in memory.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/sink.h"
#include "runtime/source.h"

namespace precept::runtime {

class MemorySource : public Source {
 public:
  MemorySource(std::string stream, std::vector<std::string> records)
      : stream_(std::move(stream)), records_(std::move(records)) {}

  std::string_view stream() const override { return stream_; }
  nfa::Status Read(std::size_t max_records, RecordBatch& batch) override {
    batch.Clear();
    const std::size_t end = std::min(records_.size(), next_ + max_records);
    for (std::size_t i = next_; i < end; ++i) batch.bytes += records_[i];
    batch.bytes.append(RecordBatch::kPadding, '\0');
    std::size_t at = 0;
    for (; next_ < end; ++next_) {
      Record record;
      record.text = std::string_view(batch.bytes).substr(at, records_[next_].size());
      record.offset = static_cast<std::int64_t>(next_ + 1);
      at += records_[next_].size();
      batch.records.push_back(record);
    }
    return nfa::Status::Ok();
  }
  std::pair<std::uint64_t, std::uint64_t> Progress() const override { return {0, 0}; }

 private:
  std::string stream_;
  std::vector<std::string> records_;
  std::size_t next_ = 0;
};

class MemorySink : public Sink {
 public:
  nfa::Status Write(std::string_view line) override {
    lines.emplace_back(line);
    return nfa::Status::Ok();
  }
  nfa::Status Flush() override {
    ++flushes;
    return nfa::Status::Ok();
  }
  std::vector<std::string> lines;
  int flushes = 0;
};

}  // namespace precept::runtime
