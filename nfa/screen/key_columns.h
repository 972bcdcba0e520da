// The encoded keys of the rows of a batch, key spec by key spec.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/evaluator.h"
#include "nfa/event_batch.h"
#include "nfa/rule_set.h"
#include "nfa/screen/screen.h"

namespace precept::nfa::screen {

// The keys of one spec for the rows of one batch.
struct KeyColumn {
  Bitmap rows;                           // Whose keys are wanted.
  std::vector<std::uint32_t> positions;  // By row: in ScreenedRows::keys.
};

class KeyEncoder {
 public:
  // Takes out of `column.rows` the rows that lack a part of the key, and
  // encodes the keys of the others.
  void Encode(const KeySpec& spec, const EventBatch& batch, Evaluator& evaluator,
              KeyColumn& column, ScreenedRows& out);

 private:
  void AppendPart(const KeySpec::Part& part, const EventBatch& batch, Evaluator& evaluator,
                  Bitmap& rows);

  std::vector<std::string> texts_;  // By row: the parts so far.
};

}  // namespace precept::nfa::screen
