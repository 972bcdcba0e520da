// What a rule's `emit` says of a match.
//
// The expressions of emit read a frame of one row: parts of the key, and fields
// of the events that the variables took.
//
// Thread safety: none.

#pragma once

#include <vector>

#include "nfa/column.h"
#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/match.h"
#include "nfa/rule_set.h"

namespace precept::runtime {

class EmitFrame {
 public:
  // All must outlive this.
  EmitFrame(const nfa::Rule& rule, const nfa::EventRowStore& rows,
            nfa::Evaluator& evaluator);

  // The frame of a match; `key` are its parts.
  void Fill(const nfa::Match& match, const std::vector<nfa::Value>& key);
  // REQUIRES: Fill was called.
  nfa::Value Evaluate(nfa::ExprId expression);

 private:
  // The field of the event that the variable took last, or of a list column of
  // all that it took.
  nfa::Value FieldOf(const nfa::Match& match, const nfa::FrameColumn& column) const;

  const nfa::Rule& rule_;
  const nfa::EventRowStore& rows_;
  nfa::Evaluator& evaluator_;
  std::vector<nfa::Value> values_;  // What the columns view.
  std::vector<nfa::Column> columns_;
};

}  // namespace precept::runtime
