#include "lang/parser.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

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

// Bytes that are not UTF-8 were found before any declaration was read.
void MarkFaultyBytes(const std::vector<Diagnostic>& diagnostics,
                     ast::File& file) {
  for (const Diagnostic& diagnostic : diagnostics) {
    const SourceRange& bytes = diagnostic.range;
    if (diagnostic.code != DiagnosticCode::kInvalidUtf8 || bytes.file != file.id) {
      continue;
    }
    // The last declaration that begins before them.
    const auto after = std::upper_bound(
        file.declarations.begin(), file.declarations.end(), bytes.begin,
        [](std::uint32_t place, const ast::Declaration& declaration) {
          return place < declaration.range.begin;
        });
    if (after == file.declarations.begin()) continue;
    ast::Declaration& before = after[-1];
    if (bytes.begin < before.range.end) before.faulty = true;
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
    const std::size_t errors_before = sink.num_errors();
    grammar::Reading reading = grammar::ReadDeclaration(state, place);
    if (!reading.declaration) {
      const bool is_first = file.declarations.empty();
      if (reading.loses_declaration || is_first) file.lost_declarations = true;
      if (reading.spoils_previous && !is_first) {
        file.declarations.back().faulty = true;
      }
      continue;
    }
    reading.declaration->faulty = sink.num_errors() != errors_before;
    file.declarations.push_back(std::move(*reading.declaration));
  }
  MarkFaultyBytes(sink.diagnostics(), file);
  return file;
}

}  // namespace precept::lang
