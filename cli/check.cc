#include "cli/check.h"

#include "cli/diagnostics.h"
#include "cli/rule_files.h"
#include "compiler/compile.h"
#include "lang/diagnostic_render.h"

namespace precept::cli {

ExitCode RunCheck(const CheckOptions& options, const Terminal& terminal) {
  nfa::Result<lang::SourceMap> sources =
      LoadRuleFilesOrInput(options.rules);
  if (!sources.ok()) return Refuse(sources.status(), terminal);
  const compiler::CompileResult compiled = compiler::Compile(sources.value());
  const lang::DiagnosticSink& found = compiled.diagnostics;
  switch (options.format) {
    case DiagnosticFormat::kJson:
      terminal.out << lang::RenderJson(found.diagnostics(), sources.value());
      break;
    case DiagnosticFormat::kText:
      terminal.out << RenderedText(sources.value(), found, terminal.out_colors)
                   << sources.value().size()
                   << (sources.value().size() == 1 ? " file: " : " files: ")
                   << CountText(found) << '\n';
      break;
  }
  if (found.has_errors()) return ExitCode::kRulesRefused;
  return options.strict && !found.diagnostics().empty() ? ExitCode::kFindings
                                                        : ExitCode::kFine;
}

}  // namespace precept::cli
