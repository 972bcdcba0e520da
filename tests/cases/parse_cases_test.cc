// The cases of tests/cases/parse/: a file that parses gives its tree and its
// canonical source, another one its diagnostics.

#include <gtest/gtest.h>

#include <string>

#include "lang/ast_printer.h"
#include "lang/diagnostic_render.h"
#include "lang/parser.h"
#include "tests/cases/case_file.h"

namespace precept::cases {
namespace {

// Canonical source reads as what it was printed from.
void ExpectCanonicalIsStable(const std::string& printed) {
  lang::SourceMap sources;
  lang::DiagnosticSink sink;
  const lang::ast::File again = lang::Parse(sources.Add("printed", printed), sink);
  EXPECT_EQ(lang::RenderText(sink.diagnostics(), sources), "") << printed;
  EXPECT_EQ(lang::Print(again), printed);
}

std::string ParseCase(const CaseFile& test_case) {
  lang::SourceMap sources;
  lang::DiagnosticSink sink;
  const lang::SourceText& source =
      sources.Add(test_case.name + ".precept", test_case.source);
  const lang::ast::File file = lang::Parse(source, sink);
  EXPECT_EQ(sink.has_errors(), test_case.must_fail())
      << "the name of a case tells whether it fails";
  if (sink.has_errors()) return lang::RenderText(sink.diagnostics(), sources);
  const std::string printed = lang::Print(file);
  ExpectCanonicalIsStable(printed);
  return lang::DumpTree(file) + "\n" + printed;
}

[[maybe_unused]] const int kRegistered =
    RegisterCases("ParseCases", "tests/cases/parse", ParseCase);

}  // namespace
}  // namespace precept::cases
