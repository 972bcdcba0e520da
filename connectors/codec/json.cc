// A record goes through three hands: StructuralIndex finds its tokens and says
// whether it is one object, RecordWalk finds the tokens at the wanted paths,
// Conversion makes cells of them.  A fourth, SystemFields, fills the columns
// that do not come from the text.
//
// Cells are appended column by column.  A record without a valid event time is
// known before any cell is written, so no row ever has to be taken back.
//
// Guarded by json_test.cc and json_fuzzer.cc.

#include "connectors/codec/json.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "connectors/codec/convert.h"
#include "connectors/codec/number_text.h"
#include "connectors/codec/path_plan.h"
#include "connectors/codec/record_walk.h"
#include "connectors/codec/structural_index.h"
#include "connectors/codec/system_fields.h"

namespace precept::connectors {
namespace {

using nfa::Column;
using nfa::ColumnId;
using runtime::Fault;
using runtime::Record;
using runtime::RecordBatch;

// A column and where its values come from.
struct ColumnPlan {
  ColumnId column;
  std::uint32_t path = 0;  // PathPlan::paths.
  bool is_list = false;
  Conversion conversion;
};

std::string Dotted(const PathSegments& segments) {
  std::string text;
  for (const std::string& segment : segments) text += (text.empty() ? "" : ".") + segment;
  return text;
}

std::vector<PathSegments> PathsOf(const nfa::Stream& stream) {
  std::map<PathSegments, bool> paths;
  for (const nfa::SourceColumn& column : stream.columns) {
    if (const auto* path = std::get_if<nfa::SourcePath>(&column.source)) {
      paths.emplace(path->segments, true);
    }
  }
  std::vector<PathSegments> distinct;
  for (const auto& [path, wanted] : paths) distinct.push_back(path);
  return distinct;
}

// For a number where RFC 3339 was expected: how times of our days, written as
// numbers of this size, are read.
std::string EpochHint(std::string_view token) {
  if (token.size() > 2 && token.front() == '"' && token.back() == '"') {
    token = token.substr(1, token.size() - 2);
  }
  if (!IsJsonNumber(token)) return {};
  const std::optional<std::int64_t> thousandths = ParseScaled(token, 1000);
  constexpr std::int64_t kYear5000 = 100'000'000'000;  // In seconds.
  const std::int64_t number = thousandths ? std::abs(*thousandths / 1000)
                                          : std::numeric_limits<std::int64_t>::max();
  const char* unit = number < kYear5000               ? "epoch_s"
                     : number < kYear5000 * 1000      ? "epoch_ms"
                     : number < kYear5000 * 1'000'000 ? "epoch_us"
                                                      : "epoch_ns";
  return "; it is a number, which @time(\"" + std::string(unit) + "\") reads";
}

class JsonDecoder : public runtime::Decoder {
 public:
  JsonDecoder(const nfa::Schema& schema, nfa::StreamId stream);

  void Decode(const RecordBatch& records, nfa::EventBatch& batch,
              std::vector<std::uint32_t>& row_records,
              std::vector<Fault>& faults) override;

 private:
  // Empty, or why the record is no event.
  std::string DecodeRecord(const RecordBatch& records, const Record& record,
                           nfa::EventBatch& batch);
  bool TimeOf(const Record& record, nfa::EventBatch& batch, nfa::Timestamp& time);
  std::string WhyNoTime() const;
  void AppendCell(const ColumnPlan& plan, nfa::EventBatch& batch);
  void AppendList(const ColumnPlan& plan, const FoundValue& value, Column& out,
                  nfa::TextArena& texts);

  const nfa::Stream& stream_;
  PathPlan plan_;
  StructuralIndex index_;
  RecordWalk walk_;
  std::vector<ColumnPlan> columns_;
  SystemFields system_;
  // Position in columns_ of the event time, if it comes from the text.
  std::optional<std::size_t> time_;
  Column time_cell_{nfa::Type{nfa::Scalar::kTimestamp, false}};
  const std::vector<FoundValue>* found_ = nullptr;
  bool is_plain_ = false;
  bool lacks_timestamp_ = false;  // Fault::lacks_timestamp of the record at hand.
};

JsonDecoder::JsonDecoder(const nfa::Schema& schema, nfa::StreamId stream)
    : stream_(schema.streams[stream.index()]),
      plan_(PathsOf(stream_)),
      walk_(plan_, index_),
      system_(stream_) {
  for (std::size_t i = 0; i < stream_.columns.size(); ++i) {
    const nfa::SourceColumn& column = stream_.columns[i];
    const auto* path = std::get_if<nfa::SourcePath>(&column.source);
    if (path == nullptr) continue;
    std::uint32_t position = 0;
    while (plan_.paths()[position] != path->segments) ++position;
    if (stream_.time == ColumnId(i)) time_ = columns_.size();
    columns_.push_back({ColumnId(i), position, column.type.is_list, Conversion(column)});
  }
}

void JsonDecoder::Decode(const RecordBatch& records, nfa::EventBatch& batch,
                         std::vector<std::uint32_t>& row_records,
                         std::vector<Fault>& faults) {
  batch.Clear();
  row_records.clear();
  faults.clear();
  batch.partition = records.partition;
  for (std::uint32_t i = 0; i < records.records.size(); ++i) {
    const Record& record = records.records[i];
    lacks_timestamp_ = false;
    std::string reason = record.fault.empty() ? DecodeRecord(records, record, batch)
                                              : std::string(record.fault);
    if (reason.empty()) {
      row_records.push_back(i);
    } else {
      faults.push_back({i, std::move(reason), lacks_timestamp_});
    }
  }
}

std::string JsonDecoder::DecodeRecord(const RecordBatch& records, const Record& record,
                                      nfa::EventBatch& batch) {
  const RecordFault fault = index_.Scan(record.text);
  if (fault != RecordFault::kNone) {
    return std::string(FaultText(fault)) +
           (record.text.starts_with('[') ? " (it begins an array: a line is one object)"
                                         : "");
  }
  const bool has_escapes =
      std::memchr(record.text.data(), '\\', record.text.size()) != nullptr;
  is_plain_ = !has_escapes && !index_.has_control_characters();
  found_ = &walk_.Find(has_escapes);
  nfa::Timestamp time;
  if (!TimeOf(record, batch, time)) {
    lacks_timestamp_ = !time_ && !record.timestamp;
    return WhyNoTime();
  }
  for (const ColumnPlan& plan : columns_) AppendCell(plan, batch);
  system_.Append(records, record, time, batch);
  batch.times.push_back(time);
  batch.offsets.push_back(record.offset);
  batch.raw.push_back(record.text);
  return {};
}

bool JsonDecoder::TimeOf(const Record& record, nfa::EventBatch& batch,
                         nfa::Timestamp& time) {
  if (!stream_.time) {
    if (record.timestamp) time = *record.timestamp;
    return record.timestamp.has_value();
  }
  if (!time_) return system_.TimeOf(*stream_.time, record, time);
  const ColumnPlan& plan = columns_[*time_];
  const FoundValue& value = (*found_)[plan.path];
  if (value.is_list || value.token == FoundValue::kNothing) return false;
  time_cell_.Clear();
  if (!plan.conversion.Append(index_.Text(value.token), is_plain_, time_cell_, batch.texts)) {
    return false;
  }
  time = time_cell_.cell<nfa::Timestamp>(0);
  return true;
}

std::string JsonDecoder::WhyNoTime() const {
  if (!time_) return "no valid event time: the record has no timestamp";
  const ColumnPlan& plan = columns_[*time_];
  const FoundValue& value = (*found_)[plan.path];
  const bool is_missing = !value.is_list && value.token == FoundValue::kNothing;
  const std::string name = Dotted(plan_.paths()[plan.path]);
  if (is_missing) return "no valid event time: " + name + " is missing";
  std::string reason = "no valid event time: " + name + " is no " + plan.conversion.Name();
  if (!value.is_list && stream_.columns[plan.column.index()].format.empty()) {
    reason += EpochHint(index_.Text(value.token));
  }
  return reason;
}

void JsonDecoder::AppendCell(const ColumnPlan& plan, nfa::EventBatch& batch) {
  Column& out = batch.columns[plan.column.index()];
  const FoundValue& value = (*found_)[plan.path];
  if (plan.is_list) {
    AppendList(plan, value, out, batch.texts);
    return;
  }
  const bool has_value =
      !value.is_list && value.token != FoundValue::kNothing &&
      plan.conversion.Append(index_.Text(value.token), is_plain_, out, batch.texts);
  if (!has_value) out.AppendMissing();
}

void JsonDecoder::AppendList(const ColumnPlan& plan, const FoundValue& value, Column& out,
                             nfa::TextArena& texts) {
  Column& elements = out.elements();
  const auto begin = static_cast<std::uint32_t>(elements.size());
  if (value.token != FoundValue::kNothing && !value.is_list) {
    plan.conversion.Append(index_.Text(value.token), is_plain_, elements, texts);
  }
  for (std::uint32_t token : value.elements) {
    plan.conversion.Append(index_.Text(token), is_plain_, elements, texts);
  }
  const auto size = static_cast<std::uint32_t>(elements.size()) - begin;
  if (value.is_list || size > 0) {
    out.Append(nfa::ListSlice{begin, size});
  } else {
    out.AppendMissing();
  }
}

}  // namespace

std::unique_ptr<runtime::Decoder> MakeJsonDecoder(const nfa::Schema& schema,
                                                  nfa::StreamId stream) {
  return std::make_unique<JsonDecoder>(schema, stream);
}

}  // namespace precept::connectors
