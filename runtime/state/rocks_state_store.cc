// What matters of RocksDB 7.8.3, and what is done about it:
//
// - The log is written with every commit and not synced unless asked: that
//   survives the death of the process, and a machine's crash loses only the
//   newest buffered commits, all or none of each, none from the middle.
// - Deletions of ranges slow down reads, so small ones are deletions of rows and
//   the others are flushed when they are many (rocks_batch.h).  That looks at
//   the rows there are, so commits are one after another.
// - Limits on open files make reads among range tombstones slow, so all files
//   stay open, and their indexes and filters live in the cache, which bounds
//   them.  The cache is never strict and write buffers are not charged to it:
//   flushes fail otherwise.
// - Debian's library asserts.  Iterators end before the handles, the handles
//   before the database.  Its log of messages (not the log of commits) aborts
//   the process at the second line that the disk does not take, so there is none:
//   what matters comes back as a Status.
// - A file's lock is lost when any descriptor of that file is closed in the
//   process that has it, so LOCK is only opened to ask for its owner after
//   RocksDB has said that this process is not the one.

#include "runtime/state/rocks_state_store.h"

#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdarg>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "runtime/state/rocks_batch.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {
namespace {

namespace fs = std::filesystem;

// In the default column family, which holds nothing else.
constexpr std::string_view kFormatKey = "format";
constexpr std::string_view kFormat = "precept state 1";
constexpr int kBloomBitsPerKey = 10;
// Range tombstones of a kind in memory; a read after a new one sorts them all.
constexpr std::size_t kMaxTombstones = 1000;

nfa::Status Cannot(nfa::StatusCode code, const std::string& what, const std::string& path,
                   const std::string& why, const std::string& remedy) {
  return {code, "cannot " + what + " the state in " + path + ": " + why + ": " + remedy};
}

// What RocksDB said, with what can be done about it.
nfa::Status Failure(const std::string& what, const std::string& path,
                    const rocksdb::Status& status) {
  if (status.IsCorruption()) {
    return Cannot(nfa::StatusCode::kDataLoss, what, path, status.ToString(),
                  "it is damaged; put back a copy of the directory, or name an empty one and "
                  "start from a replay or without state");
  }
  if (status.IsNoSpace()) {
    return Cannot(nfa::StatusCode::kUnavailable, what, path, status.ToString(),
                  "free space on the disk, and start again");
  }
  if (status.IsIOError()) {
    return Cannot(nfa::StatusCode::kUnavailable, what, path, status.ToString(),
                  "check the disk and the rights to the directory, and start again");
  }
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return Cannot(nfa::StatusCode::kUnsupported, what, path, status.ToString(),
                  "it was written otherwise than this program does; name another directory");
  }
  return Cannot(nfa::StatusCode::kInternal, what, path, status.ToString(), "start again");
}

class NoMessages : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::DBOptions DatabaseOptions(const RocksOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_total_wal_size = options.write_buffer_bytes;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.max_open_files = -1;
  db.max_background_jobs = 2;
  // Written to the disk bit by bit, so that a sync finds little left to do.
  db.bytes_per_sync = std::size_t{1} << 20;
  db.wal_bytes_per_sync = std::size_t{512} << 10;
  db.info_log = std::make_shared<NoMessages>();
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

rocksdb::ColumnFamilyOptions FamilyOptions(const RocksOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.compression = rocksdb::kLZ4Compression;
  family.level_compaction_dynamic_level_bytes = true;
  family.write_buffer_size = options.write_buffer_bytes / 2;
  return family;
}

class RocksStateStore : public StateStore {
 public:
  explicit RocksStateStore(std::string path) : path_(std::move(path)) {}
  ~RocksStateStore() override {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      // Only handles of another database are refused.
      db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    }
  }

  nfa::Status Open(const RocksOptions& options);

  nfa::Result<bool> Read(StateKind kind, std::string_view key,
                         std::string& value) const override;
  nfa::Status Scan(StateKind kind, const KeyRange& range,
                   const RowVisitor& visit) const override;
  nfa::Status Commit(const StateWrite& write, Durability durability) override;
  nfa::Result<KindSize> Measure(StateKind kind, Accuracy accuracy) const override;

 private:
  nfa::Status PrepareDirectory() const;
  nfa::Result<std::vector<std::string>> FamiliesThere(const rocksdb::DBOptions& options) const;
  nfa::Status OpenFailure(const rocksdb::Status& status) const;
  nfa::Status CheckFormat();
  nfa::Status CheckIsEmpty();
  nfa::Status ArrangeFamilies(const rocksdb::ColumnFamilyOptions& options);

  rocksdb::Status FlushTombstones();
  rocksdb::ColumnFamilyHandle* FamilyOf(StateKind kind) const {
    return families_[static_cast<std::size_t>(kind)];
  }

  const std::string path_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // All that are open.
  RocksBatch::Families families_{};

  std::mutex commit_;
  // Guarded by commit_:
  nfa::Status failed_;  // Of the commit that failed.
  std::array<std::size_t, kStateKinds.size()> tombstones_{};  // Since their last flush.
};

nfa::Status RocksStateStore::Open(const RocksOptions& options) {
  if (nfa::Status prepared = PrepareDirectory(); !prepared.ok()) return prepared;
  const rocksdb::DBOptions db_options = DatabaseOptions(options);
  nfa::Result<std::vector<std::string>> there = FamiliesThere(db_options);
  if (!there.ok()) return there.status();

  const rocksdb::ColumnFamilyOptions family_options =
      FamilyOptions(options, rocksdb::NewLRUCache(options.cache_bytes));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : there.value()) families.emplace_back(name, family_options);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(db_options, path_, families, &handles_, &db);
  if (!status.ok()) return OpenFailure(status);
  db_.reset(db);

  if (nfa::Status format = CheckFormat(); !format.ok()) return format;
  return ArrangeFamilies(family_options);
}

nfa::Status RocksStateStore::PrepareDirectory() const {
  std::error_code error;
  fs::create_directories(path_, error);
  if (!error && !fs::is_directory(path_, error) && !error) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (!error) return nfa::Status::Ok();
  return Cannot(nfa::StatusCode::kUnavailable, "open", path_, error.message(),
                "name a directory that can be made and written");
}

// A database without CURRENT would be taken for a new one, and its files
// removed as left over.
nfa::Result<std::vector<std::string>> RocksStateStore::FamiliesThere(
    const rocksdb::DBOptions& options) const {
  std::error_code error;
  const bool exists = fs::exists(fs::path(path_) / "CURRENT", error);
  if (exists) {
    std::vector<std::string> names;
    const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(options, path_, &names);
    if (!status.ok()) return Failure("open", path_, status);
    return names;
  }
  fs::directory_iterator entry(path_, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string extension = entry->path().extension().string();
    if (extension != ".sst" && extension != ".log") continue;
    return Cannot(nfa::StatusCode::kDataLoss, "open", path_,
                  "there is " + entry->path().filename().string() + " but no file CURRENT",
                  "put back a copy of the directory, or name an empty one and start from a "
                  "replay or without state");
  }
  if (error) {
    return Cannot(nfa::StatusCode::kUnavailable, "open", path_, error.message(),
                  "check the rights to the directory");
  }
  return std::vector<std::string>{rocksdb::kDefaultColumnFamilyName};
}

// Who has the lock of a database, if it is another process.
std::optional<pid_t> LockOwner(const std::string& path) {
  const int file = ::open((path + "/LOCK").c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool asked = ::fcntl(file, F_GETLK, &lock) == 0;
  ::close(file);
  if (!asked || lock.l_type == F_UNLCK) return std::nullopt;
  return lock.l_pid;
}

nfa::Status RocksStateStore::OpenFailure(const rocksdb::Status& status) const {
  if (!status.IsIOError()) return Failure("open", path_, status);
  const std::string said = status.ToString();
  std::string user;
  if (said.find("lock hold by current process") != std::string::npos) {
    user = "this process has it open already";
  } else if (const std::optional<pid_t> owner = LockOwner(path_)) {
    user = "process " + std::to_string(*owner) + " has it open";
  } else {
    return Failure("open", path_, status);
  }
  return Cannot(nfa::StatusCode::kUnavailable, "open", path_, user + " (" + said + ")",
                "stop that one, or give each a directory of its own");
}

nfa::Status RocksStateStore::CheckFormat() {
  std::string found;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), SliceOf(kFormatKey), &found);
  if (status.IsNotFound()) {
    if (nfa::Status empty = CheckIsEmpty(); !empty.ok()) return empty;
    rocksdb::WriteOptions synced;
    synced.sync = true;
    const rocksdb::Status put = db_->Put(synced, SliceOf(kFormatKey), SliceOf(kFormat));
    return put.ok() ? nfa::Status::Ok() : Failure("begin", path_, put);
  }
  if (!status.ok()) return Failure("open", path_, status);
  if (found == kFormat) return nfa::Status::Ok();
  const auto printable = [](unsigned char c) { return std::isprint(c) != 0; };
  if (!std::all_of(found.begin(), found.end(), printable)) found = "no text";
  return Cannot(nfa::StatusCode::kUnsupported, "open", path_,
                "its format is \"" + found + "\", this program knows \"" +
                    std::string(kFormat) + "\"",
                "start the version that wrote it, or name an empty directory and start from a "
                "replay or without state");
}

// What has rows and no format is no store of ours.
nfa::Status RocksStateStore::CheckIsEmpty() {
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    const std::unique_ptr<rocksdb::Iterator> rows(
        db_->NewIterator(rocksdb::ReadOptions(), handle));
    rows->SeekToFirst();
    if (!rows->status().ok()) return Failure("open", path_, rows->status());
    if (!rows->Valid()) continue;
    return Cannot(nfa::StatusCode::kUnsupported, "open", path_,
                  "there is a database that says no format, so it is of another program",
                  "name another directory");
  }
  return nfa::Status::Ok();
}

nfa::Status RocksStateStore::ArrangeFamilies(const rocksdb::ColumnFamilyOptions& options) {
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    const std::string& name = handle->GetName();
    if (name == rocksdb::kDefaultColumnFamilyName) continue;
    const auto kind = std::find_if(kStateKinds.begin(), kStateKinds.end(),
                                   [&](StateKind k) { return NameOf(k) == name; });
    if (kind == kStateKinds.end()) {
      return Cannot(nfa::StatusCode::kUnsupported, "open", path_,
                    "it has rows of the kind \"" + name + "\", which this program does not know",
                    "start the version that wrote it, or name another directory");
    }
    families_[static_cast<std::size_t>(*kind)] = handle;
  }
  for (const StateKind kind : kStateKinds) {
    rocksdb::ColumnFamilyHandle*& family = families_[static_cast<std::size_t>(kind)];
    if (family != nullptr) continue;
    const rocksdb::Status status =
        db_->CreateColumnFamily(options, std::string(NameOf(kind)), &family);
    if (!status.ok()) return Failure("begin", path_, status);
    handles_.push_back(family);
  }
  return nfa::Status::Ok();
}

nfa::Result<bool> RocksStateStore::Read(StateKind kind, std::string_view key,
                                        std::string& value) const {
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), FamilyOf(kind), SliceOf(key), &value);
  if (status.ok()) return true;
  value.clear();
  if (status.IsNotFound()) return false;
  return Failure("read", path_, status);
}

nfa::Status RocksStateStore::Scan(StateKind kind, const KeyRange& range,
                                  const RowVisitor& visit) const {
  if (range.empty()) return nfa::Status::Ok();
  rocksdb::ReadOptions options;
  const rocksdb::Slice end = range.end ? SliceOf(*range.end) : rocksdb::Slice();
  if (range.end) options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(options, FamilyOf(kind)));
  for (row->Seek(SliceOf(range.begin)); row->Valid(); row->Next()) {
    if (!visit(ViewOf(row->key()), ViewOf(row->value()))) return nfa::Status::Ok();
  }
  return row->status().ok() ? nfa::Status::Ok() : Failure("read", path_, row->status());
}

nfa::Status RocksStateStore::Commit(const StateWrite& write, Durability durability) {
  const std::lock_guard lock(commit_);
  if (!failed_.ok()) return failed_;
  rocksdb::Status status = FlushTombstones();
  RocksBatch changes(*db_, families_);
  if (status.ok()) status = changes.Add(write);
  const bool is_synced = durability == Durability::kSynced;
  if (status.ok() && changes.batch().Count() > 0) {
    rocksdb::WriteOptions options;
    options.sync = is_synced;
    status = db_->Write(options, &changes.batch());
  } else if (status.ok() && is_synced) {
    status = db_->SyncWAL();
  }
  if (!status.ok()) failed_ = Failure("write", path_, status);
  for (const StateKind kind : kStateKinds) {
    tombstones_[static_cast<std::size_t>(kind)] += changes.tombstones(kind);
  }
  return failed_;
}

// Only starts it: the rows go to a file in the background.
rocksdb::Status RocksStateStore::FlushTombstones() {
  for (std::size_t i = 0; i < tombstones_.size(); ++i) {
    if (tombstones_[i] < kMaxTombstones) continue;
    rocksdb::FlushOptions options;
    options.wait = false;
    options.allow_write_stall = true;
    rocksdb::Status status = db_->Flush(options, families_[i]);
    if (!status.ok()) return status;
    tombstones_[i] = 0;
  }
  return rocksdb::Status::OK();
}

nfa::Result<KindSize> RocksStateStore::Measure(StateKind kind, Accuracy accuracy) const {
  KindSize size;
  if (accuracy == Accuracy::kExact) {
    nfa::Status scanned = Scan(kind, KeyRange::All(),
                               [&](std::string_view key, std::string_view value) {
                                 ++size.rows;
                                 size.bytes += key.size() + value.size();
                                 return true;
                               });
    if (!scanned.ok()) return scanned;
    return size;
  }
  std::uint64_t in_files = 0;
  std::uint64_t in_memory = 0;
  rocksdb::ColumnFamilyHandle* family = FamilyOf(kind);
  if (!db_->GetIntProperty(family, rocksdb::DB::Properties::kEstimateNumKeys, &size.rows) ||
      !db_->GetIntProperty(family, rocksdb::DB::Properties::kEstimateLiveDataSize, &in_files) ||
      !db_->GetIntProperty(family, rocksdb::DB::Properties::kCurSizeAllMemTables, &in_memory)) {
    return Cannot(nfa::StatusCode::kInternal, "measure", path_, "a figure is not known",
                  "ask for the exact size");
  }
  size.bytes = in_files + in_memory;
  return size;
}

}  // namespace

nfa::Result<std::unique_ptr<StateStore>> OpenRocksStateStore(const std::string& path,
                                                             const RocksOptions& options) {
  auto store = std::make_unique<RocksStateStore>(path);
  if (nfa::Status opened = store->Open(options); !opened.ok()) return opened;
  return std::unique_ptr<StateStore>(std::move(store));
}

}  // namespace precept::runtime
