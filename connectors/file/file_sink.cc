#include "connectors/file/file_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace precept::connectors {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;

nfa::Status CannotWrite(const std::string& name) {
  return {nfa::StatusCode::kUnavailable,
          "cannot write " + name + ": " + std::strerror(errno)};
}

}  // namespace

nfa::Result<std::unique_ptr<FileSink>> FileSink::Open(const std::string& path) {
  if (path == "-") {
    return std::unique_ptr<FileSink>(new FileSink("standard output", STDOUT_FILENO, false));
  }
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return CannotWrite(path);
  return std::unique_ptr<FileSink>(new FileSink(path, file, true));
}

FileSink::FileSink(std::string name, int file, bool owns_file)
    : name_(std::move(name)), file_(file), owns_file_(owns_file) {}

FileSink::~FileSink() {
  // Nobody is left to tell; whoever cares has called Flush.
  Flush().IgnoreError();
  failed_.IgnoreError();
  if (owns_file_) ::close(file_);
}

nfa::Status FileSink::Write(std::string_view line) {
  buffer_.append(line);
  buffer_.push_back('\n');
  return buffer_.size() < kBufferBytes ? nfa::Status::Ok() : Flush();
}

nfa::Status FileSink::Flush() {
  if (!failed_.ok()) return failed_;
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      failed_ = CannotWrite(name_);
      buffer_.clear();
      return failed_;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
  return nfa::Status::Ok();
}

}  // namespace precept::connectors
