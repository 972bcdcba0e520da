#include "compiler/compile.h"

#include <string_view>
#include <utility>

#include "compiler/check.h"
#include "compiler/declarations.h"
#include "compiler/lower.h"
#include "compiler/lowered_size.h"
#include "lang/parser.h"

namespace precept::compiler {
namespace {

bool HoldsTests(const lang::SourceText& source) {
  return std::string_view(source.name()).ends_with("_test.precept");
}

// Checks what runs: what test files declare stands aside meanwhile, and the
// files stay where they are, since the checked rules point into them.
std::optional<CheckedRules> CheckRunning(const lang::SourceMap& sources,
                                         std::vector<lang::ast::File>& files,
                                         lang::DiagnosticSink& sink) {
  std::vector<lang::ast::File> aside(files.size());
  auto exchange = [&] {
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (!HoldsTests(sources.Get(files[i].id))) continue;
      std::swap(files[i].declarations, aside[i].declarations);
      std::swap(files[i].lost_declarations, aside[i].lost_declarations);
    }
  };
  exchange();
  std::optional<CheckedRules> checked = Check(files, sink);
  Reporter reporter(sink);
  for (const lang::ast::File& file : aside) RefuseTests(file, reporter);
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
  result.checked = CheckRunning(sources, result.files, result.diagnostics);
  if (!result.checked || result.diagnostics.has_errors()) {
    result.checked.reset();
    return result;
  }
  result.rules = std::make_shared<const nfa::RuleSet>(Lower(*result.checked));
  CheckSize(*result.checked, *result.rules, result.diagnostics);
  if (result.diagnostics.has_errors()) {
    result.checked.reset();
    result.rules.reset();
  }
  return result;
}

}  // namespace precept::compiler
