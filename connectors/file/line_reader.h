// The lines of a file descriptor, read in large blocks.
//
// A line ends with LF or CR LF; the last need not end.  A byte order mark before
// the first is skipped.  Of a line longer than the limit only the beginning is
// kept, so that no line takes more memory than the limit.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/status.h"

namespace precept::connectors {

struct Line {
  // Without its end; valid until the next call.
  std::string_view text;
  // Length of the whole line; more than text's where it is too long.
  std::uint64_t bytes = 0;
  bool too_long = false;
};

class LineReader {
 public:
  // What is kept of a line that is too long.
  static constexpr std::size_t kKeptOfLongLine = 64 * 1024;

  LineReader(std::size_t block_bytes, std::size_t max_line_bytes);

  // Goes on with another file, from its beginning; does not own it.
  void Start(int file);
  // False at the end of the file.  An error is that of the system, without
  // the file's name.
  nfa::Result<bool> Next(Line& line);
  // Of all files so far.
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  // Reads more, or notes the end of the file.
  nfa::Status Fill();
  // The line in [begin_, end), which is over.
  void Take(std::size_t end, std::size_t next, Line& line);
  nfa::Status SkipLongLine(Line& line);

  std::size_t block_bytes_;
  std::size_t max_line_bytes_;
  int file_ = -1;
  bool first_ = true;
  bool at_end_ = true;
  std::uint64_t bytes_read_ = 0;
  // Unread bytes are [begin_, end_); up to scanned_ there is no LF.
  std::vector<char> buffer_;
  std::size_t begin_ = 0, scanned_ = 0, end_ = 0;
  std::string long_line_;
};

}  // namespace precept::connectors
