// What the events of a rule set look like: its streams, the columns that are
// read from their records, and the base event types.
//
// Derived types (`event X = Y | Z …`) are gone here: the compiler has expanded
// them into alternatives of steps (rule_set.h).
//
// Thread safety: immutable; part of the RuleSet.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "nfa/id.h"
#include "nfa/value.h"

namespace precept::nfa {

// Fields that every event has beside those of its record.
enum class SystemField : std::uint8_t {
  kTime,       // @time: the event time
  kTimestamp,  // @timestamp: the record's own
  kStream, kPartition, kOffset, kKey,
  kHeader,  // @header("x")
  kRaw,     // the record's text
};

struct SystemColumn {
  SystemField field{};
  std::string header;  // kHeader only.
  bool operator==(const SystemColumn&) const = default;
};

// A path into a record: at each object the shortest run of segments that is a
// key of it is followed; an array is gone into element by element.
struct SourcePath {
  std::vector<std::string> segments;
  bool operator==(const SourcePath&) const = default;
};

// How one column of a stream's batches is filled.
struct SourceColumn {
  std::variant<SourcePath, SystemColumn> source;
  Type type;
  // Timestamps and durations: "" is RFC 3339 or the language's own form, else
  // "epoch_s" … "epoch_ns", "s", "ms", "us", "ns", "m", "h", "d", or a strptime
  // format (UTC unless it has a zone).
  std::string format;

  bool operator==(const SourceColumn&) const = default;
};

struct Stream {
  std::string name;
  // Distinct; only those that rules, annotations or type conditions read.
  std::vector<SourceColumn> columns;
  // The column of the event time; without one it is the record's timestamp.
  std::optional<ColumnId> time;
  // The base types of the stream, ordered by name.
  std::vector<EventTypeId> types;
};

struct EventType {
  struct Field {
    std::string name;  // As declared, with dots.
    ColumnId column;
  };
  std::string name;
  StreamId stream;
  // The type's `where` over the stream's columns; tested before `required`.
  std::optional<ExprId> where;
  // @required fields in order of declaration.
  std::vector<Field> required;
  // Read fields whose type has no `?`: a missing value is counted.
  std::vector<Field> expected;
};

struct Schema {
  std::vector<Stream> streams;   // Ordered by name: the id is the order.
  std::vector<EventType> types;  // Base types, ordered by name.
};

}  // namespace precept::nfa
