#include "cli/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kRules =
    "event E { at: timestamp @time  n: int }\n"
    "rule alpha { match { e: E where n > 1 } }\n"
    "rule omega { match { e: E where n > 2 } }\n";

ExitCode Explain(const ScratchFolder& folder, KeptTerminal& kept,
                 ExplainOptions options = {}) {
  options.rules = {folder.path()};
  return RunExplain(options, kept.terminal);
}

TEST(ExplainTest, ShowsAllStagesInOrder) {
  const ScratchFolder folder;
  folder.Write("a.precept", kRules);
  KeptTerminal kept;
  EXPECT_EQ(Explain(folder, kept), ExitCode::kFine);
  const std::string text = kept.out.str();
  EXPECT_LT(text.find("==== ast"), text.find("==== checked"));
  EXPECT_LT(text.find("==== checked"), text.find("==== plan"));
  EXPECT_LT(text.find("==== plan"), text.find("==== automaton"));
}

TEST(ExplainTest, OneRuleOneStage) {
  const ScratchFolder folder;
  folder.Write("a.precept", kRules);
  for (ExplainStage stage : {ExplainStage::kAst, ExplainStage::kChecked,
                             ExplainStage::kPlan, ExplainStage::kAutomaton}) {
    KeptTerminal kept;
    ExplainOptions options;
    options.rule = "omega";
    options.stage = stage;
    EXPECT_EQ(Explain(folder, kept, options), ExitCode::kFine);
    EXPECT_THAT(kept.out.str(), HasSubstr("omega"));
    EXPECT_THAT(kept.out.str(), Not(HasSubstr("alpha")));
  }
}

TEST(ExplainTest, NoRules) {
  const ScratchFolder folder;
  folder.Write("a.precept", "");
  KeptTerminal kept;
  EXPECT_EQ(Explain(folder, kept), ExitCode::kFine);
  EXPECT_EQ(kept.out.str(), "");
  EXPECT_THAT(kept.err.str(), HasSubstr("there are no rules"));
  // Types alone have no automaton.
  folder.Write("a.precept", "event E { at: timestamp @time }\n");
  EXPECT_EQ(Explain(folder, kept), ExitCode::kFine);
  EXPECT_THAT(kept.out.str(), HasSubstr("==== checked"));
  EXPECT_THAT(kept.out.str(), Not(HasSubstr("==== automaton")));
}

TEST(ExplainTest, UnknownRule) {
  const ScratchFolder folder;
  folder.Write("a.precept", kRules);
  KeptTerminal kept;
  ExplainOptions options;
  options.rule = "omeag";
  EXPECT_EQ(Explain(folder, kept, options), ExitCode::kUsage);
  EXPECT_THAT(kept.err.str(), HasSubstr("did you mean `omega`?"));
}

TEST(ExplainTest, GraphsOfAllRulesOrOne) {
  const ScratchFolder folder;
  folder.Write("a.precept", kRules);
  KeptTerminal kept;
  ExplainOptions options;
  options.dot = true;
  EXPECT_EQ(Explain(folder, kept, options), ExitCode::kFine);
  EXPECT_THAT(kept.out.str(), HasSubstr("digraph \"alpha\""));
  EXPECT_THAT(kept.out.str(), HasSubstr("digraph \"omega\""));
  ExplainOptions drawing;
  drawing.svg = true;
  EXPECT_EQ(Explain(folder, kept, drawing), ExitCode::kUsage);
  EXPECT_THAT(kept.err.str(), HasSubstr("--rule; there are: alpha, omega"));
}

TEST(ExplainTest, RulesThatDoNotCompile) {
  const ScratchFolder folder;
  folder.Write("a.precept", "rule r { match { e: Unknown } }\n");
  KeptTerminal kept;
  EXPECT_EQ(Explain(folder, kept), ExitCode::kRulesRefused);
  EXPECT_THAT(kept.err.str(), HasSubstr("1 error"));
  // The tree is there all the same.
  ExplainOptions options;
  options.stage = ExplainStage::kAst;
  EXPECT_EQ(Explain(folder, kept, options), ExitCode::kRulesRefused);
  EXPECT_THAT(kept.out.str(), HasSubstr("Unknown"));
}

}  // namespace
}  // namespace precept::cli
