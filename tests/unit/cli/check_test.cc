#include "cli/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

using testing::HasSubstr;

constexpr const char* kTypes = "event E { at: timestamp @time  n: int }\n";
constexpr const char* kFine = "rule r { match { E where n > 1 } }\n";
// A sequence without a key and without a bound.
constexpr const char* kDoubtful =
    "rule r { match { e: E where n > 1 -> f: E where n < 1 } }\n";

ExitCode Check(const ScratchFolder& folder, KeptTerminal& kept,
               CheckOptions options = {}) {
  options.rules = {folder.path()};
  return RunCheck(options, kept.terminal);
}

TEST(CheckTest, FineRules) {
  const ScratchFolder folder;
  folder.Write("types.precept", kTypes);
  folder.Write("rule.precept", kFine);
  KeptTerminal kept;
  EXPECT_EQ(Check(folder, kept), ExitCode::kFine);
  EXPECT_EQ(kept.out.str(), "2 files: no problems\n");
}

TEST(CheckTest, ErrorsOfAllFiles) {
  const ScratchFolder folder;
  folder.Write("a.precept", std::string(kTypes) + "rule a { match { e: E where m > 1 } }\n");
  folder.Write("b.precept", "rule b { match { e: Unknown } }\n");
  KeptTerminal kept;
  EXPECT_EQ(Check(folder, kept), ExitCode::kRulesRefused);
  EXPECT_THAT(kept.out.str(), HasSubstr("a.precept"));
  EXPECT_THAT(kept.out.str(), HasSubstr("b.precept"));
  EXPECT_THAT(kept.out.str(), HasSubstr("2 errors"));
}

TEST(CheckTest, WarningsAreFindingsIfStrict) {
  const ScratchFolder folder;
  folder.Write("a.precept", std::string(kTypes) + kDoubtful);
  KeptTerminal kept;
  EXPECT_EQ(Check(folder, kept), ExitCode::kFine);
  EXPECT_THAT(kept.out.str(), HasSubstr("warning"));
  CheckOptions strict;
  strict.strict = true;
  EXPECT_EQ(Check(folder, kept, strict), ExitCode::kFindings);
}

TEST(CheckTest, TestsAreParsedAndSaidNotToRun) {
  const ScratchFolder folder;
  folder.Write("a.precept", std::string(kTypes) + kFine);
  folder.Write("a_test.precept", "test \"t\" of r { E { n: 5 } at 0s expect r }\n");
  KeptTerminal kept;
  EXPECT_EQ(Check(folder, kept), ExitCode::kRulesRefused);
  EXPECT_THAT(kept.out.str(), HasSubstr("tests are not in this version"));
  EXPECT_THAT(kept.out.str(), HasSubstr("2 files: 1 error"));
  folder.Write("b_test.precept", "test \"t\" of { }\n");
  EXPECT_EQ(Check(folder, kept), ExitCode::kRulesRefused);
  EXPECT_THAT(kept.out.str(), HasSubstr("b_test.precept:1:"));
}

TEST(CheckTest, JsonHasNoWordsForPeople) {
  const ScratchFolder folder;
  folder.Write("a.precept", std::string(kTypes) + "rule a { match { e: F } }\n");
  KeptTerminal kept;
  CheckOptions json;
  json.format = DiagnosticFormat::kJson;
  EXPECT_EQ(Check(folder, kept, json), ExitCode::kRulesRefused);
  EXPECT_EQ(kept.out.str().front(), '{');
  EXPECT_EQ(kept.err.str(), "");
}

TEST(CheckTest, MissingPaths) {
  const ScratchFolder folder;
  KeptTerminal kept;
  CheckOptions options;
  options.rules = {folder.PathOf("none.precept")};
  EXPECT_EQ(RunCheck(options, kept.terminal), ExitCode::kUnreachable);
  EXPECT_THAT(kept.err.str(), HasSubstr("no such file or folder"));
  EXPECT_EQ(Check(folder, kept), ExitCode::kUsage);
}

}  // namespace
}  // namespace precept::cli
