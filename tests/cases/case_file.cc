#include "tests/cases/case_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string_view>
#include <utility>

namespace precept::cases {
namespace {

constexpr std::string_view kMark = "//~";
constexpr std::string_view kExtension = ".precept";

std::string ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

bool IsExpectedLine(std::string_view line) {
  return line == kMark || line.starts_with("//~ ");
}

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t stop = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, stop));
    text.remove_prefix(std::min(stop + 1, text.size()));
  }
  return lines;
}

bool UpdatesCases() {
  const char* value = std::getenv("PRECEPT_UPDATE_CASES");
  return value != nullptr && std::string_view(value) == "1";
}

class CaseTest : public testing::Test {
 public:
  CaseTest(CaseFile test_case, CaseFunction run)
      : case_(std::move(test_case)), run_(std::move(run)) {}

  void TestBody() override {
    std::string output = run_(case_);
    if (!output.empty() && output.back() != '\n') output += '\n';
    if (output == case_.expected) return;
    if (UpdatesCases()) {
      std::ofstream(case_.path, std::ios::binary) << WriteCase(case_, output);
      return;
    }
    ADD_FAILURE() << case_.path
                  << " gives another output; PRECEPT_UPDATE_CASES=1 rewrites "
                     "the expectation\n--- expected\n"
                  << case_.expected << "--- given\n"
                  << output;
  }

 private:
  CaseFile case_;
  CaseFunction run_;
};

// GoogleTest's names have letters and digits only.
std::string TestName(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

}  // namespace

bool CaseFile::must_fail() const {
  const std::size_t slash = name.find_last_of('/');
  const std::string_view file = std::string_view(name).substr(
      slash == std::string::npos ? 0 : slash + 1);
  return file.starts_with("fail_");
}

CaseFile ReadCase(std::string name, std::string path, const std::string& text) {
  const std::vector<std::string_view> lines = SplitLines(text);
  std::size_t first_expected = lines.size();
  while (first_expected > 0 && IsExpectedLine(lines[first_expected - 1])) {
    --first_expected;
  }
  CaseFile result{std::move(name), std::move(path), {}, {}};
  const std::size_t source_length =
      first_expected == lines.size()
          ? text.size()
          : static_cast<std::size_t>(lines[first_expected].data() - text.data());
  result.source = text.substr(0, source_length);
  for (std::size_t i = first_expected; i < lines.size(); ++i) {
    result.expected += lines[i].substr(std::min(lines[i].size(), kMark.size() + 1));
    result.expected += '\n';
  }
  return result;
}

std::string WriteCase(const CaseFile& test_case, const std::string& output) {
  std::string text = test_case.source;
  if (!text.empty() && text.back() != '\n') text += '\n';
  for (const std::string_view line : SplitLines(output)) {
    text += kMark;
    if (!line.empty()) text += ' ';
    text += line;
    text += '\n';
  }
  return text;
}

std::vector<CaseFile> FindCases(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<CaseFile> cases;
  if (!fs::is_directory(folder)) {
    std::cerr << "no folder of cases: " << folder << "\n";
    std::abort();
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.extension() != kExtension) continue;
    std::string name = path.lexically_relative(folder).generic_string();
    name.resize(name.size() - kExtension.size());
    cases.push_back(ReadCase(std::move(name), path.string(), ReadText(path.string())));
  }
  if (cases.empty()) {
    std::cerr << "no cases under " << folder << "\n";
    std::abort();
  }
  std::sort(cases.begin(), cases.end(),
            [](const CaseFile& a, const CaseFile& b) { return a.name < b.name; });
  return cases;
}

int RegisterCases(const std::string& suite, const std::string& folder,
                  CaseFunction run) {
  const std::vector<CaseFile> cases = FindCases(folder);
  for (const CaseFile& test_case : cases) {
    testing::RegisterTest(suite.c_str(), TestName(test_case.name).c_str(), nullptr,
                          nullptr, __FILE__, __LINE__,
                          [test_case, run]() -> testing::Test* {
                            return new CaseTest(test_case, run);
                          });
  }
  return static_cast<int>(cases.size());
}

}  // namespace precept::cases
