// A StateWrite as RocksDB applies it.
//
// A range deletion of RocksDB is a tombstone that all reads of the kind must
// heed until it is flushed: the first read after a commit that brought one sorts
// all that are in memory, 0.3 us each, so that a few thousand make every epoch's
// first read cost milliseconds.  The ranges that the matcher deletes mostly hold
// a handful of rows.  So a range of up to kFewRows is deleted row by row, a
// larger one by a tombstone; and whoever commits is told when there are so many
// that they should be flushed.
//
// Thread safety: none; made for one commit.

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/status.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/state/state_store.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {

inline rocksdb::Slice SliceOf(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ViewOf(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

class RocksBatch {
 public:
  using Families = std::array<rocksdb::ColumnFamilyHandle*, kStateKinds.size()>;
  static constexpr std::size_t kFewRows = 128;

  // `db` must outlive this.
  RocksBatch(rocksdb::DB& db, const Families& families) : db_(db), families_(families) {}

  // Adds all operations of `write`, which must outlive this.
  // REQUIRES: called once, and nothing else writes to the database before the
  // batch has been applied.
  rocksdb::Status Add(const StateWrite& write);

  rocksdb::WriteBatch& batch() { return batch_; }
  // How many tombstones the batch brings to a kind.
  std::size_t tombstones(StateKind kind) const { return of_[IndexOf(kind)].tombstones; }

 private:
  struct OfKind {
    bool has_ranges = false;
    std::set<std::string_view> puts;  // Keys put so far; only if it has ranges.
    std::size_t tombstones = 0;
  };

  static std::size_t IndexOf(StateKind kind) { return static_cast<std::size_t>(kind); }

  rocksdb::Status AddOne(const StateOperation& operation);
  rocksdb::Status DeleteRange(const StateOperation& operation);
  rocksdb::Status AddTombstone(const StateOperation& operation, rocksdb::Iterator& rows);

  rocksdb::DB& db_;
  const Families& families_;
  rocksdb::WriteBatch batch_;
  std::array<OfKind, kStateKinds.size()> of_;
};

}  // namespace precept::runtime
