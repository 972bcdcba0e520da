// How paths find their values, and what makes a record a fault.

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/connectors/decoded.h"

namespace precept::connectors {
namespace {

using nfa::Scalar;
constexpr nfa::Type kInt{Scalar::kInt, false};
constexpr nfa::Type kInts{Scalar::kInt, true};
using Path = std::vector<std::string>;

struct Case {
  Path path;
  nfa::Type type;
  const char* json;
  const char* cell;
};

TEST(JsonPaths, ShortestRunThatExists) {
  const Path abc = {"a", "b", "c"};
  const Case cases[] = {
      {abc, kInt, R"({"a":{"b":{"c":1}}})", "1"},
      {abc, kInt, R"({"a.b":{"c":1}})", "1"},
      {abc, kInt, R"({"a":{"b.c":1}})", "1"},
      {abc, kInt, R"({"a.b.c":1})", "1"},
      // The shorter wins wherever it stands, and is not taken back.
      {abc, kInt, R"({"a.b.c":1,"a":{"b":{"c":2}}})", "2"},
      {abc, kInt, R"({"a":{"b":{"c":2}},"a.b.c":1})", "2"},
      {abc, kInt, R"({"a":{"x":2},"a.b.c":1})", "-"},
      {abc, kInt, R"({"a.b.c":1,"a":null})", "-"},
      {abc, kInt, R"({"a.b.c":1,"a.b":{"c":3}})", "3"},
      {abc, kInt, R"({"a":{"b.c":1,"b":{"c":2}}})", "2"},
      // Of equal keys the first counts.
      {{"a"}, kInt, R"({"a":1,"a":2})", "1"},
      {{"a"}, kInt, R"({"a":null,"a":2})", "-"},
      {{"a"}, kInt, R"({"a":1 1,"a":2})", "-"},
      {{"a", "b"}, kInt, R"({"a":{"b":1},"a":{"b":2}})", "1"},
      {{"a", "b"}, kInt, R"({"a":{"x":1},"a":{"b":2}})", "-"},
      // Keys are compared by what they say.
      {{"a"}, kInt, R"({"\u0061":1})", "1"},
      {{"a"}, kInt, R"({"\u0061":1,"a":2})", "1"},
      {{"a\"b"}, kInt, R"({"a\"b":1})", "1"},
      {{"a.b", "c"}, kInt, R"({"a.b":{"c":1}})", "1"},
      {{"a.b", "c"}, kInt, R"({"a":{"b":{"c":1}}})", "-"},
      {{""}, kInt, R"({"":1})", "1"},
      // Arrays are gone into.
      {abc, kInts, R"({"a":[{"b":{"c":1}},{"b":[{"c":2},{"c":[3,[4]]}]},{"x":5},7]})", "[1,2,3,4]"},
      {abc, kInts, R"({"a":[{"b":{"c":1},"b.c":9},{"b.c":2}]})", "[1,2]"},
      {abc, kInts, R"({"a":[]})", "[]"},
      {abc, kInts, R"({"a":{"b":{"c":1}}})", "[1]"},
      {abc, kInt, R"({"a":[{"b":{"c":1}}]})", "-"},
      {abc, kInts, R"({"a":{"b":1}})", "-"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(DecodeCell({c.path, c.type, ""}, c.json), c.cell) << c.json;
  }
}

TEST(JsonPaths, SeveralAtOnce) {
  const std::vector<WantedColumn> wanted = {
      {{"a"}, kInt, ""},           {{"a", "b"}, kInt, ""},
      {{"a", "b", "c"}, kInt, ""}, {{"a.b", "c"}, kInt, ""},
      {{"z"}, kInt, ""},           {{"z"}, {Scalar::kString, false}, ""}};
  const auto cells = [&](const char* json) { return DecodeOne(wanted, json).cells; };
  using Cells = std::vector<std::string>;
  EXPECT_EQ(cells(R"({"a":{"b":{"c":1}},"a.b":{"c":2},"z":3})"),
            (Cells{"-", "-", "1", "2", "3", "\"3\""}));
  EXPECT_EQ(cells(R"({"a.b":{"c":2},"z":3})"), (Cells{"-", "-", "2", "2", "3", "\"3\""}));
  EXPECT_EQ(cells(R"({"a":5,"a.b":7})"), (Cells{"5", "-", "-", "-", "-", "-"}));
  EXPECT_EQ(cells(R"({"z":"4","a.b":7})"), (Cells{"-", "7", "-", "-", "4", "\"4\""}));
}

TEST(JsonPaths, OtherFaultsCostTheirValueOnly) {
  const std::vector<WantedColumn> wanted = {{{"a"}, kInt, ""}, {{"b"}, kInt, ""}};
  using Cells = std::vector<std::string>;
  const auto expect = [&](const char* json, Cells cells) {
    const Decoded decoded = DecodeOne(wanted, json);
    EXPECT_EQ(decoded.fault, "") << json;
    EXPECT_EQ(decoded.cells, cells) << json;
  };
  expect(R"({"a":01,"b":2})", {"-", "2"});
  expect(R"({"a" 1,"b":2})", {"-", "2"});
  expect(R"({"a":,"b":2})", {"-", "2"});
  expect(R"({"a","b":2})", {"-", "2"});
  expect(R"({"a"::1,"b":2})", {"-", "2"});
  expect(R"({a:1,"b":2})", {"-", "2"});
  expect(R"({,,"a":1,,"b":2,})", {"1", "2"});
  expect(R"({"a":1 "b":2})", {"-", "-"});
  expect(R"({"a":{"x":1}{"y":2},"b":2})", {"-", "2"});
  expect(R"({"x":"\q","a":1,"b":2})", {"1", "2"});
  expect("{\"x\":\"\t\",\"a\":1,\t\"b\":2\x01}", {"1", "-"});
  expect(R"({"a":1,"b":)"  "\x01" R"(2})", {"1", "-"});
  expect(R"({})", {"-", "-"});
  expect(" \t{ \"a\" : 1 , \"b\" : 2 } \r\n", {"1", "2"});
}

// The same for whichever columns are wanted.
TEST(JsonPaths, FaultsOfTheWholeRecord) {
  struct FaultCase {
    std::string json;
    const char* fault;
  };
  const FaultCase cases[] = {
      {"", "the text is not one JSON object"},
      {"   ", "the text is not one JSON object"},
      {"1", "the text is not one JSON object"},
      {"[{}]", "the text is not one JSON object (it begins an array: a line is one object)"},
      {"{} {}", "the text is not one JSON object"},
      {"{}x", "the text is not one JSON object"},
      {"x{}", "the text is not one JSON object"},
      {"{}\x01", "the text is not one JSON object"},
      {"{", "a bracket does not close"},
      {R"({"a":[1,2})", "a bracket closes that was not opened"},
      {R"({"a":[1,2)", "a bracket does not close"},
      {R"({"a":1}})", "a bracket closes that was not opened"},
      {R"({"a":"x)", "a string does not close"},
      {R"({"a":"x\"})", "a string does not close"},
      {"{\"a\":\"\tx}", "a string does not close"},
      {"{\"a\":\"\xff\"}", "the text is not UTF-8"},
      {"{\"\xc3\":1}", "the text is not UTF-8"},
      {"{\"a\":\"\t\xff\"}", "the text is not UTF-8"},
      {"{\"a\":\"\xed\xa0\x80\"}", "the text is not UTF-8"},
      {"{\"a\":\"\xff}", "the text is not UTF-8"},
      {"{\"a\":1}\xff", "the text is not UTF-8"},
  };
  for (const FaultCase& c : cases) {
    EXPECT_EQ(DecodeOne({}, c.json).fault, c.fault) << c.json;
    EXPECT_EQ(DecodeOne({{{"a"}, kInt, ""}}, c.json).fault, c.fault) << c.json;
    EXPECT_EQ(DecodeOne({{{"q", "r"}, kInts, ""}}, c.json).fault, c.fault) << c.json;
  }
}

TEST(JsonPaths, DeepNestingIsNoProblem) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(DecodeCell({{"a"}, kInts, ""}, "{\"a\":" + deep + "}"),
            "fault: a bracket closes that was not opened");
  EXPECT_EQ(DecodeCell({{"a"}, kInts, ""}, "{\"a\":" + deep), "fault: a bracket does not close");
  const std::string closed = "{\"a\":" + deep + "1" + std::string(100'000, ']') + "}";
  EXPECT_EQ(DecodeCell({{"a"}, kInts, ""}, closed), "[1]");
  // The same where paths are followed one by one.
  EXPECT_EQ(DecodeCell({{"a", "b"}, kInts, ""}, "{\"a.b\":1,\"a\":" + deep + "{\"b\":2}" +
                                                    std::string(100'000, ']') + "}"),
            "[2]");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(DecodeCell({{"a"}, kInt, ""}, objects + "1" + std::string(100'000, '}')), "-");
}

}  // namespace
}  // namespace precept::connectors
