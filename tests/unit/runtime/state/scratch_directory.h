// A directory for one test, and what tests do to stores.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/state/state_store.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {

class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

using Row = std::pair<std::string, std::string>;

// The rows of a range; a failure of the test if they cannot be read.
std::vector<Row> RowsOf(const StateStore& store, StateKind kind,
                        const KeyRange& range = KeyRange::All());
void CommitTo(StateStore& store, const StateWrite& write,
              Durability durability = Durability::kBuffered);
// Puts one row by a commit of its own.
void PutRow(StateStore& store, StateKind kind, std::string_view key, std::string_view value);
// The value, or "(none)".
std::string ValueOf(const StateStore& store, StateKind kind, std::string_view key);

}  // namespace precept::runtime
