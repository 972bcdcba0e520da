// The floor under a replay: simdjson alone reads the named fields of every line
// of a file and adds up what it saw.
//
//   simdjson_floor FILE FIELD…
//
// FIELDs are read in the order given; give them in the order of the document.
// A whole-process measurement beside `precept replay` of the same file says how
// much the engine adds.

#include <simdjson.h>

#include <cstdio>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace {

// What one value adds to the sum: enough work that it is really read.
std::uint64_t Touch(simdjson::ondemand::value value) {
  switch (value.type()) {
    case simdjson::ondemand::json_type::string: {
      const std::string_view text = value.get_string();
      return text.size();
    }
    case simdjson::ondemand::json_type::number: {
      const double number = value.get_double();
      return static_cast<std::uint64_t>(number);
    }
    case simdjson::ondemand::json_type::array:
    case simdjson::ondemand::json_type::object:
    case simdjson::ondemand::json_type::boolean:
    case simdjson::ondemand::json_type::null:
      return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: simdjson_floor FILE FIELD...\n");
    return 3;
  }
  simdjson::padded_string text;
  if (simdjson::padded_string::load(argv[1]).get(text) != simdjson::SUCCESS) {
    std::fprintf(stderr, "simdjson_floor: cannot read %s\n", argv[1]);
    return 4;
  }
  simdjson::ondemand::parser parser;
  std::uint64_t lines = 0;
  std::uint64_t sum = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const auto* line_end = static_cast<const char*>(
        std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (line_end == nullptr) line_end = end;
    const auto size = static_cast<std::size_t>(line_end - at);
    const auto capacity =
        static_cast<std::size_t>(end - at) + simdjson::SIMDJSON_PADDING;
    simdjson::ondemand::document document;
    if (size > 0 && parser.iterate(at, size, capacity).get(document) ==
                        simdjson::SUCCESS) {
      for (int i = 2; i < argc; ++i) {
        simdjson::ondemand::value value;
        if (document[std::string_view(argv[i])].get(value) == simdjson::SUCCESS) sum += Touch(value);
      }
      ++lines;
    }
    at = line_end + 1;
  }
  std::printf("%llu lines, %llu\n", static_cast<unsigned long long>(lines),
              static_cast<unsigned long long>(sum));
  return 0;
}
