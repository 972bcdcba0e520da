#include "connectors/codec/system_fields.h"

#include <cassert>
#include <optional>
#include <string_view>
#include <variant>

namespace precept::connectors {
namespace {

using nfa::Column;
using nfa::Scalar;
using nfa::SystemField;

[[maybe_unused]] Scalar ScalarOf(SystemField field) {
  switch (field) {
    case SystemField::kTime:
    case SystemField::kTimestamp: return Scalar::kTimestamp;
    case SystemField::kPartition:
    case SystemField::kOffset: return Scalar::kInt;
    case SystemField::kStream:
    case SystemField::kKey:
    case SystemField::kHeader:
    case SystemField::kRaw: return Scalar::kString;
  }
  return Scalar::kString;
}

template <class T>
void AppendOrMissing(const std::optional<T>& value, Column& out) {
  if (value) out.Append(*value);
  else out.AppendMissing();
}

// Of equal headers the last counts, as it was added last.
std::optional<std::string_view> HeaderOf(const runtime::Record& record,
                                         std::string_view name) {
  for (auto it = record.headers.rbegin(); it != record.headers.rend(); ++it) {
    if (it->first == name) return it->second;
  }
  return std::nullopt;
}

}  // namespace

SystemFields::SystemFields(const nfa::Stream& stream) : stream_(stream) {
  for (std::size_t i = 0; i < stream.columns.size(); ++i) {
    const auto* system = std::get_if<nfa::SystemColumn>(&stream.columns[i].source);
    if (system == nullptr) continue;
    assert(stream.columns[i].type == (nfa::Type{ScalarOf(system->field), false}));
    fields_.push_back({nfa::ColumnId(i), system->field, system->header});
  }
}

bool SystemFields::TimeOf(nfa::ColumnId column, const runtime::Record& record,
                          nfa::Timestamp& time) const {
  for (const Field& field : fields_) {
    if (field.column != column || !record.timestamp) continue;
    time = *record.timestamp;
    return true;
  }
  return false;
}

void SystemFields::Append(const runtime::RecordBatch& records,
                          const runtime::Record& record, nfa::Timestamp time,
                          nfa::EventBatch& batch) const {
  for (const Field& field : fields_) {
    Column& out = batch.columns[field.column.index()];
    switch (field.field) {
      case SystemField::kTime: out.Append(time); break;
      case SystemField::kTimestamp: AppendOrMissing(record.timestamp, out); break;
      case SystemField::kStream: out.Append(std::string_view(stream_.name)); break;
      case SystemField::kPartition:
        out.Append(static_cast<std::int64_t>(records.partition));
        break;
      case SystemField::kOffset: out.Append(record.offset); break;
      case SystemField::kKey: AppendOrMissing(record.key, out); break;
      case SystemField::kHeader: AppendOrMissing(HeaderOf(record, field.header), out); break;
      case SystemField::kRaw: out.Append(record.text); break;
    }
  }
}

}  // namespace precept::connectors
