// The rows of a range are those of the database and those that the same write
// has put before; so the keys that a write puts are kept in order where it also
// deletes ranges.  A row that an earlier operation has deleted may be deleted
// again, which does no harm.

#include "runtime/state/rocks_batch.h"

#include <memory>

namespace precept::runtime {

rocksdb::Status RocksBatch::Add(const StateWrite& write) {
  batch_ = rocksdb::WriteBatch(write.bytes().size());
  write.ForEach([this](const StateOperation& operation) {
    const bool is_range = operation.type == StateOperation::Type::kDeleteRange ||
                          operation.type == StateOperation::Type::kDeleteFrom;
    if (is_range) of_[IndexOf(operation.kind)].has_ranges = true;
  });
  rocksdb::Status status;
  write.ForEach([&](const StateOperation& operation) {
    if (status.ok()) status = AddOne(operation);
  });
  return status;
}

rocksdb::Status RocksBatch::AddOne(const StateOperation& operation) {
  OfKind& of = of_[IndexOf(operation.kind)];
  rocksdb::ColumnFamilyHandle* family = families_[IndexOf(operation.kind)];
  switch (operation.type) {
    case StateOperation::Type::kPut:
      if (of.has_ranges) of.puts.insert(operation.key);
      return batch_.Put(family, SliceOf(operation.key), SliceOf(operation.value));
    case StateOperation::Type::kDelete:
      return batch_.Delete(family, SliceOf(operation.key));
    case StateOperation::Type::kDeleteRange:
    case StateOperation::Type::kDeleteFrom:
      return DeleteRange(operation);
  }
  return rocksdb::Status::InvalidArgument("an operation that there is not");
}

rocksdb::Status RocksBatch::DeleteRange(const StateOperation& operation) {
  const bool has_end = operation.type == StateOperation::Type::kDeleteRange;
  const rocksdb::Slice end = SliceOf(operation.value);
  rocksdb::ReadOptions options;
  if (has_end) options.iterate_upper_bound = &end;
  rocksdb::ColumnFamilyHandle* family = families_[IndexOf(operation.kind)];
  const std::unique_ptr<rocksdb::Iterator> rows(db_.NewIterator(options, family));

  std::vector<std::string> found;
  for (rows->Seek(SliceOf(operation.key)); rows->Valid(); rows->Next()) {
    if (found.size() == kFewRows) return AddTombstone(operation, *rows);
    found.emplace_back(ViewOf(rows->key()));
  }
  if (!rows->status().ok()) return rows->status();
  const std::set<std::string_view>& puts = of_[IndexOf(operation.kind)].puts;
  for (auto put = puts.lower_bound(operation.key); put != puts.end(); ++put) {
    if (has_end && *put >= operation.value) break;
    if (found.size() == kFewRows) return AddTombstone(operation, *rows);
    found.emplace_back(*put);
  }
  for (const std::string& key : found) {
    if (rocksdb::Status status = batch_.Delete(family, key); !status.ok()) return status;
  }
  return rocksdb::Status::OK();
}

// The end of a tombstone is a key: for a range without end the one behind all
// rows.  `rows` is over the rows of the range.
rocksdb::Status RocksBatch::AddTombstone(const StateOperation& operation,
                                         rocksdb::Iterator& rows) {
  OfKind& of = of_[IndexOf(operation.kind)];
  std::string end(operation.value);
  if (operation.type == StateOperation::Type::kDeleteFrom) {
    rows.SeekToLast();
    if (!rows.status().ok()) return rows.status();
    if (rows.Valid()) end = ViewOf(rows.key());
    if (!of.puts.empty() && *of.puts.rbegin() > end) end = *of.puts.rbegin();
    end.push_back('\0');
  }
  ++of.tombstones;
  return batch_.DeleteRange(families_[IndexOf(operation.kind)], SliceOf(operation.key),
                            SliceOf(end));
}

}  // namespace precept::runtime
