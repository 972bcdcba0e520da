// What an epoch writes of a key that it has touched, by how much is open in it:
// one key, `A -> B -> C` with N starts open, an event and an epoch in turn, in
// the steady state, snapshots among them.
//
//   matcher   what the matcher needs for the event alone, without a store
//   saved     the event, and handing on what the epoch changes
//   rocksdb   the event, and the commit of it to a store on disk
//
// Counters: bytes written a touched key, how many of 1,000 epochs write a
// snapshot, and the longest single epoch in microseconds.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/micro/matcher_harness.h"
#include "nfa/stored_state.h"
#include "runtime/rule_state.h"
#include "runtime/state/memory_state_store.h"
#include "runtime/state/rocks_state_store.h"

namespace precept::bench {
namespace {

constexpr std::int64_t kStep = 10 * kMillisecond;
constexpr runtime::StateOwner kOwner{0, 1};

// Where nothing is kept, but counted.
class CountingStore : public nfa::KeyStore, public nfa::StateSink {
 public:
  bool Load(std::string_view, nfa::StoredKey&) override { return false; }
  void Refuse(nfa::Status status) override { Fail(status.message()); }
  void OnGone(std::string_view, bool) override {}
  void OnSnapshot(std::string_view key, std::string_view bytes) override {
    bytes_ += key.size() + bytes.size();
    ++snapshots_;
    last_key_ = key;
  }
  void OnJournal(std::string_view key, std::uint32_t, std::string_view bytes) override {
    bytes_ += key.size() + bytes.size();
  }
  void OnTimer(std::string_view key, nfa::Timestamp) override { bytes_ += key.size() + 8; }

  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t snapshots() const { return snapshots_; }
  // Of which a snapshot was written.
  const std::string& last_key() const { return last_key_; }

 private:
  std::uint64_t bytes_ = 0;
  std::uint64_t snapshots_ = 0;
  std::string last_key_;
};

enum class Keeping : std::uint8_t { kNot, kCounted, kRocks };

// A, B, A, B, … in one key; every A is open for `open` of them.
class Run {
 public:
  explicit Run(std::int64_t open)
      : rules_(RuleText("each", "key", 2 * open * kStep, "A -> B -> C")),
        events_(rules_, Repeating({0, 1}, kCycle, kStep), 1),
        warm_(rules_, Repeating({0, 1}, static_cast<std::size_t>(4 * open), kStep)),
        run_(rules_, {4'000'000, {}}) {
    offset_ = 4 * open * kStep;
    events_.MoveTimes(offset_);
  }

  nfa::Matcher& matcher() { return run_.matcher(); }
  void WarmUp() { run_.FeedAll(warm_); }
  // The next event, by itself.
  void Feed() {
    if (next_ == events_.parts().size()) {
      next_ = 0;
      events_.MoveTimes(static_cast<std::int64_t>(kCycle) * kStep);
    }
    run_.Feed(events_.parts()[next_++]);
  }

 private:
  static constexpr std::size_t kCycle = 10'000;
  CompiledRules rules_;
  PreparedEvents events_;
  PreparedEvents warm_;
  MatcherRun run_;
  std::int64_t offset_ = 0;
  std::size_t next_ = 0;
};

class ScratchStore {
 public:
  ScratchStore()
      : path_(std::filesystem::temp_directory_path() /
              ("precept-epochs-" + std::to_string(getpid()))) {
    auto opened = runtime::OpenRocksStateStore(path_.string(), {});
    if (!opened.ok()) Fail(opened.status().message());
    store_ = std::move(opened).value();
  }
  ~ScratchStore() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  runtime::StateStore& store() { return *store_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<runtime::StateStore> store_;
};

void Commit(runtime::StateStore& store, const runtime::StateWrite& write) {
  const nfa::Status done = store.Commit(write, runtime::Durability::kBuffered);
  if (!done.ok()) Fail(done.message());
}

void Epochs(benchmark::State& state, Keeping keeping) {
  Run run(state.range(0));
  CountingStore counted;
  std::unique_ptr<ScratchStore> scratch;
  std::unique_ptr<runtime::RuleState> rocks;
  runtime::StateWrite write;
  if (keeping == Keeping::kCounted) run.matcher().StoreIn(counted);
  if (keeping == Keeping::kRocks) {
    scratch = std::make_unique<ScratchStore>();
    rocks = std::make_unique<runtime::RuleState>(scratch->store(), kOwner);
    rocks->Serve(run.matcher(), {}, nfa::kSmallSnapshot);
  }
  const auto end_epoch = [&] {
    if (keeping == Keeping::kCounted) run.matcher().Save(counted);
    if (keeping != Keeping::kRocks) return;
    write.Clear();
    rocks->Save(write);
    Commit(scratch->store(), write);
  };
  run.WarmUp();
  end_epoch();
  const std::uint64_t bytes = counted.bytes();
  const std::uint64_t snapshots = counted.snapshots();
  std::int64_t longest = 0;
  std::uint64_t epochs = 0;
  for (auto _ : state) {
    const std::int64_t begin = CpuTime();
    run.Feed();
    end_epoch();
    longest = std::max(longest, CpuTime() - begin);
    ++epochs;
  }
  state.counters["longest_us"] = static_cast<double>(longest) / 1e3;
  if (keeping != Keeping::kCounted) return;
  const auto mean = [&](std::uint64_t total) {
    return static_cast<double>(total) / static_cast<double>(epochs);
  };
  state.counters["bytes"] = mean(counted.bytes() - bytes);
  state.counters["snapshots_1000"] = 1000 * mean(counted.snapshots() - snapshots);
}

void Arguments(benchmark::internal::Benchmark* b) {
  b->Arg(10)->Arg(1'000)->Arg(100'000)->Iterations(300'000);
}

BENCHMARK_CAPTURE(Epochs, matcher, Keeping::kNot)->Apply(Arguments);
BENCHMARK_CAPTURE(Epochs, saved, Keeping::kCounted)->Apply(Arguments);
BENCHMARK_CAPTURE(Epochs, rocksdb, Keeping::kRocks)->Apply(Arguments);

// One snapshot of N open starts, written and read again.
void Snapshot(benchmark::State& state) {
  Run run(state.range(0));
  CountingStore counted;
  run.matcher().StoreIn(counted);
  run.WarmUp();
  run.matcher().Save(counted);
  const std::string key = counted.last_key();
  std::string snapshot;
  for (auto _ : state) {
    if (!run.matcher().Snapshot(key, snapshot)) Fail("there is no key");
  }
  state.counters["bytes_a_start"] =
      static_cast<double>(snapshot.size()) / static_cast<double>(run.matcher().open_starts());
  state.counters["time_a_start"] =
      benchmark::Counter(static_cast<double>(run.matcher().open_starts()),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}
BENCHMARK(Snapshot)->Arg(10)->Arg(1'000)->Arg(100'000);

}  // namespace
}  // namespace precept::bench

BENCHMARK_MAIN();
