// Where state lies outside the matchers: rows, byte strings under byte strings,
// apart by kind.
//
// A store is written by whole StateWrites, each of which happens entirely or
// not at all, and read by point and by range, in the order of the keys' bytes.
// What keys and values mean is not its business: state_key.h makes the keys,
// the matcher's codec the values.
//
// Errors: a Status says which store, what it could not do, what the layer below
// said, and what can be done.  Whether a Commit happened that failed on the way
// to the disk shows when the store is opened anew; until then every further one
// fails with the same words, so that none is lost from among others.
//
// Thread safety: all functions of a store may be called from several threads.
// Commits happen one after another.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "nfa/status.h"
#include "runtime/state/key_range.h"

namespace precept::runtime {

class StateWrite;

// The numbers are stored in pending writes, the names in the database.
enum class StateKind : std::uint8_t {
  kSnapshot = 0,  // A rule and key's state.
  kJournal = 1,   // What a rule and key was shown since, an epoch a row.
  kTimer = 2,     // When keys are to be woken.
  kMeta = 3,      // The manifest, watermarks: few rows, written each epoch.
  kPending = 4,   // The prepared epoch as one value.
};
inline constexpr std::array kStateKinds{StateKind::kSnapshot, StateKind::kJournal,
                                        StateKind::kTimer, StateKind::kMeta,
                                        StateKind::kPending};
// "snapshot", "journal", …
std::string_view NameOf(StateKind kind);

enum class Durability : std::uint8_t {
  kBuffered,  // Survives the end of the process, however it ends.
  kSynced,    // Survives the end of the machine, and with it all commits before.
};

// How much there is of a kind.
struct KindSize {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};
enum class Accuracy : std::uint8_t {
  kEstimate,  // Cheap at any size; bytes as stored, which may be compressed.
  kExact,     // Reads all rows of the kind; bytes of keys and values.
};

// Shown the rows of a scan in their order; false ends the scan.  What it is
// shown is valid during the call.  It may read and commit.
using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;

class StateStore {
 public:
  virtual ~StateStore() = default;

  // Whether there is the row; its value replaces that of `value`, which without
  // a row is empty.
  virtual nfa::Result<bool> Read(StateKind kind, std::string_view key,
                                 std::string& value) const = 0;

  // Shows the rows of `range` as they are when the scan begins, whatever is
  // committed while it runs.  Of two scans or reads each sees its own moment:
  // who needs them to agree must be the one who writes these rows.
  virtual nfa::Status Scan(StateKind kind, const KeyRange& range,
                           const RowVisitor& visit) const = 0;

  // Applies the operations of `write` in their order, all or none.  An empty
  // write that is kSynced still syncs what was committed before.
  virtual nfa::Status Commit(const StateWrite& write, Durability durability) = 0;

  virtual nfa::Result<KindSize> Measure(StateKind kind, Accuracy accuracy) const = 0;
};

}  // namespace precept::runtime
