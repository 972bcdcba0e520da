// Events as stored state has them: coordinates and, of the kept fields of
// their stream, those that the rule reads.
//
// A rule's streams and fields are numbered by the rule alone, so that what is
// stored can be read beside other rules: streams by their order in
// Rule::streams, fields by their first mention in Rule::alternatives.
//
// An event is written where it is first met, and from then on told by how many
// new ones came after it; coordinates are differences from the new one before.
//
// Thread safety: StoredFields is immutable; writers and readers have none.

#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nfa/byte_code.h"
#include "nfa/event_row.h"
#include "nfa/id.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

class StoredFields {
 public:
  // Both must outlive this.
  StoredFields(const RuleSet& rules, const Rule& rule);

  // A stream's number; nothing: the rule does not read it.
  std::optional<std::uint32_t> NumberOf(StreamId stream) const;
  std::size_t num_streams() const { return rule_.streams.size(); }
  StreamId StreamOf(std::uint32_t number) const { return rule_.streams[number]; }
  // The rule's fields of a stream: positions in RuleSet::kept.
  std::span<const std::uint32_t> SlotsOf(std::uint32_t number) const { return slots_[number]; }
  std::size_t NumKept(std::uint32_t number) const {
    return rules_.kept[StreamOf(number).index()].size();
  }
  Type TypeOf(std::uint32_t number, std::uint32_t slot) const;
  // The stream whose events an alternative takes.
  StreamId StreamOfAlternative(std::uint32_t alternative) const;
  const Rule& rule() const { return rule_; }
  const RuleSet& rules() const { return rules_; }

 private:
  const RuleSet& rules_;
  const Rule& rule_;
  std::vector<std::vector<std::uint32_t>> slots_;  // By number of stream.
};

// Writes coordinates, each as what differs from those before.
class CoordinatesWriter {
 public:
  // `last`: what stands before the first.
  CoordinatesWriter(const StoredFields& fields, ByteWriter& out, const Coordinates& last = {})
      : fields_(fields), out_(out), last_(last) {}
  void Write(const Coordinates& at);
  // A time as the difference from the last coordinates'.
  void WriteTime(std::int64_t time);

 private:
  const StoredFields& fields_;
  ByteWriter& out_;
  Coordinates last_;
};

class CoordinatesReader {
 public:
  CoordinatesReader(const StoredFields& fields, ByteReader& in) : fields_(fields), in_(in) {}
  Coordinates Read();
  // One that is no Timestamp fails.
  std::int64_t ReadTime();

 private:
  const StoredFields& fields_;
  ByteReader& in_;
  Coordinates last_;
};

// The rule's fields of a row.
void WriteFields(const StoredFields& fields, const EventRowStore& rows, EventRowId row,
                 ByteWriter& out);
// A row of an event with these fields, read from `in`, and one reference.
EventRowId ReadFields(const StoredFields& fields, EventRowStore& rows, const Coordinates& at,
                      ByteReader& in);

class EventWriter {
 public:
  // All must outlive this.
  EventWriter(const StoredFields& fields, const EventRowStore& rows, ByteWriter& out)
      : fields_(fields), rows_(rows), out_(out), coordinates_(fields, out) {}

  void Write(EventRowId row);
  void WriteTime(std::int64_t time) { coordinates_.WriteTime(time); }
  void WriteCoordinates(const Coordinates& at) { coordinates_.Write(at); }

 private:
  const StoredFields& fields_;
  const EventRowStore& rows_;
  ByteWriter& out_;
  CoordinatesWriter coordinates_;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> numbers_;
};

// Holds the events that it has read until it is destroyed.
class EventReader {
 public:
  EventReader(const StoredFields& fields, EventRowStore& rows, ByteReader& in)
      : fields_(fields), rows_(rows), in_(in), coordinates_(fields, in) {}
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  // Nothing once the reader has failed.
  std::optional<EventRowId> Read();
  // An alternative of a step that takes events, and one of its stream.
  std::optional<EventRowId> ReadTaken(std::uint32_t& alternative);
  StepId StepOf(std::uint32_t alternative) const {
    return fields_.rule().alternatives[alternative].step;
  }
  std::int64_t ReadTime() { return coordinates_.ReadTime(); }
  Coordinates ReadCoordinates() { return coordinates_.Read(); }

 private:
  const StoredFields& fields_;
  EventRowStore& rows_;
  ByteReader& in_;
  CoordinatesReader coordinates_;
  std::vector<EventRowId> events_;
};

}  // namespace precept::nfa
