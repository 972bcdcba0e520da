#include "runtime/rejected_record.h"

#include "runtime/raw_text.h"

namespace precept::runtime {
namespace {

void AppendText(std::string_view name, std::string_view text, std::string& out) {
  bool changed = false;
  out += ",\"";
  out += name;
  out += "\":";
  nfa::AppendJsonString(RepairUtf8(text, changed), out);
}

void AppendPlace(const RecordPlace& place, std::string& out) {
  out += "{\"stream\":";
  nfa::AppendJsonString(place.stream, out);
  out += ",\"partition\":" + std::to_string(place.batch.partition);
  out += ",\"offset\":" + std::to_string(place.record.offset);
  if (place.record.line == 0) return;
  AppendText("input", place.batch.inputs[place.record.input], out);
  out += ",\"line\":" + std::to_string(place.record.line);
}

void AppendEnd(const RecordPlace& place, std::string& out) {
  out += ',';
  AppendRaw(place.record.text, place.record.whole_bytes, out);
  out += '}';
}

}  // namespace

void AppendDeadLetter(const RecordPlace& place, std::string_view type,
                      std::string_view reason, std::string& out) {
  AppendPlace(place, out);
  if (!type.empty()) AppendText("type", type, out);
  AppendText("reason", reason, out);
  AppendEnd(place, out);
}

void AppendLateEvent(const RecordPlace& place, nfa::Timestamp time,
                     nfa::Timestamp watermark, std::string& out) {
  AppendPlace(place, out);
  AppendText("time", nfa::FormatTimestamp(time), out);
  AppendText("watermark", nfa::FormatTimestamp(watermark), out);
  AppendEnd(place, out);
}

}  // namespace precept::runtime
