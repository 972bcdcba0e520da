// One line on standard error that says how far a replay is.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/terminal.h"

namespace precept::cli {

class ProgressBar {
 public:
  // Draws nothing unless standard error is a terminal.
  explicit ProgressBar(const Terminal& terminal);
  ~ProgressBar() { Clear(); }

  // `bytes` of `total` are read; total 0: not known.
  void Update(std::uint64_t events, std::uint64_t bytes, std::uint64_t total);
  // Removes the line, before something else is written; the next Update
  // draws it again.
  void Clear();

  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;

  const Terminal& terminal_;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point drawn_{};
  bool visible_ = false;
};

// "[########------------]  40%  1,200,000 events  310,000/s  8s left", fitted
// to `width`.
std::string ProgressText(std::uint64_t events, std::uint64_t bytes,
                         std::uint64_t total, double seconds, int width);

}  // namespace precept::cli
