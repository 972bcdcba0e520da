// Which declared event types each record of a batch is of.

#pragma once

#include <cstdint>
#include <vector>

#include "nfa/evaluator.h"
#include "nfa/event_batch.h"
#include "nfa/schema.h"

namespace precept::nfa {

// A record that a type refused, since a @required field is missing.
struct Refusal {
  std::uint32_t row = 0;
  EventTypeId type;
  std::uint32_t field = 0;  // In EventType::required: the first that is missing.
};

// Counts of missing values, by type and EventType::expected.
using MissingCounts = std::vector<std::vector<std::uint64_t>>;

class Classifier {
 public:
  Classifier(const Schema& schema, const PreparedExpressions& expressions);

  // Fills batch.of_type: a type's `where` first, then its required fields.
  // Appends refusals in order of row, then of type.
  void ClassifyRows(EventBatch& batch, std::vector<Refusal>& refusals);

  // Adds the missing values of the rows of `admitted` (rows that were not late).
  void CountMissing(const EventBatch& batch, const Bitmap& admitted,
                    MissingCounts& counts) const;

 private:
  const Schema& schema_;
  Evaluator evaluator_;
};

}  // namespace precept::nfa
