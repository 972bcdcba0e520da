#include "cli/rule_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

namespace precept::cli {
namespace {

namespace fs = std::filesystem;
using nfa::Result;
using nfa::Status;
using nfa::StatusCode;

bool IsTestFile(const std::string& path) {
  return path.ends_with("_test.precept");
}

bool IsHidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

// Rule files below a folder, in byte order of their paths.
Result<std::vector<std::string>> FilesBelow(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (IsHidden(it->path())) {
      if (it->is_directory(error)) it.disable_recursion_pending();
    } else if (it->path().extension() == ".precept" &&
               it->is_regular_file(error)) {
      files.push_back(it->path().lexically_normal().string());
    }
  }
  if (error) {
    return Status(StatusCode::kNotFound,
                  folder + ": cannot be read: " + error.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::vector<std::string>> FilesOf(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return Status(StatusCode::kNotFound, path + ": no such file or folder");
  }
  if (error) {
    return Status(StatusCode::kNotFound,
                  path + ": cannot be read: " + error.message());
  }
  if (status.type() == fs::file_type::directory) return FilesBelow(path);
  return std::vector<std::string>{path};
}

}  // namespace

Result<std::vector<std::string>> FindRuleFiles(
    const std::vector<std::string>& paths, TestFiles tests) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  bool only_tests = false;
  for (const std::string& path : paths) {
    Result<std::vector<std::string>> found = FilesOf(path);
    if (!found.ok()) return found.status();
    for (std::string& file : found.value()) {
      std::error_code error;
      const std::string identity = fs::weakly_canonical(file, error).string();
      if (!seen.insert(error ? file : identity).second) continue;
      if (tests == TestFiles::kLeftOut && IsTestFile(file)) {
        only_tests = true;
        continue;
      }
      files.push_back(std::move(file));
    }
  }
  if (files.empty()) {
    std::string where;
    for (const std::string& path : paths) {
      where += (where.empty() ? "" : ", ") + path;
    }
    return Status(StatusCode::kInvalidArgument,
                  (only_tests ? "only tests (*_test.precept) and no rules under "
                              : "no *.precept files under ") + where);
  }
  return files;
}

Result<std::string> ReadWholeFile(const std::string& path) {
  if (path == "-") {
    return std::string(std::istreambuf_iterator<char>(std::cin), {});
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && file.peek() != std::ifstream::traits_type::eof()) {
    text << file.rdbuf();
  }
  if (!file.eof() && file.fail()) {
    return Status(StatusCode::kNotFound,
                  path + ": cannot be read: " + std::strerror(errno));
  }
  return std::move(text).str();
}

Result<lang::SourceMap> LoadRuleFiles(const std::vector<std::string>& paths,
                                      TestFiles tests) {
  Result<std::vector<std::string>> files = FindRuleFiles(paths, tests);
  if (!files.ok()) return files.status();
  lang::SourceMap sources;
  for (const std::string& file : files.value()) {
    Result<std::string> text = ReadWholeFile(file);
    if (!text.ok()) return text.status();
    sources.Add(file, std::move(text).value());
  }
  return sources;
}

Result<lang::SourceMap> LoadRuleFilesOrInput(const std::vector<std::string>& paths) {
  if (std::find(paths.begin(), paths.end(), "-") == paths.end()) {
    return LoadRuleFiles(paths, TestFiles::kIncluded);
  }
  if (paths.size() > 1) {
    return Status(StatusCode::kInvalidArgument,
                  "\"-\" (standard input) must stand alone");
  }
  Result<std::string> text = ReadWholeFile("-");
  if (!text.ok()) return text.status();
  lang::SourceMap sources;
  sources.Add("-", std::move(text).value());
  return sources;
}

}  // namespace precept::cli
