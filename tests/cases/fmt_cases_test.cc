// The cases of tests/cases/fmt/ and what holds for every case that parses:
// formatting keeps the tree and the comments, and done twice it changes nothing.

#include <gtest/gtest.h>

#include <string>

#include "lang/ast_printer.h"
#include "lang/diagnostic_render.h"
#include "lang/formatter.h"
#include "lang/parser.h"
#include "tests/cases/case_file.h"

namespace precept::cases {
namespace {

// DumpTree without its ranges.
std::string TreeOf(const lang::ast::File& file) {
  std::string out;
  std::string dump = lang::DumpTree(file);
  for (std::size_t at = 0; at < dump.size();) {
    const std::size_t stop = dump.find('\n', at);
    std::string line = dump.substr(at, stop - at);
    const std::size_t range = line.rfind(" [");
    const bool has_range = range != std::string::npos && line.back() == ']' &&
                           line.find("..", range) != std::string::npos;
    if (has_range) line.resize(range);
    out += line + "\n";
    at = stop + 1;
  }
  return out;
}

std::string FormatCase(const CaseFile& test_case) {
  lang::SourceMap sources;
  lang::DiagnosticSink sink;
  const lang::SourceText& source = sources.Add("first", test_case.source);
  const lang::ast::File file = lang::Parse(source, sink);
  EXPECT_FALSE(sink.has_errors());
  if (sink.has_errors()) return lang::RenderText(sink.diagnostics(), sources);
  const std::string once = lang::Format(source, file);

  const lang::SourceText& formatted = sources.Add("second", once);
  const lang::ast::File again = lang::Parse(formatted, sink);
  EXPECT_EQ(lang::RenderText(sink.diagnostics(), sources), "") << once;
  if (sink.has_errors()) return once;
  EXPECT_EQ(TreeOf(again), TreeOf(file)) << once;
  EXPECT_EQ(lang::Print(again), lang::Print(file));
  EXPECT_EQ(lang::Format(formatted, again), once) << "not idempotent";
  return once;
}

[[maybe_unused]] const int kRegistered =
    RegisterCases("FmtCases", "tests/cases/fmt", FormatCase);

// Every other case, too, whatever it was written for.
TEST(FormatProperty, HoldsForEveryCase) {
  std::size_t formatted = 0;
  for (const CaseFile& test_case : FindCases("tests/cases")) {
    SCOPED_TRACE(test_case.path);
    lang::SourceMap sources;
    lang::DiagnosticSink sink;
    lang::Parse(sources.Add(test_case.name, test_case.source), sink);
    if (sink.has_errors()) continue;
    FormatCase(test_case);
    ++formatted;
  }
  EXPECT_GT(formatted, 10u);
}

// Squeezed onto as few lines as comments allow, and with a break after every
// blank: two other layouts of one tree.
TEST(FormatProperty, HoldsForOtherLayouts) {
  for (CaseFile test_case : FindCases("tests/cases")) {
    SCOPED_TRACE(test_case.path);
    lang::SourceMap sources;
    lang::DiagnosticSink sink;
    const auto file = lang::Parse(sources.Add(test_case.name, test_case.source), sink);
    if (sink.has_errors()) continue;
    test_case.source = lang::Print(file);
    FormatCase(test_case);
    const bool has_words_in_quotes = test_case.source.find('"') != std::string::npos ||
                                     test_case.source.find('`') != std::string::npos;
    if (has_words_in_quotes) continue;
    for (char& c : test_case.source) c = c == ' ' ? '\n' : c;
    FormatCase(test_case);
  }
}

}  // namespace
}  // namespace precept::cases
