// What open starts cost: bytes a start and allocations an event, by the
// allocator's own count, rows of events apart; and the longest single event.
//
//   matcher_memory [OPEN]        OPEN: starts, 1,000,000 unless said
//
// Every block that `operator new` hands out is counted with the bytes that
// malloc has for it.  Rows are counted by a second EventRowStore that keeps the
// same events and nothing else.

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "bench/micro/matcher_harness.h"

namespace {

struct Counts {
  std::int64_t bytes = 0;        // Alive.
  std::int64_t allocations = 0;  // Ever.
};
Counts counts;

void* Counted(void* block) {
  if (block == nullptr) std::abort();
  counts.bytes += static_cast<std::int64_t>(malloc_usable_size(block));
  ++counts.allocations;
  return block;
}

void Release(void* block) noexcept {
  if (block == nullptr) return;
  counts.bytes -= static_cast<std::int64_t>(malloc_usable_size(block));
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return Counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t align) {
  const auto a = static_cast<std::size_t>(align);
  return Counted(std::aligned_alloc(a, (size + a - 1) / a * a));
}
void operator delete(void* block) noexcept { Release(block); }
void operator delete(void* block, std::size_t) noexcept { Release(block); }
void operator delete(void* block, std::align_val_t) noexcept { Release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { Release(block); }

namespace precept::bench {
namespace {

constexpr std::int64_t kStep = 10 * kMillisecond;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::size_t kChunk = 64 * nfa::kMaxBatchRows;
constexpr nfa::CapSettings kManyStarts{4'000'000, 4'000'000};

enum class Keys : std::uint8_t { kOne, kEach };

// `count` events of one kind from number `begin` on.
std::vector<Event> Events(std::uint32_t kind, std::size_t begin, std::size_t count,
                          std::size_t num_keys) {
  std::vector<Event> events = Repeating({kind}, count, kStep);
  for (std::size_t i = 0; i < count; ++i) {
    events[i].time += static_cast<std::int64_t>(begin) * kStep;
    events[i].key = static_cast<std::uint32_t>((begin + i) % num_keys);
  }
  return events;
}

// Bytes that `feed` leaves alive, over all chunks of `open` events.
template <class Feed>
std::int64_t BytesOf(CompiledRules& rules, std::uint32_t kind, std::size_t begin,
                     std::size_t open, std::size_t num_keys, std::int64_t& allocations,
                     const Feed& feed) {
  std::int64_t bytes = 0;
  for (std::size_t at = 0; at < open; at += kChunk) {
    const PreparedEvents chunk(
        rules, Events(kind, begin + at, std::min(kChunk, open - at), num_keys));
    const Counts before = counts;
    for (const PreparedEvents::Part& part : chunk.parts()) feed(part);
    bytes += counts.bytes - before.bytes;
    allocations += counts.allocations - before.allocations;
  }
  return bytes;
}

void MeasureStarts(const char* mode, Keys keys, std::size_t open) {
  const std::size_t num_keys = keys == Keys::kOne ? 1 : open;
  CompiledRules rules(RuleText(mode, "key", 30 * kDay, "a: A -> b: B -> c: C"));
  std::int64_t row_allocations = 0;
  auto rows = std::make_unique<nfa::EventRowStore>(rules.set(), rules.expressions());
  const std::int64_t row_bytes =
      BytesOf(rules, 0, 0, open, num_keys, row_allocations, [&](const PreparedEvents::Part& part) {
        for (std::uint32_t row = 0; row < part.batch.size(); ++row) {
          rows->NextEvent();
          rows->Keep(part.batch, row);
        }
      });
  rows.reset();

  MatcherRun run(rules, kManyStarts);
  const auto feed = [&](const PreparedEvents::Part& part) { run.Feed(part); };
  std::int64_t allocations = 0;
  const std::int64_t bytes = BytesOf(rules, 0, 0, open, num_keys, allocations, feed);
  // All take B: one event in one key, one in each of many.
  const std::size_t takers = keys == Keys::kOne ? 1 : open;
  std::int64_t taken_allocations = 0;
  const std::int64_t taken =
      BytesOf(rules, 1, open, takers, num_keys, taken_allocations, feed);
  if (run.open_starts() != open) Fail("not all starts are open");
  const auto n = static_cast<double>(open);
  std::printf("%-8s %-10s %8.1f B a start, and %.1f B a row; %.4f allocations an event "
              "(rows %.4f); after B %.1f B a start with all rows\n",
              mode, keys == Keys::kOne ? "one key" : "own keys",
              static_cast<double>(bytes - row_bytes) / n, static_cast<double>(row_bytes) / n,
              static_cast<double>(allocations) / n, static_cast<double>(row_allocations) / n,
              static_cast<double>(bytes + taken) / n);
}

// Starts that wait in one key for what a condition says of them, once an event
// has searched them and found none.
void MeasureCondition(const char* name, const std::string& condition, std::size_t open) {
  const std::string where = condition.empty() ? "" : " where " + condition;
  CompiledRules rules(RuleText("each", "key", 30 * kDay, "a: A -> b: B" + where + " -> c: C"));
  MatcherRun run(rules, kManyStarts);
  const auto feed = [&](const PreparedEvents::Part& part) { run.Feed(part); };
  std::int64_t allocations = 0;
  const std::int64_t bytes = BytesOf(rules, 0, 0, open, 1, allocations, feed);
  std::vector<Event> none = Events(1, open, 1, 1);
  none[0].amount = -1;
  none[0].tag = -1;
  const PreparedEvents one(rules, none);
  const std::int64_t before = counts.bytes;
  run.FeedAll(one);
  std::printf("%-18s %8zu open: %.1f B a start with its row, %.1f B more for the search\n", name,
              open, static_cast<double>(bytes) / static_cast<double>(open),
              static_cast<double>(counts.bytes - before) / static_cast<double>(open));
}

// In equilibrium: every A begins a start and ends one.
void MeasureSteady(const char* name, const std::string& pattern, std::size_t open) {
  CompiledRules rules(
      RuleText("each", "key", static_cast<std::int64_t>(2 * open - 1) * kStep, pattern));
  MatcherRun run(rules, kManyStarts);
  constexpr std::size_t kCycle = 1'024;
  PreparedEvents cycle(rules, Repeating({0, 1}, kCycle, kStep), 64);
  // Returns how many events were fed in the time there is.
  const auto feed = [&](std::size_t events) {
    const std::int64_t until = CpuTime() + 3 * kSecond;
    std::size_t fed = 0;
    while (fed < events && CpuTime() < until) {
      run.FeedAll(cycle);
      cycle.MoveTimes(static_cast<std::int64_t>(kCycle) * kStep);
      fed += kCycle;
    }
    return fed;
  };
  const std::size_t warm_up = 2 * open + kCycle;
  const bool warm = feed(warm_up) >= warm_up;
  const Counts before = counts;
  const auto n = static_cast<double>(feed(4 * kChunk));
  std::printf("%-18s %8zu open: %.5f allocations an event, %+.3f bytes an event%s\n", name,
              run.open_starts(), static_cast<double>(counts.allocations - before.allocations) / n,
              static_cast<double>(counts.bytes - before.bytes) / n,
              warm ? "" : " (not in equilibrium)");
}

enum class Ending : std::uint8_t { kJump, kMatch };

// The longest single call: time that ends all starts, or an event that
// completes them.
void MeasureLongest(const char* mode, const std::string& pattern, Keys keys, Ending ending,
                    std::size_t open) {
  std::vector<double> times;
  std::uint64_t matches = 0;
  for (int round = 0; round < 3; ++round) {
    const std::size_t num_keys = keys == Keys::kOne ? 1 : open;
    CompiledRules rules(RuleText(mode, "key", 30 * kDay, pattern));
    MatcherRun run(rules, kManyStarts);
    const auto feed = [&](const PreparedEvents::Part& part) { run.Feed(part); };
    std::int64_t allocations = 0;
    BytesOf(rules, 0, 0, open, num_keys, allocations, feed);
    const PreparedEvents one(rules, Events(1, open, 1, 1));
    const std::int64_t begin = CpuTime();
    if (ending == Ending::kJump) {
      run.AdvanceTo(300 * kDay);
    } else {
      run.FeedAll(one);
    }
    times.push_back(static_cast<double>(CpuTime() - begin));
    if (run.open_starts() != 0) Fail("starts are still open");
    matches = run.sink().matches();
  }
  std::printf("%-8s %-16s %-9s %-22s %9.2f ms, %6.1f ns a start, %llu matches\n", mode,
              pattern.c_str(), keys == Keys::kOne ? "one key" : "own keys",
              ending == Ending::kJump ? "a jump in time ends" : "an event completes",
              Median(times) / 1e6, Median(times) / static_cast<double>(open),
              static_cast<unsigned long long>(matches));
}

void MeasureAll(std::size_t open) {
  std::printf("%zu open starts of a -> b -> c\n", open);
  for (const char* mode : {"first", "each", "all", "longest"}) {
    MeasureStarts(mode, Keys::kOne, open);
    MeasureStarts(mode, Keys::kEach, open);
  }
  std::printf("\nconditions over earlier steps, each\n");
  const std::size_t few = std::min<std::size_t>(open, 100'000);
  MeasureCondition("none", "", few);
  MeasureCondition(">", "amount > a.amount", few);
  MeasureCondition("==", "amount == a.amount", few);
  MeasureCondition("not separable", "amount * a.amount < -1.0", few);
  std::printf("\nin equilibrium, A and B in turn, each\n");
  for (const std::size_t steady : {1'000u, 100'000u}) {
    MeasureSteady("a -> b -> c", "a: A -> b: B -> c: C", steady);
    MeasureSteady("a ~> b ~> c", "a: A ~> b: B ~> c: C", steady);
    MeasureSteady("a -> b+ -> c", "a: A -> b: B+ -> c: C", steady);
    MeasureSteady("a{50} -> c", "a: A{50} -> c: C", steady);
  }
  std::printf("\nthe longest single event, %zu starts\n", open);
  for (const Keys keys : {Keys::kOne, Keys::kEach}) {
    for (const char* mode : {"first", "each"}) {
      MeasureLongest(mode, "a: A -> c: C", keys, Ending::kJump, open);
      MeasureLongest(mode, "a: A -> not D", keys, Ending::kJump, open);
    }
  }
  for (const char* mode : {"first", "each", "all", "longest"}) {
    MeasureLongest(mode, "a: A -> b: B", Keys::kOne, Ending::kMatch, open);
  }
}

}  // namespace
}  // namespace precept::bench

int main(int argc, char** argv) {
  const std::size_t open = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  if (open == 0) precept::bench::Fail("usage: matcher_memory [OPEN]");
  precept::bench::MeasureAll(open);
  return 0;
}
