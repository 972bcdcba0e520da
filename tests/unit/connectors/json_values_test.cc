// What each form of JSON value becomes in a column of each type.

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/connectors/decoded.h"

namespace precept::connectors {
namespace {

using nfa::Scalar;

struct Case {
  const char* json;  // Of the member "x".
  const char* cell;  // "-": missing.
};

void ExpectCells(Scalar scalar, bool is_list, const std::string& format,
                 std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(DecodeCell({{"x"}, {scalar, is_list}, format},
                         "{\"x\":" + std::string(c.json) + ",\"y\":1}"),
              c.cell)
        << c.json;
  }
}

TEST(JsonValues, Bool) {
  ExpectCells(Scalar::kBool, false, "",
              {{"true", "true"}, {"false", "false"}, {"1", "true"}, {"0", "false"},
               {"1.0", "true"}, {"\"1\"", "true"}, {"2", "-"}, {"-1", "-"}, {"0.5", "-"},
               {"\"true\"", "-"}, {"\"yes\"", "-"}, {"null", "-"}, {"{}", "-"}, {"[true]", "-"},
               {"tru", "-"}, {"truex", "-"}, {"True", "-"}});
}

TEST(JsonValues, Int) {
  ExpectCells(Scalar::kInt, false, "",
              {{"7", "7"}, {"-7", "-7"}, {"\"7\"", "7"}, {"3.0", "3"}, {"1e3", "1000"},
               {"3.5", "-"}, {"9223372036854775807", "9223372036854775807"},
               {"9223372036854775808", "-"}, {"\"9223372036854775808\"", "-"},
               {"true", "-"}, {"null", "-"}, {"\"\"", "-"}, {"\" 7\"", "-"}, {"\"7x\"", "-"},
               {"\"+7\"", "-"}, {"01", "-"}, {"1e999", "-"}, {"-", "-"}, {"{}", "-"},
               {"[7]", "-"}, {"0x10", "-"}});
}

TEST(JsonValues, Float) {
  ExpectCells(Scalar::kFloat, false, "",
              {{"1.5", "1.5"}, {"\"1.5\"", "1.5"}, {"3", "3"}, {"0.1", "0.1"},
               {"-2.5e-3", "-0.0025"}, {"1e999", "-"}, {"\"NaN\"", "-"}, {"\"inf\"", "-"},
               {"nan", "-"}, {"1.", "-"}, {".5", "-"}, {"true", "-"}, {"null", "-"}});
}

TEST(JsonValues, Decimal) {
  ExpectCells(Scalar::kDecimal, false, "",
              {{"57.16", "57.16"}, {"\"57.16\"", "57.16"}, {"0.1", "0.1"},
               {"12345678901234567890.123456789012", "12345678901234567890.123456789012"},
               {"1e3", "1000"}, {"2.50", "2.5"}, {"0.0000000000001", "-"}, {"1e26", "-"},
               {"1e999", "-"}, {"01", "-"}, {"true", "-"}, {"\"a\"", "-"}});
}

TEST(JsonValues, String) {
  ExpectCells(Scalar::kString, false, "",
              {{"\"a\"", "\"a\""}, {"\"\"", "\"\""}, {"1.50", "\"1.50\""}, {"1e999", "\"1e999\""},
               {"-0", "\"-0\""}, {"01", "-"}, {"true", "-"}, {"null", "-"}, {"{}", "-"},
               {"[\"a\"]", "-"}, {"\"a\\nb\"", "\"a\\nb\""}, {"\"\\u00e9\"", "\"\xC3\xA9\""},
               {"\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\""}, {"\"\\ud83d\"", "-"},
               {"\"\\ude00\"", "-"}, {"\"\\ud83d\\u0041\"", "-"}, {"\"\\x\"", "-"},
               {"\"\\u12g4\"", "-"}, {"\"\\u12\"", "-"}, {"\"a\tb\"", "-"},
               {"\"a\\/\\\\\\\"b\"", "\"a/\\\\\\\"b\""}, {"\"a\"\"b\"", "-"}, {"\"a\"x", "-"},
               {"x\"a\"", "-"}, {"1\"a,b\"", "-"}, {"\"a\" 1", "-"}});
}

TEST(JsonValues, Ip) {
  ExpectCells(Scalar::kIp, false, "",
              {{"\"10.0.0.1\"", "\"10.0.0.1\""}, {"\"::1\"", "\"::1\""}, {"\"10.0.0\"", "-"},
               {"1", "-"}, {"null", "-"}});
}

TEST(JsonValues, Timestamp) {
  ExpectCells(Scalar::kTimestamp, false, "",
              {{"\"2018-04-01T00:00:31Z\"", "\"2018-04-01T00:00:31Z\""},
               {"\"2018-04-01T02:00:31.5+02:00\"", "\"2018-04-01T00:00:31.500Z\""},
               {"\"2018-04-01\"", "-"}, {"\"soon\"", "-"}, {"1522540831", "-"}, {"null", "-"},
               {"\"1677-01-01T00:00:00Z\"", "-"}});
  ExpectCells(Scalar::kTimestamp, false, "epoch_s",
              {{"1522540831", "\"2018-04-01T00:00:31Z\""},
               {"1522540831.25", "\"2018-04-01T00:00:31.250Z\""},
               {"\"1522540831.000000001\"", "\"2018-04-01T00:00:31.000000001Z\""},
               {"1522540831.0000000001", "-"}, {"-1", "\"1969-12-31T23:59:59Z\""},
               {"1e12", "-"}, {"-9223372036", "-"}, {"\"2018-04-01T00:00:31Z\"", "-"}});
  ExpectCells(Scalar::kTimestamp, false, "epoch_ms",
              {{"1522540831001", "\"2018-04-01T00:00:31.001Z\""},
               {"\"1522540831001\"", "\"2018-04-01T00:00:31.001Z\""}});
  ExpectCells(Scalar::kTimestamp, false, "epoch_us",
              {{"1522540831000001", "\"2018-04-01T00:00:31.000001Z\""}});
  ExpectCells(Scalar::kTimestamp, false, "epoch_ns",
              {{"1522540831000000001", "\"2018-04-01T00:00:31.000000001Z\""},
               {"0.5", "-"}});
}

TEST(JsonValues, TimestampByStrptime) {
  ExpectCells(Scalar::kTimestamp, false, "%Y-%m-%d %H:%M:%S",
              {{"\"2020-09-20 12:16:06\"", "\"2020-09-20T12:16:06Z\""},
               {"\"2020-09-20 12:16:06.25\"", "\"2020-09-20T12:16:06.250Z\""},
               {"\"2020-09-20 12:16:06 \"", "-"}, {"\"2020-02-30 12:16:06\"", "-"},
               {"\"2020-09-20 24:00:00\"", "-"}, {"\"2020-09-20 23:60:00\"", "-"},
               {"\"2020-09-20 23:59:61\"", "-"},
               {"\"9999-09-20 12:16:06\"", "-"}, {"\"x\"", "-"}, {"\"\"", "-"}, {"5", "-"}});
  ExpectCells(Scalar::kTimestamp, false, "%d/%b/%Y:%H:%M:%S %z",
              {{"\"17/May/2015:10:05:03 +0200\"", "\"2015-05-17T08:05:03Z\""}});
  ExpectCells(Scalar::kTimestamp, false, "%Y%m%d", {{"\"20200920\"", "\"2020-09-20T00:00:00Z\""}});
  ExpectCells(Scalar::kTimestamp, false, "%Y-%j",
              {{"\"2024-366\"", "\"2024-12-31T00:00:00Z\""}, {"\"2026-366\"", "-"},
               {"\"2026-999\"", "-"}});
}

TEST(JsonValues, Duration) {
  ExpectCells(Scalar::kDuration, false, "",
              {{"\"1h30m\"", "\"1h30m\""}, {"\"5x\"", "-"}, {"5", "-"}});
  ExpectCells(Scalar::kDuration, false, "s",
              {{"90", "\"1m30s\""}, {"0.25", "\"250ms\""}, {"\"90\"", "\"1m30s\""},
               {"\"1m\"", "-"}, {"1e10", "-"}});
  ExpectCells(Scalar::kDuration, false, "ms", {{"250", "\"250ms\""}});
  ExpectCells(Scalar::kDuration, false, "h", {{"1.5", "\"1h30m\""}});
}

TEST(JsonValues, Lists) {
  ExpectCells(Scalar::kInt, true, "",
              {{"[1,2,3]", "[1,2,3]"}, {"[]", "[]"}, {"1", "[1]"}, {"\"1\"", "[1]"},
               {"[1,\"2\",null,\"x\",{},true,4]", "[1,2,4]"}, {"[[1,[2]],[],3]", "[1,2,3]"},
               {"null", "-"}, {"\"x\"", "-"}, {"{}", "-"}, {"[1 2,3]", "[3]"}, {"[,1,,2,]", "[1,2]"},
               {"[:1,2]", "[2]"}, {"[\"a\":1,2]", "[2]"}});
  ExpectCells(Scalar::kString, true, "", {{"[\"a\",\"b\\n\"]", "[\"a\",\"b\\n\"]"}});
}

}  // namespace
}  // namespace precept::connectors
