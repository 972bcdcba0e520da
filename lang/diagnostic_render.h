// Diagnostics as text: the only code that turns them into what users see.
//
// Both forms sort by file, place and code, so that the order in which stages
// report does not show; of equal diagnostics one is shown.

#pragma once

#include <string>
#include <vector>

#include "lang/diagnostic.h"
#include "lang/source_text.h"

namespace precept::lang {

enum class Colour { kNever, kAlways };

// For people: code, message, place, the source line with carets, the labels and
// the repair.  A range over several lines is cut at its first line's end.
std::string RenderText(const std::vector<Diagnostic>& diagnostics,
                       const SourceMap& sources, Colour colour = Colour::kNever);

// For programs: one JSON object a line, with code, name, severity, file, line,
// column, endLine, endColumn, message, fix and labels.
std::string RenderJson(const std::vector<Diagnostic>& diagnostics,
                       const SourceMap& sources);

// "UnexpectedText": the name of a code in the registry.
std::string_view NameOf(DiagnosticCode code);

}  // namespace precept::lang
