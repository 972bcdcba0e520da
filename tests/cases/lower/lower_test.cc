// Every case of this folder: rules, and what `explain` says of them.  A case
// shows its plan and automata; with a line "// checked" or "// dot" among its
// comments also what was checked, or the graphs.

#include <gtest/gtest.h>

#include <string>

#include "compiler/compile.h"
#include "compiler/explain.h"
#include "lang/diagnostic_render.h"
#include "tests/cases/case_file.h"

namespace precept::compiler {
namespace {

std::string ExplainCase(const cases::CaseFile& lowered) {
  lang::SourceMap sources;
  sources.Add(lowered.name, lowered.source);
  const CompileResult compiled = Compile(sources);
  if (!compiled.rules) {
    return lang::RenderText(compiled.diagnostics.diagnostics(), sources);
  }
  std::string text;
  if (lowered.source.find("// checked\n") != std::string::npos) {
    text += ExplainChecked(*compiled.checked, "") + '\n';
  }
  text += ExplainPlan(*compiled.rules, "") + '\n';
  text += ExplainAutomaton(*compiled.rules, "");
  if (lowered.source.find("// dot\n") != std::string::npos) {
    for (std::size_t i = 0; i < compiled.rules->rules.size(); ++i) {
      text += '\n' + AutomatonDot(*compiled.rules, nfa::RuleId(i));
    }
  }
  return text;
}

}  // namespace
}  // namespace precept::compiler

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  precept::cases::RegisterCases("Lower", "tests/cases/lower",
                                precept::compiler::ExplainCase);
  return RUN_ALL_TESTS();
}
