// Every example of the language's definition parses, and is laid out and
// printed without a change of meaning.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "lang/ast_printer.h"
#include "lang/diagnostic_render.h"
#include "lang/formatter.h"
#include "lang/parser.h"

namespace precept::lang {
namespace {

// The fenced blocks that are marked as rule text.
std::vector<std::string> Examples() {
  std::ifstream file("docs/definition/LANGUAGE.md");
  std::vector<std::string> examples;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```precept") {
      inside = true;
      examples.emplace_back();
    } else if (line.starts_with("```")) {
      inside = false;
    } else if (inside) {
      examples.back() += line + "\n";
    }
  }
  return examples;
}

ast::File ParseText(const std::string& name, const std::string& text,
                    SourceMap& sources, std::string& errors) {
  DiagnosticSink sink;
  ast::File file = Parse(sources.Add(name, text), sink);
  errors = RenderText(sink.diagnostics(), sources);
  return file;
}

TEST(Definition, ItsExamplesParseAndAreStable) {
  const std::vector<std::string> examples = Examples();
  ASSERT_GE(examples.size(), 5u);
  for (const std::string& example : examples) {
    SourceMap sources;
    std::string errors;
    const ast::File file = ParseText("example", example, sources, errors);
    EXPECT_EQ(errors, "") << example;
    EXPECT_FALSE(file.declarations.empty()) << example;

    const std::string laid_out = Format(sources.Get(file.id), file);
    const ast::File again = ParseText("laid out", laid_out, sources, errors);
    EXPECT_EQ(errors, "") << laid_out;
    EXPECT_EQ(Format(sources.Get(again.id), again), laid_out);
    EXPECT_EQ(Print(again), Print(file));
    const ast::File printed = ParseText("printed", Print(file), sources, errors);
    EXPECT_EQ(errors, "") << Print(file);
    EXPECT_EQ(Print(printed), Print(file));
  }
}

}  // namespace
}  // namespace precept::lang
