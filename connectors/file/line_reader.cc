#include "connectors/file/line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace precept::connectors {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(std::size_t block_bytes, std::size_t max_line_bytes)
    : block_bytes_(block_bytes), max_line_bytes_(max_line_bytes), buffer_(block_bytes) {}

void LineReader::Start(int file) {
  file_ = file;
  first_ = true;
  at_end_ = false;
  begin_ = scanned_ = end_ = 0;
}

nfa::Result<bool> LineReader::Next(Line& line) {
  while (true) {
    const void* found = end_ > scanned_
                            ? std::memchr(&buffer_[scanned_], '\n', end_ - scanned_)
                            : nullptr;
    if (found != nullptr) {
      const auto end = static_cast<std::size_t>(static_cast<const char*>(found) -
                                                buffer_.data());
      Take(end, end + 1, line);
      return true;
    }
    scanned_ = end_;
    if (at_end_) {
      if (begin_ == end_) return false;
      Take(end_, end_, line);
      return true;
    }
    // With room for CR LF, which do not count.
    if (end_ - begin_ > max_line_bytes_ + 2) {
      if (nfa::Status status = SkipLongLine(line); !status.ok()) return status;
      return true;
    }
    if (nfa::Status status = Fill(); !status.ok()) return status;
  }
}

nfa::Status LineReader::Fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), &buffer_[begin_], end_ - begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    buffer_.resize(2 * buffer_.size());
  } else if (buffer_.size() > 4 * block_bytes_ && end_ < block_bytes_) {
    buffer_.resize(2 * block_bytes_);
    buffer_.shrink_to_fit();
  }
  const std::size_t room = std::min(buffer_.size() - end_, block_bytes_);
  ssize_t got = 0;
  do {
    got = ::read(file_, &buffer_[end_], room);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return {nfa::StatusCode::kUnavailable, std::strerror(errno)};
  end_ += static_cast<std::size_t>(got);
  bytes_read_ += static_cast<std::uint64_t>(got);
  at_end_ = got == 0;
  return nfa::Status::Ok();
}

void LineReader::Take(std::size_t end, std::size_t next, Line& line) {
  line.text = std::string_view(&buffer_[begin_], end - begin_);
  begin_ = scanned_ = next;
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  if (first_ && line.text.starts_with(kByteOrderMark)) {
    line.text.remove_prefix(kByteOrderMark.size());
  }
  first_ = false;
  line.bytes = line.text.size();
  line.too_long = line.text.size() > max_line_bytes_;
  if (line.too_long) line.text = line.text.substr(0, kKeptOfLongLine);
}

nfa::Status LineReader::SkipLongLine(Line& line) {
  const std::size_t kept = std::min(end_ - begin_, kKeptOfLongLine + kByteOrderMark.size());
  long_line_.assign(&buffer_[begin_], kept);
  std::uint64_t bytes = 0;
  bool ends_with_return = false;
  while (true) {
    const void* found = end_ > scanned_
                            ? std::memchr(&buffer_[scanned_], '\n', end_ - scanned_)
                            : nullptr;
    const std::size_t stop =
        found != nullptr
            ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data())
            : end_;
    if (stop > begin_) ends_with_return = buffer_[stop - 1] == '\r';
    bytes += stop - begin_;
    begin_ = scanned_ = found != nullptr ? stop + 1 : end_;
    if (found != nullptr || at_end_) break;
    if (nfa::Status status = Fill(); !status.ok()) return status;
  }
  line.text = long_line_;
  line.bytes = bytes - ends_with_return;
  if (first_ && line.text.starts_with(kByteOrderMark)) {
    line.text.remove_prefix(kByteOrderMark.size());
    line.bytes -= kByteOrderMark.size();
  }
  first_ = false;
  line.text = line.text.substr(0, kKeptOfLongLine);
  line.too_long = true;
  return nfa::Status::Ok();
}

}  // namespace precept::connectors
