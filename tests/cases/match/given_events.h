// The given events of a `test` block as the records that a stream would bring.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lang/ast.h"
#include "nfa/status.h"
#include "nfa/value.h"
#include "tests/cases/match/memory_stream.h"

namespace precept::tests {

struct GivenStreams {
  nfa::Timestamp start;
  std::optional<nfa::Duration> lateness;
  std::map<std::string, std::vector<MemoryRecord>> records;  // By stream.
};

// Records in order of arrival, numbered from 1 over all streams.  The time
// field is start + `at` unless it is given; values stand where @from says.
// `clock` is refused: here records move time, or the case is drained.
nfa::Result<GivenStreams> ReadGiven(const lang::ast::File& file,
                                    const lang::ast::Test& test);

}  // namespace precept::tests
