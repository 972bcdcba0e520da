#include "cli/alert_line.h"

#include <gtest/gtest.h>

namespace precept::cli {
namespace {

constexpr std::string_view kAlert =
    R"({"id":"00","rule":"card_testing","title":"Cards","severity":"high",)"
    R"("time":"2026-01-05T00:00:02Z","key":{"card":"c,\"1\"","n":5},)"
    R"("fields":{"a":[1,{"b":2}]},"message":"say \"hi\"","events":[]})";

TEST(AlertLineTest, FindsMembersOfTheObjectItself) {
  EXPECT_EQ(MemberText(kAlert, "rule"), "card_testing");
  EXPECT_EQ(MemberText(kAlert, "key"), R"({"card":"c,\"1\"","n":5})");
  EXPECT_EQ(MemberText(kAlert, "fields"), R"({"a":[1,{"b":2}]})");
  EXPECT_EQ(MemberText(kAlert, "events"), "[]");
  EXPECT_EQ(MemberText(kAlert, "b"), "");
  EXPECT_EQ(TopLevelMembers(kAlert).size(), 9u);
}

TEST(AlertLineTest, IsOneReadableLine) {
  EXPECT_EQ(ReadableAlert(kAlert, false),
            "2026-01-05T00:00:02Z  high      card_testing  "
            "card=c,\"1\" n=5  say \"hi\"");
}

TEST(AlertLineTest, ColoursTheSeverity) {
  EXPECT_NE(ReadableAlert(kAlert, true).find("\x1b[1;31mhigh"),
            std::string::npos);
}

TEST(AlertLineTest, ShowsFieldsWithoutAMessageOrTitle) {
  EXPECT_EQ(ReadableAlert(R"({"rule":"r","severity":"low","time":"t",)"
                          R"("key":{},"fields":{"x":1}})", false),
            "t  low       r  {\"x\":1}");
}

TEST(AlertLineTest, SteersNoTerminal) {
  EXPECT_EQ(TerminalText(R"(a\u001b[31m\n\t\\)"), R"(a\u001b[31m\n\t\)");
  EXPECT_EQ(TerminalText("a\x1b" "b\x7f\xc2\x9b" "31m"), "a?b??31m");
  EXPECT_EQ(TerminalText("größe"), "größe");
}

TEST(AlertLineTest, SurvivesWhatIsNoObject) {
  for (const char* text : {"", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"", "[1]",
                           "{\"a\":\"\\", "{}"}) {
    TopLevelMembers(text);
    EXPECT_EQ(MemberText(text, "b"), "") << text;
  }
}

}  // namespace
}  // namespace precept::cli
