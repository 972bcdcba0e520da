#include "cli/graphviz.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace precept::cli {
namespace {

using nfa::Status;
using nfa::StatusCode;

bool IsInstalled(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// A file that goes with its owner.
class ScratchFile {
 public:
  ScratchFile() {
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    path_ = (error ? "." : folder.string()) + "/precept-graph-XXXXXX";
    descriptor_ = mkstemp(path_.data());
  }
  ~ScratchFile() {
    if (descriptor_ < 0) return;
    close(descriptor_);
    unlink(path_.c_str());
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  bool Write(const std::string& text) const {
    return descriptor_ >= 0 && write(descriptor_, text.data(), text.size()) ==
                                   static_cast<ssize_t>(text.size());
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int descriptor_ = -1;
};

std::string ShellQuoted(const std::string& text) {
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

nfa::Result<std::string> DrawSvg(const std::string& graph) {
  if (!IsInstalled("dot")) {
    return Status(StatusCode::kUnsupported,
                  "--svg needs graphviz, and its program `dot` is not in PATH; "
                  "install graphviz, or use --dot and draw elsewhere");
  }
  ScratchFile input;
  if (!input.Write(graph)) {
    return Status(StatusCode::kUnavailable,
                  input.path() + ": cannot be written: " + std::strerror(errno));
  }
  std::FILE* pipe = popen(("dot -Tsvg " + ShellQuoted(input.path())).c_str(), "r");
  if (pipe == nullptr) {
    return Status(StatusCode::kUnavailable,
                  std::string("`dot` cannot be run: ") + std::strerror(errno));
  }
  std::string drawing;
  std::array<char, 4096> buffer{};
  while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    drawing.append(buffer.data(), read);
  }
  if (pclose(pipe) != 0) {
    return Status(StatusCode::kUnavailable, "`dot` did not draw the graph");
  }
  return drawing;
}

}  // namespace precept::cli
