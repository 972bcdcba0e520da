// A folder of files for one test, and a terminal that keeps what it is told.

#pragma once

#include <filesystem>
#include <sstream>
#include <string>

#include "cli/terminal.h"

namespace precept::cli {

class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  // The path of a new file below the folder.
  std::string Write(const std::string& name, const std::string& text) const;
  std::string Read(const std::string& name) const;
  std::string PathOf(const std::string& name) const {
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct KeptTerminal {
  std::ostringstream out, err;
  Terminal terminal{out, err};
};

}  // namespace precept::cli
