#include "cli/result_sinks.h"

#include <cerrno>
#include <cstring>

#include "cli/alert_line.h"

namespace precept::cli {

nfa::Status OutputSink::Failure() {
  const int error = errno;
  reader_gone_ = error == EPIPE;
  return nfa::Status(nfa::StatusCode::kUnavailable,
                     std::string("standard output cannot be written: ") +
                         (error == 0 ? "it is closed" : std::strerror(error)));
}

nfa::Status OutputSink::Write(std::string_view line) {
  errno = 0;
  terminal_.out << line << '\n';
  return terminal_.out.good() ? nfa::Status::Ok() : Failure();
}

nfa::Status OutputSink::Flush() {
  errno = 0;
  terminal_.out << std::flush;
  return terminal_.out.good() ? nfa::Status::Ok() : Failure();
}

nfa::Status ReadableSink::Write(std::string_view line) {
  progress_.Clear();
  nfa::Status written = output_.Write(ReadableAlert(line, colors_));
  return written.ok() ? output_.Flush() : written;
}

nfa::Status DeadLetterSink::Write(std::string_view line) {
  if (first_.empty()) first_ = line;
  return next_ != nullptr ? next_->Write(line) : nfa::Status::Ok();
}

nfa::Status DeadLetterSink::Flush() {
  return next_ != nullptr ? next_->Flush() : nfa::Status::Ok();
}

std::string DeadLetterSink::FirstText() const {
  std::string place = TerminalText(MemberText(first_, "input"));
  const std::string line(MemberText(first_, "line"));
  if (!line.empty()) place += (place.empty() ? "line " : ":") + line;
  const std::string reason = TerminalText(MemberText(first_, "reason"));
  return place.empty() ? reason : place + ": " + reason;
}

}  // namespace precept::cli
