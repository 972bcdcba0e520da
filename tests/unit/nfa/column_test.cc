#include "nfa/column.h"

#include <gtest/gtest.h>

#include "nfa/bitmap.h"
#include "nfa/key.h"

namespace precept::nfa {
namespace {

std::vector<Value> Samples() {
  return {Value(),
          Value(true),
          Value(std::int64_t{-1}),
          Value(2.5),
          Value(Decimal::Parse("-1.25").value()),
          Value(std::string("tëxt")),
          Value(std::string()),
          Value(Ip::Parse("10.0.0.1").value()),
          Value(Timestamp{-5}),
          Value(Duration{7})};
}

Type TypeOf(const Value& value) {
  // Alternatives of Value stand in the order of Scalar, after "missing".
  const std::size_t index = value.variant().index();
  return {static_cast<Scalar>(index == 0 ? 0 : index - 1), false};
}

TEST(ColumnTest, KeepsWhatWasAppended) {
  for (const Value& value : Samples()) {
    Column column(TypeOf(value));
    column.AppendMissing();
    column.AppendValue(value);
    EXPECT_EQ(column.size(), 2u);
    EXPECT_TRUE(column.Get(0).is_missing());
    EXPECT_EQ(column.Get(1), value);
    column.Clear();
    EXPECT_EQ(column.size(), 0u);
    column.Reset(3);
    EXPECT_TRUE(column.Get(2).is_missing());
  }
}

TEST(ColumnTest, Lists) {
  Column column(Type{Scalar::kInt, true});
  const Value list(ValueList{Value(std::int64_t{1}), Value(std::int64_t{2})});
  column.AppendValue(list);
  column.AppendValue(Value());
  column.AppendValue(Value(ValueList{}));
  column.AppendValue(list);
  EXPECT_EQ(column.Get(0), list);
  EXPECT_TRUE(column.Get(1).is_missing());
  EXPECT_EQ(column.Get(2), Value(ValueList{}));
  EXPECT_EQ(column.Get(3), list);
  EXPECT_EQ(column.elements().size(), 4u);
  column.Clear();
  EXPECT_EQ(column.elements().size(), 0u);
}

TEST(TextArenaTest, TextsStayWhereTheyAre) {
  TextArena arena;
  std::vector<std::string_view> stored;
  for (int round = 0; round < 2; ++round) {
    stored.clear();
    for (int i = 0; i < 3000; ++i) {
      stored.push_back(arena.Store(std::string(static_cast<std::size_t>(i % 97), static_cast<char>('a' + i % 26))));
    }
    stored.push_back(arena.Store(std::string(200'000, 'z')));
    stored.push_back(arena.Store("after"));
    for (int i = 0; i < 3000; ++i) {
      ASSERT_EQ(stored[static_cast<std::size_t>(i)],
                std::string(static_cast<std::size_t>(i % 97), static_cast<char>('a' + i % 26)));
    }
    EXPECT_EQ(stored[3000].size(), 200'000u);
    EXPECT_EQ(stored.back(), "after");
    arena.Clear();
  }
}

TEST(BitmapTest, Sets) {
  Bitmap a;
  a.Fill(130);
  EXPECT_EQ(a.count(), 130u);
  a.KeepIf([](std::size_t row) { return row % 3 == 0; });
  EXPECT_EQ(a.count(), 44u);
  Bitmap b;
  b.Reset(130);
  EXPECT_TRUE(b.none());
  b.set(129);
  b.set(1);
  a -= b;
  EXPECT_FALSE(a.test(129));
  EXPECT_EQ(a.count(), 43u);
  a |= b;
  EXPECT_TRUE(a.test(1));
  a &= b;
  EXPECT_EQ(a.count(), 2u);
}

TEST(KeyTest, EqualBytesForEqualKeysOnly) {
  const std::vector<Value> samples = Samples();
  std::vector<std::string> keys;
  for (const Value& first : samples) {
    for (const Value& second : samples) {
      std::string bytes;
      for (const Value* value : {&first, &second}) {
        Column column(TypeOf(*value));
        column.AppendValue(*value);
        AppendKeyPart(column, 0, bytes);
      }
      EXPECT_EQ(DecodeKey(bytes), (std::vector<Value>{first, second}));
      keys.push_back(bytes);
    }
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
  EXPECT_NE(HashKey(keys[0]), HashKey(keys[1]));
  EXPECT_TRUE(DecodeKey("").empty());
}

TEST(KeyTest, BytesAreThoseOfTheFormat) {
  const auto bytes_of = [](const Value& value) {
    Column column(TypeOf(value));
    column.AppendValue(value);
    std::string bytes;
    AppendKeyPart(column, 0, bytes);
    return bytes;
  };
  EXPECT_EQ(bytes_of(Value()), std::string(1, '\0'));
  std::string missing;
  AppendMissingKeyPart(missing);
  EXPECT_EQ(missing, bytes_of(Value()));
  EXPECT_EQ(bytes_of(Value(true)), std::string("\x01\x01"));
  EXPECT_EQ(bytes_of(Value(std::int64_t{258})), std::string("\x02\0\0\0\0\0\0\x01\x02", 9));
  EXPECT_EQ(bytes_of(Value(-0.0)), std::string("\x03\0\0\0\0\0\0\0\0", 9));
  EXPECT_EQ(bytes_of(Value(std::string("ab"))), std::string("\x05\0\0\0\x02" "ab", 7));
}

}  // namespace
}  // namespace precept::nfa
