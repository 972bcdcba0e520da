#include <gtest/gtest.h>

#include "tests/unit/nfa/evaluation.h"

namespace precept::nfa::testing {
namespace {

const Type kBool = Of(Scalar::kBool);
const Type kInt = Of(Scalar::kInt);
const Type kString = Of(Scalar::kString);
const Type kTime = Of(Scalar::kTimestamp);

enum class Match { kExact, kNocase };

struct MatchCase {
  Op op;
  Arg text;
  Arg pattern;
  Match match;
  bool expected;
};

Arg Texts(const std::vector<std::string>& texts) {
  std::vector<Arg> list;
  for (const std::string& text : texts) list.push_back(S(text));
  return List(Scalar::kString, list);
}

TEST(TextTest, Operators) {
  const std::vector<MatchCase> tests = {
      {Op::kContains, S("hello world"), S("o w"), Match::kExact, true},
      {Op::kContains, S("hello"), S("LL"), Match::kExact, false},
      {Op::kContains, S("hello"), S("LL"), Match::kNocase, true},
      {Op::kContains, S("hello"), S(""), Match::kExact, true},
      {Op::kContains, S("hello"), Texts({"x", "ell"}), Match::kExact, true},
      {Op::kContains, S("hello"), Texts({}), Match::kExact, false},
      {Op::kContains, None(Scalar::kString), S(""), Match::kExact, false},
      {Op::kContains, S("hello"), None(Scalar::kString), Match::kExact, false},
      {Op::kStartsWith, S("powershell.exe"), S("POWER"), Match::kNocase, true},
      {Op::kStartsWith, S("powershell.exe"), S("shell"), Match::kExact, false},
      {Op::kEndsWith, S("a.EXE"), Texts({".dll", ".exe"}), Match::kNocase, true},
      {Op::kEndsWith, S("exe"), S("longer.exe"), Match::kExact, false},
      {Op::kLike, S("abc"), S("a?c"), Match::kExact, true},
      {Op::kLike, S("aäc"), S("a?c"), Match::kExact, true},
      {Op::kLike, S("aäc"), S("a??c"), Match::kExact, false},
      {Op::kLike, S("abc"), S("*"), Match::kExact, true},
      {Op::kLike, S(""), S("*"), Match::kExact, true},
      {Op::kLike, S(""), S("?"), Match::kExact, false},
      {Op::kLike, S("abcabd"), S("*ab?"), Match::kExact, true},
      {Op::kLike, S("abcabd"), S("a*b*d"), Match::kExact, true},
      {Op::kLike, S("ab"), S("ab*ab"), Match::kExact, false},
      {Op::kLike, S("aXbXc"), S("a*b*b*c"), Match::kExact, false},
      {Op::kLike, S("C:\\x.scr"), Texts({"*.SCR", "power*"}), Match::kNocase, true},
      {Op::kLike, S("a*c"), S("a*c"), Match::kExact, true},
      {Op::kLike, S("a\\c"), S("a\\*"), Match::kExact, true},  // Nothing is escaped.
      {Op::kMatches, S("foo123bar"), S("[0-9]+"), Match::kExact, true},
      {Op::kMatches, S("foo"), S("^FOO$"), Match::kExact, false},
      {Op::kMatches, S("foo"), S("^FOO$"), Match::kNocase, true},
      {Op::kMatches, S("foo"), Texts({"^b", "o$"}), Match::kExact, true},
      {Op::kMatches, S("FOO"), Texts({"(?i)^foo", "x"}), Match::kExact, true},
      {Op::kMatches, S("X"), Texts({"(?i)^foo", "x"}), Match::kExact, false},
      {Op::kMatches, S("a)"), Texts({"\\Qa)", "b"}), Match::kExact, true},
      {Op::kEqual, S("STRASSE"), S("strasse"), Match::kNocase, true},
      {Op::kEqual, S("Straße"), S("STRASSE"), Match::kNocase, false},
      {Op::kEqual, S("ΣΊΣΥΦΟΣ"), S("σίσυφος"), Match::kNocase, true},
      {Op::kEqual, S("\u212A"), S("k"), Match::kNocase, true},  // The sign of kelvins.
      {Op::kEqual, S("ẞ"), S("ß"), Match::kNocase, true},
      {Op::kEqual, S("a"), S("ab"), Match::kNocase, false},
      {Op::kNotEqual, S("a"), S("A"), Match::kNocase, false},
      {Op::kNotEqual, None(Scalar::kString), S("a"), Match::kExact, false},
      {Op::kIn, S("B"), Texts({"a", "b"}), Match::kNocase, true},
      {Op::kIn, S("B"), Texts({"a", "b"}), Match::kExact, false},
  };
  for (const MatchCase& test : tests) {
    std::string shown(OpName(test.op));
    AppendJson(test.text.value, shown);
    AppendJson(test.pattern.value, shown);
    const bool nocase = test.match == Match::kNocase;
    const std::string expected = test.expected ? "true" : "false";
    EXPECT_EQ(Evaluate(test.op, kBool, {test.text, test.pattern}, nocase), expected) << shown;
    EXPECT_EQ(Evaluate(test.op, kBool, {test.text, test.pattern}, nocase, 1), expected) << shown;
  }
}

struct Case {
  Op op;
  Type result;
  std::vector<Arg> args;
  std::string expected;
};

TEST(TextTest, Functions) {
  const std::vector<Case> cases = {
      {Op::kLower, kString, {S("ÄBC İ")}, "\"äbc İ\""},
      {Op::kUpper, kString, {S("äbcß ᾳ")}, "\"ÄBCß ᾼ\""},
      {Op::kFold, ListOf(Scalar::kString), {Texts({"A", "Ω"})}, "[\"a\",\"ω\"]"},
      {Op::kTrim, kString, {S("\t \u00A0x y\u3000\n")}, "\"x y\""},
      {Op::kTrim, kString, {S(" ")}, "\"\""},
      {Op::kLen, kInt, {S("äöü𝒳")}, "4"},
      {Op::kLen, kInt, {Texts({"a", "b"})}, "2"},
      {Op::kLen, kInt, {None(Scalar::kString)}, "null"},
      {Op::kSubstring, kString, {S("äöü𝒳z"), I(1), I(3)}, "\"öü𝒳\""},
      {Op::kSubstring, kString, {S("abc"), I(1)}, "\"bc\""},
      {Op::kSubstring, kString, {S("abc"), I(-2)}, "\"bc\""},
      {Op::kSubstring, kString, {S("abc"), I(-9)}, "\"abc\""},
      {Op::kSubstring, kString, {S("abc"), I(9), I(1)}, "\"\""},
      {Op::kSubstring, kString, {S("abc"), I(0), I(-1)}, "null"},
      {Op::kConcat, kString, {S("a"), S("b"), S("c")}, "\"abc\""},
      {Op::kConcat, kString, {S("a"), None(Scalar::kString)}, "null"},
      {Op::kFormat, kString, {S("n="), I(3), S(" "), None(Scalar::kInt), D("1.50")}, "\"n=3 1.5\""},
      {Op::kFormat, kString, {Texts({"a", "b"}), T("2026-01-01T00:00:00Z"), U("1h")},
       "\"[a,b]2026-01-01T00:00:00Z1h\""},
      {Op::kReplace, kString, {S("aXbXc"), S("X"), S("--")}, "\"a--b--c\""},
      {Op::kReplace, kString, {S("abc"), S(""), S("-")}, "\"abc\""},
      {Op::kSplit, ListOf(Scalar::kString), {S("a,b,,c"), S(",")}, "[\"a\",\"b\",\"\",\"c\"]"},
      {Op::kSplit, ListOf(Scalar::kString), {S(""), S(",")}, "[\"\"]"},
      {Op::kSplit, ListOf(Scalar::kString), {S("ab"), S("")}, "[\"ab\"]"},
      {Op::kBase64Decode, kString, {S("aGVsbG8=")}, "\"hello\""},
      {Op::kBase64Decode, kString, {S("aGVsbG8")}, "\"hello\""},
      {Op::kBase64Decode, kString, {S("")}, "\"\""},
      {Op::kBase64Decode, kString, {S("a")}, "null"},
      {Op::kBase64Decode, kString, {S("aGVs!G8=")}, "null"},
      {Op::kBase64Decode, kString, {S("aGVsbG9=")}, "null"},
      {Op::kBase64Decode, kString, {S("/w==")}, "null"},  // Not UTF-8.
      {Op::kEntropy, Of(Scalar::kFloat), {S("aabb")}, "1"},
      {Op::kEntropy, Of(Scalar::kFloat), {S("aaaa")}, "0"},
      {Op::kEntropy, Of(Scalar::kFloat), {S("")}, "0"},
      {Op::kEntropy, Of(Scalar::kFloat), {S("abcd")}, "2"},
  };
  for (const Case& c : cases) EXPECT_EQ(Evaluate(c.op, c.result, c.args), c.expected);
}

TEST(TextTest, Extract) {
  const auto extract = [](Arg text, const char* regex) {
    return Evaluate(Op::kExtract, kString, {std::move(text), S(regex)}, false, 1);
  };
  EXPECT_EQ(extract(S("id=42;"), "id=([0-9]+)"), "\"42\"");
  EXPECT_EQ(extract(S("id=42;"), "[0-9]+"), "\"42\"");
  EXPECT_EQ(extract(S("id=;"), "[0-9]+"), "null");
  EXPECT_EQ(extract(S("b"), "(a)?b"), "null");
  EXPECT_EQ(extract(S("é"), R"((\C))"), "null");
  EXPECT_EQ(extract(S("é"), R"(\C\C)"), "\"é\"");
  EXPECT_EQ(extract(S(""), ".*"), "\"\"");
  EXPECT_EQ(extract(None(Scalar::kString), ".*"), "null");
}

TEST(TextTest, AddressesAndBlocks) {
  const auto cidr = [](Arg ip, const char* block) {
    return Evaluate(Op::kCidr, kBool, {std::move(ip), S(block)}, false, 1);
  };
  EXPECT_EQ(cidr(A("10.1.2.3"), "10.0.0.0/8"), "true");
  EXPECT_EQ(cidr(A("11.1.2.3"), "10.0.0.0/8"), "false");
  EXPECT_EQ(cidr(A("2001:db8::1"), "2001:db8::/32"), "true");
  EXPECT_EQ(cidr(A("::ffff:10.0.0.1"), "10.0.0.1"), "true");
  const Arg blocks = Texts({"10.0.0.0/8", "10.1.0.0/16", "192.168.1.7", "2001:db8::/32"});
  const auto in = [&](const char* ip) {
    return Evaluate(Op::kInBlocks, kBool, {A(ip), blocks}, false, 1);
  };
  EXPECT_EQ(in("10.255.255.255"), "true");
  EXPECT_EQ(in("11.0.0.0"), "false");
  EXPECT_EQ(in("9.255.255.255"), "false");
  EXPECT_EQ(in("192.168.1.7"), "true");
  EXPECT_EQ(in("192.168.1.8"), "false");
  EXPECT_EQ(in("2001:db8:ffff::"), "true");
  EXPECT_EQ(in("2001:db9::"), "false");
}

TEST(TimeTest, FieldsInUtcAndInZones) {
  const Arg t = T("2026-01-04T23:30:45.5Z");  // A Sunday.
  const auto of = [&](Op op) { return Evaluate(op, kInt, {t}); };
  const auto in = [&](Op op) { return Evaluate(op, kInt, {t, S("Europe/Berlin")}, false, 1); };
  EXPECT_EQ(of(Op::kHour), "23");
  EXPECT_EQ(of(Op::kWeekday), "7");
  EXPECT_EQ(of(Op::kDay), "4");
  EXPECT_EQ(of(Op::kMonth), "1");
  EXPECT_EQ(of(Op::kYear), "2026");
  EXPECT_EQ(in(Op::kHour), "0");
  EXPECT_EQ(in(Op::kWeekday), "1");
  EXPECT_EQ(in(Op::kDay), "5");
  EXPECT_EQ(Evaluate(Op::kDate, kString, {t}), "\"2026-01-04\"");
  EXPECT_EQ(Evaluate(Op::kDate, kString, {t, S("Europe/Berlin")}, false, 1), "\"2026-01-05\"");
  EXPECT_EQ(Evaluate(Op::kHour, kInt, {t, S("Nowhere")}, false, 1), "null");
  EXPECT_EQ(Evaluate(Op::kHour, kInt, {T("1969-12-31T23:59:59Z")}), "23");
  EXPECT_EQ(Evaluate(Op::kWeekday, kInt, {T("1969-12-31T23:59:59Z")}), "3");
  EXPECT_EQ(Evaluate(Op::kHour, kInt, {T("2026-07-01T12:00:00Z"), S("Europe/Berlin")}, false, 1),
            "14");
  // Years for which the database has a rule only.
  EXPECT_EQ(Evaluate(Op::kHour, kInt, {T("2045-07-01T12:00:00Z"), S("Europe/Berlin")}, false, 1),
            "14");
  EXPECT_EQ(Evaluate(Op::kHour, kInt, {T("2045-01-01T12:00:00Z"), S("Europe/Berlin")}, false, 1),
            "13");
  EXPECT_EQ(Evaluate(Op::kHour, kInt, {T("2200-07-01T12:00:00Z"), S("America/New_York")}, false, 1),
            "8");
}

TEST(TimeTest, Truncate) {
  const auto utc = [](const char* t, const char* step) {
    return Evaluate(Op::kTruncate, kTime, {T(t), U(step)});
  };
  EXPECT_EQ(utc("2026-01-04T23:30:45.5Z", "1h"), "\"2026-01-04T23:00:00Z\"");
  EXPECT_EQ(utc("2026-01-04T23:30:45.5Z", "1d"), "\"2026-01-04T00:00:00Z\"");
  EXPECT_EQ(utc("1969-12-31T23:59:59Z", "1d"), "\"1969-12-31T00:00:00Z\"");
  EXPECT_EQ(utc("2026-01-04T23:30:45.5Z", "0s"), "null");
  EXPECT_EQ(utc("1678-01-01T00:00:00Z", "30000d"), "null");
  const auto berlin = [](const char* t, const char* step) {
    return Evaluate(Op::kTruncate, kTime, {T(t), U(step), S("Europe/Berlin")}, false, 2);
  };
  EXPECT_EQ(berlin("2026-01-04T23:30:00Z", "1d"), "\"2026-01-04T23:00:00Z\"");
  // Summer time began at 01:00 UTC: midnight was at +01:00.
  EXPECT_EQ(berlin("2026-03-29T10:00:00Z", "1d"), "\"2026-03-28T23:00:00Z\"");
  // 02:30 stood on the clock twice; each is within its own hour.
  EXPECT_EQ(berlin("2026-10-25T00:30:00Z", "1h"), "\"2026-10-25T00:00:00Z\"");
  EXPECT_EQ(berlin("2026-10-25T01:30:00Z", "1h"), "\"2026-10-25T01:00:00Z\"");
}

}  // namespace
}  // namespace precept::nfa::testing
