#include "cli/loss_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/scratch_folder.h"

namespace precept::cli {
namespace {

using testing::HasSubstr;

std::string LossText(const runtime::EngineCounts& counts) {
  KeptTerminal kept;
  WarnOfLosses({}, counts, "f:1: broken", kept.terminal);
  return kept.err.str();
}

std::string NoEventsText(const runtime::EngineCounts& counts) {
  KeptTerminal kept;
  WarnOfNoEvents(counts, kept.terminal);
  return kept.err.str();
}

TEST(LossWarningsTest, NothingLostNothingSaid) {
  runtime::EngineCounts counts;
  EXPECT_EQ(NoEventsText(counts), "");
  counts.records = counts.events = 3;
  EXPECT_EQ(LossText(counts), "");
  EXPECT_EQ(NoEventsText(counts), "");
}

TEST(LossWarningsTest, MissingValues) {
  runtime::EngineCounts counts;
  counts.events = 3;
  counts.missing = {{"Login.host", 1}, {"Login.ok", 2}};
  EXPECT_EQ(LossText(counts),
            "warning: values were missing where the type has no `?`: "
            "Login.ok in 2 of 3 events, Login.host in 1\n");
  counts.missing = {{"T.a", 1}, {"T.b", 1}, {"T.c", 1}, {"T.d", 1},
                    {"T.e", 1}, {"T.f", 3}, {"T.g", 1}};
  EXPECT_EQ(LossText(counts),
            "warning: values were missing where the type has no `?`: T.f in 3 of 3 events, "
            "T.a in 1, T.b in 1, T.c in 1, T.d in 1, and 2 more fields\n");
}

TEST(LossWarningsTest, NoEvents) {
  runtime::EngineCounts counts;
  counts.records = 1;
  counts.dead = 1;
  EXPECT_THAT(NoEventsText(counts), HasSubstr("NO EVENTS: the one record that was read"));
  counts.records = 1200;
  counts.untyped = 1199;
  EXPECT_EQ(NoEventsText(counts),
            "warning: NO EVENTS: none of the 1,200 records that were read was an event "
            "(1 dead letter, 1,199 of no declared type): do the files fit the types?\n");
  counts.late = 1;
  EXPECT_EQ(NoEventsText(counts), "");
}

}  // namespace
}  // namespace precept::cli
