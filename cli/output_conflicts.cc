#include "cli/output_conflicts.h"

#include <filesystem>

namespace precept::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // As the system has it.

// Where a file that is not there yet would be made: links to nothing, which
// nothing in the library resolves, are followed.
fs::path PlaceOf(fs::path path) {
  std::error_code error;
  for (int links = 0; links < kMostLinks && fs::is_symlink(path, error); ++links) {
    const fs::path target = fs::read_symlink(path, error);
    if (error) break;
    path = path.parent_path() / target;
  }
  const fs::path place = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : place;
}

bool IsSameFile(const fs::path& a, const fs::path& b) {
  std::error_code error;
  if (fs::exists(a, error) && fs::exists(b, error)) {
    return fs::is_regular_file(a, error) && fs::equivalent(a, b, error);
  }
  return PlaceOf(a) == PlaceOf(b);
}

// Standard output may be a file, too.
fs::path OutputPath(const std::string& path) {
  return path == "-" ? "/dev/stdout" : path;
}

bool IsSameOutput(const std::string& a, const std::string& b) {
  return (a == "-" && b == "-") || IsSameFile(OutputPath(a), OutputPath(b));
}

nfa::Status Misused(const std::string& message) {
  return nfa::Status(nfa::StatusCode::kInvalidArgument, message);
}

std::string NameOf(const std::string& path) {
  return path == "-" ? "standard output" : path;
}

}  // namespace

nfa::Status CheckOutputs(const std::vector<UsedFile>& outputs,
                         const std::vector<UsedFile>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const UsedFile& output = outputs[i];
    for (const UsedFile& input : inputs) {
      if (input.path != "-" && output.path != "-" &&
          IsSameFile(output.path, input.path)) {
        return Misused(output.path + " is read as " + input.use +
                       " and cannot be written as well");
      }
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (!IsSameOutput(output.path, outputs[other].path)) continue;
      return Misused(NameOf(output.path) + " cannot take both " + outputs[other].use +
                     " and " + output.use);
    }
  }
  return nfa::Status::Ok();
}

}  // namespace precept::cli
