// Events as bytes: coordinates as what differs, fields of every type, events that
// come again, and bytes that are damaged.

#include "nfa/stored_event.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nfa/evaluator.h"

namespace precept::nfa {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::uint32_t kScalars = 8;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (int byte : bytes) text.push_back(static_cast<char>(byte));
  return text;
}

// Three streams.  The first keeps a field of every scalar type, then a list of
// each; the second is not read by the rule; the third keeps two numbers.
//   alternative 0  step 0, of the first stream; mentions the lists, last first
//   alternative 1  step 1, of the third; mentions its second field
//   alternative 2  step 1, of the first; mentions the scalars, the first list again
//   alternative 3  step 2, of a negation, of the first
class StoredEventTest : public testing::Test {
 protected:
  StoredEventTest() {
    rules_.kept.resize(3);
    for (std::uint32_t i = 0; i < 2 * kScalars; ++i) {
      const Type type{static_cast<Scalar>(i % kScalars), i >= kScalars};
      rules_.kept[0].push_back(rules_.expressions.Column(i, type));
    }
    for (std::uint32_t i = 0; i < 2; ++i) {
      rules_.kept[2].push_back(rules_.expressions.Column(i, {Scalar::kInt, false}));
    }
    rules_.keys = {{StreamId(0), {}}, {StreamId(2), {}}};
    Rule& rule = rules_.rules.emplace_back();
    rule.streams = {StreamId(0), StreamId(2)};
    rule.steps.resize(3);
    rule.steps[2].role = Step::Role::kNegated;
    rule.alternatives.resize(4);
    for (std::uint32_t i = 0; i < 4; ++i) {
      rule.alternatives[i].step = StepId(std::min(i, i == 3 ? 2u : 1u));
      rule.alternatives[i].key = i == 1 ? 1 : 0;
    }
    for (std::uint32_t i = 0; i < kScalars; ++i) {
      rule.alternatives[0].slots.emplace_back(2 * kScalars - 1 - i);
      rule.alternatives[2].slots.emplace_back(i);
    }
    rule.alternatives[0].slots.emplace_back(std::nullopt);
    rule.alternatives[1].slots = {std::nullopt, 1};
    rule.alternatives[2].slots.emplace_back(kScalars);
    fields_.emplace(rules_, rule);
    prepared_.emplace(rules_.expressions);
    rows_.emplace(rules_, *prepared_);
  }

  struct Written {
    Coordinates at;
    std::vector<Value> kept;
  };

  EventRowId Add(const Written& event) { return rows_->Restore(event.at, event.kept); }
  // Each written once, in order.
  std::string BytesOf(const std::vector<Written>& events) {
    std::string bytes;
    ByteWriter out(bytes);
    EventWriter writer(*fields_, *rows_, out);
    for (const Written& event : events) {
      const EventRowId row = Add(event);
      writer.Write(row);
      held_.push_back(row);
    }
    return bytes;
  }
  void ReleaseHeld() {
    for (EventRowId row : held_) rows_->Release(row);
    held_.clear();
    EXPECT_EQ(rows_->size(), 0u);
  }
  std::string BytesOfCoordinates(const std::vector<Coordinates>& all) {
    std::string bytes;
    ByteWriter out(bytes);
    CoordinatesWriter writer(*fields_, out);
    for (const Coordinates& at : all) writer.Write(at);
    return bytes;
  }
  bool RefusesEvent(const std::string& bytes) {
    ByteReader in(bytes);
    EventReader reader(*fields_, *rows_, in);
    return !reader.Read() && !in.ok();
  }

  // Values of each scalar type: two that are at its limits.
  static std::vector<Value> Samples(Scalar scalar) {
    switch (scalar) {
      case Scalar::kBool: return {Value(true), Value(false)};
      case Scalar::kInt: return {Value(kLeast), Value(kMost)};
      case Scalar::kFloat: return {Value(-0.5), Value(std::numeric_limits<double>::max())};
      case Scalar::kDecimal:
        return {Value(Decimal::FromUnits(-1)), Value(Decimal::FromUnits(Decimal::Units{1} << 100))};
      case Scalar::kString: return {Value(std::string("a\0\xFF", 3)), Value(std::string())};
      case Scalar::kIp: return {Value(*Ip::Parse("10.0.0.1")), Value(*Ip::Parse("2001:db8::1"))};
      case Scalar::kTimestamp: return {Value(kMinTimestamp), Value(kMaxTimestamp)};
      case Scalar::kDuration: return {Value(Duration{kLeast}), Value(Duration{kMost})};
    }
    return {};
  }
  // All fields of the first stream: of every scalar its `which`-th sample, of
  // every list all of them.
  static std::vector<Value> AllFields(std::size_t which) {
    std::vector<Value> kept;
    for (std::uint32_t i = 0; i < kScalars; ++i) {
      kept.push_back(Samples(static_cast<Scalar>(i))[which]);
    }
    for (std::uint32_t i = 0; i < kScalars; ++i) {
      kept.emplace_back(ValueList(Samples(static_cast<Scalar>(i))));
    }
    return kept;
  }

  RuleSet rules_;
  std::optional<StoredFields> fields_;
  std::optional<PreparedExpressions> prepared_;
  std::optional<EventRowStore> rows_;
  std::vector<EventRowId> held_;
};

// ---- numbers of streams and fields --------------------------------------------

TEST_F(StoredEventTest, StreamsAreNumberedByTheRuleAndFieldsByFirstMention) {
  EXPECT_EQ(fields_->num_streams(), 2u);
  EXPECT_EQ(fields_->NumberOf(StreamId(0)), 0u);
  EXPECT_EQ(fields_->NumberOf(StreamId(1)), std::nullopt);
  EXPECT_EQ(fields_->NumberOf(StreamId(2)), 1u);
  EXPECT_EQ(fields_->StreamOf(1), StreamId(2));
  EXPECT_EQ(fields_->StreamOfAlternative(1), StreamId(2));
  EXPECT_EQ(fields_->StreamOfAlternative(2), StreamId(0));
  EXPECT_EQ(std::vector(fields_->SlotsOf(0).begin(), fields_->SlotsOf(0).end()),
            (std::vector<std::uint32_t>{15, 14, 13, 12, 11, 10, 9, 8, 0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(std::vector(fields_->SlotsOf(1).begin(), fields_->SlotsOf(1).end()),
            std::vector<std::uint32_t>{1});
  EXPECT_EQ(fields_->TypeOf(0, 9), (Type{Scalar::kInt, true}));
  EXPECT_EQ(fields_->NumKept(0), 2u * kScalars);
}

// ---- coordinates ---------------------------------------------------------------

TEST_F(StoredEventTest, CoordinatesAreWhatDiffersToTheByte) {
  // Time and offset from those before, stream and partition as they are.
  EXPECT_EQ(BytesOfCoordinates({{Timestamp{5}, StreamId(2), 300, 7},
                                {Timestamp{5}, StreamId(2), 300, 8},
                                {Timestamp{4}, StreamId(0), 0, 1}}),
            Bytes({10, 1, 0xAC, 2, 14,  //
                   0, 1, 0xAC, 2, 2,    //
                   1, 0, 0, 13}));
  // They go on from what they are told.
  std::string bytes;
  ByteWriter out(bytes);
  CoordinatesWriter writer(*fields_, out, {Timestamp{100}, StreamId(2), 9, 100});
  writer.WriteTime(99);
  writer.Write({Timestamp{101}, StreamId(0), 0, 98});
  writer.WriteTime(103);
  EXPECT_EQ(bytes, Bytes({1, 2, 0, 0, 3, 4}));
}

TEST_F(StoredEventTest, DifferencesWrapRound) {
  const std::vector<Coordinates> all{{kMaxTimestamp, StreamId(0), ~0u, kLeast},
                                     {kMinTimestamp, StreamId(2), 0, kMost},
                                     {kMaxTimestamp, StreamId(0), 1, 0},
                                     {Timestamp{0}, StreamId(0), 1, kLeast},
                                     {kMinTimestamp, StreamId(0), 1, -1}};
  const std::string bytes = BytesOfCoordinates(all);
  ByteReader in(bytes);
  CoordinatesReader reader(*fields_, in);
  for (const Coordinates& at : all) EXPECT_EQ(reader.Read(), at);
  EXPECT_TRUE(in.at_end());
  // From the least to the greatest offset it is one back.
  EXPECT_EQ(BytesOfCoordinates({{Timestamp{}, StreamId(0), 0, kLeast},
                                {Timestamp{}, StreamId(0), 0, kMost}})
                .substr(13),
            Bytes({0, 0, 0, 1}));
}

TEST_F(StoredEventTest, CoordinatesThatAreNoneFail) {
  const auto is_read = [this](std::string bytes) {
    ByteReader in(bytes);
    CoordinatesReader(*fields_, in).Read();
    return in.ok();
  };
  const auto bytes_of = [](std::int64_t time, std::uint64_t stream, std::uint64_t partition) {
    std::string bytes;
    ByteWriter out(bytes);
    out.Signed(time);
    out.Unsigned(stream);
    out.Unsigned(partition);
    out.Signed(1);
    return bytes;
  };
  EXPECT_TRUE(is_read(bytes_of(kMaxTimestamp.ns, 1, ~0u)));
  EXPECT_TRUE(is_read(bytes_of(kMinTimestamp.ns, 0, 0)));
  EXPECT_FALSE(is_read(bytes_of(kMaxTimestamp.ns + 1, 0, 0)));
  EXPECT_FALSE(is_read(bytes_of(kMinTimestamp.ns - 1, 0, 0)));
  EXPECT_FALSE(is_read(bytes_of(0, 2, 0)));
  EXPECT_FALSE(is_read(bytes_of(0, 0, std::uint64_t{1} << 32)));
  const std::string whole = bytes_of(1'000, 1, 1'000);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(is_read(whole.substr(0, size))) << size;
  }
}

// ---- fields --------------------------------------------------------------------

TEST_F(StoredEventTest, FieldsOfEveryTypePresentAndMissing) {
  std::vector<std::vector<Value>> rows{AllFields(0), AllFields(1),
                                       std::vector<Value>(2 * kScalars)};
  // Empty lists are none that are missing.
  rows.push_back(AllFields(0));
  for (std::uint32_t i = kScalars; i < 2 * kScalars; ++i) rows.back()[i] = Value(ValueList{});
  // All but one, and one alone.
  for (std::uint32_t i = 0; i < 2 * kScalars; ++i) {
    rows.push_back(AllFields(i % 2));
    rows.back()[i] = Value();
    rows.emplace_back(2 * kScalars)[i] = AllFields(i % 2)[i];
  }
  std::vector<Written> events;
  for (const std::vector<Value>& kept : rows) {
    const auto number = static_cast<std::int64_t>(events.size());
    events.push_back({{Timestamp{1'000 * number}, StreamId(0), 3, number}, kept});
  }
  const std::string bytes = BytesOf(events);
  ReleaseHeld();
  ByteReader in(bytes);
  EventReader reader(*fields_, *rows_, in);
  for (const Written& event : events) {
    const std::optional<EventRowId> row = reader.Read();
    ASSERT_TRUE(row);
    EXPECT_EQ(rows_->CoordinatesOf(*row), event.at);
    for (std::uint32_t slot = 0; slot < event.kept.size(); ++slot) {
      EXPECT_EQ(rows_->Field(*row, slot), event.kept[slot]) << slot;
    }
  }
  EXPECT_TRUE(in.at_end());
}

TEST_F(StoredEventTest, OnlyFieldsThatTheRuleReadsAreWritten) {
  const std::string bytes =
      BytesOf({{{Timestamp{1}, StreamId(2), 0, 1}, {Value(std::int64_t{50}), Value(kMost)}}});
  const int of_int = 1 + static_cast<int>(Scalar::kInt);
  EXPECT_EQ(bytes, Bytes({0, 2, 1, 0, 2, of_int, 0xFE}) + std::string(8, '\xFF') + "\x01");
  ByteReader in(bytes);
  EventReader reader(*fields_, *rows_, in);
  const std::optional<EventRowId> row = reader.Read();
  ASSERT_TRUE(row);
  EXPECT_EQ(rows_->Field(*row, 0), Value());
  EXPECT_EQ(rows_->Field(*row, 1), Value(kMost));
}

// ---- events that come again ----------------------------------------------------

TEST_F(StoredEventTest, EventsOfSeveralStreamsComeAgainByNumber) {
  const EventRowId a = Add({{Timestamp{1}, StreamId(2), 0, 1}, {Value(), Value(std::int64_t{7})}});
  const EventRowId b = Add({{Timestamp{2}, StreamId(0), 1, 5}, std::vector<Value>(2 * kScalars)});
  // Equal coordinates: another event all the same.
  const EventRowId c = Add({{Timestamp{2}, StreamId(2), 0, 5}, {Value(), Value()}});
  const std::vector<EventRowId> order{a, a, b, a, b, c, c, b, a, a};
  std::string bytes;
  ByteWriter out(bytes);
  EventWriter writer(*fields_, *rows_, out);
  for (EventRowId row : order) writer.Write(row);
  const int of_int = 1 + static_cast<int>(Scalar::kInt);
  EXPECT_EQ(bytes, Bytes({0, 2, 1, 0, 2, of_int, 14,  // a
                          1,                          // the last new one
                          0, 2, 0, 1, 8}) +           // b
                       std::string(2 * kScalars, '\0') +
                       Bytes({2, 1,                   // a is the one before the last, b
                              0, 0, 1, 0, 0, 0,       // c
                              1, 2, 3, 3}));
  {
    ByteReader in(bytes);
    EventReader reader(*fields_, *rows_, in);
    std::vector<EventRowId> read;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::optional<EventRowId> row = reader.Read();
      ASSERT_TRUE(row);
      read.push_back(*row);
      EXPECT_EQ(rows_->CoordinatesOf(*row), rows_->CoordinatesOf(order[i]));
      for (std::size_t j = 0; j < i; ++j) EXPECT_EQ(read[i] == read[j], order[i] == order[j]);
    }
    EXPECT_TRUE(in.at_end());
    // A row an event; what nobody else holds goes with the reader.
    EXPECT_EQ(rows_->size(), 6u);
    rows_->AddReference(read[0]);
    held_ = {read[0], a, b, c};
  }
  EXPECT_EQ(rows_->size(), 4u);
  EXPECT_EQ(rows_->Field(held_[0], 1), Value(std::int64_t{7}));
  ReleaseHeld();
}

TEST_F(StoredEventTest, TimesAndCoordinatesStandAmongEvents) {
  const EventRowId a = Add({{Timestamp{100}, StreamId(2), 0, 1}, {Value(), Value()}});
  const Coordinates between{Timestamp{110}, StreamId(0), 0, 2};
  std::string bytes;
  ByteWriter out(bytes);
  EventWriter writer(*fields_, *rows_, out);
  writer.Write(a);
  writer.WriteTime(90);
  writer.WriteCoordinates(between);
  writer.Write(a);
  writer.WriteTime(110);
  // An event that comes again moves nothing: the last coordinates are `between`.
  EXPECT_EQ(bytes, Bytes({0, 0xC8, 1, 1, 0, 2, 0, 19, 20, 0, 0, 2, 1, 0}));
  ByteReader in(bytes);
  EventReader reader(*fields_, *rows_, in);
  EXPECT_TRUE(reader.Read());
  EXPECT_EQ(reader.ReadTime(), 90);
  EXPECT_EQ(reader.ReadCoordinates(), between);
  EXPECT_TRUE(reader.Read());
  EXPECT_EQ(reader.ReadTime(), 110);
  EXPECT_TRUE(in.at_end());
  rows_->Release(a);
}

TEST_F(StoredEventTest, WhatIsTakenFitsItsAlternative) {
  const std::string first = BytesOf({{{Timestamp{1}, StreamId(0), 0, 1}, AllFields(0)}});
  const std::string third = BytesOf({{{Timestamp{1}, StreamId(2), 0, 1}, {Value(), Value()}}});
  ReleaseHeld();
  const auto taken = [this](int alternative, const std::string& event) {
    const std::string bytes = Bytes({alternative}) + event;
    ByteReader in(bytes);
    EventReader reader(*fields_, *rows_, in);
    std::uint32_t read = 0;
    const bool is_there = reader.ReadTaken(read).has_value();
    EXPECT_EQ(is_there, in.at_end());
    if (is_there) {
      EXPECT_EQ(read, static_cast<std::uint32_t>(alternative));
    }
    return is_there ? std::optional(reader.StepOf(read)) : std::nullopt;
  };
  EXPECT_EQ(taken(0, first), StepId(0));
  EXPECT_EQ(taken(1, third), StepId(1));
  EXPECT_EQ(taken(2, first), StepId(1));
  // Of another stream; of a step that takes nothing; there is none.
  EXPECT_EQ(taken(0, third), std::nullopt);
  EXPECT_EQ(taken(1, first), std::nullopt);
  EXPECT_EQ(taken(3, first), std::nullopt);
  EXPECT_EQ(taken(4, first), std::nullopt);
  EXPECT_EQ(rows_->size(), 0u);
}

// ---- damage --------------------------------------------------------------------

TEST_F(StoredEventTest, WhatIsNotThereOrOfAnotherTypeFails) {
  const int of_int = 1 + static_cast<int>(Scalar::kInt);
  const int of_float = 1 + static_cast<int>(Scalar::kFloat);
  EXPECT_FALSE(RefusesEvent(Bytes({0, 2, 1, 0, 2, of_int, 14})));
  EXPECT_FALSE(RefusesEvent(Bytes({0, 2, 1, 0, 2, 0})));
  // None was new yet.
  EXPECT_TRUE(RefusesEvent(Bytes({1, 2, 1, 0, 2, of_int, 14})));
  // A field of another type; a list where there is none.
  EXPECT_TRUE(RefusesEvent(Bytes({0, 2, 1, 0, 2, of_float, 0, 0, 0, 0, 0, 0, 0, 0})));
  EXPECT_TRUE(RefusesEvent(Bytes({0, 2, 1, 0, 2, 32, 1, of_int, 14})));
  // A stream that the rule does not read.
  EXPECT_TRUE(RefusesEvent(Bytes({0, 2, 2, 0, 2, of_int, 14})));
  EXPECT_EQ(rows_->size(), 0u);
}

// Reads events until there are no more; how many.
std::size_t ReadAll(const StoredFields& fields, EventRowStore& rows, const std::string& bytes,
                    bool& refused) {
  ByteReader in(bytes);
  EventReader reader(fields, rows, in);
  std::size_t count = 0;
  while (!in.at_end() && reader.Read()) ++count;
  refused = !in.ok();
  // Once it has failed there is nothing more.
  if (refused) {
    EXPECT_FALSE(reader.Read());
  }
  return count;
}

TEST_F(StoredEventTest, DamagedBytesAreRefusedOrReadAsOtherEvents) {
  std::string bytes;
  std::vector<std::size_t> ends{0};
  {
    ByteWriter out(bytes);
    EventWriter writer(*fields_, *rows_, out);
    held_ = {Add({{Timestamp{1'000}, StreamId(0), 300, 1}, AllFields(0)}),
             Add({{Timestamp{900}, StreamId(2), 0, 2}, {Value(), Value(kLeast)}}),
             Add({{Timestamp{2'000}, StreamId(0), 1, -1}, AllFields(1)})};
    for (std::size_t i : {0u, 1u, 0u, 2u, 1u}) {
      writer.Write(held_[i]);
      ends.push_back(bytes.size());
    }
  }
  ReleaseHeld();
  bool refused = false;
  EXPECT_EQ(ReadAll(*fields_, *rows_, bytes, refused), 5u);
  EXPECT_FALSE(refused);
  // Cut off: what is whole is read, and no more.
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto whole = static_cast<std::size_t>(
        std::upper_bound(ends.begin(), ends.end(), size) - ends.begin() - 1);
    EXPECT_EQ(ReadAll(*fields_, *rows_, bytes.substr(0, size), refused), whole);
    EXPECT_EQ(refused, size != ends[whole]) << size;
    EXPECT_EQ(rows_->size(), 0u);
  }
  // Each byte as every other.
  std::size_t num_refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(byte);
      ReadAll(*fields_, *rows_, damaged, refused);
      num_refused += refused ? 1 : 0;
      ASSERT_EQ(rows_->size(), 0u);
    }
  }
  EXPECT_GT(num_refused, 50 * bytes.size());
}

}  // namespace
}  // namespace precept::nfa
