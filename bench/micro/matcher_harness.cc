// A case is measured in samples.  A sample is a run of batches of the cycle that
// takes at least kSampleTime, first the engine, then the plain loop over the
// same batches, so that what else the machine does meets both.  Times of the
// cycle are moved between samples, outside of what is timed.

#include "bench/micro/matcher_harness.h"

#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <utility>

#include "compiler/compile.h"
#include "lang/diagnostic_render.h"
#include "lang/source_text.h"
#include "nfa/classify.h"

namespace precept::bench {
namespace {

constexpr std::int64_t kBegin = 1'767'225'600'000'000'000;  // 2026-01-01, ns.
constexpr std::int64_t kSampleTime = 15 * kMillisecond;
constexpr std::size_t kSamples = 9;
constexpr std::int64_t kWarmUpTime = 3 * kSecond;
constexpr std::int64_t kMeasureTime = 1 * kSecond;

std::string EventTypes() {
  const std::string fields =
      " {\n  at: timestamp @time(\"epoch_ns\")\n  kind: int\n  key: int\n"
      "  tag: int\n  amount: float\n  name: string\n}\n";
  std::string text = "event X from \"s\"" + fields;
  for (int kind = 0; kind < 10; ++kind) {
    text += std::string("event ") + static_cast<char>('A' + kind) +
            " from \"s\" where kind == " + std::to_string(kind) + fields;
  }
  return text;
}

void AppendField(const nfa::SourceColumn& source, const Event& event,
                 nfa::EventBatch& batch, nfa::Column& column) {
  const std::string& field = std::get<nfa::SourcePath>(source.source).segments.front();
  if (field == "at") {
    column.Append(nfa::Timestamp{kBegin + event.time});
  } else if (field == "kind") {
    column.Append(static_cast<std::int64_t>(event.kind));
  } else if (field == "key") {
    column.Append(static_cast<std::int64_t>(event.key));
  } else if (field == "tag") {
    column.Append(event.tag);
  } else if (field == "amount") {
    column.Append(event.amount);
  } else if (field == "name") {
    column.Append(batch.texts.Store("v" + std::to_string(event.name)));
  } else {
    Fail("no such field: " + field);
  }
}

std::vector<Case>& Cases() {
  static std::vector<Case> cases;
  return cases;
}

std::vector<Result>& Results() {
  static std::vector<Result> results;
  return results;
}

// The engine and the plain loop of a case, and where they are in its stream.
class Course {
 public:
  explicit Course(const Case& c)
      : case_(c), rules_(c.rules), stream_(c.stream()), run_(rules_, c.caps),
        cycle_(rules_, stream_.cycle, c.batch_rows) {
    if (c.plain) plain_ = c.plain();
    if (stream_.before.empty()) return;
    const std::int64_t end = stream_.before.back().time;
    for (std::size_t at = 0; at < stream_.before.size(); at += kChunk) {
      const std::size_t size = std::min(kChunk, stream_.before.size() - at);
      const auto begin = stream_.before.begin() + static_cast<std::ptrdiff_t>(at);
      const PreparedEvents chunk(rules_, {begin, begin + static_cast<std::ptrdiff_t>(size)});
      for (const PreparedEvents::Part& part : chunk.parts()) FeedBoth(part);
    }
    cycle_.MoveTimes(end + 1);
  }

  // False: it took too long.
  bool WarmUp() {
    const std::int64_t until = CpuTime() + kWarmUpTime;
    for (std::size_t done = 0; done < case_.warm_up;) {
      if (CpuTime() > until) return false;
      const PreparedEvents::Part& part = NextPart();
      FeedBoth(part);
      done += part.events.size();
    }
    return true;
  }

  void Sample(std::vector<double>& engine, std::vector<double>& plain) {
    if (next_ == cycle_.parts().size()) Restart();
    const std::size_t first = next_;
    std::size_t events = 0;
    const std::int64_t begin = CpuTime();
    std::int64_t end = begin;
    // Within one round of the cycle, whose times stand still meanwhile.  Looking
    // at the clock costs: where batches are quick, several go between.
    std::size_t group = 1;
    while (next_ < cycle_.parts().size() && end - begin < kSampleTime) {
      const std::size_t stop = std::min(next_ + group, cycle_.parts().size());
      while (next_ < stop) {
        const PreparedEvents::Part& part = cycle_.parts()[next_++];
        run_.Feed(part);
        events += part.events.size();
      }
      end = CpuTime();
      group = end - begin < kMillisecond ? 16 : 1;
    }
    engine.push_back(static_cast<double>(end - begin) / static_cast<double>(events));
    num_events_ += events;
    if (plain_) {
      const std::int64_t plain_begin = CpuTime();
      for (std::size_t i = first; i < next_; ++i) {
        const PreparedEvents::Part& part = cycle_.parts()[i];
        plain_->Feed(part.events, part.later);
      }
      plain.push_back(static_cast<double>(CpuTime() - plain_begin) /
                      static_cast<double>(events));
    }
  }

  // The engine's figures.
  void Describe(Result& result, std::uint64_t matches_before) const {
    result.open_starts = run_.open_starts();
    result.matches_per_event = static_cast<double>(run_.sink().matches() - matches_before) /
                               static_cast<double>(num_events_);
    result.screen_ns = cycle_.screen_ns_per_event();
    if (plain_ && plain_->matches() != run_.sink().matches()) {
      result.failure = "engine found " + std::to_string(run_.sink().matches()) +
                       " matches, plain loop " + std::to_string(plain_->matches());
    }
  }
  std::uint64_t matches() const { return run_.sink().matches(); }

 private:
  static constexpr std::size_t kChunk = 64 * nfa::kMaxBatchRows;

  void FeedBoth(const PreparedEvents::Part& part) {
    run_.Feed(part);
    if (plain_) plain_->Feed(part.events, part.later);
  }
  const PreparedEvents::Part& NextPart() {
    if (next_ == cycle_.parts().size()) Restart();
    return cycle_.parts()[next_++];
  }
  void Restart() {
    next_ = 0;
    cycle_.MoveTimes(stream_.period);
  }

  const Case& case_;
  CompiledRules rules_;
  Stream stream_;
  MatcherRun run_;
  PreparedEvents cycle_;
  std::unique_ptr<PlainLoop> plain_;
  std::size_t next_ = 0;
  std::size_t num_events_ = 0;
};

// The result of the least size of the same row: names end in "/SIZE".
const Result& LeastSize(const std::vector<Result>& results, const Result& result) {
  const std::string row = result.name.substr(0, result.name.rfind('/') + 1);
  return *std::find_if(results.begin(), results.end(), [&](const Result& other) {
    return other.name.substr(0, other.name.rfind('/') + 1) == row;
  });
}

// The result that another is compared with; null: none.
const Result* BaseOf(const std::vector<Result>& results, const Result& result) {
  if (result.base.empty()) return nullptr;
  const std::string size = result.name.substr(result.name.rfind('/'));
  const Result* found = nullptr;
  for (const Result& other : results) {
    if (other.name == result.base + size) return &other;
    if (found == nullptr && other.name.starts_with(result.base + "/")) found = &other;
  }
  return found;
}

void PrintTable(const std::vector<Result>& results) {
  std::printf("\n%-34s %10s %8s %8s %9s %9s %9s %9s %8s %8s %8s\n",
              "case (median, ns an event)", "matcher", "x least", "x base", "plain", "x plain",
              "MATCHER", "x that", "screen", "open", "matches");
  for (const Result& r : results) {
    std::printf("%-34s %10.1f %8.2f ", r.name.c_str(), r.engine_ns,
                r.engine_ns / LeastSize(results, r).engine_ns);
    if (const Result* base = BaseOf(results, r)) {
      std::printf("%8.2f ", r.engine_ns / base->engine_ns);
    } else {
      std::printf("%8s ", "");
    }
    if (r.plain_ns > 0) {
      std::printf("%9.1f %9.1f ", r.plain_ns, r.engine_ns / r.plain_ns);
    } else {
      std::printf("%9s %9s ", "", "");
    }
    if (r.reference_ns > 0) {
      std::printf("%9.0f %9.2f ", r.reference_ns, r.engine_ns / r.reference_ns);
    } else {
      std::printf("%9s %9s ", "", "");
    }
    std::printf("%8.1f %8zu %8.3f %s%s\n", r.screen_ns, r.open_starts, r.matches_per_event,
                r.warm ? "" : "(not in equilibrium) ", r.failure.c_str());
  }
}

}  // namespace

std::int64_t CpuTime() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::int64_t>(now.tv_sec) * kSecond + now.tv_nsec;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void Fail(std::string_view what) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}

// ---- what is run ---------------------------------------------------------------

CompiledRules::CompiledRules(const std::string& rules) {
  lang::SourceMap sources;
  sources.Add("benchmark.precept", EventTypes() + rules);
  compiler::CompileResult compiled = compiler::Compile(sources);
  if (!compiled.rules) {
    Fail(rules + "\n" + lang::RenderText(compiled.diagnostics.diagnostics(), sources));
  }
  rules_ = compiled.rules;
  expressions_ = std::make_unique<nfa::PreparedExpressions>(rules_->expressions);
  plan_ = std::make_unique<nfa::ScreenPlan>(*rules_);
  screen_ = std::make_unique<nfa::Screen>(*rules_, *plan_, *expressions_);
}

PreparedEvents::PreparedEvents(CompiledRules& rules, std::vector<Event> events,
                               std::size_t batch_rows)
    : events_(std::move(events)) {
  const nfa::Schema& schema = rules.set().schema;
  nfa::Classifier classifier(schema, rules.expressions());
  std::vector<nfa::Refusal> refusals;
  std::int64_t screening = 0;
  for (std::size_t at = 0; at < events_.size(); at += batch_rows) {
    const std::size_t size = std::min(batch_rows, events_.size() - at);
    Part& part = parts_.emplace_back(schema, std::span(events_).subspan(at, size));
    nfa::EventBatch& batch = part.batch;
    for (std::size_t i = 0; i < size; ++i) {
      const Event& event = events_[at + i];
      for (std::size_t c = 0; c < batch.columns.size(); ++c) {
        AppendField(schema.streams[0].columns[c], event, batch, batch.columns[c]);
      }
      batch.offsets.push_back(static_cast<std::int64_t>(at + i));
      batch.times.push_back({kBegin + event.time});
      batch.raw.emplace_back();
    }
    classifier.ClassifyRows(batch, refusals);
    nfa::Bitmap rows;
    rows.Fill(size);
    const std::int64_t begin = CpuTime();
    rules.screen().Run(batch, rows, part.screened);
    screening += CpuTime() - begin;
  }
  screen_ns_ = static_cast<double>(screening) / static_cast<double>(events_.size());
}

void PreparedEvents::MoveTimes(std::int64_t ns) {
  for (Part& part : parts_) {
    part.later += ns;
    for (nfa::Timestamp& time : part.batch.times) time.ns += ns;
    for (std::int64_t& offset : part.batch.offsets) {
      offset += static_cast<std::int64_t>(events_.size());
    }
  }
}

MatcherRun::MatcherRun(const CompiledRules& rules, const nfa::CapSettings& caps)
    : rows_(rules.set(), rules.expressions()) {
  for (std::size_t i = 0; i < rules.set().rules.size(); ++i) {
    matchers_.push_back(std::make_unique<nfa::Matcher>(rules.set(), nfa::RuleId(i), rows_,
                                                       rules.expressions(), caps));
  }
}

void MatcherRun::Feed(const PreparedEvents::Part& part) {
  const nfa::ScreenedRows& screened = part.screened;
  for (std::size_t i = 0; i < screened.rows.size(); ++i) {
    if (i % nfa::KeyPrefetch::kEvents == 0) Prefetch(screened, i);
    const std::uint32_t row = screened.rows[i];
    rows_.NextEvent();
    std::span<const nfa::Candidate> rest = screened.CandidatesOf(i);
    while (!rest.empty()) {
      const nfa::RuleId rule = rest.front().rule;
      std::size_t of_rule = 1;
      while (of_rule < rest.size() && rest[of_rule].rule == rule) ++of_rule;
      nfa::Matcher& matcher = *matchers_[rule.index()];
      matcher.AdvanceTo(part.batch.times[row], sink_);
      matcher.OnEvent(part.batch, row, rest.first(of_rule), screened.keys, sink_);
      rest = rest.subspan(of_rule);
    }
  }
}

// The keys of the next events.
void MatcherRun::Prefetch(const nfa::ScreenedRows& screened, std::size_t begin) {
  const std::size_t end = std::min(begin + nfa::KeyPrefetch::kEvents, screened.rows.size());
  for (std::size_t i = screened.first[begin]; i < screened.first[end]; ++i) {
    const nfa::Candidate& candidate = screened.candidates[i];
    prefetch_.Add(*matchers_[candidate.rule.index()], screened.keys[candidate.key]);
  }
  prefetch_.Run();
}

void MatcherRun::FeedAll(const PreparedEvents& events) {
  for (const PreparedEvents::Part& part : events.parts()) Feed(part);
}

void MatcherRun::AdvanceTo(std::int64_t time) {
  for (const auto& matcher : matchers_) matcher->AdvanceTo({kBegin + time}, sink_);
}

std::size_t MatcherRun::open_starts() const {
  std::size_t open = 0;
  for (const auto& matcher : matchers_) open += matcher->open_starts();
  return open;
}

// ---- measuring -----------------------------------------------------------------

Result Measure(const Case& c) {
  Result result;
  result.name = c.name;
  result.base = c.base;
  result.reference_ns = c.reference_ns;
  Course course(c);
  result.warm = course.WarmUp();
  const std::uint64_t matches_before = course.matches();
  std::vector<double> engine;
  std::vector<double> plain;
  const std::int64_t until = CpuTime() + kMeasureTime;
  while (engine.empty() || (engine.size() < kSamples && CpuTime() < until)) {
    course.Sample(engine, plain);
  }
  result.samples = engine.size();
  result.engine_ns = Median(engine);
  result.plain_ns = Median(plain);
  course.Describe(result, matches_before);
  return result;
}

void Register(Case c) { Cases().push_back(std::move(c)); }

int RunAndTabulate(int argc, char** argv) {
  for (const Case& c : Cases()) {
    benchmark::RegisterBenchmark(c.name.c_str(), [&c](benchmark::State& state) {
      for (auto _ : state) {
        const Result result = Measure(c);
        state.SetIterationTime(result.engine_ns * 1e-9);
        if (!result.failure.empty()) state.SkipWithError(result.failure.c_str());
        Results().push_back(result);
      }
    })->Iterations(1)->UseManualTime();
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  PrintTable(Results());
  return std::all_of(Results().begin(), Results().end(),
                     [](const Result& r) { return r.failure.empty(); })
             ? 0
             : 1;
}

// ---- streams and rules ---------------------------------------------------------

std::vector<Event> Repeating(std::vector<std::uint32_t> kinds, std::size_t count,
                             std::int64_t step) {
  std::mt19937_64 random(1);
  std::vector<Event> events(count);
  for (std::size_t i = 0; i < count; ++i) {
    Event& event = events[i];
    event.time = static_cast<std::int64_t>(i) * step;
    event.kind = kinds[i % kinds.size()];
    event.tag = static_cast<std::int64_t>(random() % 1'000);
    event.amount = static_cast<double>(random() % 1'000'000) / 1'000;
  }
  return events;
}

std::string DurationText(std::int64_t ns) { return std::to_string(ns / kMillisecond) + "ms"; }

std::string RuleText(std::string_view mode, std::string_view by, std::int64_t within_ns,
                     std::string_view pattern) {
  std::string text = "rule r { match " + std::string(mode);
  if (!by.empty()) text += " by " + std::string(by);
  if (within_ns > 0) text += " within " + DurationText(within_ns);
  return text + " { " + std::string(pattern) + " } }\n";
}

}  // namespace precept::bench
