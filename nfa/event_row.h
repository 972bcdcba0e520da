// What is kept of an event for as long as an open match holds it.
//
// A row has the event's coordinates and the kept fields of its stream
// (RuleSet::kept) for all rules together; matches hold it by counted
// reference.  Rows are packed bytes in a pooled store, so that an event costs
// one small block however many rules and runs have taken it.
//
// Thread safety: none; a store belongs to one shard.

#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <vector>

#include "nfa/event_batch.h"
#include "nfa/evaluator.h"
#include "nfa/id.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

using EventRowId = Id<struct EventRowTag>;

// Where an event stood in its stream.
struct Coordinates {
  StreamId stream;
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  Timestamp time;
  auto operator<=>(const Coordinates&) const = default;
};

class EventRowStore {
 public:
  // `rules` must outlive this.
  EventRowStore(const RuleSet& rules, const PreparedExpressions& expressions);
  ~EventRowStore();
  EventRowStore(const EventRowStore&) = delete;
  EventRowStore& operator=(const EventRowStore&) = delete;

  // A row for the event with one reference, the caller's.  Rules that take one
  // event after another share its row.
  EventRowId Keep(const EventBatch& batch, std::size_t row);
  void AddReference(EventRowId id) { ++rows_[id.index()]->references; }
  // Frees the row with its last reference.
  void Release(EventRowId id);

  Coordinates CoordinatesOf(EventRowId id) const;
  Timestamp TimeOf(EventRowId id) const { return {rows_[id.index()]->time}; }
  // Kept field `slot` of the event's stream.
  Value Field(EventRowId id, std::uint32_t slot) const;

  // Rows alive: nothing may be left when no match is open.
  std::size_t size() const { return rows_.size() - free_.size(); }

 private:
  // Followed by the packed fields.
  struct Row {
    std::uint32_t references;
    std::uint32_t stream;
    std::uint32_t partition;
    std::uint32_t bytes;  // Of the packed fields.
    std::int64_t offset;
    std::int64_t time;
  };

  const RuleSet& rules_;
  Evaluator evaluator_;
  std::pmr::unsynchronized_pool_resource memory_;
  std::vector<Row*> rows_;
  std::vector<EventRowId> free_;
  // The row made last, while it lives.
  std::optional<EventRowId> newest_;
  std::string scratch_;
  Bitmap one_row_;
};

}  // namespace precept::nfa
