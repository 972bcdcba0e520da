#include "connectors/codec/number_text.h"

#include <gtest/gtest.h>

#include <optional>

namespace precept::connectors {
namespace {

TEST(NumberText, Grammar) {
  for (const char* text : {"0", "-0", "1", "10", "-1.5", "0.25", "1e3", "1E+3", "1.0e-10"}) {
    EXPECT_TRUE(IsJsonNumber(text)) << text;
  }
  for (const char* text : {"", "-", "01", "+1", "1.", ".5", "1e", "1e+", "1x", "0x10", "--1",
                           "1.5.2", "NaN", "Infinity", "1_000", " 1", "1 "}) {
    EXPECT_FALSE(IsJsonNumber(text)) << text;
  }
}

TEST(NumberText, Scaled) {
  struct Case {
    const char* text;
    std::int64_t unit;
    std::optional<std::int64_t> expected;
  };
  const Case cases[] = {
      {"0", 1, 0},
      {"-0", 1, 0},
      {"0.000", 1, 0},
      {"42", 1, 42},
      {"3.0", 1, 3},
      {"3.5", 1, std::nullopt},
      {"3.5", 1000, 3500},
      {"1e3", 1, 1000},
      {"1200e-2", 1, 12},
      {"1201e-2", 1, std::nullopt},
      {"-1.5", 60'000'000'000, -90'000'000'000},
      {"9223372036854775807", 1, INT64_MAX},
      {"9223372036854775808", 1, std::nullopt},
      {"-9223372036854775808", 1, INT64_MIN},
      {"-9223372036854775809", 1, std::nullopt},
      {"9223372036854775807.0", 1, INT64_MAX},
      {"1623456789.123456789", 1'000'000'000, 1623456789123456789},
      {"1623456789.1234567891", 1'000'000'000, std::nullopt},
      {"1623456789.12345678900000", 1'000'000'000, 1623456789123456789},
      {"1e999999999999999999999", 1, std::nullopt},
      {"1e-999999999999999999999", 1, std::nullopt},
      {"0e999999999999999999999", 1, 0},
      {"100000000000000000000000000000000000000000000000000e-50", 1, 1},
      {"123456789012345678901234567890", 1, std::nullopt},
      {"123456789012345678901234567890e-29", 1, std::nullopt},
  };
  for (const Case& c : cases) EXPECT_EQ(ParseScaled(c.text, c.unit), c.expected) << c.text;
}

}  // namespace
}  // namespace precept::connectors
