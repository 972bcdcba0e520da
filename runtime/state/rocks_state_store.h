// A store on disk, in a directory of its own: one RocksDB database, a column
// family a kind.
//
// One process at a time has it.  The format version stands in a row of its own
// and is looked at before anything is changed.  runtime/state/README.md has the
// settings and the reasons.

#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "nfa/status.h"
#include "runtime/state/state_store.h"

namespace precept::runtime {

struct RocksOptions {
  // Blocks of rows, indexes and filters kept in memory.
  std::size_t cache_bytes = std::size_t{128} << 20;
  // Rows that are not yet in sorted files, all kinds together; as much of the
  // log is read at the next start after a crash.
  std::size_t write_buffer_bytes = std::size_t{64} << 20;
};

// Opens the store in the directory `path`, which is made if it is not there.
// Closed by its destructor; what was committed is there when it is opened again.
//
// Errors: kUnavailable where another has it open or the directory cannot be
// read and written, kUnsupported where it is of another version or no store,
// kDataLoss where it is damaged.  No row is changed then.
nfa::Result<std::unique_ptr<StateStore>> OpenRocksStateStore(const std::string& path,
                                                             const RocksOptions& options);

}  // namespace precept::runtime
