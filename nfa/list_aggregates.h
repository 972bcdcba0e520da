// Aggregates of a list that only grows: what count, sum, avg, min, max and stddev
// of it are, without the list.  They are what evaluate/aggregate.cc makes of the
// whole list: sums are exact and rounded when asked for.
//
// Thread safety: none.

#pragma once

#include <cstdint>

#include "nfa/evaluate/moments.h"
#include "nfa/expression.h"
#include "nfa/value.h"

namespace precept::nfa {

class ListAggregates {
 public:
  // Whether an aggregate of a list of this scalar is among those.
  static bool Knows(Op op, Scalar element);

  void Clear() { *this = ListAggregates(); }
  // A further element; of a list all its elements; nothing where it is missing.
  void Add(const Value& value);
  // REQUIRES: Knows(op, element), and all elements are of that scalar.
  Value Get(Op op, Scalar element) const;

 private:
  void AddElement(const Value& value);

  std::int64_t count_ = 0;
  evaluate::Moments moments_;  // Of numbers and durations.
  Value least_;
  Value greatest_;
};

}  // namespace precept::nfa
