#include "nfa/value.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include <boost/multiprecision/cpp_int.hpp>

namespace precept::nfa {
namespace {

using boost::multiprecision::cpp_int;

TEST(DecimalTest, Texts) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"12.5", "12.5"},   {"-0.10", "-0.1"},   {"1e3", "1000"},  {"1E-12", "0.000000000001"},
      {"0e999999999999999999999", "0"},        {"-0", "0"},      {"007", "7"},
      {"1.0000000000000000000", "1"},          {"1200e-2", "12"},
      {"99999999999999999999999999.999999999999", "99999999999999999999999999.999999999999"},
  };
  for (const auto& [text, expected] : good) {
    const auto value = Decimal::Parse(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(value->ToText(), expected);
    EXPECT_EQ(Decimal::Parse(value->ToText()), value);
  }
  for (const char* text : {"", "-", ".5", "5.", "+1", "1e", "1e+", "1 ", " 1", "0x1", "1e26",
                           "100000000000000000000000000", "1e-13", "0.1234567890123", "nan",
                           "1e99999999999999999999"}) {
    EXPECT_FALSE(Decimal::Parse(text)) << text;
  }
}

TEST(DecimalTest, Doubles) {
  EXPECT_EQ(Decimal::FromDouble(0.1)->ToText(), "0.1");
  EXPECT_EQ(Decimal::FromDouble(-2.5)->ToText(), "-2.5");
  EXPECT_EQ(Decimal::FromDouble(0x1p-13)->ToText(), "0.000122070312");  // …3125 is a tie.
  EXPECT_EQ(Decimal::FromDouble(1e-300)->ToText(), "0");
  EXPECT_EQ(Decimal::FromDouble(1e25)->ToText(), "10000000000000000905969664");
  EXPECT_FALSE(Decimal::FromDouble(1e26));
  EXPECT_FALSE(Decimal::FromDouble(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(Decimal::FromDouble(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(Decimal::Parse("0.3")->ToDouble(), 0.3);
  EXPECT_EQ(Decimal::Parse("12345678901234567890.123")->ToDouble(), 12345678901234567890.123);
  EXPECT_EQ(Decimal::Parse("5")->ToInt(), 5);
  EXPECT_FALSE(Decimal::Parse("5.1")->ToInt());
  EXPECT_FALSE(Decimal::Parse("9223372036854775808")->ToInt());
  EXPECT_EQ(Decimal::Parse("-9223372036854775808")->ToInt(),
            std::numeric_limits<std::int64_t>::min());
}

// numerator / denominator, half to even, as a decimal: the definition.
std::optional<cpp_int> HalfEven(cpp_int numerator, cpp_int denominator) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  cpp_int floor = numerator / denominator;
  if (floor * denominator > numerator) floor -= 1;
  const cpp_int twice = 2 * (numerator - floor * denominator);
  if (twice > denominator || (twice == denominator && floor % 2 != 0)) floor += 1;
  const cpp_int limit = pow(cpp_int(10), 38);
  if (floor >= limit || floor <= -limit) return std::nullopt;
  return floor;
}

void ExpectUnits(std::optional<Decimal> have, std::optional<cpp_int> want) {
  ASSERT_EQ(have.has_value(), want.has_value());
  if (have) {
    EXPECT_EQ(cpp_int(have->units()), *want);
  }
}

TEST(DecimalTest, ArithmeticIsExact) {
  std::mt19937_64 random(3);
  const auto any = [&] {
    Decimal::Units units = static_cast<Decimal::Units>(random());
    units = units << (random() % 62) ^ static_cast<Decimal::Units>(random());
    units >>= random() % 120;
    if (random() % 4 == 0) units = units / 1'000'000 * 500'000;  // Ties.
    units %= Decimal::Parse("99999999999999999999999999")->units();
    return Decimal::FromUnits(random() % 2 == 0 ? units : -units);
  };
  const cpp_int one = 1'000'000'000'000;
  for (int i = 0; i < 20'000; ++i) {
    const Decimal a = any();
    const Decimal b = any();
    const cpp_int x = a.units();
    const cpp_int y = b.units();
    ExpectUnits(Add(a, b), HalfEven(x + y, 1));
    ExpectUnits(Subtract(a, b), HalfEven(x - y, 1));
    ExpectUnits(Multiply(a, b), HalfEven(x * y, one));
    if (y != 0) {
      ExpectUnits(Divide(a, b), HalfEven(x * one, y));
      ExpectUnits(Modulo(a, b), cpp_int(x % y));
    }
  }
}

TEST(IpTest, Texts) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"10.0.0.1", "10.0.0.1"},
      {"::ffff:10.0.0.1", "10.0.0.1"},
      {"::ffff:a00:1", "10.0.0.1"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
  };
  for (const auto& [text, expected] : good) {
    const auto ip = Ip::Parse(text);
    ASSERT_TRUE(ip) << text;
    EXPECT_EQ(ip->ToText(), expected);
    EXPECT_EQ(Ip::Parse(ip->ToText()), ip);
  }
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4 ", ":",
                           ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::",
                           "g::", "1:2:3:4:5:6:7:8::", "::1%eth0", "1.2.3.4::", ":1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:", "::1.2.3", "1.2.3.4:1::"}) {
    EXPECT_FALSE(Ip::Parse(text)) << text;
  }
}

TEST(IpTest, Blocks) {
  const auto holds = [](const char* block, const char* ip) {
    return IpBlock::Parse(block).value().Contains(Ip::Parse(ip).value());
  };
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(holds("10.1.2.3/8", "10.9.9.9"));
  EXPECT_TRUE(holds("0.0.0.0/0", "255.1.1.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "::1"));
  EXPECT_TRUE(holds("192.168.0.0/23", "192.168.1.255"));
  EXPECT_FALSE(holds("192.168.0.0/23", "192.168.2.0"));
  EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::"));
  EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::"));
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/08", "x/8", "/8", ""}) {
    EXPECT_FALSE(IpBlock::Parse(text)) << text;
  }
}

TEST(TimestampTest, Texts) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z"},
      {"2026-01-05t01:30:00.5+01:30", "2026-01-05T00:00:00.500Z"},
      {"2026-01-05 00:00:00.000001z", "2026-01-05T00:00:00.000001Z"},
      {"2026-01-05T00:00:00.123456789Z", "2026-01-05T00:00:00.123456789Z"},
      {"2026-01-05T00:00:00.1230000000000Z", "2026-01-05T00:00:00.123Z"},
      {"2024-02-29T23:59:59-23:59", "2024-03-01T23:58:59Z"},
      {"1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"},
      {"1678-01-01T00:00:00Z", "1678-01-01T00:00:00Z"},
      {"2261-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z"},
      {"2262-01-01T00:30:00+01:00", "2261-12-31T23:30:00Z"},
  };
  for (const auto& [text, expected] : good) {
    const auto t = ParseTimestamp(text);
    ASSERT_TRUE(t) << text;
    EXPECT_EQ(FormatTimestamp(*t), expected);
  }
  for (const char* text :
       {"", "2026-01-05", "2026-01-05T00:00:00", "2026-13-05T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-01-05T24:00:00Z", "2026-01-05T00:60:00Z", "2016-12-31T23:59:60Z",
        "2026-01-05T00:00:00.Z", "2026-01-05T00:00:00.1234567891Z", "2026-01-05T00:00:00+0100",
        "2026-01-05T00:00:00+24:00", "2026-01-05T00:00:00Zx", "1677-12-31T23:59:59Z",
        "2262-01-01T00:00:00Z", "26-01-05T00:00:00Z", "2026-1-05T00:00:00Z"}) {
    EXPECT_FALSE(ParseTimestamp(text)) << text;
  }
}

TEST(DurationTest, Texts) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"1h30m", "1h30m"}, {"250ms", "250ms"}, {"0s", "0s"},   {"-5s", "-5s"},
      {"90m", "1h30m"},   {"7d", "1w"},       {"30d", "30d"}, {"1w1d", "8d"},
      {"1500ns", "1us500ns"}, {"36h", "1d12h"}, {"1m1m", "2m"},
  };
  for (const auto& [text, expected] : good) {
    const auto d = ParseDuration(text);
    ASSERT_TRUE(d) << text;
    EXPECT_EQ(FormatDuration(*d), expected);
    EXPECT_EQ(ParseDuration(FormatDuration(*d)), d);
  }
  for (const char* text : {"", "-", "5", "s", "5x", "5s ", "1.5s", "99999999999999999999s",
                           "106752d", "--5s", "5 s"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
  const Duration least{std::numeric_limits<std::int64_t>::min()};
  EXPECT_EQ(ParseDuration(FormatDuration(least)), least);
}

TEST(ValueTest, FloatsReadBack) {
  const std::vector<std::pair<double, std::string>> cases = {
      {0.0, "0"},       {-0.0, "0"},     {1, "1"},          {-1.5, "-1.5"},
      {0.1, "0.1"},     {1e6, "1000000"}, {1e20, "100000000000000000000"},
      {1e21, "1e+21"},  {1.5e300, "1.5e+300"}, {0.000001, "0.000001"}, {1.5e-7, "1.5e-7"},
      {5e-324, "5e-324"}, {123456.789, "123456.789"},
      {std::numeric_limits<double>::infinity(), "null"},
      {std::numeric_limits<double>::quiet_NaN(), "null"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(FormatFloat(value), text);
  std::mt19937_64 random(5);
  for (int i = 0; i < 2000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(std::strtod(FormatFloat(value).c_str(), nullptr), value);
  }
}

TEST(ValueTest, JsonAndPlain) {
  const Value list(ValueList{Value(std::string("a\"\\\n\x01ü")), Value(std::string("b"))});
  std::string json;
  AppendJson(list, json);
  EXPECT_EQ(json, "[\"a\\\"\\\\\\n\\u0001ü\",\"b\"]");
  std::string plain;
  AppendPlain(list, plain);
  EXPECT_EQ(plain, "[a\"\\\n\x01ü,b]");
  std::string missing;
  AppendPlain(Value(), missing);
  EXPECT_EQ(missing, "");
  AppendJson(Value(), missing);
  EXPECT_EQ(missing, "null");
  EXPECT_EQ((Type{Scalar::kDecimal, true}).ToText(), "[decimal]");
}

}  // namespace
}  // namespace precept::nfa
