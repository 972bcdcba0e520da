// A mistake of a rule author, as data.
//
// Every stage that reads rules reports to a DiagnosticSink and goes on; only
// diagnostic_render.h turns diagnostics into text.  The registry of codes is
// diagnostic_codes.def; a code is never reused.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/source_text.h"

namespace precept::lang {

enum class Severity : std::uint8_t { kError, kWarning };

// One enumerator per entry of diagnostic_codes.def, valued with its number.
enum class DiagnosticCode : std::uint16_t {
#define PRECEPT_DIAGNOSTIC(number, name, severity, title) k##name = number,
#include "lang/diagnostic_codes.def"
#undef PRECEPT_DIAGNOSTIC
};

Severity SeverityOf(DiagnosticCode code);
// "P2001": how users see a code.
std::string CodeText(DiagnosticCode code);
// The title of the code's entry in the registry.
std::string_view TitleOf(DiagnosticCode code);
// All codes in order of their numbers.
std::vector<DiagnosticCode> AllDiagnosticCodes();

// A place with a few words about it.
struct Label {
  SourceRange range;
  std::string text;
};

struct Diagnostic {
  DiagnosticCode code{};
  SourceRange range;
  // One sentence in the author's words, no full stop.
  std::string message;
  // What would repair it ("did you mean `merchant`?"); empty if not known.
  std::string fix;
  // Other places that matter ("first declared here").
  std::vector<Label> labels;

  Severity severity() const { return SeverityOf(code); }
};

class DiagnosticSink {
 public:
  void Report(Diagnostic diagnostic);

  bool has_errors() const { return num_errors_ > 0; }
  std::size_t num_errors() const { return num_errors_; }
  // In the order they were reported; the renderer sorts.
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t num_errors_ = 0;
};

// The candidate nearest to `name` by edit distance, if it is near enough to be
// a likely slip of the pen; of several equally near, the first in byte order.
std::optional<std::string> NearestName(std::string_view name,
                                       const std::vector<std::string>& candidates);

}  // namespace precept::lang
