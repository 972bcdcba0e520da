#include "cli/fmt.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/diagnostics.h"
#include "cli/line_diff.h"
#include "cli/rule_files.h"
#include "lang/diagnostic.h"
#include "lang/formatter.h"
#include "lang/parser.h"

namespace precept::cli {
namespace {

namespace fs = std::filesystem;

// Writes beside the file and puts the result in its place, so that no crash
// leaves half of it.
nfa::Status ReplaceFile(const std::string& path, const std::string& text) {
  auto unreachable = [&](const std::string& why) {
    return nfa::Status(nfa::StatusCode::kUnavailable,
                       path + ": cannot be written: " + why);
  };
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  if (error) return unreachable(error.message());
  if (access(target.c_str(), W_OK) != 0) return unreachable(std::strerror(errno));
  const fs::path beside =
      target.string() + ".fmt-" + std::to_string(getpid());
  errno = 0;
  std::ofstream file(beside, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    const std::string why = std::strerror(errno);
    fs::remove(beside, error);
    return unreachable(why);
  }
  fs::permissions(beside, fs::status(target, error).permissions(), error);
  fs::rename(beside, target, error);
  if (error) return unreachable(error.message());
  return nfa::Status::Ok();
}

struct Formatted {
  std::string text;
  bool has_errors = false;
};

Formatted FormatFile(const lang::SourceMap& sources,
                     const lang::SourceText& source, const Terminal& terminal) {
  lang::DiagnosticSink diagnostics;
  const lang::ast::File file = lang::Parse(source, diagnostics);
  if (diagnostics.has_errors()) {
    PrintErrors(sources, diagnostics, terminal);
    return {std::string(source.text()), true};
  }
  return {lang::Format(source, file), false};
}

// What became of one file.
ExitCode FormatOne(const FmtOptions& options, const lang::SourceMap& sources,
                   const lang::SourceText& source, const Terminal& terminal) {
  const Formatted formatted = FormatFile(sources, source, terminal);
  if (formatted.has_errors) return ExitCode::kRulesRefused;
  const bool changes = formatted.text != source.text();
  if (options.diff) {
    terminal.out << UnifiedDiff(source.name(), source.text(), formatted.text);
  } else if (options.check) {
    if (changes) terminal.out << source.name() << '\n';
  } else if (source.name() == "-") {
    terminal.out << formatted.text;
  } else if (changes) {
    const nfa::Status written = ReplaceFile(source.name(), formatted.text);
    if (!written.ok()) return Refuse(written, terminal);
    terminal.err << "formatted " << source.name() << '\n';
  }
  return options.check && changes ? ExitCode::kFindings : ExitCode::kFine;
}

// The gravest: what cannot be reached, then what does not parse, then findings.
ExitCode Graver(ExitCode a, ExitCode b) {
  return static_cast<int>(a) >= static_cast<int>(b) ? a : b;
}

}  // namespace

ExitCode RunFmt(const FmtOptions& options, const Terminal& terminal) {
  nfa::Result<lang::SourceMap> sources =
      LoadRuleFilesOrInput(options.rules);
  if (!sources.ok()) return Refuse(sources.status(), terminal);
  ExitCode code = ExitCode::kFine;
  for (std::uint32_t i = 0; i < sources.value().size(); ++i) {
    code = Graver(code, FormatOne(options, sources.value(),
                                  sources.value().Get({i}), terminal));
  }
  return code;
}

}  // namespace precept::cli
