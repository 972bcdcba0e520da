#include "lang/parser.h"

#include <optional>
#include <utility>

#include "lang/grammar/grammar.h"
#include "lang/grammar/parse_state.h"
#include "lang/grammar/scan.h"

namespace precept::lang {
namespace {

// Faulty bytes that follow one another are reported as one.
void CheckEncoding(const SourceText& source, DiagnosticSink& sink) {
  const std::string_view text = source.text();
  std::size_t place = grammar::FindInvalidUtf8(text, 0);
  while (place != std::string_view::npos) {
    std::size_t stop = place + 1;
    std::size_t next = grammar::FindInvalidUtf8(text, stop);
    while (next == stop) next = grammar::FindInvalidUtf8(text, ++stop);
    sink.Report({DiagnosticCode::kInvalidUtf8,
                 {source.id(), static_cast<std::uint32_t>(place),
                  static_cast<std::uint32_t>(stop)},
                 "these bytes are not UTF-8",
                 "save the file in the encoding UTF-8",
                 {}});
    place = next;
  }
}

}  // namespace

ast::File Parse(const SourceText& source, DiagnosticSink& sink) {
  ast::File file;
  file.id = source.id();
  CheckEncoding(source, sink);
  grammar::ParseState state(source, sink, file.comments);
  grammar::Iterator place = state.begin();
  while (state.Skip(place) != state.end()) {
    std::optional<ast::Declaration> declaration =
        grammar::ReadDeclaration(state, place);
    if (declaration) file.declarations.push_back(std::move(*declaration));
  }
  return file;
}

}  // namespace precept::lang
