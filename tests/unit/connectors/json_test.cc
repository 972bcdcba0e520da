// Whole batches: rows, faults, event times, system columns.

#include "connectors/codec/json.h"

#include <gtest/gtest.h>

#include "tests/unit/connectors/decoded.h"

namespace precept::connectors {
namespace {

using nfa::Scalar;
using nfa::SystemField;
constexpr nfa::Type kInt{Scalar::kInt, false};
constexpr nfa::Type kText{Scalar::kString, false};
constexpr nfa::Type kTime{Scalar::kTimestamp, false};

nfa::Schema SchemaOf(std::vector<nfa::SourceColumn> columns,
                     std::optional<nfa::ColumnId> time) {
  nfa::Schema schema;
  schema.streams.push_back({"payments", std::move(columns), time, {}});
  return schema;
}

struct Batch {
  explicit Batch(const nfa::Schema& schema)
      : decoder(MakeJsonDecoder(schema, nfa::StreamId(0))), events(schema, nfa::StreamId(0)) {}

  void Add(std::string_view text) {
    runtime::Record record;
    record.text = text;
    record.offset = 10 + static_cast<std::int64_t>(records.records.size());
    records.records.push_back(record);
  }
  void Decode() { decoder->Decode(records, events, rows, faults); }

  std::unique_ptr<runtime::Decoder> decoder;
  runtime::RecordBatch records;
  nfa::EventBatch events;
  std::vector<std::uint32_t> rows;
  std::vector<runtime::Fault> faults;
};

TEST(JsonDecoder, RowsAndFaults) {
  const nfa::Schema schema = SchemaOf({{nfa::SourcePath{{"meta", "at"}}, kTime, "epoch_s"},
                                       {nfa::SourcePath{{"n"}}, kInt, ""}},
                                      nfa::ColumnId(0));
  Batch batch(schema);
  batch.Add(R"({"meta":{"at":1},"n":5})");
  batch.Add(R"({"n":6})");
  batch.Add(R"({"meta.at":"soon","n":6})");
  batch.Add(R"({"meta.at":[1],"n":6})");
  batch.Add(R"(not json)");
  batch.Add(R"({"meta.at":2})");
  batch.records.records.emplace_back();
  batch.records.records.back().fault = "too long";
  batch.records.partition = 3;
  for (int round = 0; round < 2; ++round) {  // A decoder is used again.
    batch.Decode();
    EXPECT_EQ(batch.rows, (std::vector<std::uint32_t>{0, 5}));
    ASSERT_EQ(batch.faults.size(), 5u);
    EXPECT_EQ(batch.faults[0].record, 1u);
    EXPECT_EQ(batch.faults[0].reason, "no valid event time: meta.at is missing");
    EXPECT_EQ(batch.faults[1].reason, "no valid event time: meta.at is no timestamp (epoch_s)");
    EXPECT_EQ(batch.faults[2].reason, "no valid event time: meta.at is no timestamp (epoch_s)");
    EXPECT_EQ(batch.faults[3].reason, "the text is not one JSON object");
    EXPECT_EQ(batch.faults[4].record, 6u);
    EXPECT_EQ(batch.faults[4].reason, "too long");
    EXPECT_EQ(batch.events.partition, 3u);
    EXPECT_EQ(batch.events.size(), 2u);
    EXPECT_EQ(batch.events.times[1].ns, 2'000'000'000);
    EXPECT_EQ(batch.events.offsets, (std::vector<std::int64_t>{10, 15}));
    EXPECT_EQ(batch.events.raw[1], R"({"meta.at":2})");
    EXPECT_EQ(CellText(batch.events.columns[1], 0), "5");
    EXPECT_EQ(CellText(batch.events.columns[1], 1), "-");
  }
}

// What a person may have meant is said in the reason.
TEST(JsonDecoder, Hints) {
  const nfa::Schema schema =
      SchemaOf({{nfa::SourcePath{{"at"}}, kTime, ""}}, nfa::ColumnId(0));
  const std::string no_time = "no valid event time: at is no timestamp (RFC 3339)";
  const auto reads = [&](const char* unit) {
    return no_time + "; it is a number, which @time(\"" + unit + "\") reads";
  };
  const std::pair<std::string_view, std::string> cases[] = {
      {R"({"at":1767225603})", reads("epoch_s")},
      {R"({"at":"1767225603.25"})", reads("epoch_s")},
      {R"({"at":1767225603000})", reads("epoch_ms")},
      {R"({"at":1767225603000000})", reads("epoch_us")},
      {R"({"at":1767225603000000000})", reads("epoch_ns")},
      {R"({"at":-5})", reads("epoch_s")},
      {R"({"at":"soon"})", no_time},
      {R"({"at":""})", no_time},
      {R"({"at":true})", no_time},
      {R"({"at":[1767225603]})", no_time},
      {R"([{"at":1}])",
       "the text is not one JSON object (it begins an array: a line is one object)"},
      {"[", "a bracket does not close (it begins an array: a line is one object)"}};
  for (const auto& [text, reason] : cases) {
    Batch batch(schema);
    batch.Add(text);
    batch.Decode();
    ASSERT_EQ(batch.faults.size(), 1u) << text;
    EXPECT_EQ(batch.faults[0].reason, reason) << text;
    EXPECT_FALSE(batch.faults[0].lacks_timestamp);
  }
}

TEST(JsonDecoder, SystemColumns) {
  const auto system = [](SystemField field, nfa::Type type, std::string header = "") {
    return nfa::SourceColumn{nfa::SystemColumn{field, std::move(header)}, type, ""};
  };
  const nfa::Schema schema = SchemaOf(
      {system(SystemField::kTime, kTime), system(SystemField::kTimestamp, kTime),
       system(SystemField::kStream, kText), system(SystemField::kPartition, kInt),
       system(SystemField::kOffset, kInt), system(SystemField::kKey, kText),
       system(SystemField::kHeader, kText, "h"), system(SystemField::kRaw, kText)},
      std::nullopt);
  Batch batch(schema);
  batch.Add("{}");
  batch.records.records[0].timestamp = nfa::Timestamp{1'000'000'000};
  batch.records.records[0].key = "k";
  batch.records.records[0].headers = {{"h", "v"}};
  batch.Add("{}");
  batch.Add("{ }");
  batch.records.records[2].timestamp = nfa::Timestamp{0};
  batch.Add("broken");
  batch.Decode();
  ASSERT_EQ(batch.faults.size(), 2u);
  EXPECT_EQ(batch.faults[0].reason, "no valid event time: the record has no timestamp");
  EXPECT_TRUE(batch.faults[0].lacks_timestamp);
  EXPECT_FALSE(batch.faults[1].lacks_timestamp);
  const std::vector<std::vector<std::string>> expected = {
      {"\"1970-01-01T00:00:01Z\"", "\"1970-01-01T00:00:00Z\""},
      {"\"1970-01-01T00:00:01Z\"", "\"1970-01-01T00:00:00Z\""},
      {"\"payments\"", "\"payments\""},
      {"0", "0"},
      {"10", "12"},
      {"\"k\"", "-"},
      {"\"v\"", "-"},
      {"\"{}\"", "\"{ }\""}};
  for (std::size_t c = 0; c < expected.size(); ++c) {
    EXPECT_EQ(CellText(batch.events.columns[c], 0), expected[c][0]) << c;
    EXPECT_EQ(CellText(batch.events.columns[c], 1), expected[c][1]) << c;
  }
}

}  // namespace
}  // namespace precept::connectors
