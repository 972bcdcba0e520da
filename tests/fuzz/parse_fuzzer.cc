// Any bytes: the parser must neither crash nor hang, and what parses must print,
// format and parse again to the same text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lang/ast_printer.h"
#include "lang/diagnostic_render.h"
#include "lang/formatter.h"
#include "lang/parser.h"

namespace precept::lang {
namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

void ParseAny(std::string text) {
  SourceMap sources;
  DiagnosticSink sink;
  const SourceText& source = sources.Add("first", std::move(text));
  const ast::File file = Parse(source, sink);
  if (sink.has_errors()) {
    Check(!RenderText(sink.diagnostics(), sources).empty());
    return;
  }
  const std::string printed = Print(file);
  const ast::File reread = Parse(sources.Add("printed", printed), sink);
  Check(!sink.has_errors() && Print(reread) == printed);

  const std::string formatted = Format(source, file);
  const SourceText& second = sources.Add("formatted", formatted);
  const ast::File again = Parse(second, sink);
  Check(!sink.has_errors() && Print(again) == printed);
  Check(again.comments.size() == file.comments.size());
  Check(Format(second, again) == formatted);
}

}  // namespace
}  // namespace precept::lang

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  precept::lang::ParseAny(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
