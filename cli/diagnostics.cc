#include "cli/diagnostics.h"

#include "lang/diagnostic_render.h"

namespace precept::cli {
namespace {

std::string Counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

std::string RenderedText(const lang::SourceMap& sources,
                         const lang::DiagnosticSink& diagnostics, bool colors) {
  return lang::RenderText(
      diagnostics.diagnostics(), sources,
      colors ? lang::Colour::kAlways : lang::Colour::kNever);
}

std::string CountText(const lang::DiagnosticSink& diagnostics) {
  const std::size_t errors = diagnostics.num_errors();
  const std::size_t warnings = diagnostics.diagnostics().size() - errors;
  if (errors == 0 && warnings == 0) return "no problems";
  if (warnings == 0) return Counted(errors, "error");
  if (errors == 0) return Counted(warnings, "warning");
  return Counted(errors, "error") + " and " + Counted(warnings, "warning");
}

void PrintErrors(const lang::SourceMap& sources,
                 const lang::DiagnosticSink& diagnostics,
                 const Terminal& terminal) {
  lang::DiagnosticSink errors;
  for (const lang::Diagnostic& diagnostic : diagnostics.diagnostics()) {
    if (diagnostic.severity() == lang::Severity::kError) {
      errors.Report(diagnostic);
    }
  }
  terminal.err << RenderedText(sources, errors, terminal.err_colors)
               << CountText(errors) << '\n';
}

ExitCode Refuse(const nfa::Status& status, const Terminal& terminal) {
  terminal.Error(status.message());
  return status.code() == nfa::StatusCode::kInvalidArgument
             ? ExitCode::kUsage
             : ExitCode::kUnreachable;
}

std::string NearestOf(const std::string& name,
                      const std::vector<std::string>& known) {
  const auto nearest = lang::NearestName(name, known);
  return nearest ? "; did you mean `" + *nearest + "`?" : "";
}

std::string Suggestion(const std::string& name,
                       const std::vector<std::string>& known) {
  if (std::string nearest = NearestOf(name, known); !nearest.empty()) return nearest;
  std::string names;
  for (const std::string& candidate : known) {
    names += (names.empty() ? "" : ", ") + candidate;
  }
  return names.empty() ? "" : "; there are: " + names;
}

}  // namespace precept::cli
