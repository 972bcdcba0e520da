// Finds the entries of a table that an event can move, where that hangs on
// conditions over earlier steps.
//
// Each probe of the table's shape has an index of its own over all entries: by
// value where its conditions can be searched, else the values they read as
// columns, over which the conditions are evaluated at once.  They are made when
// an event first asks for them.  Entries have a slot for as long as they are in
// the table, so that what stands in an index does not change when entries move
// about.
//
// What is found holds every entry that the event changes, and perhaps others.
// An entry for which a value is missing is in no index by value: what compares
// with it is not true.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/column.h"
#include "nfa/condition_probe.h"
#include "nfa/frame.h"
#include "nfa/run_step.h"
#include "nfa/value_index.h"

namespace precept::nfa {

// The registers of a table's entries.
class EntryRegisters {
 public:
  virtual ~EntryRegisters() = default;
  virtual std::span<const std::int64_t> Of(std::uint32_t entry) const = 0;
};

class TableIndex {
 public:
  // All must outlive this.
  TableIndex(const Rule& rule, const ShapeProbes& probes, Frame& frame)
      : rule_(rule), probes_(probes), frame_(frame), states_(probes.probes.size()) {}

  // The slot of a new entry.  Events that its registers hold must live until it is
  // removed.
  std::uint32_t Add(std::uint32_t entry, std::span<const std::int64_t> registers);
  void Remove(std::uint32_t slot);
  // The entry in a slot has another number now.
  void SetEntry(std::uint32_t slot, std::uint32_t entry) { entries_[slot] = entry; }
  // Slots that there have been at once.
  std::size_t num_slots() const { return entries_.size(); }

  // What is known of the entries that an event may change.
  enum class Finding : std::uint8_t {
    kAny,      // They may be any.
    kPerhaps,  // Others are not changed.
    kExactly,  // Besides, all conditions that they have for the event are true.
  };
  // Appends the entries that an event may change, in descending order.  `reading`
  // as the shape sees it.  `most`: so many are enough of what is searched by value.
  Finding Find(const Reading& reading, EventContext& event, const EntryRegisters& registers,
               std::vector<std::uint32_t>& found, std::size_t most);

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  // Of a probe, once it has been made.
  struct State {
    std::optional<ValueIndex> by_value;
    // By frame column, those that are read; all have live.size() rows, by slot.
    std::vector<Column> columns;
    Bitmap live;
    bool is_made() const { return by_value.has_value() || !columns.empty(); }
  };

  void Make(const Probe& probe, State& state, const EntryRegisters& registers);
  void AddTo(const Probe& probe, State& state, std::uint32_t slot,
             std::span<const std::int64_t> registers);
  void AddRow(const Probe& probe, State& state, std::uint32_t slot,
              std::span<const std::int64_t> registers);
  void Grow(State& state, std::size_t slots) const;
  std::optional<IndexKey> KeyOf(const Probe& probe, std::span<const std::int64_t> registers);
  void Search(const Probe& probe, const State& state, std::size_t most);
  void Test(const Probe& probe, State& state);
  // The terms of one side, as the frame stands.
  std::optional<IndexValue> Evaluate(const SplitCondition& split,
                                     const std::vector<SplitTerm>& side, bool rounds_up);

  const Rule& rule_;
  const ShapeProbes& probes_;
  Frame& frame_;
  std::vector<State> states_;  // By probe.
  std::vector<std::uint32_t> entries_;  // By slot.
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> slots_;  // Found.
  std::vector<Value> terms_;
  Bitmap rows_;
};

}  // namespace precept::nfa
