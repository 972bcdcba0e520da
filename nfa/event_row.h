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
#include <optional>
#include <string>
#include <vector>

#include "nfa/block_pool.h"
#include "nfa/event_batch.h"
#include "nfa/evaluator.h"
#include "nfa/id.h"
#include "nfa/row_layout.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

using EventRowId = Id<struct EventRowTag>;

// Where an event stood, compared in the order of events.
struct Coordinates {
  Timestamp time;
  StreamId stream;
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  auto operator<=>(const Coordinates&) const = default;
};

class EventRowStore {
 public:
  // `rules` must outlive this.
  EventRowStore(const RuleSet& rules, const PreparedExpressions& expressions);
  ~EventRowStore();
  EventRowStore(const EventRowStore&) = delete;
  EventRowStore& operator=(const EventRowStore&) = delete;

  // Called before each event: rules that take the same event share its row.
  void NextEvent() { newest_.reset(); }
  // A row for the event with one reference, the caller's.
  // REQUIRES: the event is the one since NextEvent.
  EventRowId Keep(const EventBatch& batch, std::size_t row);
  // A row as it was stored: by position in RuleSet::kept of its stream what is
  // known of its fields.  It is not that of the event since NextEvent.
  EventRowId Restore(const Coordinates& at, const std::vector<Value>& kept);
  void AddReference(EventRowId id) { ++RowOf(id).references; }
  // Frees the row with its last reference.
  void Release(EventRowId id);

  Coordinates CoordinatesOf(EventRowId id) const;
  Timestamp TimeOf(EventRowId id) const { return {RowOf(id).time}; }
  // Brings a row near that will be read soon.
  void Prefetch(EventRowId id) const { __builtin_prefetch(&RowOf(id)); }
  // Kept field `slot` of the event's stream.
  Value Field(EventRowId id, std::uint32_t slot) const;
  // A hash of it, equal for fields of one type that are equal.
  std::uint64_t HashOf(EventRowId id, std::uint32_t slot) const;
  // The field into a cell of a column of its type; a text is a view of the row.
  void Read(EventRowId id, std::uint32_t slot, Column& out, std::size_t row) const;

  const RuleSet& rules() const { return rules_; }
  // Rows alive: nothing may be left when no match is open.
  std::size_t size() const { return size_; }

 private:
  // Followed by the packed fields (row_layout.h).
  struct Row {
    std::uint32_t references;
    std::uint32_t stream;
    std::uint32_t partition;
    std::uint32_t bytes;  // Of the packed fields.
    std::int64_t offset;
    std::int64_t time;
  };
  static_assert(alignof(Row) <= BlockPool::kAlign);

  EventRowId Add(const Coordinates& at);
  // An id is the row's place in memory_.
  Row& RowOf(EventRowId id) { return *static_cast<Row*>(memory_.At(id.value)); }
  const Row& RowOf(EventRowId id) const {
    return *static_cast<const Row*>(memory_.At(id.value));
  }

  const RuleSet& rules_;
  Evaluator evaluator_;
  std::vector<RowLayout> layouts_;  // By StreamId.
  BlockPool memory_;
  std::size_t size_ = 0;
  // The row of the event that is being read, while it lives.
  std::optional<EventRowId> newest_;
  RowLayout::Packed packed_;
  Bitmap one_row_;
};

}  // namespace precept::nfa
