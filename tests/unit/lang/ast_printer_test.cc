#include "lang/ast_printer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lang/diagnostic_render.h"
#include "lang/parser.h"

namespace precept::lang {
namespace {

std::string Canonical(const std::string& text) {
  SourceMap sources;
  DiagnosticSink sink;
  const ast::File file = Parse(sources.Add("text", text), sink);
  EXPECT_EQ(RenderText(sink.diagnostics(), sources), "");
  return Print(file);
}

struct ExprCase {
  std::string written;
  std::string printed;
};

TEST(Print, Expressions) {
  for (const ExprCase& c : std::vector<ExprCase>{
           {"((x))", "x"},
           {"(a or b) and c", "(a or b) and c"},
           {"a or (b and c)", "a or b and c"},
           {"(a or b) or c", "a or b or c"},
           {"a or (b or c)", "a or (b or c)"},
           {"a - (b - c)", "a - (b - c)"},
           {"(a - b) - c", "a - b - c"},
           {"a * (b + c)", "a * (b + c)"},
           {"(-a) * b", "-a * b"},
           {"-(a * b)", "-(a * b)"},
           {"- - a", "--a"},
           {"not (a == b)", "not a == b"},
           {"not (a and b)", "not (a and b)"},
           {"(not a) == b", "(not a) == b"},
           {"(a == b) == c", "(a == b) == c"},
           {"(if a then b else c) or d", "(if a then b else c) or d"},
           {"if a then (if b then c else d) else e",
            "if a then if b then c else d else e"},
           {"f((a))[(0)].x", "f(a)[0].x"},
           {"(a + b)[0]", "(a + b)[0]"},
           {"(a ?? b) ?? c", "a ?? b ?? c"},
           {"a ?? (b ?? c)", "a ?? (b ?? c)"},
           {"any (xs) == (1)", "any xs == 1"},
           {"any (xs ?? ys) == 1", "any (xs ?? ys) == 1"},
           {"(any(xs)) == 1", "(any(xs)) == 1"},
           {"any(xs)", "(any(xs))"},
           {"if (if(x)) then a else b", "if (if(x)) then a else b"},
           {"- not (x)", "-not(x)"},
           {"all not (x) == not(y) - 1", "all not(x) == not(y) - 1"},
           {"(x is missing) == true", "(x is missing) == true"},
           {"90m + 3600s", "1h30m + 1h"},
           {"0s + 1000us", "0s + 1ms"},
           {"007 + 0xFF + 2.50 + 1E+06 + 1.0e-3", "7 + 0xff + 2.5 + 1e6 + 1.0e-3"},
           {R"(r"a\b" == "\u0041\/")", R"("a\\b" == "A/")"},
           {R"(f"{{\u0041}} {(x)}")", R"(f"{{A}} {x}")"},
           {"time  \"2026\"", "time \"2026\""},
           {"x not  in [ (1) ] nocase", "x not in [1] nocase"}}) {
    EXPECT_EQ(Canonical("def a() = " + c.written), "def a() = " + c.printed + "\n");
    EXPECT_EQ(Canonical("def a() = " + c.printed), "def a() = " + c.printed + "\n");
  }
}

TEST(Print, LayoutAndCommentsDoNotShow) {
  EXPECT_EQ(Canonical("rule r{match{a:A{3 , }->B where(x)}}"),
            Canonical("// c\nrule r {\n  match { /* c */ a: A{3,} -> B where x }\n}\n"));
}

// Where dropping parentheses would let the next entry's name go on with a value.
TEST(Print, EntriesStayApart) {
  const std::string emit = "rule r { match { A } emit { a: (x == y) nocase: 1 } }";
  EXPECT_EQ(Canonical(emit), emit + "\n");
  const std::string record = "test \"t\" { A { a: (1) or: 2 } }";
  EXPECT_EQ(Canonical(record), record + "\n");
}

}  // namespace
}  // namespace precept::lang
