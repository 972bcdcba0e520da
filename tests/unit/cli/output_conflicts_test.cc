#include "cli/output_conflicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

using testing::HasSubstr;

class OutputConflictsTest : public testing::Test {
 protected:
  OutputConflictsTest() {
    std::filesystem::create_symlink("new", folder_.PathOf("link"));
    std::filesystem::create_symlink("link", folder_.PathOf("link_to_link"));
    folder_.Write("there", "kept");
    std::filesystem::create_hard_link(folder_.PathOf("there"), folder_.PathOf("hard"));
  }
  std::string Problem(const std::string& alerts, const std::string& late,
                      const std::string& input = "-") {
    const nfa::Status status =
        CheckOutputs({{alerts, "alerts"}, {late, "late events"}}, {{input, "stream `s`"}});
    if (status.ok()) return {};
    EXPECT_EQ(status.code(), nfa::StatusCode::kInvalidArgument);
    return status.message();
  }
  std::string Path(const std::string& name) const { return folder_.PathOf(name); }

  ScratchFolder folder_;
};

TEST_F(OutputConflictsTest, OneFileUnderTwoNames) {
  const std::pair<std::string, std::string> cases[] = {
      {Path("new"), Path("new")},   {Path("new"), Path("./new")},
      {Path("new"), Path("link")},  {Path("link_to_link"), Path("new")},
      {Path("there"), Path("hard")}, {"-", "-"}};
  for (const auto& [alerts, late] : cases) {
    EXPECT_THAT(Problem(alerts, late), HasSubstr("cannot take both alerts and late events"))
        << alerts << ' ' << late;
  }
}

TEST_F(OutputConflictsTest, NamesRelativeToTheFolder) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  EXPECT_NE(Problem("new", "./new"), "");
  EXPECT_NE(Problem("link", Path("new")), "");
  EXPECT_EQ(Problem("new", "new2"), "");
  std::filesystem::current_path(before);
}

TEST_F(OutputConflictsTest, AnInput) {
  EXPECT_THAT(Problem(Path("new"), Path("hard"), Path("there")),
              HasSubstr("is read as stream `s` and cannot be written as well"));
}

TEST_F(OutputConflictsTest, WhatMayBe) {
  EXPECT_EQ(Problem(Path("new"), Path("there"), Path("other")), "");
  EXPECT_EQ(Problem("/dev/null", "/dev/null", "/dev/null"), "");
  EXPECT_EQ(Problem("-", Path("new"), "-"), "");
}

}  // namespace
}  // namespace precept::cli
