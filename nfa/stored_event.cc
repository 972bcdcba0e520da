#include "nfa/stored_event.h"

#include <algorithm>

namespace precept::nfa {
namespace {

// Differences wrap round.
std::int64_t Less(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
std::int64_t Plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

}  // namespace

// ---- a rule's fields ---------------------------------------------------------

StoredFields::StoredFields(const RuleSet& rules, const Rule& rule)
    : rules_(rules), rule_(rule), slots_(rule.streams.size()) {
  for (std::uint32_t i = 0; i < rule.alternatives.size(); ++i) {
    const std::optional<std::uint32_t> stream = NumberOf(StreamOfAlternative(i));
    if (!stream) continue;
    std::vector<std::uint32_t>& slots = slots_[*stream];
    for (const std::optional<std::uint32_t>& slot : rule.alternatives[i].slots) {
      if (slot && std::find(slots.begin(), slots.end(), *slot) == slots.end()) {
        slots.push_back(*slot);
      }
    }
  }
}

std::optional<std::uint32_t> StoredFields::NumberOf(StreamId stream) const {
  const auto at = std::lower_bound(rule_.streams.begin(), rule_.streams.end(), stream);
  if (at == rule_.streams.end() || *at != stream) return std::nullopt;
  return static_cast<std::uint32_t>(at - rule_.streams.begin());
}

Type StoredFields::TypeOf(std::uint32_t number, std::uint32_t slot) const {
  return rules_.expressions[rules_.kept[StreamOf(number).index()][slot]].type;
}

StreamId StoredFields::StreamOfAlternative(std::uint32_t alternative) const {
  return rules_.keys[rule_.alternatives[alternative].key].stream;
}

// ---- coordinates -------------------------------------------------------------

void CoordinatesWriter::Write(const Coordinates& at) {
  out_.Signed(Less(at.time.ns, last_.time.ns));
  out_.Unsigned(*fields_.NumberOf(at.stream));
  out_.Unsigned(at.partition);
  out_.Signed(Less(at.offset, last_.offset));
  last_ = at;
}

void CoordinatesWriter::WriteTime(std::int64_t time) { out_.Signed(Less(time, last_.time.ns)); }

Coordinates CoordinatesReader::Read() {
  Coordinates at;
  at.time = Timestamp{ReadTime()};
  const std::uint32_t stream = in_.Below(fields_.num_streams());
  if (in_.ok()) at.stream = fields_.StreamOf(stream);
  at.partition = in_.Below(std::size_t{1} << 32);
  at.offset = Plus(last_.offset, in_.Signed());
  last_ = at;
  return at;
}

std::int64_t CoordinatesReader::ReadTime() {
  const Timestamp time{Plus(last_.time.ns, in_.Signed())};
  if (time < kMinTimestamp || time > kMaxTimestamp) in_.Fail();
  return in_.ok() ? time.ns : 0;
}

// ---- fields ------------------------------------------------------------------

void WriteFields(const StoredFields& fields, const EventRowStore& rows, EventRowId row,
                 ByteWriter& out) {
  const std::uint32_t stream = *fields.NumberOf(rows.CoordinatesOf(row).stream);
  for (std::uint32_t slot : fields.SlotsOf(stream)) out.Put(rows.Field(row, slot));
}

EventRowId ReadFields(const StoredFields& fields, EventRowStore& rows, const Coordinates& at,
                      ByteReader& in) {
  const std::uint32_t stream = *fields.NumberOf(at.stream);
  std::vector<Value> kept(fields.NumKept(stream));
  for (std::uint32_t slot : fields.SlotsOf(stream)) {
    kept[slot] = in.Take(fields.TypeOf(stream, slot));
  }
  return rows.Restore(at, kept);
}

// ---- events ------------------------------------------------------------------

void EventWriter::Write(EventRowId row) {
  const auto next = static_cast<std::uint32_t>(numbers_.size());
  const auto [known, is_new] = numbers_.try_emplace(row.value, next);
  if (!is_new) {
    out_.Unsigned(next - known->second);
    return;
  }
  out_.Unsigned(0);
  coordinates_.Write(rows_.CoordinatesOf(row));
  WriteFields(fields_, rows_, row, out_);
}

EventReader::~EventReader() {
  for (EventRowId event : events_) rows_.Release(event);
}

std::optional<EventRowId> EventReader::Read() {
  const std::uint32_t back = in_.Below(events_.size() + 1);
  if (!in_.ok()) return std::nullopt;
  if (back > 0) return events_[events_.size() - back];
  const Coordinates at = coordinates_.Read();
  if (!in_.ok()) return std::nullopt;
  events_.push_back(ReadFields(fields_, rows_, at, in_));
  if (!in_.ok()) return std::nullopt;
  return events_.back();
}

std::optional<EventRowId> EventReader::ReadTaken(std::uint32_t& alternative) {
  alternative = in_.Below(fields_.rule().alternatives.size());
  const std::optional<EventRowId> event = Read();
  if (!event) return std::nullopt;
  const Rule& rule = fields_.rule();
  const Step& step = rule.steps[rule.alternatives[alternative].step.index()];
  if (step.role == Step::Role::kTaken &&
      fields_.StreamOfAlternative(alternative) == rows_.CoordinatesOf(*event).stream) {
    return event;
  }
  in_.Fail();
  return std::nullopt;
}

}  // namespace precept::nfa
