// Diagnostics of rules, as the command prints them.

#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "lang/diagnostic.h"
#include "lang/source_text.h"
#include "nfa/status.h"

namespace precept::cli {

// All of them, as people read them.
std::string RenderedText(const lang::SourceMap& sources,
                         const lang::DiagnosticSink& diagnostics, bool colors);

// "2 errors and 1 warning"; "no problems".
std::string CountText(const lang::DiagnosticSink& diagnostics);

// Errors, with their count, on standard error; warnings are for `check`.
void PrintErrors(const lang::SourceMap& sources,
                 const lang::DiagnosticSink& diagnostics,
                 const Terminal& terminal);

// Says why files cannot be read: kUnreachable, or kUsage where what was asked
// for makes no sense.
ExitCode Refuse(const nfa::Status& status, const Terminal& terminal);

// "; did you mean `x`?"; empty where nothing is near.
std::string NearestOf(const std::string& name,
                      const std::vector<std::string>& known);

// The same or, where nothing is near, the names there are.
std::string Suggestion(const std::string& name,
                       const std::vector<std::string>& known);

}  // namespace precept::cli
