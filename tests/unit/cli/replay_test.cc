#include "cli/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kRules =
    "event Payment from \"payments\" { at: timestamp @time  card: string  n: int }\n"
    "event Other from \"others\" { at: timestamp @time }\n"
    "rule large { meta { severity: high } match by card { p: Payment where n > 5 }\n"
    "  emit { message: f\"{p.n} at once\" } }\n";

std::string Line(const char* second, int n) {
  return std::string("{\"at\":\"2026-01-05T00:00:") + second +
         "Z\",\"card\":\"c1\",\"n\":" + std::to_string(n) + "}\n";
}

class ReplayTest : public testing::Test {
 protected:
  ReplayTest() {
    options_.rules = {folder_.Write("rules.precept", kRules)};
    options_.streams = {"payments=" +
                        folder_.Write("p.ndjson", Line("01", 9) + "broken\n" +
                                                      Line("02", 1) + Line("03", 7))};
  }
  ExitCode Run() { return RunReplay(options_, kept_.terminal); }
  static long Lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  }

  ScratchFolder folder_;
  ReplayOptions options_;
  KeptTerminal kept_;
};

TEST_F(ReplayTest, PipedNothingButAlertsOnStandardOutput) {
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_EQ(Lines(kept_.out.str()), 2);
  EXPECT_THAT(kept_.out.str(), StartsWith("{\"id\":"));
  EXPECT_THAT(kept_.err.str(), HasSubstr("stream `others` has no file"));
  EXPECT_THAT(kept_.err.str(), HasSubstr("1 dead letter (--dead FILE keeps them)"));
  EXPECT_THAT(kept_.err.str(), HasSubstr("p.ndjson:2"));
}

TEST_F(ReplayTest, OnATerminalAlertsAreReadable) {
  kept_.terminal.out_is_terminal = true;
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_THAT(kept_.out.str(),
              HasSubstr("2026-01-05T00:00:01Z  high      large  card=c1  9 at once\n"));
}

TEST_F(ReplayTest, OnATerminalAFileTakesThemAll) {
  kept_.terminal.out_is_terminal = true;
  options_.out = folder_.PathOf("alerts");
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_EQ(kept_.out.str(), "");
  EXPECT_EQ(Lines(folder_.Read("alerts")), 2);
}

TEST_F(ReplayTest, FilesGetTheirResults) {
  options_.out = folder_.PathOf("alerts");
  options_.late = folder_.PathOf("late");
  options_.dead = folder_.PathOf("dead");
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_EQ(kept_.out.str(), "");
  EXPECT_EQ(Lines(folder_.Read("alerts")), 2);
  EXPECT_EQ(Lines(folder_.Read("dead")), 1);
  EXPECT_EQ(folder_.Read("late"), "");
}

TEST_F(ReplayTest, SummaryOnRequest) {
  options_.summary = true;
  EXPECT_EQ(Run(), ExitCode::kFine);
  for (const char* words : {"replayed 4 records", "dead letters", "alerts 2",
                            "large  2"}) {
    EXPECT_THAT(kept_.err.str(), HasSubstr(words));
  }
}

TEST_F(ReplayTest, OfFewRecordsThereIsNoRate) {
  options_.summary = true;
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_THAT(kept_.err.str(), Not(HasSubstr("a second")));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += Line("01", 1);
  folder_.Write("p.ndjson", many);
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_THAT(kept_.err.str(), HasSubstr(" records a second"));
}

TEST_F(ReplayTest, LossesAreSaid) {
  folder_.Write("p.ndjson", Line("01", 9) + "{\"at\":\"2026-01-05T00:00:01Z\",\"n\":9}\n");
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_THAT(kept_.err.str(), HasSubstr("Payment.card in 1 of 2 events"));
  EXPECT_THAT(kept_.err.str(), Not(HasSubstr("NO EVENTS")));
  folder_.Write("p.ndjson", "[" + Line("01", 9));
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_THAT(kept_.err.str(), HasSubstr("NO EVENTS"));
}

TEST_F(ReplayTest, AStreamWithoutEventTimeIsRefused) {
  folder_.Write("rules.precept",
                "event Payment from \"payments\" { n: int }\n"
                "rule large { match { Payment where n > 5 } }\n");
  folder_.Write("p.ndjson", "broken\n" + Line("01", 9) + Line("02", 9));
  EXPECT_EQ(Run(), ExitCode::kUsage);
  EXPECT_EQ(kept_.out.str(), "");
  EXPECT_THAT(kept_.err.str(), HasSubstr("p.ndjson:2: a record of stream `payments` has no "
                                         "timestamp of its own"));
  EXPECT_THAT(kept_.err.str(), HasSubstr("give one to Payment, such as `at: timestamp @time`"));
  EXPECT_THAT(kept_.err.str(), Not(HasSubstr("NO EVENTS")));
  // Exported records have theirs.
  folder_.Write("p.ndjson",
                "{\"@partition\":0,\"@offset\":1,\"@timestamp\":\"2026-01-05T00:00:01Z\","
                "\"n\":9}\nbroken\n");
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_EQ(Lines(kept_.out.str()), 1);
}

// What is a dead letter or late depends on the declared events alone: rules
// that read no field, or other fields, give the same files.
TEST_F(ReplayTest, DeadAndLateDoNotDependOnTheRules) {
  const std::string events =
      "event Payment from \"payments\" where kind == \"pay\" {\n"
      "  at: timestamp @time  kind: string  card: string @required  n: int\n}\n"
      "event Refund from \"payments\" where kind == \"back\" {\n"
      "  at: timestamp @time  kind: string  reason: string @required\n}\n";
  const std::string records =
      "{\"at\":\"2026-01-05T00:00:09Z\",\"kind\":\"pay\",\"card\":\"c1\",\"n\":1}\n"
      "{\"at\":\"2026-01-05T00:00:09Z\",\"kind\":\"pay\",\"n\":\"x\"}\n"
      "{\"at\":\"2026-01-05T00:00:10Z\",\"kind\":\"back\",\"reason\":null}\n"
      "{\"at\":\"2026-01-05T00:00:99Z\",\"kind\":\"pay\",\"card\":\"c1\"}\n"
      "{\"at\":\"2026-01-05T00:00:01Z\",\"kind\":\"pay\",\"card\":\"c2\"}\n"
      "{\"at\":\"2026-01-05T00:00:01Z\",\"kind\":\"none\"}\n"
      "{\"n\":{\"a\":[1,2}}\n"
      "{\"at\":\"2026-01-05T00:00:12Z\",\"kind\":\"back\",\"reason\":\"r\"}\n";
  const char* rule_sets[] = {
      "rule a { match by card { p: Payment where n > 0 -> q: Payment } }\n",
      "rule b { match { Refund where reason startswith \"r\" } }\n"};
  std::vector<std::string> dead, late;
  options_.streams = {"payments=" + folder_.Write("p.ndjson", records)};
  options_.dead = folder_.PathOf("dead");
  options_.late = folder_.PathOf("late");
  for (const char* rules : rule_sets) {
    folder_.Write("rules.precept", events + rules);
    EXPECT_EQ(Run(), ExitCode::kFine) << kept_.err.str();
    dead.push_back(folder_.Read("dead"));
    late.push_back(folder_.Read("late"));
  }
  EXPECT_EQ(Lines(dead[0]), 4);
  EXPECT_EQ(Lines(late[0]), 1);
  EXPECT_EQ(dead[0], dead[1]);
  EXPECT_EQ(late[0], late[1]);
}

TEST_F(ReplayTest, RefusesTwoOutputsInOneFile) {
  options_.out = folder_.Write("z", "as it was");
  options_.late = folder_.PathOf("./z");
  EXPECT_EQ(Run(), ExitCode::kUsage);
  EXPECT_EQ(folder_.Read("z"), "as it was");
  options_.out = "";
  options_.late = "-";  // Where the alerts are.
  EXPECT_EQ(Run(), ExitCode::kUsage);
  EXPECT_EQ(kept_.out.str(), "");
}

TEST_F(ReplayTest, RefusesToOverwriteRules) {
  options_.dead = folder_.PathOf("rules.precept");
  EXPECT_EQ(Run(), ExitCode::kUsage);
  EXPECT_EQ(folder_.Read("rules.precept"), kRules);
}

TEST_F(ReplayTest, CompressedFilesAreRefused) {
  options_.streams = {"payments=" + folder_.Write("p.gz", "\x1F\x8B\x08zipped")};
  options_.out = folder_.Write("kept", "as it was");
  EXPECT_EQ(Run(), ExitCode::kUnreachable);
  EXPECT_THAT(kept_.err.str(), HasSubstr("| precept replay … --stream payments=-"));
  EXPECT_EQ(folder_.Read("kept"), "as it was");
}

TEST_F(ReplayTest, BatchesChangeNothing) {
  EXPECT_EQ(Run(), ExitCode::kFine);
  const std::string whole = kept_.out.str();
  kept_.out.str("");
  options_.batch = 1;
  EXPECT_EQ(Run(), ExitCode::kFine);
  EXPECT_EQ(kept_.out.str(), whole);
}

TEST_F(ReplayTest, SaysWhatCannotBeReached) {
  options_.streams = {"payments=" + folder_.PathOf("none.ndjson")};
  options_.out = folder_.Write("kept", "as it was");
  EXPECT_EQ(Run(), ExitCode::kUnreachable);
  EXPECT_EQ(folder_.Read("kept"), "as it was");
  options_.streams = {"payments=" + folder_.PathOf("p.ndjson")};
  options_.out = folder_.PathOf("no/such/folder");
  EXPECT_EQ(Run(), ExitCode::kUnreachable);
}

TEST_F(ReplayTest, RefusesToOverwriteItsInput) {
  options_.out = folder_.PathOf("p.ndjson");
  EXPECT_EQ(Run(), ExitCode::kUsage);
  EXPECT_THAT(folder_.Read("p.ndjson"), HasSubstr("broken"));
}

TEST_F(ReplayTest, RefusesUnknownStreams) {
  options_.streams = {"payment=x"};
  EXPECT_EQ(Run(), ExitCode::kUsage);
  EXPECT_THAT(kept_.err.str(), HasSubstr("did you mean `payments`?"));
}

TEST_F(ReplayTest, RulesThatDoNotCompile) {
  folder_.Write("rules.precept", "rule r { match { e: Unknown } }\n");
  EXPECT_EQ(Run(), ExitCode::kRulesRefused);
  EXPECT_EQ(kept_.out.str(), "");
  EXPECT_THAT(kept_.err.str(), HasSubstr("1 error"));
}

}  // namespace
}  // namespace precept::cli
