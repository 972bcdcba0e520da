// Texts that no author writes: the parser neither crashes nor slows down.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "lang/ast_printer.h"
#include "lang/formatter.h"
#include "lang/parser.h"

namespace precept::lang {
namespace {

std::string Times(std::size_t n, std::string_view text) {
  std::string out;
  out.reserve(n * text.size());
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

struct Parsed {
  ast::File file;
  DiagnosticSink sink;
};

Parsed ParseText(const std::string& text) {
  Parsed parsed;
  const SourceText source(FileId{0}, "text", text);
  parsed.file = Parse(source, parsed.sink);
  return parsed;
}

bool Reports(const Parsed& parsed, DiagnosticCode code) {
  const auto& all = parsed.sink.diagnostics();
  return std::any_of(all.begin(), all.end(),
                     [code](const Diagnostic& d) { return d.code == code; });
}

TEST(Limits, NestingOf200IsFineAndOneMoreIsNot) {
  struct Nest {
    std::string before, open, middle, close, after;
  };
  for (const Nest& n : std::vector<Nest>{
           {"def a() = ", "(", "x", ")", ""},
           {"def a() = ", "[", "x", "]", ""},
           {"def a() = ", "f(", "x", ")", ""},
           {"def a() = ", "x[", "x", "]", ""},
           {"def a() = ", "not ", "x", "", ""},
           {"def a() = ", "-", "x", "", ""},
           {"def a() = ", "f\"{", "x", "}\"", ""},
           {"def a() = ", "if a then b else ", "x", "", ""},
           {"rule r { match { ", "(", "A", ")", " } }"}}) {
    for (const std::size_t depth : {kMaxNesting, kMaxNesting + 1}) {
      const Parsed parsed = ParseText(n.before + Times(depth, n.open) + n.middle +
                                      Times(depth, n.close) + n.after);
      EXPECT_EQ(Reports(parsed, DiagnosticCode::kNestingTooDeep),
                depth > kMaxNesting)
          << n.open;
      EXPECT_EQ(parsed.sink.has_errors(), depth > kMaxNesting) << n.open;
    }
  }
}

TEST(Limits, ChainsAreBounded) {
  EXPECT_FALSE(ParseText("def a() = x" + Times(900, " or x")).sink.has_errors());
  EXPECT_TRUE(Reports(ParseText("def a() = x" + Times(2000, " + x")),
                      DiagnosticCode::kExpressionTooLong));
  // High in a mixture of both.
  const std::string nested = Times(190, "(") + "x" + Times(190, " + y)");
  EXPECT_FALSE(ParseText("def a() = " + nested).sink.has_errors());
}

// A tree within the limits can be walked by recursion.
TEST(Limits, TallestTreesCanBeWalked) {
  const std::string text =
      "def a() = " + Times(190, "(") + "x" + Times(150, " or x") + Times(190, ")");
  const SourceText source(FileId{0}, "text", text);
  DiagnosticSink sink;
  const ast::File file = Parse(source, sink);
  ASSERT_FALSE(sink.has_errors());
  EXPECT_FALSE(DumpTree(file).empty());
  EXPECT_FALSE(Print(file).empty());
  EXPECT_FALSE(Format(source, file).empty());
  const ast::File copy = file;
  EXPECT_EQ(Print(copy), Print(file));
}

TEST(Limits, HostileTextsAreReadInLinearTime) {
  constexpr std::size_t kMany = 200'000;
  const std::vector<std::string> texts = {
      "def a() = " + Times(kMany, "("),
      "def a() = " + Times(kMany, "["),
      "def a() = " + Times(kMany, "f\"{"),
      "def a() = " + Times(190, "any(") + "1" + Times(190, ")"),
      "def a() = " + Times(60, "if(") + "1" + Times(60, ")"),
      "def a() = " + Times(60, "not(") + "1,1" + Times(60, ")"),
      "def a() = " + Times(kMany, "not "),
      "def a() = x" + Times(kMany, " or x"),
      "rule r { match { " + Times(kMany, "("),
      "rule r { match { A" + Times(kMany / 10, " -> A where x == y") + " } }",
      "rule r { meta { " + Times(kMany, "a: b ") + "} match { A } }",
      Times(kMany, "{"),
      Times(kMany, "rule "),
      Times(kMany / 10, "rule r {\n"),
      Times(kMany / 10, "event A { x: strin }\n"),
      Times(kMany / 10, "event A { x: int "),
      Times(kMany / 10, "rule r { match { E where a[[[\n"),
      "event A { x: int " + Times(kMany, "@a ") + "}",
      Times(kMany / 10, "event A { x: int @a( @b(\n"),
      Times(kMany, "\u540D"),
      Times(kMany / 10, "rule r { match { A where NOT a\u540D\n"),
      Times(kMany / 10, "def a() = f\"{a\" f\"{b\"\n"),
      Times(kMany, "\""),
      Times(kMany, "/*"),
      Times(kMany, "//\n"),
      Times(kMany, "\xFF" "a"),
      Times(kMany, "`"),
      Times(kMany, "}"),
      Times(kMany, "a,")};
  for (const std::string& text : texts) {
    const auto start = std::chrono::steady_clock::now();
    ParseText(text);
    const auto taken = std::chrono::steady_clock::now() - start;
    // Orders of magnitude above what it takes, below what a square would.
    EXPECT_LT(taken, std::chrono::seconds(20)) << text.substr(0, 40);
  }
}

// Every prefix and every text with one byte missing: no crash, and an error in
// each that is no whole file.
TEST(Limits, DamagedTextsAreSurvived) {
  const std::string text =
      "event A from \"s\" { t: timestamp @time(\"epoch_ms\") x: [int]? }\n"
      "rule r \"T\" { meta { a: [b, 1h] } match longest by k within 5m {\n"
      "  a: A{2,} where x in [1, -2] -> not B | C for 1s =>[1s..] (D & E)+ until F }\n"
      "  where a.x == f(\"y\")[0].z emit { m: f\"a {b} {{c}}\" } throttle 2 per 1h }\n"
      "test \"t\" of r { A { x: 1 } at 0s expect 2 r { a: 1 } clock 5m }\n";
  ASSERT_FALSE(ParseText(text).sink.has_errors());
  for (std::size_t i = 0; i < text.size(); ++i) {
    ParseText(text.substr(0, i));
    ParseText(text.substr(i));
    std::string without = text;
    without.erase(i, 1);
    ParseText(without);
    std::string replaced = text;
    replaced[i] = static_cast<char>(0xC3);
    EXPECT_TRUE(ParseText(replaced).sink.has_errors());
  }
}

TEST(Parse, EveryErrorOfAFileIsReported) {
  const Parsed parsed = ParseText(
      "event A { x: strin }\n"
      "rule r { match { A wher x } emit { a: } }\n"
      "const c = \n"
      "rule ok { match { A } }\n"
      "window w over 1h { n: cuont(A)\n  m: count() }\n");
  EXPECT_EQ(parsed.sink.num_errors(), 6u);
  bool has_ok = false;
  for (const ast::Declaration& declaration : parsed.file.declarations) {
    const auto* rule = std::get_if<ast::Rule>(&declaration.node);
    has_ok = has_ok || (rule != nullptr && rule->name.text == "ok");
  }
  EXPECT_TRUE(has_ok);
}

// The name of each declaration's construct, `!` behind it where it is faulty,
// and `lost` at the end where declarations were.
std::string Kept(const std::string& text) {
  const Parsed parsed = ParseText(text);
  constexpr std::string_view kNames[] = {"event", "event", "window", "rule",
                                         "tune",  "list",  "table",  "const",
                                         "def",   "model", "test"};
  std::string kept;
  for (const ast::Declaration& declaration : parsed.file.declarations) {
    if (!kept.empty()) kept += " ";
    kept += kNames[declaration.node.index()];
    if (declaration.faulty) kept += "!";
  }
  if (parsed.file.lost_declarations) kept += kept.empty() ? "lost" : " lost";
  return kept;
}

TEST(Parse, TellsWhatIsFaultyAndWhetherDeclarationsAreLost) {
  struct Case {
    std::string text;
    std::string kept;
  };
  const std::string good = "const c = 1\n";
  for (const Case& c : std::vector<Case>{
           {"", ""},
           {good + "event A { x: int }\nrule r { match { A } }\n",
            "const event rule"},
           // An entry or a clause that does not parse.
           {"event A {\n x: strin\n y: int\n}\n" + good, "event! const"},
           {"rule r { match { A -> } emit { a } }\n" + good, "rule! const"},
           {"rule r { emit { a } match { A } }\n" + good, "rule! const"},
           {"window w over 1h { n: cuont x }\n" + good, "window! const"},
           // What parses and is an error nevertheless.
           {"const c = \"\\q\"\n" + good, "const! const"},
           {"const c = 99999999d\n" + good, "const! const"},
           {"const c = \"\xFF\"\n" + good, "const! const"},
           {good + "// \xFF\n" + good, "const const"},
           // The text goes on where the declaration seemed to end.
           {"def f() = x && y\n" + good, "def! const"},
           {"def f() = x\n  && y\n" + good, "def! const"},
           {"def f() = x +\nrule r { match { A } }\n" + good, "def! rule const"},
           {"rule r { match { A } }\n  where x }\n" + good, "rule! const"},
           {good + "event A { x: int }\n}\n", "const event!"},
           // Whole declarations.
           {"const c = \n" + good, "const lost"},
           {"evnt A { x: int }\n" + good, "const lost"},
           {good + "stream A { x: int }\n" + good, "const! const lost"},
           {good + "@ A { x: int }\n" + good, "const! const lost"},
           {"  stream A { x: int }\n" + good, "const lost"},
           {good + "event A { x: int\n" + good, "const const lost"},
           {"def f() = " + Times(300, "(") + "\n" + good, "const lost"},
           {"const c = /* \n" + good, "lost"}}) {
    EXPECT_EQ(Kept(c.text), c.kept) << c.text;
  }
}

TEST(Parse, CommentsAreCollectedOnceAndInOrder) {
  const Parsed parsed =
      ParseText("// a\nconst /* b */ x = /* c\n */ 1 // d\r\n");
  ASSERT_EQ(parsed.file.comments.size(), 4u);
  EXPECT_EQ(parsed.file.comments[0].text, "// a");
  EXPECT_EQ(parsed.file.comments[1].text, "/* b */");
  EXPECT_EQ(parsed.file.comments[2].text, "/* c\n */");
  EXPECT_EQ(parsed.file.comments[3].text, "// d");
}

}  // namespace
}  // namespace precept::lang
