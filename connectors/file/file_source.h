// A source that reads records from files, one a line (NDJSON).
//
// Files are read in the order given; "-" is standard input.  They are one
// partition, and @offset is the number of the line from 1, running on over the
// files; empty lines count and give no record.  Lines that carry exported
// coordinates (exported_coordinates.h) keep them, their partition among them;
// a batch ends where the partition changes.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/file/exported_coordinates.h"
#include "connectors/file/line_reader.h"
#include "nfa/column.h"
#include "nfa/limits.h"
#include "nfa/status.h"
#include "runtime/source.h"

namespace precept::connectors {

class FileSource : public runtime::Source {
 public:
  struct Options {
    std::size_t block_bytes = 1 << 20;
    std::size_t max_record_bytes = nfa::kMaxRecordBytes;
    // A batch is ended when its records have so many bytes.
    std::size_t max_batch_bytes = 4 << 20;
  };

  // Looks at all files before any is read: each must be there and readable, and
  // not compressed.
  static nfa::Result<std::unique_ptr<FileSource>> Open(
      std::string stream, const std::vector<std::string>& files, Options options);
  static nfa::Result<std::unique_ptr<FileSource>> Open(
      std::string stream, const std::vector<std::string>& files) {
    return Open(std::move(stream), files, Options{});
  }
  ~FileSource() override;

  std::string_view stream() const override { return stream_; }
  nfa::Status Read(std::size_t max_records, runtime::RecordBatch& batch) override;
  std::pair<std::uint64_t, std::uint64_t> Progress() const override;

 private:
  struct Input {
    std::string path;
    std::string name;  // As people know it.
    int file = -1;     // -1: opened when its turn comes.
    std::uint64_t bytes = 0;
    bool has_size = false;
  };
  // A part of RecordBatch::bytes, which moves while it grows.
  struct Part {
    std::size_t begin = 0, size = 0;
  };
  struct Draft {
    Part text, key, fault;
    bool has_key = false;
    std::optional<nfa::Timestamp> timestamp;
    std::int64_t offset = 0, line = 0;
    std::uint32_t input = 0;
    std::uint64_t whole_bytes = 0;
    std::size_t first_header = 0, num_headers = 0;
  };

  FileSource(std::string stream, std::vector<Input> inputs, Options options);

  static nfa::Result<Input> Inspect(const std::string& stream, const std::string& path);
  // The next line that is not empty, into line_; false at the end of all.
  nfa::Result<bool> NextLine();
  nfa::Status OpenInput();
  void CloseInput();
  void AddRecord(runtime::RecordBatch& batch);
  Part Keep(std::string_view text, runtime::RecordBatch& batch);
  void MakeRecords(runtime::RecordBatch& batch);

  std::string stream_;
  std::vector<Input> inputs_;
  Options options_;
  LineReader reader_;

  std::size_t input_ = 0;
  bool is_open_ = false;
  std::int64_t line_in_input_ = 0;
  std::int64_t line_in_stream_ = 0;

  // The line that comes next, if it was read and not handed over.
  Line line_;
  bool has_line_ = false;
  bool is_exported_ = false;
  ExportedCoordinates exported_;
  nfa::TextArena texts_;

  std::vector<Draft> drafts_;
  std::vector<std::pair<Part, Part>> headers_;
};

}  // namespace precept::connectors
