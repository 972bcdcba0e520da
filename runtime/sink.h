// What a connector that takes results implements: one line of text a result,
// without the line's end.

#pragma once

#include <string_view>

#include "nfa/status.h"

namespace precept::runtime {

class Sink {
 public:
  virtual ~Sink() = default;
  virtual nfa::Status Write(std::string_view line) = 0;
  // Everything written so far has reached the system.
  virtual nfa::Status Flush() = 0;
};

}  // namespace precept::runtime
