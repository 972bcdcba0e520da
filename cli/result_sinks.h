// Where the results of a replay go: files, pipes, people.

#pragma once

#include <string>
#include <string_view>

#include "cli/progress_bar.h"
#include "cli/terminal.h"
#include "runtime/sink.h"

namespace precept::cli {

// Lines on standard output.  Once its reader has gone away writing fails with
// kUnavailable and reader_gone() says so.
class OutputSink : public runtime::Sink {
 public:
  explicit OutputSink(const Terminal& terminal) : terminal_(terminal) {}
  nfa::Status Write(std::string_view line) override;
  nfa::Status Flush() override;
  bool reader_gone() const { return reader_gone_; }

 private:
  nfa::Status Failure();

  const Terminal& terminal_;
  bool reader_gone_ = false;
};

// Alerts for a person, as lines on a terminal.
class ReadableSink : public runtime::Sink {
 public:
  // Both must outlive this; `progress` is cleared before a line is shown.
  ReadableSink(OutputSink& output, ProgressBar& progress, bool colors)
      : output_(output), progress_(progress), colors_(colors) {}
  nfa::Status Write(std::string_view line) override;
  nfa::Status Flush() override { return output_.Flush(); }

 private:
  OutputSink& output_;
  ProgressBar& progress_;
  bool colors_;
};

// Passes dead letters on and remembers the first.
class DeadLetterSink : public runtime::Sink {
 public:
  // `next`: nullptr, none.
  explicit DeadLetterSink(runtime::Sink* next) : next_(next) {}
  nfa::Status Write(std::string_view line) override;
  nfa::Status Flush() override;
  // As one sentence: where it stands and why it is none.
  std::string FirstText() const;

 private:
  runtime::Sink* next_;
  std::string first_;
};

}  // namespace precept::cli
