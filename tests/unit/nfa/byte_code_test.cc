// Numbers, texts and values as bytes: to the byte, at their limits, cut off and
// changed.

#include "nfa/byte_code.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace precept::nfa {
namespace {

constexpr Type Of(Scalar scalar) { return {scalar, false}; }
constexpr Type ListOf(Scalar scalar) { return {scalar, true}; }

std::string Written(auto write) {
  std::string bytes;
  ByteWriter out(bytes);
  write(out);
  return bytes;
}
std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (int byte : bytes) text.push_back(static_cast<char>(byte));
  return text;
}

TEST(ByteCode, NumbersToTheByte) {
  const auto bytes_of = [](std::uint64_t n) {
    return Written([&](ByteWriter& out) { out.Unsigned(n); });
  };
  const auto signed_of = [](std::int64_t n) {
    return Written([&](ByteWriter& out) { out.Signed(n); });
  };
  EXPECT_EQ(bytes_of(0), Bytes({0}));
  EXPECT_EQ(bytes_of(127), Bytes({127}));
  EXPECT_EQ(bytes_of(128), Bytes({0x80, 1}));
  EXPECT_EQ(bytes_of(300), Bytes({0xAC, 2}));
  EXPECT_EQ(bytes_of(~std::uint64_t{0}), std::string(9, '\xFF') + "\x01");
  EXPECT_EQ(signed_of(0), Bytes({0}));
  EXPECT_EQ(signed_of(-1), Bytes({1}));
  EXPECT_EQ(signed_of(1), Bytes({2}));
  EXPECT_EQ(signed_of(-64), Bytes({127}));
  EXPECT_EQ(signed_of(64), Bytes({0x80, 1}));
  for (int shift = 0; shift < 64; ++shift) {
    for (std::uint64_t near : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
      const std::uint64_t n = (std::uint64_t{1} << shift) + near;
      const std::string unsigned_bytes = bytes_of(n);
      ByteReader in(unsigned_bytes);
      EXPECT_EQ(in.Unsigned(), n);
      EXPECT_TRUE(in.at_end());
      const std::string signed_bytes = signed_of(static_cast<std::int64_t>(n));
      ByteReader again(signed_bytes);
      EXPECT_EQ(again.Signed(), static_cast<std::int64_t>(n));
      EXPECT_TRUE(again.at_end());
    }
  }
}

TEST(ByteCode, NumbersOfMoreThan64BitsFail) {
  for (const std::string& bytes :
       {std::string(9, '\xFF') + "\x02", std::string(9, '\x80') + "\x80", std::string(11, '\x80'),
        std::string(5, '\xFF'), std::string()}) {
    ByteReader in(bytes);
    EXPECT_EQ(in.Unsigned(), 0u);
    EXPECT_FALSE(in.ok());
    // From then on zeros.
    EXPECT_EQ(in.Byte(), 0);
    EXPECT_EQ(in.Signed(), 0);
    EXPECT_EQ(in.Text(), "");
    EXPECT_EQ(in.Count(), 0u);
    EXPECT_EQ(in.Below(5), 0u);
    EXPECT_FALSE(in.at_end());
  }
}

TEST(ByteCode, BoundsAndCounts) {
  const std::string five = Bytes({5});
  EXPECT_EQ(ByteReader(five).Below(6), 5u);
  ByteReader in(five);
  in.Below(5);
  EXPECT_FALSE(in.ok());
  ByteReader none(five);
  none.Below(0);
  EXPECT_FALSE(none.ok());
  // Things that follow have a byte each.
  const std::string two = Bytes({2, 9, 9});
  EXPECT_EQ(ByteReader(two).Count(), 2u);
  const std::string three = Bytes({3, 9, 9});
  ByteReader many(three);
  EXPECT_EQ(many.Count(), 0u);
  EXPECT_FALSE(many.ok());
  const std::string huge = std::string(9, '\xFF') + "\x01";
  ByteReader most(huge);
  most.Count();
  EXPECT_FALSE(most.ok());
  ByteReader text(huge);
  EXPECT_EQ(text.Text(), "");
  EXPECT_FALSE(text.ok());
}

TEST(ByteCode, TimesOutsideOfTimeFail) {
  for (const auto& [ns, fits] : std::vector<std::pair<std::int64_t, bool>>{
           {kMinTimestamp.ns, true},
           {kMaxTimestamp.ns, true},
           {kMinTimestamp.ns - 1, false},
           {kMaxTimestamp.ns + 1, false},
           {std::numeric_limits<std::int64_t>::min(), false},
           {std::numeric_limits<std::int64_t>::max(), false}}) {
    const std::string bytes = Written([&, n = ns](ByteWriter& out) { out.Signed(n); });
    ByteReader in(bytes);
    EXPECT_EQ(in.Time().ns, fits ? ns : 0);
    EXPECT_EQ(in.ok(), fits) << ns;
  }
}

std::vector<std::pair<Value, Type>> Samples() {
  Ip ip;
  for (std::size_t i = 0; i < ip.bytes.size(); ++i) ip.bytes[i] = static_cast<std::uint8_t>(i + 240);
  return {{Value(true), Of(Scalar::kBool)},
          {Value(false), Of(Scalar::kBool)},
          {Value(std::numeric_limits<std::int64_t>::min()), Of(Scalar::kInt)},
          {Value(std::numeric_limits<std::int64_t>::max()), Of(Scalar::kInt)},
          {Value(-0.0), Of(Scalar::kFloat)},
          {Value(std::numeric_limits<double>::denorm_min()), Of(Scalar::kFloat)},
          {Value(std::numeric_limits<double>::lowest()), Of(Scalar::kFloat)},
          {Value(*Decimal::FromUnitsChecked(-1)), Of(Scalar::kDecimal)},
          {Value(*Decimal::FromUnitsChecked(Decimal::Units{1} << 100)), Of(Scalar::kDecimal)},
          {Value(std::string()), Of(Scalar::kString)},
          {Value(std::string("a\0\xFF", 3)), Of(Scalar::kString)},
          {Value(std::string(300, 'x')), Of(Scalar::kString)},
          {Value(ip), Of(Scalar::kIp)},
          {Value(kMinTimestamp), Of(Scalar::kTimestamp)},
          {Value(kMaxTimestamp), Of(Scalar::kTimestamp)},
          {Value(Duration{std::numeric_limits<std::int64_t>::min()}), Of(Scalar::kDuration)},
          {Value(), Of(Scalar::kString)},
          {Value(), ListOf(Scalar::kInt)},
          {Value(ValueList{}), ListOf(Scalar::kInt)},
          {Value(ValueList{Value(std::int64_t{1}), Value(std::int64_t{-2})}), ListOf(Scalar::kInt)},
          {Value(ValueList{Value(std::string("a")), Value(std::string())}),
           ListOf(Scalar::kString)}};
}

TEST(ByteCode, ValuesOfEveryKind) {
  for (const auto& [value, type] : Samples()) {
    const std::string bytes = Written([&, v = value](ByteWriter& out) { out.Put(v); });
    ByteReader in(bytes);
    const Value read = in.Take(type);
    EXPECT_EQ(read, value);
    EXPECT_TRUE(in.at_end());
    if (const double* number = value.get_if<double>()) {
      EXPECT_EQ(std::signbit(read.get<double>()), std::signbit(*number));
    }
    // Cut off it fails wherever it is cut.
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      ByteReader cut(std::string_view(bytes).substr(0, size));
      cut.Take(type);
      EXPECT_FALSE(cut.ok()) << size;
    }
    // So does another type, but of what is of all types.
    if (value.is_missing() || value == Value(ValueList{})) continue;
    for (const auto& [unused, other] : Samples()) {
      if (other == type) continue;
      ByteReader wrong(bytes);
      wrong.Take(other);
      EXPECT_FALSE(wrong.ok());
    }
  }
}

TEST(ByteCode, ValuesToTheByte) {
  const auto bytes_of = [](Value value) {
    return Written([&](ByteWriter& out) { out.Put(value); });
  };
  EXPECT_EQ(bytes_of(Value()), Bytes({0}));
  EXPECT_EQ(bytes_of(Value(true)), Bytes({1 + static_cast<int>(Scalar::kBool), 1}));
  EXPECT_EQ(bytes_of(Value(1.0)),
            Bytes({1 + static_cast<int>(Scalar::kFloat), 0, 0, 0, 0, 0, 0, 0xF0, 0x3F}));
  EXPECT_EQ(bytes_of(Value(*Decimal::FromUnitsChecked(-2))),
            Bytes({1 + static_cast<int>(Scalar::kDecimal), 0xFE}) + std::string(15, '\xFF'));
  EXPECT_EQ(bytes_of(Value(ValueList{Value(std::string("ab"))})),
            Bytes({32, 1, 1 + static_cast<int>(Scalar::kString), 2, 'a', 'b'}));
}

TEST(ByteCode, ValuesThatAreNoneFail) {
  const int of_float = 1 + static_cast<int>(Scalar::kFloat);
  const int of_int = 1 + static_cast<int>(Scalar::kInt);
  const auto fails = [](const std::string& bytes, Type type) {
    ByteReader in(bytes);
    in.Take(type);
    return !in.ok();
  };
  // Infinity and what is no number.
  EXPECT_TRUE(fails(Bytes({of_float, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F}), Of(Scalar::kFloat)));
  EXPECT_TRUE(fails(Bytes({of_float, 1, 0, 0, 0, 0, 0, 0xF0, 0x7F}), Of(Scalar::kFloat)));
  // More than a decimal holds.
  EXPECT_TRUE(fails(Bytes({1 + static_cast<int>(Scalar::kDecimal)}) + std::string(15, '\0') + "\x80",
                    Of(Scalar::kDecimal)));
  // Lists: too many elements, one that is missing, one of another type.
  EXPECT_TRUE(fails(Bytes({32, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, of_int, 2}), ListOf(Scalar::kInt)));
  EXPECT_TRUE(fails(Bytes({32, 1, 0}), ListOf(Scalar::kInt)));
  EXPECT_TRUE(fails(Bytes({32, 1, of_float, 0, 0, 0, 0, 0, 0, 0, 0}), ListOf(Scalar::kInt)));
  EXPECT_TRUE(fails(Bytes({of_int, 2}), ListOf(Scalar::kInt)));
  EXPECT_TRUE(fails(Bytes({32, 0}), Of(Scalar::kInt)));
}

}  // namespace
}  // namespace precept::nfa
