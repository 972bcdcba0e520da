#include "connectors/file/exported_coordinates.h"

#include <gtest/gtest.h>

namespace precept::connectors {
namespace {

// "partition offset [timestamp] [key] [headers…] [= value]", or "none".
std::string Describe(std::string_view line) {
  nfa::TextArena texts;
  ExportedCoordinates found;
  if (!ReadExportedCoordinates(line, texts, found)) return "none";
  std::string text = std::to_string(found.partition) + " " + std::to_string(found.offset);
  if (found.timestamp) text += " " + nfa::FormatTimestamp(*found.timestamp);
  if (found.key) text += " key " + std::string(*found.key);
  for (const auto& [name, value] : found.headers) {
    text += " " + std::string(name) + ":" + std::string(value);
  }
  if (found.value) text += " = " + std::string(*found.value);
  return text;
}

TEST(ExportedCoordinates, Lines) {
  struct Case {
    const char* line;
    const char* expected;
  };
  const Case cases[] = {
      {R"({"@partition":1,"@offset":2})", "1 2"},
      {R"( { "@partition" : 1 , "@offset" : 2 , "a":1})", "1 2"},
      {R"({"@partition":0,"@offset":5,"@timestamp":"2020-01-01T00:00:00Z","@key":"k"})",
       "0 5 2020-01-01T00:00:00Z key k"},
      {R"({"@partition":0,"@offset":5,"@headers":{},"@value":{"a":[1,"}"]} })",
       R"(0 5 = {"a":[1,"}"]})"},
      {R"({"@partition":0,"@offset":5,"@headers":{"a":"b","n":null,"c":"d"},"@value": null })",
       "0 5 a:b c:d = null"},
      {R"({"@partition":0,"@offset":5,"@key":null,"@timestamp":7,"@value":"x"})", R"(0 5 = "x")"},
      {R"({"@partition":0,"@offset":5,"@value":{"a":1},"@topic":"t"})", R"(0 5 = {"a":1})"},
      {R"({"@partition":0,"@offset":5,"@value":{"a":1},"@value":{"a":2}})", R"(0 5 = {"a":1})"},
      // A broken line stays whole, so that the decoder refuses it.
      {R"({"@partition":0,"@offset":5,"@value":{"a":1})", "0 5"},
      {R"({"@partition":0,"@offset":5,"@value":{"a":1}}x)", "0 5"},
      {R"({"@partition":0,"@offset":5,"@value":{"a":"1}})", "0 5"},
      {R"({"@partition":0,"@offset":5)", "0 5"},
      // A member of the record ends the coordinates.
      {R"({"@partition":0,"@offset":5,"a":1,"@key":"k"})", "0 5"},
      // Not coordinates.
      {R"({"@offset":5,"@partition":0})", "none"},
      {R"({"@partition":-1,"@offset":5})", "none"},
      {R"({"@partition":1.5,"@offset":5})", "none"},
      {R"({"@partition":1,"@offset":5e3})", "none"},
      {R"({"@partition":"1","@offset":5})", "none"},
      {R"({"@partition":4294967296,"@offset":5})", "none"},
      {R"({"@partition":1})", "none"},
      {R"({"@partition")", "none"},
      {R"({"a":1,"@partition":1,"@offset":5})", "none"},
      {R"([1])", "none"},
      {R"({)", "none"},
      {"", "none"},
  };
  for (const Case& c : cases) EXPECT_EQ(Describe(c.line), c.expected) << c.line;
}

}  // namespace
}  // namespace precept::connectors
