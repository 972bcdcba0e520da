#include "runtime/state/rocks_state_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/state/state_write.h"
#include "tests/stores/scratch_directory.h"
#include "tests/unit/runtime/state/store_access.h"

namespace precept::runtime {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr StateKind kKind = StateKind::kSnapshot;

nfa::Result<std::unique_ptr<StateStore>> TryOpen(const std::string& path) {
  return OpenRocksStateStore(path, RocksOptions{});
}

std::unique_ptr<StateStore> MustOpen(const std::string& path) {
  nfa::Result<std::unique_ptr<StateStore>> opened = TryOpen(path);
  EXPECT_TRUE(opened.ok()) << opened.status().message();
  return opened.ok() ? std::move(opened).value() : nullptr;
}

// Why the directory is not opened.
nfa::Status Refusal(const std::string& path) {
  nfa::Result<std::unique_ptr<StateStore>> opened = TryOpen(path);
  EXPECT_FALSE(opened.ok());
  return opened.status();
}

std::vector<fs::path> FilesWith(const std::string& directory, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  return files;
}

// The database behind the store, to make what other programs make.
std::unique_ptr<rocksdb::DB> OpenRaw(const std::string& path) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  std::vector<std::string> names{"default"};
  if (fs::exists(path + "/CURRENT")) {
    names.clear();
    EXPECT_TRUE(rocksdb::DB::ListColumnFamilies(options, path, &names).ok());
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::Status status = rocksdb::DB::Open(options, path, families, &handles, &db);
  EXPECT_TRUE(status.ok()) << status.ToString();
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    EXPECT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  return std::unique_ptr<rocksdb::DB>(db);
}

TEST(RocksStateStore, MakesItsDirectory) {
  const ScratchDirectory scratch;
  const std::string path = scratch.path() + "/several/levels";
  PutRow(*MustOpen(path), kKind, "a", "1");
  EXPECT_EQ(ValueOf(*MustOpen(path), kKind, "a"), "1");
}

TEST(RocksStateStore, RefusesAFile) {
  const ScratchDirectory scratch;
  const std::string path = scratch.path() + "/file";
  std::ofstream(path) << "text";
  for (const std::string& wrong : {path, path + "/below"}) {
    const nfa::Status refusal = Refusal(wrong);
    EXPECT_EQ(refusal.code(), nfa::StatusCode::kUnavailable);
    EXPECT_THAT(refusal.message(), AllOf(HasSubstr(wrong), HasSubstr("Not a directory")));
  }
}

TEST(RocksStateStore, RefusesADirectoryThatCannotBeWritten) {
  const ScratchDirectory scratch;
  const std::string path = scratch.path() + "/closed";
  ASSERT_EQ(::mkdir(path.c_str(), 0555), 0);
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  const bool is_root = ::geteuid() == 0;
  if (is_root) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  const nfa::Status in_it = Refusal(path);
  const nfa::Status below_it = Refusal(path + "/below");
  if (is_root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  for (const nfa::Status& refusal : {in_it, below_it}) {
    EXPECT_EQ(refusal.code(), nfa::StatusCode::kUnavailable);
    EXPECT_THAT(refusal.message(), AllOf(HasSubstr(path), HasSubstr("Permission denied"),
                                         HasSubstr("director")));
  }
}

TEST(RocksStateStore, RefusesWhatThisProcessHasOpen) {
  const ScratchDirectory scratch;
  const std::unique_ptr<StateStore> first = MustOpen(scratch.path());
  for (int i = 0; i < 2; ++i) {
    const nfa::Status refusal = Refusal(scratch.path());
    EXPECT_EQ(refusal.code(), nfa::StatusCode::kUnavailable);
    EXPECT_THAT(refusal.message(),
                AllOf(HasSubstr(scratch.path()), HasSubstr("this process has it open already")));
  }
  PutRow(*first, kKind, "a", "1");
  EXPECT_EQ(ValueOf(*first, kKind, "a"), "1");
}

// Another process that has the lock, until it is destroyed.
class LockingProcess {
 public:
  explicit LockingProcess(const std::string& path) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    id_ = ::fork();
    if (id_ == 0) {
      const int file = ::open((path + "/LOCK").c_str(), O_RDWR);
      struct flock lock {};
      lock.l_type = F_WRLCK;
      lock.l_whence = SEEK_SET;
      const char locked = file >= 0 && ::fcntl(file, F_SETLK, &lock) == 0 ? 'y' : 'n';
      if (::write(ready[1], &locked, 1) == 1) ::pause();
      ::_exit(1);
    }
    char locked = 'n';
    EXPECT_EQ(::read(ready[0], &locked, 1), 1);
    EXPECT_EQ(locked, 'y');
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~LockingProcess() {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  LockingProcess(const LockingProcess&) = delete;
  LockingProcess& operator=(const LockingProcess&) = delete;

  pid_t id() const { return id_; }

 private:
  pid_t id_ = 0;
};

TEST(RocksStateStore, NamesTheProcessThatHasItOpen) {
  const ScratchDirectory scratch;
  PutRow(*MustOpen(scratch.path()), kKind, "a", "1");
  {
    const LockingProcess other(scratch.path());
    const nfa::Status refusal = Refusal(scratch.path());
    EXPECT_EQ(refusal.code(), nfa::StatusCode::kUnavailable);
    EXPECT_THAT(refusal.message(),
                AllOf(HasSubstr(scratch.path()),
                      HasSubstr("process " + std::to_string(other.id()) + " has it open"),
                      HasSubstr("a directory of its own")));
  }
  EXPECT_EQ(ValueOf(*MustOpen(scratch.path()), kKind, "a"), "1");
}

TEST(RocksStateStore, RefusesAnotherVersion) {
  const ScratchDirectory scratch;
  PutRow(*MustOpen(scratch.path()), kKind, "a", "1");
  for (const std::string format : {"precept state 2", "\1\2"}) {
    ASSERT_TRUE(OpenRaw(scratch.path())->Put({}, "format", format).ok());
    const nfa::Status refusal = Refusal(scratch.path());
    EXPECT_EQ(refusal.code(), nfa::StatusCode::kUnsupported);
    EXPECT_THAT(refusal.message(),
                AllOf(HasSubstr(scratch.path()), HasSubstr("\"precept state 1\""),
                      HasSubstr(format == "\1\2" ? "\"no text\"" : "\"precept state 2\""),
                      HasSubstr("start the version that wrote it")));
  }
  ASSERT_TRUE(OpenRaw(scratch.path())->Put({}, "format", "precept state 1").ok());
  EXPECT_EQ(ValueOf(*MustOpen(scratch.path()), kKind, "a"), "1");
}

TEST(RocksStateStore, RefusesAnUnknownKindOfRows) {
  const ScratchDirectory scratch;
  MustOpen(scratch.path()).reset();
  {
    const std::unique_ptr<rocksdb::DB> db = OpenRaw(scratch.path());
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, "clocks", &handle).ok());
    ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  const nfa::Status refusal = Refusal(scratch.path());
  EXPECT_EQ(refusal.code(), nfa::StatusCode::kUnsupported);
  EXPECT_THAT(refusal.message(), HasSubstr("\"clocks\""));
}

TEST(RocksStateStore, RefusesADatabaseOfAnotherProgram) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(OpenRaw(scratch.path())->Put({}, "theirs", "1").ok());
  const nfa::Status refusal = Refusal(scratch.path());
  EXPECT_EQ(refusal.code(), nfa::StatusCode::kUnsupported);
  EXPECT_THAT(refusal.message(), HasSubstr("another program"));
  // And has put nothing into it.
  std::string value;
  EXPECT_TRUE(OpenRaw(scratch.path())->Get({}, "format", &value).IsNotFound());
}

// The process may end between the parts of the first open.
TEST(RocksStateStore, FinishesAFirstOpenThatWasCutShort) {
  const ScratchDirectory empty;
  OpenRaw(empty.path()).reset();
  PutRow(*MustOpen(empty.path()), kKind, "a", "1");
  EXPECT_EQ(ValueOf(*MustOpen(empty.path()), kKind, "a"), "1");

  const ScratchDirectory some;
  {
    const std::unique_ptr<rocksdb::DB> db = OpenRaw(some.path());
    ASSERT_TRUE(db->Put({}, "format", "precept state 1").ok());
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, "journal", &handle).ok());
    ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  const std::unique_ptr<StateStore> store = MustOpen(some.path());
  for (const StateKind kind : kStateKinds) PutRow(*store, kind, "a", NameOf(kind));
  for (const StateKind kind : kStateKinds) EXPECT_EQ(ValueOf(*store, kind, "a"), NameOf(kind));
}

// Rows that lie in a sorted file, as after a restart.
void FillFiles(const std::string& path) {
  {
    const std::unique_ptr<StateStore> store = MustOpen(path);
    for (int i = 1000; i < 2000; ++i) {
      PutRow(*store, kKind, std::to_string(i), std::string(100, static_cast<char>(i)));
    }
  }
  MustOpen(path).reset();
}

TEST(RocksStateStore, DamagedRowsAreAnError) {
  const ScratchDirectory scratch;
  FillFiles(scratch.path());
  fs::path largest;
  for (const fs::path& file : FilesWith(scratch.path(), ".sst")) {
    if (largest.empty() || fs::file_size(file) > fs::file_size(largest)) largest = file;
  }
  {
    std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(2000);
    file.write("damage", 6);
  }
  const std::unique_ptr<StateStore> store = MustOpen(scratch.path());
  const nfa::Status scanned = store->Scan(
      kKind, KeyRange::All(), [](std::string_view, std::string_view) { return true; });
  EXPECT_EQ(scanned.code(), nfa::StatusCode::kDataLoss);
  EXPECT_THAT(scanned.message(), AllOf(HasSubstr(scratch.path()), HasSubstr("Corruption"),
                                       HasSubstr("put back a copy")));
  int failed = 0;
  for (int i = 1000; i < 2000; ++i) {
    std::string value = "left from before";
    const nfa::Result<bool> found = store->Read(kKind, std::to_string(i), value);
    if (found.ok()) {
      EXPECT_TRUE(found.value());
      EXPECT_EQ(value, std::string(100, static_cast<char>(i)));
    } else {
      EXPECT_EQ(found.status().code(), nfa::StatusCode::kDataLoss);
      EXPECT_EQ(value, "");
      ++failed;
    }
  }
  EXPECT_GT(failed, 0);
  const nfa::Result<KindSize> size = store->Measure(kKind, Accuracy::kExact);
  EXPECT_FALSE(size.ok());
}

TEST(RocksStateStore, DamagedFilesOfTheDatabaseAreAnError) {
  const ScratchDirectory scratch;
  FillFiles(scratch.path());
  std::string current;
  std::getline(std::ifstream(scratch.path() + "/CURRENT"), current);
  fs::resize_file(scratch.path() + "/" + current, 20);
  const nfa::Status manifest = Refusal(scratch.path());
  EXPECT_EQ(manifest.code(), nfa::StatusCode::kDataLoss);
  EXPECT_THAT(manifest.message(), HasSubstr("put back a copy"));

  // Without CURRENT the rows must not be taken for left over and removed.
  const std::size_t files = FilesWith(scratch.path(), ".sst").size();
  fs::remove(scratch.path() + "/CURRENT");
  const nfa::Status no_current = Refusal(scratch.path());
  EXPECT_EQ(no_current.code(), nfa::StatusCode::kDataLoss);
  EXPECT_THAT(no_current.message(), HasSubstr("no file CURRENT"));
  EXPECT_EQ(FilesWith(scratch.path(), ".sst").size(), files);
}

// What a crash of the machine may leave: a log that breaks off.  Of the commits
// a beginning is there, each whole.
TEST(RocksStateStore, LogThatBreaksOffGivesABeginning) {
  const ScratchDirectory scratch;
  {
    const std::unique_ptr<StateStore> store = MustOpen(scratch.path());
    for (int i = 0; i < 100; ++i) {
      StateWrite write;
      write.Put(StateKind::kMeta, "number", std::to_string(i));
      write.Put(kKind, "number", std::to_string(i));
      CommitTo(*store, write);
    }
  }
  std::vector<fs::path> logs = FilesWith(scratch.path(), ".log");
  ASSERT_EQ(logs.size(), 1U);
  fs::resize_file(logs[0], fs::file_size(logs[0]) / 2);
  const std::unique_ptr<StateStore> store = MustOpen(scratch.path());
  const std::string number = ValueOf(*store, kKind, "number");
  EXPECT_EQ(ValueOf(*store, StateKind::kMeta, "number"), number);
  EXPECT_GT(std::stoi(number), 10);
  EXPECT_LT(std::stoi(number), 90);
}

// Files may not grow while this lives; as on a full disk.
class FullDisk {
 public:
  FullDisk() {
    ::signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
    const rlimit none{64 << 10, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST(RocksStateStore, AfterAFailedCommitNoneSucceeds) {
  const ScratchDirectory scratch;
  std::unique_ptr<StateStore> store = MustOpen(scratch.path());
  PutRow(*store, kKind, "before", "1");
  StateWrite large;
  large.Put(kKind, "large", std::string(1 << 20, 'x'));
  std::string first;
  {
    const FullDisk full;
    const nfa::Status failed = store->Commit(large, Durability::kBuffered);
    EXPECT_EQ(failed.code(), nfa::StatusCode::kUnavailable);
    EXPECT_THAT(failed.message(), AllOf(HasSubstr("cannot write the state in " + scratch.path()),
                                        HasSubstr("File too large"), HasSubstr("disk")));
    first = failed.message();
  }
  StateWrite small;
  small.Put(kKind, "after", "1");
  EXPECT_EQ(store->Commit(small, Durability::kSynced).message(), first);
  EXPECT_EQ(store->Commit(StateWrite(), Durability::kSynced).message(), first);
  EXPECT_EQ(ValueOf(*store, kKind, "after"), "(none)");
  EXPECT_EQ(ValueOf(*store, kKind, "before"), "1");
  store.reset();
  store = MustOpen(scratch.path());
  EXPECT_EQ(ValueOf(*store, kKind, "before"), "1");
  EXPECT_EQ(ValueOf(*store, kKind, "after"), "(none)");
  CommitTo(*store, small);
  EXPECT_EQ(ValueOf(*store, kKind, "after"), "1");
}

// They would slow down every read.
TEST(RocksStateStore, ManyRangeDeletionsAreFlushed) {
  const ScratchDirectory scratch;
  const std::unique_ptr<StateStore> store = MustOpen(scratch.path());
  EXPECT_TRUE(FilesWith(scratch.path(), ".sst").empty());
  StateWrite write;
  for (int range = 1000; range < 2000; ++range) {
    const std::string prefix = std::to_string(range) + "/";
    for (int row = 0; row < 130; ++row) write.Put(kKind, prefix + std::to_string(row), "");
    write.DeleteRange(kKind, KeyRange::Prefix(prefix));
  }
  CommitTo(*store, write);
  EXPECT_TRUE(FilesWith(scratch.path(), ".sst").empty());
  PutRow(*store, kKind, "1500/1", "new");
  for (int wait = 0; wait < 1000 && FilesWith(scratch.path(), ".sst").empty(); ++wait) {
    ::usleep(10'000);
  }
  EXPECT_FALSE(FilesWith(scratch.path(), ".sst").empty());
  EXPECT_EQ(RowsOf(*store, kKind), (std::vector<Row>{{"1500/1", "new"}}));
}

constexpr char kKilledIn[] = "PRECEPT_TEST_KILLED_IN";

TEST(RocksStateStoreDeathTest, BufferedCommitsSurviveTheDeathOfTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  // The other process runs this test anew, up to the statement that ends it.
  const char* told = ::getenv(kKilledIn);
  std::optional<ScratchDirectory> scratch;
  if (told == nullptr) scratch.emplace();
  const std::string path = told == nullptr ? scratch->path() : told;
  ASSERT_EQ(::setenv(kKilledIn, path.c_str(), 1), 0);
  const auto fill_and_die = [&] {
    const std::unique_ptr<StateStore> store = MustOpen(path);
    for (int i = 0; i < 1000; ++i) PutRow(*store, kKind, std::to_string(i), "x");
    ::kill(::getpid(), SIGKILL);
  };
  EXPECT_EXIT(fill_and_die(), testing::KilledBySignal(SIGKILL), "");
  ASSERT_EQ(::unsetenv(kKilledIn), 0);
  EXPECT_EQ(RowsOf(*MustOpen(path), kKind).size(), 1000U);
}

}  // namespace
}  // namespace precept::runtime
