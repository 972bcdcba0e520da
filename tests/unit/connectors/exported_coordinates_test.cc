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
      {R"({"@partition":0,"@offset":5,"@topic":"t","@value":{"a":1}})", "0 5"},
      {R"({"@partition":0,"@offset":5,"@key" "k","@value":{"a":1}})", "0 5"},
      // Of equal members the first counts, also if it is faulty.
      {R"({"@partition":0,"@offset":5,"@key":"a","@key":"b","@key":null})", "0 5 key a"},
      {R"({"@partition":0,"@offset":5,"@key":null,"@key":"b"})", "0 5"},
      {R"({"@partition":0,"@offset":5,"@headers":{"a":"b"},"@headers":{"c":"d"}})", "0 5 a:b"},
      {R"({"@partition":0,"@offset":5,"@value":{},"@timestamp":"1970-01-01T00:00:00Z",)"
       R"("@timestamp":"1970-01-01T00:00:01Z"})",
       "0 5 1970-01-01T00:00:00Z = {}"},
      // Not coordinates.
      {R"({"@offset":5,"@partition":0})", "none"},
      {R"({"@partition":-1,"@offset":5})", "none"},
      {R"({"@partition":1.5,"@offset":5})", "none"},
      {R"({"@partition":1,"@offset":5e3})", "none"},
      {R"({"@partition":1,"@offset":5x,"@value":{}})", "none"},
      {R"({"@partition":01,"@offset":5})", "none"},
      {R"({"@partition":1,"@offset":-0})", "none"},
      {R"({"@partition":1,"@offset":"5"})", "none"},
      {R"({"@partition":1,"@offset":9223372036854775808})", "none"},
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

// A fault of one member makes it missing, and leaves the others and the record.
TEST(ExportedCoordinates, FaultyMembers) {
  struct Case {
    const char* members;
    const char* expected;
  };
  const Case cases[] = {
      {R"("@key":"a\ud800")", ""},
      {R"("@key":"a\q")", ""},
      {"\"@key\":\"a\tb\"", ""},
      {R"("@key":"a" "b")", ""},
      {R"("@key":nonsense)", ""},
      {R"("@key":)", ""},
      {R"("@key":["a",{"b":"]"}])", ""},
      {R"("@key":"a\u00e9\ud83d\ude00")", " key a\u00e9\U0001f600"},
      {R"("@timestamp":"yesterday","@key":"k")", " key k"},
      {R"("@timestamp":"\ud800","@key":"k")", " key k"},
      {R"("@headers":null,"@key":"k")", " key k"},
      {R"("@headers":[{"a":"b"}],"@key":"k")", " key k"},
      {R"("@headers":{"a":"\ud800","b":"c"},"@key":"k")", " key k b:c"},
      {"\"@headers\":{\"a\":\"\t\",\"b\":\"c\"}", " b:c"},
      {R"("@headers":{"\ud800":"a","b":"c"})", " b:c"},
      {R"("@headers":{"a" "b",7,"c":,"d":{"e":"f"},"g":"h"})", " g:h"},
  };
  for (const Case& c : cases) {
    const std::string beginning = R"({"@partition":0,"@offset":5,)" + std::string(c.members);
    const std::string expected = "0 5" + std::string(c.expected);
    EXPECT_EQ(Describe(beginning + R"(,"@value":{"a":1}})"), expected + R"( = {"a":1})")
        << c.members;
    EXPECT_EQ(Describe(beginning + "}"), expected) << c.members;
  }
}

// The record is the line itself then, and the decoder refuses it.
TEST(ExportedCoordinates, LinesThatAreNoObject) {
  const std::string beginning = R"({"@partition":0,"@offset":5,"@value":{"a":1})";
  const char* const rests[] = {
      "", ",}x", "]}", "}{", R"(,"@key":[1})", R"(,"@key":[1}})", R"(,"@key":{"a":1]})",
      R"(,"@headers":{"a":[}}})", R"(,"b":"c})", R"(,"b":[})"};
  for (const char* rest : rests) EXPECT_EQ(Describe(beginning + rest), "0 5") << rest;
}

TEST(ExportedCoordinates, LinesThatAreNotUtf8) {
  const char* const members[] = {
      "\"@key\":\"\xff\"",       "\"@headers\":{\"x\":\"\xff\"}", "\"@headers\":{\"\xff\":\"x\"}",
      "\"@timestamp\":\"\xff\"", "\"@key\":\"\xed\xa0\x80\"",      "\"@key\":\xff"};
  for (const char* text : members) {
    const std::string member = text, coordinates = R"({"@partition":1,"@offset":5,)";
    for (const std::string& line : {coordinates + member + R"(,"@value":{"a":1}})",
                                    coordinates + R"("@value":{"a":1},)" + member + "}"}) {
      nfa::TextArena texts;
      ExportedCoordinates found;
      EXPECT_TRUE(ReadExportedCoordinates(line, texts, found)) << line;
      EXPECT_FALSE(found.value) << line;
    }
  }
  EXPECT_EQ(Describe("{\"@partition\":1,\"@offset\":5,\"@value\":{},\"b\":\"\xff\"}"), "1 5");
  EXPECT_EQ(Describe(R"({"@partition":1,"@offset":5,"@key":"é","@value":{}})"), "1 5 key é = {}");
}

}  // namespace
}  // namespace precept::connectors
