// Aggregates over the events of a list variable, and membership.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nfa/value.h"

namespace precept::oracle {

// sum avg min max stddev distinct values of the values present, in order.
// Nothing for an aggregate that is none of these.  "Empty: count, sum, distinct
// 0; values []; the rest missing."
std::optional<nfa::Value> Aggregate(const std::string& name,
                                    const std::vector<nfa::Value>& present,
                                    nfa::Scalar type);

}  // namespace precept::oracle
