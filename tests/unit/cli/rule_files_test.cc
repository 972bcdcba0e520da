#include "cli/rule_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(RuleFilesTest, FoldersGiveTheirFilesInByteOrder) {
  const ScratchFolder folder;
  const std::string b = folder.Write("b.precept", "");
  const std::string upper = folder.Write("Z.precept", "");
  const std::string deep = folder.Write("a/x.precept", "");
  folder.Write("a/notes.txt", "");
  folder.Write(".hidden/y.precept", "");
  folder.Write("a/x_test.precept", "");
  auto found = FindRuleFiles({folder.path()}, TestFiles::kLeftOut);
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(found.value(), ElementsAre(upper, deep, b));
  auto all = FindRuleFiles({folder.path()}, TestFiles::kIncluded);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all.value().size(), 4u);
}

TEST(RuleFilesTest, AFileIsReadOnce) {
  const ScratchFolder folder;
  const std::string a = folder.Write("a.precept", "");
  auto found = FindRuleFiles({a, folder.path(), folder.path() + "/./a.precept"},
                             TestFiles::kLeftOut);
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(found.value(), ElementsAre(a));
}

TEST(RuleFilesTest, AFileNeedsNoExtension) {
  const ScratchFolder folder;
  const std::string a = folder.Write("rules.txt", "// x\n");
  auto loaded = LoadRuleFiles({a}, TestFiles::kLeftOut);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.value().Get({0}).text(), "// x\n");
}

TEST(RuleFilesTest, SaysWhatIsNotThere) {
  const ScratchFolder folder;
  auto missing = FindRuleFiles({folder.PathOf("none")}, TestFiles::kLeftOut);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.status().code(), nfa::StatusCode::kNotFound);
  EXPECT_THAT(missing.status().message(), HasSubstr("no such file or folder"));
  auto empty = FindRuleFiles({folder.path()}, TestFiles::kLeftOut);
  ASSERT_FALSE(empty.ok());
  EXPECT_EQ(empty.status().code(), nfa::StatusCode::kInvalidArgument);
  folder.Write("a_test.precept", "");
  auto tests = FindRuleFiles({folder.path()}, TestFiles::kLeftOut);
  ASSERT_FALSE(tests.ok());
  EXPECT_THAT(tests.status().message(), HasSubstr("only tests"));
}

}  // namespace
}  // namespace precept::cli
