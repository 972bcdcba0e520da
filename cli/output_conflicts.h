// What would be lost if it were written: an output that is read, and two
// outputs in one file.

#pragma once

#include <string>
#include <vector>

#include "nfa/status.h"

namespace precept::cli {

// A file and what it is for: "--late", "stream `payments`", "rules".
struct UsedFile {
  std::string path;  // "-": standard output, or for inputs standard input.
  std::string use;
};

// kInvalidArgument where one file, under whatever names and through links, is
// an output twice, or an output and an input.  Devices may be: they keep
// nothing.
nfa::Status CheckOutputs(const std::vector<UsedFile>& outputs,
                         const std::vector<UsedFile>& inputs);

}  // namespace precept::cli
