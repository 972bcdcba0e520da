#include "lang/formatter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lang/diagnostic_render.h"
#include "lang/parser.h"

namespace precept::lang {
namespace {

std::string Formatted(const std::string& text) {
  SourceMap sources;
  DiagnosticSink sink;
  const SourceText& source = sources.Add("text", text);
  const ast::File file = Parse(source, sink);
  EXPECT_EQ(RenderText(sink.diagnostics(), sources), "") << text;
  return sink.has_errors() ? "" : Format(source, file);
}

struct FormatCase {
  std::string written;
  std::string formatted;
};

TEST(Format, Lines) {
  for (const FormatCase& c : std::vector<FormatCase>{
           {"", ""},
           {"// only", "// only\n"},
           {"const  a=1", "const a = 1\n"},
           {"const a=-1\n\n\n\nconst b=2", "const a = -1\n\nconst b = 2\n"},
           {"def a()=- x*f( y ) [0].z", "def a() = -x * f(y)[0].z\n"},
           {"def a()=x-y", "def a() = x - y\n"},
           {"event A{}", "event A {}\n"},
           {"event A{\n}", "event A {}\n"},
           {"event A{x:[int] ? @oneof( [1,2] )}", "event A { x: [int]? @oneof([1, 2]) }\n"},
           {"event A{\nx:int y:int}", "event A {\n  x: int\n  y: int\n}\n"},
           {"rule r{match{A{1 , 2} ->[ 1s..]B? }}", "rule r { match { A{1,2} ->[1s..] B? } }\n"}}) {
    EXPECT_EQ(Formatted(c.written), c.formatted);
    EXPECT_EQ(Formatted(c.formatted), c.formatted);
  }
}

TEST(Format, NoLineIsTooLongWhereItCanBreak) {
  std::string text = "def a(x: int) = x == 0";
  for (int i = 1; i < 40; ++i) text += " or x == " + std::to_string(i);
  std::string line;
  for (const char c : Formatted(text)) {
    if (c == '\n') {
      EXPECT_LE(line.size(), 100u) << line;
      line.clear();
    } else {
      line += c;
    }
  }
}

TEST(Format, KeepsSpellingAndParentheses) {
  const std::string text = "def a() = ((0xFF + 1.50)) == r\"x\\y\" or 90m > 0s\n";
  EXPECT_EQ(Formatted(text), text);
}

}  // namespace
}  // namespace precept::lang
