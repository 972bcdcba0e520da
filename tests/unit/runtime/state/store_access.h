// What tests do to stores; what fails is a failure of the test.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/state/state_store.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {

using Row = std::pair<std::string, std::string>;

// The rows of a range.
std::vector<Row> RowsOf(const StateStore& store, StateKind kind,
                        const KeyRange& range = KeyRange::All());
void CommitTo(StateStore& store, const StateWrite& write,
              Durability durability = Durability::kBuffered);
// Puts one row by a commit of its own.
void PutRow(StateStore& store, StateKind kind, std::string_view key, std::string_view value);
// The value, or "(none)".
std::string ValueOf(const StateStore& store, StateKind kind, std::string_view key);

}  // namespace precept::runtime
