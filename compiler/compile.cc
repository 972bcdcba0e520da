#include "compiler/compile.h"

#include <string_view>
#include <utility>

#include "compiler/check.h"
#include "compiler/lower.h"
#include "lang/parser.h"

namespace precept::compiler {
namespace {

bool HoldsTests(const lang::SourceText& source) {
  return std::string_view(source.name()).ends_with("_test.precept");
}

// Checks what runs: declarations of test files stand aside meanwhile, and the
// files stay where they are, since the checked rules point into them.
std::optional<CheckedRules> CheckRunning(const lang::SourceMap& sources,
                                         std::vector<lang::ast::File>& files,
                                         lang::DiagnosticSink& sink) {
  std::vector<std::vector<lang::ast::Declaration>> aside(files.size());
  auto exchange = [&] {
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (HoldsTests(sources.Get(files[i].id))) {
        files[i].declarations.swap(aside[i]);
      }
    }
  };
  exchange();
  std::optional<CheckedRules> checked = Check(files, sink);
  exchange();
  return checked;
}

}  // namespace

CompileResult Compile(const lang::SourceMap& sources) {
  CompileResult result;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    result.files.push_back(
        lang::Parse(sources.Get({i}), result.diagnostics));
  }
  // What did not parse is not there: the checker would call it unknown
  // wherever it is named.
  if (result.diagnostics.has_errors()) return result;
  result.checked = CheckRunning(sources, result.files, result.diagnostics);
  if (!result.checked || result.diagnostics.has_errors()) {
    result.checked.reset();
    return result;
  }
  result.rules = std::make_shared<const nfa::RuleSet>(Lower(*result.checked));
  return result;
}

}  // namespace precept::compiler
