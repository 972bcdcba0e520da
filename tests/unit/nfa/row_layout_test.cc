#include "nfa/row_layout.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace precept::nfa {
namespace {

constexpr int kScalars = 8;

Value AnyScalar(Scalar scalar, std::mt19937_64& random) {
  const auto number = static_cast<std::int64_t>(random() % 1'000);
  switch (scalar) {
    case Scalar::kBool: return Value(number % 2 == 0);
    case Scalar::kInt: return Value(number);
    case Scalar::kFloat: return Value(static_cast<double>(number) / 8);
    case Scalar::kDecimal: return Value(Decimal::Parse(std::to_string(number) + ".5").value());
    case Scalar::kString: return Value(std::string(random() % 5, static_cast<char>('a' + number % 26)));
    case Scalar::kIp: return Value(Ip::Parse("10.0.0." + std::to_string(number % 256)).value());
    case Scalar::kTimestamp: return Value(Timestamp{number});
    case Scalar::kDuration: return Value(Duration{number});
  }
  return Value();
}

Value AnyValue(Type type, std::mt19937_64& random) {
  if (random() % 3 == 0) return Value();
  if (!type.is_list) return AnyScalar(type.scalar, random);
  ValueList list;
  for (std::uint64_t i = random() % 4; i > 0; --i) list.push_back(AnyScalar(type.scalar, random));
  return Value(std::move(list));
}

struct ColumnOf {
  const std::deque<Column>& columns;
  const Column& operator()(std::uint32_t slot) const { return columns[slot]; }
};

TEST(RowLayout, GivesBackWhatWasPacked) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<Type> types(random() % 30);
    for (Type& type : types) {
      type = {static_cast<Scalar>(random() % kScalars), random() % 4 == 0};
    }
    const RowLayout layout(types);
    std::deque<Column> columns;
    std::deque<Value> values;  // Which texts of columns view.
    constexpr std::size_t kRows = 3;
    for (const Type& type : types) {
      Column& column = columns.emplace_back(type);
      for (std::size_t row = 0; row < kRows; ++row) {
        column.AppendValue(values.emplace_back(AnyValue(type, random)));
      }
    }
    RowLayout::Packed packed;
    for (std::size_t row = 0; row < kRows; ++row) {
      layout.Pack(ColumnOf{columns}, row, packed);
      for (std::uint32_t slot = 0; slot < types.size(); ++slot) {
        EXPECT_EQ(layout.Field(packed.bytes.data(), slot), columns[slot].Get(row))
            << "seed " << seed << " slot " << slot;
      }
    }
  }
}

TEST(RowLayout, HashesFieldsAsTheyAreEqual) {
  std::size_t equal = 0;
  for (int kind = 0; kind < 2 * kScalars; ++kind) {
    const Type type{static_cast<Scalar>(kind / 2), kind % 2 == 1};
    const RowLayout layout({type});
    std::mt19937_64 random(static_cast<std::uint64_t>(kind));
    std::deque<Value> values;
    std::deque<Column> columns;
    columns.emplace_back(type);
    for (int i = 0; i < 200; ++i) {
      columns[0].AppendValue(values.emplace_back(AnyValue(type, random)));
    }
    std::vector<std::uint64_t> hashes;
    RowLayout::Packed packed;
    for (std::size_t row = 0; row < values.size(); ++row) {
      layout.Pack(ColumnOf{columns}, row, packed);
      hashes.push_back(layout.HashOf(packed.bytes.data(), 0));
      for (std::size_t other = 0; other < row; ++other) {
        equal += values[row] == values[other] ? 1 : 0;
        ASSERT_EQ(values[row] == values[other], hashes[row] == hashes[other])
            << type.ToText() << " rows " << other << " and " << row;
      }
    }
  }
  EXPECT_GT(equal, 10'000u);
}

TEST(RowLayout, TakesABitAndTheCellOfAField) {
  const std::vector<Type> types{{Scalar::kString, false}, {Scalar::kBool, false},
                                {Scalar::kInt, false},    {Scalar::kDecimal, false},
                                {Scalar::kInt, false}};
  const RowLayout layout(types);
  std::deque<Column> columns(types.begin(), types.end());
  for (Column& column : columns) column.AppendMissing();
  const Value text(std::string("abc"));
  columns[0].AppendValue(text);
  columns[1].AppendValue(Value(true));
  columns[2].AppendValue(Value(std::int64_t{1}));
  columns[3].AppendValue(Value(Decimal::Parse("1").value()));
  columns[4].AppendMissing();
  RowLayout::Packed packed;
  layout.Pack(ColumnOf{columns}, 0, packed);
  EXPECT_EQ(packed.bytes.size(), 1u);
  layout.Pack(ColumnOf{columns}, 1, packed);
  EXPECT_EQ(packed.bytes.size(), 1u + 16 + 8 + 1 + 4 + 3);
}

}  // namespace
}  // namespace precept::nfa
