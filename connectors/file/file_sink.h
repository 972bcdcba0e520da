// A sink that writes lines to a file or to standard output.
//
// Thread safety: none.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nfa/status.h"
#include "runtime/sink.h"

namespace precept::connectors {

class FileSink : public runtime::Sink {
 public:
  // Makes the file or empties it; "-" is standard output.  A process that writes
  // to pipes must ignore SIGPIPE, so that a closed pipe comes back as a Status.
  static nfa::Result<std::unique_ptr<FileSink>> Open(const std::string& path);
  // What is left is written; errors are lost, so call Flush before.
  ~FileSink() override;

  nfa::Status Write(std::string_view line) override;
  nfa::Status Flush() override;

 private:
  FileSink(std::string name, int file, bool owns_file);

  std::string name_;
  int file_;
  bool owns_file_;
  std::string buffer_;
  // The first error; nothing is written after it.
  nfa::Status failed_;
};

}  // namespace precept::connectors
