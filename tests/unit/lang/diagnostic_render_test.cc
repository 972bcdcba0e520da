#include "lang/diagnostic_render.h"

#include <gtest/gtest.h>

#include <string>

namespace precept::lang {
namespace {

constexpr auto kCode = DiagnosticCode::kUnexpectedText;

class RenderTest : public testing::Test {
 protected:
  void Add(std::string text) { sources_.Add("a.precept", std::move(text)); }
  Diagnostic At(std::uint32_t begin, std::uint32_t end) const {
    return {kCode, {FileId{0}, begin, end}, "m", "", {}};
  }
  std::string Text(const Diagnostic& diagnostic) const {
    return RenderText({diagnostic}, sources_);
  }

  SourceMap sources_;
};

TEST_F(RenderTest, ShowsLineCaretLabelsAndFix) {
  Add("one\ntwo three\n");
  Diagnostic diagnostic = At(8, 13);
  diagnostic.fix = "do so";
  diagnostic.labels.push_back({{FileId{0}, 0, 3}, "here"});
  EXPECT_EQ(Text(diagnostic),
            "error[P1001]: m\n"
            " --> a.precept:2:5\n"
            "2 | two three\n"
            "  |     ^^^^^\n"
            " --> a.precept:1:1\n"
            "1 | one\n"
            "  | --- here\n"
            "  = fix: do so\n\n");
}

struct CaretCase {
  std::string text;
  std::uint32_t begin;
  std::uint32_t end;
  std::string under;
};

TEST_F(RenderTest, CaretsStandUnderWhatTheyMean) {
  for (const CaretCase& c : std::vector<CaretCase>{
           {"\tab", 1, 2, "\t^"},
           {"\xC3\xA9 b", 3, 4, "  ^"},
           {"\xE5\x80\xA4 b", 4, 5, "   ^"},           // Two cells.
           {"\xE5\x80\xA4 b", 0, 3, "^^"},
           {"e\xCC\x81 b", 4, 5, "  ^"},               // A combining mark.
           {"ab\ncd", 1, 5, " ^"},                      // Cut at the line's end.
           {"ab", 2, 2, "  ^"},                         // The end of the text.
           {"\xFF b", 2, 3, "  ^"},                     // Not UTF-8.
           {"a\x1b[0m", 4, 5, "    ^"}}) {
    SourceMap sources;
    sources.Add("a", c.text);
    const std::string out = RenderText({At(c.begin, c.end)}, sources);
    const std::size_t line = out.rfind("  | ");
    EXPECT_EQ(out.substr(line + 4, out.size() - line - 6), c.under) << c.text;
  }
}

TEST_F(RenderTest, ControlCharactersAreNotShown) {
  Add("a\x1b[0m");
  EXPECT_EQ(Text(At(0, 1)).find('\x1b'), std::string::npos);
}

TEST_F(RenderTest, ColourIsAsked) {
  Add("a");
  EXPECT_NE(RenderText({At(0, 1)}, sources_, Colour::kAlways).find("\x1b["),
            std::string::npos);
}

TEST_F(RenderTest, SortsAndShowsEqualOnesOnce) {
  Add("abcdef");
  const std::string out =
      RenderJson({At(4, 5), At(1, 2), At(4, 5)}, sources_);
  const std::size_t first = out.find("\"column\":2");
  const std::size_t second = out.find("\"column\":5");
  ASSERT_NE(first, std::string::npos);
  ASSERT_NE(second, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
}

TEST_F(RenderTest, JsonHasEverything) {
  Add("\"x\"\ny");
  Diagnostic diagnostic = At(0, 5);
  diagnostic.message = "say \"x\"\n";
  diagnostic.labels.push_back({{FileId{0}, 4, 5}, "l"});
  EXPECT_EQ(RenderJson({diagnostic}, sources_),
            "{\"code\":\"P1001\",\"name\":\"UnexpectedText\",\"severity\":\"error\","
            "\"file\":\"a.precept\",\"line\":1,\"column\":1,\"endLine\":2,"
            "\"endColumn\":2,\"message\":\"say \\\"x\\\"\\n\",\"fix\":\"\","
            "\"labels\":[{\"file\":\"a.precept\",\"line\":2,\"column\":1,"
            "\"endLine\":2,\"endColumn\":2,\"text\":\"l\"}]}\n");
}

}  // namespace
}  // namespace precept::lang
