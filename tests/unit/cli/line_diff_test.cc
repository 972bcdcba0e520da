#include "cli/line_diff.h"

#include <gtest/gtest.h>

namespace precept::cli {
namespace {

TEST(LineDiffTest, EqualTextsGiveNothing) {
  EXPECT_EQ(UnifiedDiff("f", "a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(UnifiedDiff("f", "", ""), "");
}

TEST(LineDiffTest, ShowsAChangeInItsContext) {
  EXPECT_EQ(UnifiedDiff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                        "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- f\n+++ f (formatted)\n@@ -2,7 +2,7 @@\n"
            " 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(LineDiffTest, ChangesFarApartAreHunksOfTheirOwn) {
  EXPECT_EQ(UnifiedDiff("f", "a\n1\n2\n3\n4\n5\n6\n7\n8\nb\n",
                        "1\n2\n3\n4\n5\n6\n7\n8\nb\nc\n"),
            "--- f\n+++ f (formatted)\n@@ -1,4 +1,3 @@\n-a\n 1\n 2\n 3\n"
            "@@ -8,3 +7,4 @@\n 7\n 8\n b\n+c\n");
}

TEST(LineDiffTest, WholeTextsComeAndGo) {
  EXPECT_EQ(UnifiedDiff("f", "", "a\n"),
            "--- f\n+++ f (formatted)\n@@ -0,0 +1,1 @@\n+a\n");
  EXPECT_EQ(UnifiedDiff("f", "a\n", ""),
            "--- f\n+++ f (formatted)\n@@ -1,1 +0,0 @@\n-a\n");
}

TEST(LineDiffTest, NamesAMissingLineEnd) {
  EXPECT_EQ(UnifiedDiff("f", "a", "a\n"),
            "--- f\n+++ f (formatted)\n@@ -1,1 +1,1 @@\n"
            "-a\n\\ No newline at end of file\n+a\n");
}

}  // namespace
}  // namespace precept::cli
