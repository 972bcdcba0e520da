// Whatever the text, parsing and checking it report or accept: they neither
// crash nor hang.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/check.h"
#include "lang/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace precept;
  lang::SourceMap sources;
  lang::DiagnosticSink sink;
  const lang::SourceText& source = sources.Add(
      "fuzz.precept", std::string(reinterpret_cast<const char*>(data), size));
  const std::vector<lang::ast::File> files{lang::Parse(source, sink)};
  compiler::Check(files, sink);
  return 0;
}
