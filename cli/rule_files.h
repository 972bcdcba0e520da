// The rule files that a command is about.

#pragma once

#include <string>
#include <vector>

#include "lang/source_text.h"
#include "nfa/status.h"

namespace precept::cli {

enum class TestFiles { kLeftOut, kIncluded };

// Paths of the rule files under `paths`: files as they are, of folders every
// *.precept below them; in the order given, inside a folder in byte order of
// their paths; each file once.  *_test.precept are tests and no part of a
// running set.  kNotFound: a path does not exist or cannot be read;
// kInvalidArgument: there is no rule file.
nfa::Result<std::vector<std::string>> FindRuleFiles(
    const std::vector<std::string>& paths, TestFiles tests);

// The whole of a file; "-" is standard input.
nfa::Result<std::string> ReadWholeFile(const std::string& path);

// FindRuleFiles and the text of each.
nfa::Result<lang::SourceMap> LoadRuleFiles(const std::vector<std::string>& paths,
                                           TestFiles tests);

// The same with tests, where "-" alone is standard input.
nfa::Result<lang::SourceMap> LoadRuleFilesOrInput(
    const std::vector<std::string>& paths);

}  // namespace precept::cli
