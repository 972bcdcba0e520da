#include "runtime/nested_object.h"

#include <gtest/gtest.h>

namespace precept::runtime {
namespace {

using Paths = std::vector<NestedObject::Path>;

// Path i has the value i, unless bit i of `missing` is set.
std::string Text(const Paths& paths, unsigned missing = 0) {
  std::string out;
  NestedObject(paths).Append(out, [missing](std::size_t i, std::string& to) {
    if (missing >> i & 1) return false;
    to += std::to_string(i);
    return true;
  });
  return out;
}

TEST(NestedObject, Nests) {
  EXPECT_EQ(Text({}), "{}");
  EXPECT_EQ(Text({{"b"}, {"a"}}), R"({"b":0,"a":1})");
  EXPECT_EQ(Text({{"a", "x"}, {"b"}, {"a", "y", "z"}}), R"({"a":{"x":0,"y":{"z":2}},"b":1})");
  EXPECT_EQ(Text({{"a\"b"}, {"a.b"}}), R"({"a\"b":0,"a.b":1})");
}

TEST(NestedObject, LeavesOutWhatIsMissing) {
  const Paths paths = {{"a", "x"}, {"b"}, {"a", "y", "z"}};
  EXPECT_EQ(Text(paths, 0b001), R"({"a":{"y":{"z":2}},"b":1})");
  EXPECT_EQ(Text(paths, 0b100), R"({"a":{"x":0},"b":1})");
  EXPECT_EQ(Text(paths, 0b101), R"({"b":1})");
  EXPECT_EQ(Text(paths, 0b010), R"({"a":{"x":0,"y":{"z":2}}})");
  EXPECT_EQ(Text(paths, 0b111), "{}");
}

TEST(NestedObject, ValuesInEachOthersWay) {
  EXPECT_EQ(Text({{"a"}, {"a", "b"}}), R"({"a":0,"a.b":1})");
  EXPECT_EQ(Text({{"a", "b"}, {"a"}, {"a", "c"}}), R"({"a.b":0,"a":1,"a.c":2})");
}

}  // namespace
}  // namespace precept::runtime
