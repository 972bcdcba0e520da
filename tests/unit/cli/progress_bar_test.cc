#include "cli/progress_bar.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

TEST(ProgressBarTest, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(ProgressText(1'200'000, 40, 100, 4, 120),
            "[############------------------]  40%  1,200,000 events  300,000/s  6s left");
  EXPECT_EQ(ProgressText(10, 100, 100, 1, 120),
            "[##############################] 100%  10 events  10/s");
  EXPECT_EQ(ProgressText(5, 0, 0, 0, 120), "5 events  0/s");
}

TEST(ProgressBarTest, FitsTheTerminal) {
  for (int width : {1, 10, 30, 60, 80}) {
    EXPECT_LT(ProgressText(123'456'789, 1, 1000, 3600, width).size(),
              static_cast<std::size_t>(std::max(width, 2)));
  }
}

TEST(ProgressBarTest, IsSilentWithoutATerminal) {
  KeptTerminal kept;
  ProgressBar bar(kept.terminal);
  bar.Update(1, 1, 2);
  bar.Clear();
  EXPECT_EQ(kept.err.str(), "");
}

}  // namespace
}  // namespace precept::cli
