// One JSON record decoded for a test: its cells as text.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/codec/json.h"
#include "nfa/event_batch.h"
#include "nfa/schema.h"

namespace precept::connectors {

struct WantedColumn {
  std::vector<std::string> path;
  nfa::Type type;
  std::string format;
};

struct Decoded {
  std::string fault;               // Empty: an event.
  std::vector<std::string> cells;  // JSON; "-" for missing.
};

inline std::string CellText(const nfa::Column& column, std::size_t row) {
  if (!column.is_present(row)) return "-";
  std::string text;
  nfa::AppendJson(column.Get(row), text);
  return text;
}

// Decodes a record of a stream without an event time of its own.
inline Decoded DecodeOne(const std::vector<WantedColumn>& wanted, std::string_view text) {
  nfa::Schema schema;
  nfa::Stream stream;
  stream.name = "s";
  for (const WantedColumn& column : wanted) {
    stream.columns.push_back({nfa::SourcePath{column.path}, column.type, column.format});
  }
  schema.streams.push_back(stream);
  const auto decoder = MakeJsonDecoder(schema, nfa::StreamId(0));

  runtime::RecordBatch records;
  records.bytes = text;
  records.bytes.append(runtime::RecordBatch::kPadding, '\0');
  runtime::Record record;
  record.text = std::string_view(records.bytes).substr(0, text.size());
  record.timestamp = nfa::Timestamp{0};
  records.records.push_back(record);

  nfa::EventBatch batch(schema, nfa::StreamId(0));
  std::vector<std::uint32_t> rows;
  std::vector<runtime::Fault> faults;
  decoder->Decode(records, batch, rows, faults);
  Decoded decoded;
  if (!faults.empty()) {
    decoded.fault = faults[0].reason;
    return decoded;
  }
  for (const nfa::Column& column : batch.columns) decoded.cells.push_back(CellText(column, 0));
  return decoded;
}

inline std::string DecodeCell(const WantedColumn& wanted, std::string_view text) {
  const Decoded decoded = DecodeOne({wanted}, text);
  return decoded.fault.empty() ? decoded.cells[0] : "fault: " + decoded.fault;
}

}  // namespace precept::connectors
