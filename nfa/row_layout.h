// Where the kept fields of a stream stand in the bytes of an event's row.
//
// First a bit a field: is it present.  Then the cells of those that are, in
// order of width: decimals and addresses (16 bytes), numbers and times (8), bools
// (1).  Then for each text and list that is present where its bytes end (4
// bytes), and then these bytes.  So a field is found by counting bits, and one
// that is missing takes one.
//
// A list is the number of its elements (4 bytes) and their cells, a text among
// them its length (4 bytes) and bytes.  Native byte order: rows live in memory.
//
// Thread safety: immutable.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nfa/column.h"
#include "nfa/value.h"

namespace precept::nfa {

class RowLayout {
 public:
  // The types of the kept fields, by slot.
  explicit RowLayout(std::vector<Type> fields);

  // A row's fields; `varying` is part of the work.
  struct Packed {
    std::string bytes;
    std::string varying;
  };
  // Replaces `out`.  `column_of` gives the column of a slot, and is asked for the
  // next when the one before is done with.
  template <class ColumnOf>
  void Pack(ColumnOf column_of, std::size_t row, Packed& out) const {
    out.bytes.assign(mask_bytes_, '\0');
    out.varying.clear();
    for (std::uint32_t position = 0; position < slot_.size(); ++position) {
      Append(position, column_of(slot_[position]), row, out);
    }
    out.bytes += out.varying;
  }
  // Field `slot` of what Pack has made.
  Value Field(const char* bytes, std::uint32_t slot) const;
  // A hash of it, equal for fields of one type that are equal.
  std::uint64_t HashOf(const char* bytes, std::uint32_t slot) const;
  // The field as a row of a column of its type; a list's elements are appended.
  void Read(const char* bytes, std::uint32_t slot, Column& out, std::size_t row) const;

 private:
  // The cell of a field, and of a text or list its bytes; null: it is missing.
  const char* Find(const char* bytes, std::uint32_t slot, std::size_t& size) const;
  void Append(std::uint32_t position, const Column& column, std::size_t row,
              Packed& out) const;

  static constexpr std::size_t kNumWidths = 3;

  // A field's position is that of its bit; fields are ordered by width.
  std::vector<Type> type_;               // By position.
  std::vector<std::uint32_t> slot_;      // By position.
  std::vector<std::uint32_t> position_;  // By slot.
  // Where the positions of each width begin; the last: of texts and lists.
  std::array<std::uint32_t, kNumWidths + 1> begin_{};
  std::size_t mask_bytes_ = 0;
};

}  // namespace precept::nfa
