// State stores at the matcher's work: an epoch writes one small record a touched
// key and commits; a key that is loaded reads its snapshot and its journals.
//
// The argument of WriteEpoch is the number of keys that an epoch touches, of
// kKeys that there are; that of LoadKey and of ReadMiss is nothing.  RangeDelete
// drops the old events of as many keys as its argument says with one range
// deletion each, then reads a key: the price that range deletions put on reads.

#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runtime/state/memory_state_store.h"
#include "runtime/state/rocks_state_store.h"
#include "runtime/state/state_key.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {
namespace {

constexpr StateOwner kOwner{7, 0x0123456789ABCDEF};
constexpr std::size_t kKeys = 100'000;
constexpr std::size_t kJournals = 3;
const std::string kRecord(60, 'r');

void Require(const nfa::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.message().c_str());
  std::abort();
}

class Memory {
 public:
  Memory() : store_(MakeMemoryStateStore()) {}
  StateStore& store() { return *store_; }
  void Reopen() {}

 private:
  std::unique_ptr<StateStore> store_;
};

class Rocks {
 public:
  Rocks() {
    path_ = (std::filesystem::temp_directory_path() / "state_benchmark_XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
    Reopen();
  }
  ~Rocks() {
    store_.reset();
    std::filesystem::remove_all(path_);
  }
  StateStore& store() { return *store_; }
  void Reopen() {
    store_.reset();
    nfa::Result<std::unique_ptr<StateStore>> opened = OpenRocksStateStore(path_, {});
    Require(opened.ok() ? nfa::Status::Ok() : opened.status());
    store_ = std::move(opened).value();
  }

 private:
  std::string path_;
  std::unique_ptr<StateStore> store_;
};

std::string KeyOf(std::size_t i) { return "\x05user-" + std::to_string(i * 7919 % 1'000'003); }

// Snapshots and journals of all keys, in files where there are files.
template <class Stores>
void Fill(Stores& stores) {
  std::string row;
  for (std::size_t begin = 0; begin < kKeys; begin += 1000) {
    StateWrite write;
    for (std::size_t i = begin; i < begin + 1000; ++i) {
      SetSnapshotKey(kOwner, KeyOf(i), row);
      write.Put(StateKind::kSnapshot, row, kRecord);
      for (std::size_t epoch = 0; epoch < kJournals; ++epoch) {
        SetJournalKey(kOwner, KeyOf(i), epoch, row);
        write.Put(StateKind::kJournal, row, kRecord);
      }
    }
    Require(stores.store().Commit(write, Durability::kBuffered));
  }
  stores.Reopen();
}

template <class Stores>
void WriteEpoch(benchmark::State& state, Durability durability) {
  Stores stores;
  std::mt19937_64 random(1);
  std::vector<std::string> rows;
  StateWrite write;
  for (auto _ : state) {
    rows.resize(static_cast<std::size_t>(state.range(0)));
    for (std::string& row : rows) SetSnapshotKey(kOwner, KeyOf(random() % kKeys), row);
    std::sort(rows.begin(), rows.end());
    write.Clear();
    for (const std::string& row : rows) write.Put(StateKind::kSnapshot, row, kRecord);
    Require(stores.store().Commit(write, durability));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
template <class Stores>
void WriteBuffered(benchmark::State& state) {
  WriteEpoch<Stores>(state, Durability::kBuffered);
}
template <class Stores>
void WriteSynced(benchmark::State& state) {
  WriteEpoch<Stores>(state, Durability::kSynced);
}

template <class Stores>
void LoadKey(benchmark::State& state) {
  Stores stores;
  Fill(stores);
  std::mt19937_64 random(1);
  std::string row;
  std::string value;
  std::size_t journals = 0;
  for (auto _ : state) {
    SetSnapshotKey(kOwner, KeyOf(random() % kKeys), row);
    nfa::Result<bool> found = stores.store().Read(StateKind::kSnapshot, row, value);
    Require(found.ok() ? nfa::Status::Ok() : found.status());
    Require(stores.store().Scan(StateKind::kJournal, KeyRange::Prefix(row),
                                [&](std::string_view, std::string_view) {
                                  ++journals;
                                  return true;
                                }));
  }
  if (journals != state.iterations() * kJournals) state.SkipWithError("journals are missing");
  state.SetItemsProcessed(state.iterations());
}

template <class Stores>
void ReadMiss(benchmark::State& state) {
  Stores stores;
  Fill(stores);
  std::mt19937_64 random(1);
  std::string row;
  std::string value;
  for (auto _ : state) {
    SetSnapshotKey(kOwner, KeyOf(random() % kKeys) + "?", row);
    nfa::Result<bool> found = stores.store().Read(StateKind::kSnapshot, row, value);
    Require(found.ok() ? nfa::Status::Ok() : found.status());
    if (found.value()) state.SkipWithError("there is what is not");
  }
  state.SetItemsProcessed(state.iterations());
}

template <class Stores>
void RangeDelete(benchmark::State& state) {
  Stores stores;
  Fill(stores);
  std::mt19937_64 random(1);
  std::string begin;
  std::string end;
  StateWrite write;
  for (auto _ : state) {
    write.Clear();
    for (std::int64_t n = 0; n < state.range(0); ++n) {
      const std::string key = KeyOf(random() % kKeys);
      SetSnapshotKey(kOwner, key, begin);
      SetJournalKey(kOwner, key, kJournals - 1, end);
      write.DeleteRange(StateKind::kJournal, {begin, end});
      write.Put(StateKind::kJournal, end, kRecord);
    }
    Require(stores.store().Commit(write, Durability::kBuffered));
    SetSnapshotKey(kOwner, KeyOf(random() % kKeys), begin);
    Require(stores.store().Scan(StateKind::kJournal, KeyRange::Prefix(begin),
                                [](std::string_view, std::string_view) { return true; }));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(WriteBuffered<Memory>)->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(WriteBuffered<Rocks>)->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(WriteSynced<Rocks>)->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(LoadKey<Memory>);
BENCHMARK(LoadKey<Rocks>);
BENCHMARK(ReadMiss<Memory>);
BENCHMARK(ReadMiss<Rocks>);
BENCHMARK(RangeDelete<Memory>)->Arg(1)->Arg(100);
BENCHMARK(RangeDelete<Rocks>)->Arg(1)->Arg(100);

}  // namespace
}  // namespace precept::runtime

BENCHMARK_MAIN();
