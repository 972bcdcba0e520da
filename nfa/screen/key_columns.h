// The encoded keys of the rows of a batch, key spec by key spec.
//
// A row has one key, or with `any` parts one for each combination of their
// distinct elements: the first part varies slowest, elements stand in order of
// first appearance.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/evaluator.h"
#include "nfa/event_batch.h"
#include "nfa/rule_set.h"
#include "nfa/screen/screen.h"

namespace precept::nfa::screen {

// The keys [begin, end) of one row.
struct KeyRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// The keys of one spec for the rows of one batch.
struct KeyColumn {
  Bitmap rows;                   // Whose keys are wanted.
  std::vector<KeyRange> ranges;  // By row: in ScreenedRows::keys; not empty.
};

// Texts end to end; memory is kept from use to use.
struct TextList {
  std::string bytes;
  std::vector<std::size_t> ends;

  std::size_t size() const { return ends.size(); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
  // What was appended to `bytes` since the last call is one text.
  void End() { ends.push_back(bytes.size()); }
  void Clear() {
    bytes.clear();
    ends.clear();
  }
};

class KeyEncoder {
 public:
  // Takes out of `column.rows` the rows that lack a part of the key, and
  // encodes the keys of the others.  `bytes` holds them as long as `out.keys`.
  void Encode(const KeySpec& spec, const EventBatch& batch, Evaluator& evaluator,
              KeyColumn& column, std::string& bytes, ScreenedRows& out);

 private:
  void AppendPart(const KeySpec::Part& part, const EventBatch& batch, Evaluator& evaluator,
                  KeyColumn& column);
  void FindElements(const KeySpec::Part& part, const Column& cells, std::size_t row);

  // The parts so far: the keys of all rows, KeyColumn::ranges into it; with one
  // more part in next_.
  TextList keys_;
  TextList next_;
  // Of one list: its elements as parts, which of them come first where some
  // are equal, and their positions in order of their bytes.
  TextList elements_;
  std::vector<std::uint8_t> is_first_;
  std::vector<std::uint32_t> by_bytes_;
};

}  // namespace precept::nfa::screen
