// The matcher, row by row as MATCHER.md sections 8 and 13 list them, each with
// what that page measured and, where there is one, a plain loop of the same
// meaning.
//
//   matcher_benchmark [--benchmark_filter=REGEX]
//
// Open starts are held by the rule's `within`: kStep from event to event, and no
// event completes anything where a row is about what is open.  "N open": N
// starts in one key, in equilibrium (each A begins one and ends one).

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "bench/micro/matcher_harness.h"
#include "bench/micro/plain_loops.h"

namespace precept::bench {
namespace {

constexpr std::int64_t kStep = 10 * kMillisecond;
constexpr std::size_t kCycle = 64 * nfa::kMaxBatchRows;
constexpr std::int64_t kDay = 86'400 * kSecond;

std::string Number(std::uint64_t n) { return std::to_string(n); }

Stream Cyclic(std::vector<std::uint32_t> kinds, std::size_t count, std::int64_t step = kStep) {
  count -= count % kinds.size();
  return {{}, Repeating(std::move(kinds), count, step), static_cast<std::int64_t>(count) * step};
}

// `per_start` events for each start: the window that holds `open` starts.
std::int64_t Window(std::uint64_t open, std::uint64_t per_start) {
  return static_cast<std::int64_t>(open * per_start - 1) * kStep;
}

template <std::size_t N, std::uint32_t kNegated = 99>
std::function<std::unique_ptr<PlainLoop>()> Chain(PlainMode mode, std::int64_t within,
                                                  std::size_t keys = 1) {
  return [=] { return std::make_unique<PlainChain<N, kNegated>>(mode, within, keys); };
}

// ---- section 13 ----------------------------------------------------------------

// Kinds A 35 %, B 35 %, C 30 %, keys uniform.
Stream Mixed(std::size_t keys) {
  const std::size_t count = keys > 10'000 ? 8 * kCycle : kCycle;
  std::mt19937_64 random(1);
  Stream stream;
  stream.cycle = Repeating({0}, count, kStep);
  for (Event& event : stream.cycle) {
    const std::uint64_t draw = random() % 100;
    event.kind = draw < 35 ? 0 : draw < 70 ? 1 : 2;
    event.key = static_cast<std::uint32_t>(random() % keys);
  }
  stream.period = static_cast<std::int64_t>(count) * kStep;
  return stream;
}

void RegisterKeys() {
  const struct {
    const char* mode;
    double reference[3];
  } modes[] = {{"first", {61, 85, 397}}, {"each", {69, 101, 430}},
               {"all", {83, 117, 410}}, {"longest", {72, 129, 682}}};
  const std::size_t keys[] = {1, 1'000, 100'000};
  for (const auto& mode : modes) {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t n = keys[i];
      const bool once = mode.mode == std::string("first") || mode.mode == std::string("longest");
      Register({"keys/" + std::string(mode.mode) + "/" + Number(n),
                RuleText(mode.mode, "key", kDay, "a: A -> b: B -> c: C"),
                [n] { return Mixed(n); }, n > 10'000 ? 8 * kCycle : kCycle,
                Chain<3>(once ? PlainMode::kFirst : PlainMode::kEach, kDay, n),
                mode.reference[i]});
    }
  }
}

void RegisterOpen() {
  const struct {
    const char* mode;
    double reference[4];
  } modes[] = {{"first", {60, 61, 62, 61}}, {"each", {61, 60, 62, 62}},
               {"all", {61, 61, 62, 62}}, {"longest", {77, 77, 80, 79}}};
  const std::uint64_t sizes[] = {10, 1'000, 100'000, 1'000'000};
  for (const auto& mode : modes) {
    for (std::size_t i = 0; i < 4; ++i) {
      const std::int64_t within = Window(sizes[i], 2);
      Register({"open/" + std::string(mode.mode) + "/" + Number(sizes[i]),
                RuleText(mode.mode, "", within, "a: A -> b: B -> c: C"),
                [] { return Cyclic({0, 1}, kCycle); }, 2 * sizes[i] + kCycle,
                Chain<3>(PlainMode::kFirst, within), mode.reference[i], {1'100'000, {}}});
    }
  }
}

void RegisterVariants() {
  for (const std::uint64_t open : {std::uint64_t{1'000}, std::uint64_t{1'000'000}}) {
    const bool few = open == 1'000;
    const auto add = [&](const std::string& name, const std::string& pattern,
                         std::vector<std::uint32_t> kinds, std::uint64_t per_start,
                         double reference, std::function<std::unique_ptr<PlainLoop>()> plain,
                         std::int64_t within) {
      Register({"variant/" + name + "/" + Number(open), RuleText("each", "", within, pattern),
                [kinds] { return Cyclic(kinds, kCycle); }, per_start * open + kCycle,
                std::move(plain), reference, {1'100'000, {}}, few ? 128u : 16u});
    };
    const std::int64_t two = Window(open, 2);
    const std::int64_t three = Window(open, 3);
    const auto loop = [](std::int64_t within) {
      return [=] { return std::make_unique<PlainLoopStep>(PlainMode::kEach, 1, within, 1); };
    };
    add("~> ~>", "a: A ~> b: B ~> c: C", {0, 1}, 2, few ? 63 : 67,
        Chain<3>(PlainMode::kEach, two), two);
    add("b+", "a: A -> b: B+ -> c: C", {0, 1}, 2, few ? 64 : 69, loop(two), two);
    add("(b|x)+", "a: A -> (b: B | x: D)+ -> c: C", {0, 1, 3}, 3, few ? 100 : 103,
        [three] { return std::make_unique<PlainLoopStep>(PlainMode::kEach, 1, three, 1, 3); },
        three);
    add("negation", "a: A -> not D -> b: B -> c: C", {0, 1, 3}, 3, few ? 65 : 66,
        Chain<3, 3>(PlainMode::kEach, three), three);
    const std::int64_t wait = Window(open, 1);
    add("absence", "a: A -> not D", {0}, 1, few ? 99 : 103,
        [wait] { return std::make_unique<PlainAbsence>(wait, 1, 3); }, wait);
    add("absence for", "a: A -> not B for " + DurationText(wait), {0}, 1, few ? 99 : 103,
        [wait] { return std::make_unique<PlainAbsence>(wait, 1); }, 0);
    // Opens 5,000 events after b.
    add("range 5000", "a: A -> b: B ->[" + DurationText(5'000 * kStep) + "..] c: C", {0, 1}, 2,
        few ? 75 : 78, Chain<3>(PlainMode::kEach, two), two);
    // As many clocks as starts: the range is the window.
    add("range open", "a: A ->[.." + DurationText(wait) + "] b: B", {0}, 1, 0,
        [wait] { return std::make_unique<PlainPair>(wait); }, 0);
  }
}

void RegisterCounts() {
  const std::int64_t within = Window(10'000, 1);
  const struct {
    std::uint64_t n;
    double exact, least, consecutive;
  } rows[] = {{5, 124, 269, 116}, {50, 170, 307, 115}, {500, 137, 338, 116},
              {5'000, 128, 343, 115}};
  for (const auto& row : rows) {
    const auto add = [&](const std::string& name, const std::string& parts, std::uint64_t min,
                         double reference) {
      Register({"count/" + name + "/" + Number(row.n),
                RuleText("each", "", within, "a: A" + parts + " -> c: C"),
                [] { return Cyclic({0}, kCycle); }, 20'000,
                [=] { return std::make_unique<PlainCount>(min, within); }, reference});
    };
    const std::string n = Number(row.n);
    add("{n}", "{" + n + "}", row.n, row.exact);
    add("{3,n}", "{3," + n + "}", 3, row.least);
    add("{n} consecutive", "{" + n + "} consecutive", row.n, row.consecutive);
  }
  for (const std::uint64_t n : {std::uint64_t{5}, std::uint64_t{32}}) {
    Case c{"count/{n} combinations/" + Number(n),
           RuleText("each", "", within, "a: A{" + Number(n) + "} combinations -> c: C"),
           [] { return Cyclic({0}, kCycle); }, 20'000};
    c.plain = [=] { return std::make_unique<PlainCount>(n, within); };
    c.reference_ns = n == 5 ? 3'119 : 0;
    c.batch_rows = 16;
    Register(std::move(c));
  }
}

void RegisterWithin() {
  const struct {
    const char* name;
    std::int64_t within;
    double reference;
  } rows[] = {{"1m", 60 * kSecond, 27}, {"1h", 3'600 * kSecond, 28}, {"1d", kDay, 30},
              {"30d", 30 * kDay, 38}};
  for (const auto& row : rows) {
    Register({"within/" + std::string(row.name),
              RuleText("each", "", row.within, "a: A -> b: B -> c: C"),
              [] { return Cyclic({0, 1}, kCycle, kSecond); },
              static_cast<std::size_t>(row.within / kSecond) + kCycle,
              Chain<3>(PlainMode::kEach, row.within), row.reference, {4'000'000, {}}});
  }
}

// One binding of n events that can arise in 2^(n-1) ways.
void RegisterTwins() {
  for (const std::size_t n : {5u, 10u, 15u}) {
    std::vector<std::uint32_t> kinds(n + 2, 1);
    kinds.front() = 0;
    kinds.back() = 2;
    const std::int64_t within = static_cast<std::int64_t>(n + 1) * kStep;
    Register({"twins/(y: B+)+/" + Number(n),
              RuleText("all", "", within, "a: A -> (y: B+)+ -> c: C"),
              [=] { return Cyclic(kinds, 100 * kinds.size()); }, 10 * kinds.size()});
  }
}

void RegisterClocks() {
  const struct {
    std::uint64_t events;
    double reference;
  } rows[] = {{100, 8'801}, {200, 39'628}, {400, 164'646}, {800, 762'535}};
  for (const auto& row : rows) {
    const std::int64_t within = static_cast<std::int64_t>(row.events) * kStep;
    Case c{"clocks/a ~> b ~>[..d] c/" + Number(row.events),
           RuleText("each", "", within,
                    "a: A ~> b: B ~>[.." + DurationText(within) + "] c: C"),
           [] { return Cyclic({0, 1}, kCycle); }, 4 * row.events};
    c.plain = [=] { return std::make_unique<PlainClock>(within, within); };
    c.reference_ns = row.reference;
    c.batch_rows = 8;
    Register(std::move(c));
  }
}

// ---- section 8 -----------------------------------------------------------------

// `open` A that wait, then A and what follows it, in a window that holds them.
// Nothing comes that ends the pattern.  So that many wait, a kind can be `rare`:
// its events are greater than what an earlier one of them says some four times
// in the life of a start, the others' amounts and all tags being uniform; of
// four times as many tags as starts.
Stream Compared(const std::vector<std::uint32_t>& kinds, std::uint32_t rare,
                std::uint64_t open) {
  const std::size_t per_start = kinds.size();
  Stream stream = Cyclic(kinds, 8'192 * per_start);
  stream.before = Repeating({0}, open, static_cast<std::int64_t>(per_start) * kStep);
  for (std::vector<Event>* events : {&stream.before, &stream.cycle}) {
    std::mt19937_64 random(2);
    for (Event& event : *events) {
      event.tag = static_cast<std::int64_t>(random() % (4 * open));
      if (event.kind != rare) continue;
      event.amount = 1'000 * std::pow(event.amount / 1'000, static_cast<double>(open) / 4);
    }
  }
  return stream;
}

void RegisterConditions() {
  constexpr std::uint32_t kNoKind = 99;
  const struct {
    const char* name;
    const char* pattern;
    std::vector<std::uint32_t> kinds;
    std::uint32_t rare;
    double reference;  // At 1,000.
  } rows[] = {
      {"none", "a: A -> b: B -> d: D", {0, 1}, kNoKind, 95},
      {">", "a: A -> b: B where amount > a.amount -> d: D", {0, 1}, 1, 214},
      {"==", "a: A -> b: B where tag == a.tag -> d: D", {0, 1}, kNoKind, 325},
      {"middle step", "a: A -> b: B -> c: C where amount > b.amount -> d: D", {0, 1, 2}, 2, 170},
      {"last(v)", "a: A -> b: B+ where amount > (last(b).amount ?? 0.0) -> d: D", {0, 1},
       kNoKind, 252},
      {"loop (b)", "a: A -> b: B+ where amount > a.amount -> d: D", {0, 1}, 1, 862},
      // Each start is taken by half of the events.
      {"loop (b) often", "a: A -> b: B+ where amount > a.amount -> d: D", {0, 1}, kNoKind, 862},
      {"not separable", "a: A -> b: B where (tag * a.tag) % 3 == 1 -> d: D", {0, 1}, kNoKind,
       1'243},
      {"aggregate", "a: A+ -> b: B where amount > 20.0 * avg(a.amount) -> d: D", {0, 1}, kNoKind,
       0},
  };
  for (const auto& row : rows) {
    const bool moves_each = row.name == std::string("aggregate") ||
                            row.name == std::string("loop (b) often");
    for (const std::uint64_t open : {std::uint64_t{100}, std::uint64_t{1'000},
                                     std::uint64_t{10'000}, std::uint64_t{100'000}}) {
      // What moves start by start is not measured beyond 1,000.
      if (moves_each ? open > 1'000 : open < 1'000) continue;
      const std::uint64_t per_start = row.kinds.size();
      Case c{"condition/" + std::string(row.name) + "/" + Number(open),
             RuleText("each", "", Window(open, per_start), row.pattern),
             [=] { return Compared(row.kinds, row.rare, open); }, open * per_start};
      c.reference_ns = open == 1'000 ? row.reference : 0;
      c.caps.starts = 200'000;
      c.base = "condition/none";
      c.batch_rows = 16;
      Register(std::move(c));
    }
  }
}

}  // namespace
}  // namespace precept::bench

int main(int argc, char** argv) {
  using namespace precept::bench;
  RegisterKeys();
  RegisterOpen();
  RegisterVariants();
  RegisterCounts();
  RegisterWithin();
  RegisterTwins();
  RegisterClocks();
  RegisterConditions();
  return RunAndTabulate(argc, argv);
}
