#include "lang/grammar/scan.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace precept::lang::grammar {
namespace {

using Scan = Iterator (*)(Iterator, Iterator);

// What the function takes of a text; "-" where it takes nothing.
std::string Taken(Scan scan, std::string_view text) {
  const Iterator stop = scan(text.data(), text.data() + text.size());
  if (stop == nullptr) return "-";
  return std::string(text.data(), stop);
}

struct ScanCase {
  Scan scan;
  std::string_view text;
  std::string_view taken;
};

TEST(Scan, TakesWhatTheGrammarSays) {
  for (const ScanCase& c : std::vector<ScanCase>{
           {ScanIdent, "_a1-", "_a1"},
           {ScanIdent, "1a", "-"},
           {ScanDuration, "1h30m)", "1h30m"},
           {ScanDuration, "250ms", "250ms"},
           {ScanDuration, "5us", "5us"},
           {ScanDuration, "5min", "-"},
           {ScanDuration, "1h30", "-"},
           {ScanDuration, "10s..20s", "10s"},
           {ScanDuration, "h", "-"},
           {ScanInt, "12)", "12"},
           {ScanInt, "12a", "-"},
           {ScanNumber, "1e6", "1e6"},
           {ScanNumber, "1.5E-3 ", "1.5E-3"},
           {ScanNumber, "1e", "-"},
           {ScanNumber, "2.50", "2.50"},
           {ScanNumber, "2.", "2"},
           {ScanNumber, "2.x", "2"},
           {ScanNumber, "0xfF", "0xfF"},
           {ScanNumber, "0x", "-"},
           {ScanNumber, "0xg", "-"},
           {ScanNumber, ".5", "-"},
           {ScanString, R"("a\"b" c)", R"("a\"b")"},
           {ScanString, "\"a\n\"", "-"},
           {ScanString, R"("a\)", "-"},
           {ScanString, R"(r"a\" b)", R"(r"a\")"},
           {ScanString, R"(r#"a"b"# c)", R"(r#"a"b"#)"},
           {ScanString, R"(r#"a")", "-"},
           {ScanTemplateText, "a {{b}} {c}", "a {{b}} "},
           {ScanTemplateText, "}", "-"},
           {ScanTemplateText, "a\\\"b\"", "a\\\"b"},
           {ScanQuotedName, "`a b`", "`a b`"},
           {ScanQuotedName, "``", "-"},
           {ScanQuotedName, "`a\n`", "-"},
           {ScanAtWord, "@time(", "@time"},
           {ScanAtWord, "@", "-"},
           {ScanMetaWord, "T1110.001-x,", "T1110.001-x"}}) {
    EXPECT_EQ(Taken(c.scan, c.text), c.taken) << c.text;
  }
}

bool IsReserved(std::string_view text) {
  return IsReservedWord(text.data(), text.data() + text.size());
}

TEST(Scan, ReservedWords) {
  EXPECT_TRUE(IsReserved("within"));
  EXPECT_TRUE(IsReserved("rule.x"));
  EXPECT_FALSE(IsReserved("withins"));
  EXPECT_FALSE(IsReserved("alert"));
  EXPECT_TRUE(IsReserved("alert  : x"));
  EXPECT_FALSE(IsReserved("at"));
  const std::string_view dotted = "and.x";
  EXPECT_FALSE(IsExpressionWord(dotted.data(), dotted.data() + dotted.size()));
}

TEST(Scan, Escapes) {
  EXPECT_EQ(UnescapeString(R"("a\n\t\"\\\/\u00e9\ud83d\ude00\u{1F600}")").value,
            "a\n\t\"\\/\xC3\xA9\xF0\x9F\x98\x80\xF0\x9F\x98\x80");
  EXPECT_EQ(UnescapeString(R"(r"a\n")").value, "a\\n");
  EXPECT_EQ(UnescapeString(R"(r#"a"b"#)").value, "a\"b");
  EXPECT_EQ(UnescapeTemplateText("a{{b}}\\n").value, "a{b}\n");
  for (const std::string_view bad :
       {R"("ab\q")", R"("ab\x41")", R"("ab\u12")", R"("ab\ud800")", R"("ab\udc00")",
        R"("ab\u{110000}")", R"("ab\u{}")", R"("ab\u{12")"}) {
    EXPECT_EQ(UnescapeString(bad).bad_escape, 3u) << bad;
  }
}

TEST(Scan, Values) {
  EXPECT_EQ(DurationValue("1h30m"), 5'400'000'000'000);
  EXPECT_EQ(DurationValue("1w1d1h1m1s1ms1us"), 694'861'001'001'000);
  EXPECT_EQ(DurationValue("15250w"), 15250LL * 604'800 * 1'000'000'000);
  EXPECT_EQ(DurationValue("15251w"), std::nullopt);
  EXPECT_EQ(DurationValue("99999999999999999999s"), std::nullopt);
  EXPECT_EQ(IntegerValue("9223372036854775807", 10), 9223372036854775807u);
  EXPECT_EQ(IntegerValue("9223372036854775808", 10), std::nullopt);
  EXPECT_EQ(IntegerValue("fF", 16), 255u);
}

TEST(Scan, InvalidUtf8) {
  EXPECT_EQ(FindInvalidUtf8("a\xC3\xA9\xE5\x80\xA4\xF0\x9F\x98\x80", 0),
            std::string_view::npos);
  for (const std::string_view bad :
       {"a\xFF", "a\xC3", "a\xC0\x80", "a\xE0\x80\x80", "a\xED\xA0\x80",
        "a\xF4\x90\x80\x80", "a\x80", "a\xE5\x80z"}) {
    EXPECT_EQ(FindInvalidUtf8(bad, 0), 1u);
  }
}

}  // namespace
}  // namespace precept::lang::grammar
