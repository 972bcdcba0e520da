#include "cli/fmt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

using testing::HasSubstr;

constexpr const char* kCrooked = "const   limit=5\n";

ExitCode Format(const ScratchFolder& folder, KeptTerminal& kept,
                FmtOptions options = {}) {
  options.rules = {folder.path()};
  return RunFmt(options, kept.terminal);
}

TEST(FmtTest, RewritesInPlaceOnce) {
  const ScratchFolder folder;
  folder.Write("a.precept", kCrooked);
  KeptTerminal kept;
  EXPECT_EQ(Format(folder, kept), ExitCode::kFine);
  EXPECT_EQ(folder.Read("a.precept"), "const limit = 5\n");
  EXPECT_THAT(kept.err.str(), HasSubstr("formatted"));
  KeptTerminal again;
  EXPECT_EQ(Format(folder, again), ExitCode::kFine);
  EXPECT_EQ(again.err.str(), "");
}

TEST(FmtTest, CheckNamesFilesAndWritesNothing) {
  const ScratchFolder folder;
  const std::string path = folder.Write("a.precept", kCrooked);
  folder.Write("b.precept", "const limit = 5\n");
  KeptTerminal kept;
  FmtOptions options;
  options.check = true;
  EXPECT_EQ(Format(folder, kept, options), ExitCode::kFindings);
  EXPECT_EQ(kept.out.str(), path + "\n");
  EXPECT_EQ(folder.Read("a.precept"), kCrooked);
}

TEST(FmtTest, DiffShowsAndWritesNothing) {
  const ScratchFolder folder;
  folder.Write("a.precept", kCrooked);
  KeptTerminal kept;
  FmtOptions options;
  options.diff = true;
  EXPECT_EQ(Format(folder, kept, options), ExitCode::kFine);
  EXPECT_THAT(kept.out.str(), HasSubstr("-const   limit=5\n+const limit = 5\n"));
  EXPECT_EQ(folder.Read("a.precept"), kCrooked);
  options.check = true;
  EXPECT_EQ(Format(folder, kept, options), ExitCode::kFindings);
}

TEST(FmtTest, AFileWithErrorsIsLeftAsItIs) {
  const ScratchFolder folder;
  folder.Write("a.precept", "const = \n");
  folder.Write("b.precept", kCrooked);
  KeptTerminal kept;
  EXPECT_EQ(Format(folder, kept), ExitCode::kRulesRefused);
  EXPECT_EQ(folder.Read("a.precept"), "const = \n");
  EXPECT_EQ(folder.Read("b.precept"), "const limit = 5\n");
  EXPECT_THAT(kept.err.str(), HasSubstr("a.precept"));
}

TEST(FmtTest, StandardInputStandsAlone) {
  const ScratchFolder folder;
  KeptTerminal kept;
  FmtOptions options;
  options.rules = {"-", folder.Write("a.precept", kCrooked)};
  EXPECT_EQ(RunFmt(options, kept.terminal), ExitCode::kUsage);
}

}  // namespace
}  // namespace precept::cli
