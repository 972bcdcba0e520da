// Every case of this folder: rules, and what the checker says of them.  The
// name of a case is its verdict: ok_ nothing is reported, warn_ warnings only,
// fail_ at least one error.

#include <gtest/gtest.h>

#include <string>

#include "compiler/compile.h"
#include "lang/diagnostic_render.h"
#include "tests/cases/case_file.h"

namespace precept::compiler {
namespace {

bool HasVerdict(const cases::CaseFile& checked, const std::string& verdict) {
  const std::size_t slash = checked.name.find_last_of('/');
  const std::size_t file = slash == std::string::npos ? 0 : slash + 1;
  return checked.name.compare(file, verdict.size(), verdict) == 0;
}

std::string CheckCase(const cases::CaseFile& checked) {
  lang::SourceMap sources;
  sources.Add(checked.name, checked.source);
  const CompileResult compiled = Compile(sources);
  const lang::DiagnosticSink& sink = compiled.diagnostics;
  EXPECT_EQ(sink.has_errors(), checked.must_fail()) << checked.path;
  EXPECT_EQ(compiled.rules != nullptr, !checked.must_fail()) << checked.path;
  EXPECT_EQ(sink.diagnostics().empty(), HasVerdict(checked, "ok_"))
      << checked.path;
  EXPECT_NE(HasVerdict(checked, "ok_") || checked.must_fail(),
            HasVerdict(checked, "warn_"))
      << checked.path;
  if (sink.diagnostics().empty()) return "nothing to report";
  return lang::RenderText(sink.diagnostics(), sources);
}

}  // namespace
}  // namespace precept::compiler

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  precept::cases::RegisterCases("Check", "tests/cases/check",
                                precept::compiler::CheckCase);
  return RUN_ALL_TESTS();
}
