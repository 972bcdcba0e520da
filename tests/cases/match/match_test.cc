// Every case of this folder: rules, given events, and the alerts they must give.

#include <gtest/gtest.h>

#include "tests/cases/case_file.h"
#include "tests/cases/match/match_runner.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  precept::cases::RegisterCases(
      "Match", "tests/cases/match", [](const precept::cases::CaseFile& match) {
        return precept::tests::RunMatchCase(match.name, match.source);
      });
  return RUN_ALL_TESTS();
}
