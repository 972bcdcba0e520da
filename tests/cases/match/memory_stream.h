// Sources and sinks in memory, for tests that run the whole engine.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/sink.h"
#include "runtime/source.h"

namespace precept::tests {

struct MemoryRecord {
  std::string text;
  std::int64_t line = 0;  // Its number among all records of the test.
};

// One partition; offsets count from 1.
class MemorySource : public runtime::Source {
 public:
  MemorySource(std::string stream, std::vector<MemoryRecord> records)
      : stream_(std::move(stream)), records_(std::move(records)) {}

  std::string_view stream() const override { return stream_; }
  nfa::Status Read(std::size_t max_records, runtime::RecordBatch& batch) override;
  std::pair<std::uint64_t, std::uint64_t> Progress() const override {
    return {next_, records_.size()};
  }

 private:
  std::string stream_;
  std::vector<MemoryRecord> records_;
  std::size_t next_ = 0;
};

class MemorySink : public runtime::Sink {
 public:
  nfa::Status Write(std::string_view line) override {
    lines_.emplace_back(line);
    return nfa::Status::Ok();
  }
  nfa::Status Flush() override { return nfa::Status::Ok(); }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

}  // namespace precept::tests
