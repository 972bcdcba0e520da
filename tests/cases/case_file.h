// Text cases that carry their expectation in themselves.
//
// A case is a `.precept` file.  Its last lines, those that begin with `//~`,
// are the expected output; what stands before them is the source, and line
// numbers in the output are those of the file.  With the environment variable
// PRECEPT_UPDATE_CASES=1 the expected lines are rewritten instead of compared.

#pragma once

#include <functional>
#include <string>
#include <vector>

namespace precept::cases {

struct CaseFile {
  // Relative to the folder it was found in, without ".precept".
  std::string name;
  std::string path;
  std::string source;
  std::string expected;

  // The verdict that the file's name gives: "fail_…" must produce an error.
  bool must_fail() const;
};

// Splits the text of a case.
CaseFile ReadCase(std::string name, std::string path, const std::string& text);
// The text of a case with `output` as its expected lines.
std::string WriteCase(const CaseFile& test_case, const std::string& output);

// The cases under `folder`, by name.  Aborts if there are none.
std::vector<CaseFile> FindCases(const std::string& folder);

// What a case's source gives, to be compared with its expectation.
using CaseFunction = std::function<std::string(const CaseFile&)>;

// Registers one test a file under `folder`, a path from the project's root, in
// which the tests run.  Call it from a static initialiser or before
// RUN_ALL_TESTS.  Returns how many tests there are.
int RegisterCases(const std::string& suite, const std::string& folder,
                  CaseFunction run);

}  // namespace precept::cases
