// A directory for one test, gone with all that is in it when it is destroyed.
//
// Ends the program where it cannot be made.

#pragma once

#include <string>

namespace precept::runtime {

class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace precept::runtime
