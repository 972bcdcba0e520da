// What the benchmarks of the matcher share: rule text compiled as users' rules
// are, events prepared so that only matching is timed, and the timing itself.
//
// Events are of the types A to J, kinds 0 to 9 of one stream, and all of type X;
// they are decoded, classified and screened before anything is timed.  What is timed is what a
// shard does for an event: KeyPrefetch for its keys, some events ahead,
// EventRowStore::NextEvent, then for each rule that the event serves
// Matcher::AdvanceTo and Matcher::OnEvent.  Beside it runs, where a
// case has one, a plain C++ loop of the same meaning over the same events, in
// turn with the engine; both must find equally many matches.
//
// Times are CPU time of the thread in ns; a figure is the median of the samples
// of one case.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/evaluator.h"
#include "nfa/event_batch.h"
#include "nfa/event_row.h"
#include "nfa/key_prefetch.h"
#include "nfa/limits.h"
#include "nfa/match.h"
#include "nfa/matcher.h"
#include "nfa/rule_set.h"
#include "nfa/screen/screen.h"

namespace precept::bench {

struct Event {
  std::int64_t time = 0;  // ns from the beginning of the stream.
  std::uint32_t kind = 0;  // 0 is A.
  std::uint32_t key = 0;
  std::int64_t tag = 0;
  double amount = 0;
  std::uint32_t name = 0;  // The field `name` is "v" and this number.
};

inline constexpr std::int64_t kMillisecond = 1'000'000;
inline constexpr std::int64_t kSecond = 1'000 * kMillisecond;

// CPU time of this thread, ns.
std::int64_t CpuTime();

double Median(std::vector<double> values);

// Says what is wrong and ends the program.
[[noreturn]] void Fail(std::string_view what);

class CompiledRules {
 public:
  // Rules over the types A to J and X; fields kind, key, tag (int), amount (float),
  // name (string).  Ends the program where they do not compile.
  explicit CompiledRules(const std::string& rules);

  const nfa::RuleSet& set() const { return *rules_; }
  const nfa::PreparedExpressions& expressions() const { return *expressions_; }
  nfa::Screen& screen() { return *screen_; }

 private:
  std::shared_ptr<const nfa::RuleSet> rules_;
  std::unique_ptr<nfa::PreparedExpressions> expressions_;
  std::unique_ptr<nfa::ScreenPlan> plan_;
  std::unique_ptr<nfa::Screen> screen_;
};

// Events as batches that are ready to be matched.
class PreparedEvents {
 public:
  struct Part {
    Part(const nfa::Schema& schema, std::span<const Event> of)
        : batch(schema, nfa::StreamId(0)), events(of) {}
    nfa::EventBatch batch;
    nfa::ScreenedRows screened;
    std::span<const Event> events;
    std::int64_t later = 0;  // What MoveTimes has added.
  };

  // `rules` must outlive this.
  PreparedEvents(CompiledRules& rules, std::vector<Event> events,
                 std::size_t batch_rows = nfa::kMaxBatchRows);

  // The same events once more, later by `ns`.
  void MoveTimes(std::int64_t ns);
  std::size_t size() const { return events_.size(); }
  const std::deque<Part>& parts() const { return parts_; }
  // CPU time of screening the events when they were prepared.
  double screen_ns_per_event() const { return screen_ns_; }

 private:
  std::vector<Event> events_;
  std::deque<Part> parts_;
  double screen_ns_ = 0;
};

class CountingSink : public nfa::MatchSink {
 public:
  void OnMatch(const nfa::Match& match) override {
    ++matches_;
    events_ += match.events.size();
  }
  std::uint64_t matches() const { return matches_; }
  std::uint64_t events() const { return events_; }

 private:
  std::uint64_t matches_ = 0;
  std::uint64_t events_ = 0;
};

// All rules over the events of one shard.
class MatcherRun {
 public:
  // `rules` must outlive this.
  explicit MatcherRun(const CompiledRules& rules, const nfa::CapSettings& caps = {});

  void Feed(const PreparedEvents::Part& part);
  void FeedAll(const PreparedEvents& events);
  // `time` in ns from the beginning of the stream.
  void AdvanceTo(std::int64_t time);
  const CountingSink& sink() const { return sink_; }
  // Of the first rule.
  nfa::Matcher& matcher() { return *matchers_[0]; }
  std::size_t open_starts() const;
  std::size_t rows() const { return rows_.size(); }

 private:
  void Prefetch(const nfa::ScreenedRows& screened, std::size_t begin);

  nfa::EventRowStore rows_;
  std::vector<std::unique_ptr<nfa::Matcher>> matchers_;
  CountingSink sink_;
  nfa::KeyPrefetch prefetch_;
};

// A rule's meaning written by hand.
class PlainLoop {
 public:
  virtual ~PlainLoop() = default;
  // Events whose times are later by `later` than they say.
  virtual void Feed(std::span<const Event> events, std::int64_t later) = 0;
  // Time has come to `time`.
  virtual void AdvanceTo(std::int64_t) {}
  std::uint64_t matches() const { return matches_; }

 protected:
  std::uint64_t matches_ = 0;
};

struct Stream {
  std::vector<Event> before;  // Fed once and not timed.
  std::vector<Event> cycle;   // Fed again and again,
  std::int64_t period = 0;    // each time later by this.
};

struct Case {
  std::string name;  // "row/SIZE": the least size of a row comes first.
  std::string rules;
  std::function<Stream()> stream;
  // Events of the cycle that are fed before timing begins.
  std::size_t warm_up = 0;
  std::function<std::unique_ptr<PlainLoop>()> plain = nullptr;  // Null: none.
  double reference_ns = 0;  // MATCHER.md section 13; 0: none.
  nfa::CapSettings caps = {};
  std::size_t batch_rows = 128;  // Fewer where an event may take long.
  // The row without what this one adds: its figure at the same size, or else at
  // its least, is what this one's is compared with.
  std::string base = {};
};

struct Result {
  std::string name;
  std::string base;
  double engine_ns = 0;  // An event.
  double plain_ns = 0;   // 0: no plain loop.
  double reference_ns = 0;
  double screen_ns = 0;
  std::size_t open_starts = 0;   // At the end.
  double matches_per_event = 0;
  std::size_t samples = 0;
  bool warm = true;  // Else the time for warming up ran out: not in equilibrium.
  std::string failure;  // Empty: none.
};

Result Measure(const Case& c);

// Registers a benchmark; its time is the median of an event.
void Register(Case c);

// Runs what is registered, as the arguments of Google Benchmark say, then
// prints all results in one table.  Non-zero if one failed.
int RunAndTabulate(int argc, char** argv);

// ---- streams and rules ---------------------------------------------------------

// `kinds` again and again, `count` events, one every `step` ns; tags and
// amounts random.
std::vector<Event> Repeating(std::vector<std::uint32_t> kinds, std::size_t count,
                             std::int64_t step);

// "rule r { match MODE BY within DURATION { PATTERN } }"; `within` 0: none.
std::string RuleText(std::string_view mode, std::string_view by, std::int64_t within_ns,
                     std::string_view pattern);
// A duration as the language writes it.  REQUIRES: whole milliseconds.
std::string DurationText(std::int64_t ns);

}  // namespace precept::bench
