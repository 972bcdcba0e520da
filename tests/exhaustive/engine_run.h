// A random case through the whole engine, its answers in the oracle's words.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {

struct Answer {
  // One line a match, in the order of report: "at TIME [key] step=event …".
  std::vector<std::string> matches;
  // Why there is no answer: the rule did not compile, a part failed.
  std::string failure;
};

// Parses and compiles the case's text, feeds its events as JSON lines in
// batches of `batch_rows`, and reads the alerts.
Answer AskEngine(const RandomCase& c, std::size_t batch_rows);

// The same from the oracle.
Answer AskOracle(const RandomCase& c);

}  // namespace precept::exhaustive
