// Wiring, and the order in which sources are read.
//
// The source whose stream is furthest behind has its turn, always of the same
// number of records, whatever the size of batches: so what is written of late
// and dead records stands in one order too.  After each turn the shard's
// watermark is the least of the streams', and what lies before it is matched.  Rules that read only some of the streams see the
// watermark of all: it is never beyond their own, so this delays their alerts
// and changes none, and all alerts are written in one order.
//
// A rule's time does not pass the greatest event time read of its own streams,
// though the watermark may when these have ended and others go on.  With
// `drain`, time runs out for a rule as soon as all its streams have ended: no
// event of them can come any more, and deadlines are met in the one order.

#include "runtime/engine.h"

#include <algorithm>
#include <utility>

#include "nfa/evaluator.h"
#include "nfa/screen/screen.h"
#include "runtime/event_holder.h"
#include "runtime/ingest.h"
#include "runtime/shard.h"
#include "runtime/watermark.h"

namespace precept::runtime {
namespace {

// Records that a source gives in its turn.
constexpr std::size_t kTurnRecords = nfa::kMaxBatchRows;
// Turns between two reports of progress.
constexpr std::uint64_t kProgressTurns = 32;

}  // namespace

struct Engine::Impl {
  struct Input {
    nfa::StreamId stream;
    std::unique_ptr<Source> source;
    std::unique_ptr<Decoder> decoder;
  };

  Impl(std::shared_ptr<const nfa::RuleSet> a_rules, EngineOptions an_options,
       EngineSinks a_sinks, DecoderFactory a_decoders);

  nfa::Result<nfa::StreamId> FindStream(std::string_view name) const;
  // Null when all have ended.
  Input* Furthest();
  nfa::Status TakeTurn(Input& input);
  // Adds the number of records that one batch had; none: the end.
  nfa::Status ReadBatch(Input& input, std::size_t max_records, std::size_t& records);
  nfa::Status Advance();
  // Time has run out.
  nfa::Status Finish();
  nfa::Status FlushSinks();
  nfa::Timestamp Watermark() const;
  // The greatest event time read of the rule's streams.
  nfa::Timestamp GreatestOf(const nfa::Rule& rule) const;
  nfa::Timestamp BoundOf(const nfa::Rule& rule) const;
  void UpdateCounts();

  std::shared_ptr<const nfa::RuleSet> rules;
  EngineOptions options;
  EngineSinks sinks;
  DecoderFactory decoders;
  nfa::PreparedExpressions expressions;
  nfa::ScreenPlan plan;
  EventHolderPool pool;
  Ingest ingest;
  Shard shard;
  std::vector<StreamClock> clocks;    // By StreamId.
  std::vector<Input> inputs;          // Ordered by stream.
  std::vector<nfa::Timestamp> bounds;  // By RuleId.
  EngineCounts counts;
  std::function<void(const EngineCounts&)> report;
};

Engine::Impl::Impl(std::shared_ptr<const nfa::RuleSet> a_rules, EngineOptions an_options,
                   EngineSinks a_sinks, DecoderFactory a_decoders)
    : rules(std::move(a_rules)),
      options(std::move(an_options)),
      sinks(a_sinks),
      decoders(a_decoders),
      expressions(rules->expressions),
      plan(*rules),
      pool(rules->schema),
      ingest(*rules, plan, expressions, {options.max_ahead, sinks.late, sinks.dead}),
      shard(*rules, expressions, pool, sinks.alerts, options.caps, options.store),
      bounds(rules->rules.size(), kBeginningOfTime) {
  options.batch_rows = std::clamp<std::size_t>(options.batch_rows, 1, nfa::kMaxBatchRows);
  for (const nfa::Stream& stream : rules->schema.streams) {
    const auto own = options.lateness_of.find(stream.name);
    clocks.emplace_back(own == options.lateness_of.end() ? options.lateness : own->second);
  }
  UpdateCounts();
}

nfa::Result<nfa::StreamId> Engine::Impl::FindStream(std::string_view name) const {
  std::string known;
  for (std::size_t i = 0; i < rules->schema.streams.size(); ++i) {
    const std::string& stream = rules->schema.streams[i].name;
    if (stream == name) return nfa::StreamId(i);
    known += (known.empty() ? "" : ", ") + stream;
  }
  return nfa::Status(nfa::StatusCode::kInvalidArgument,
                     "the rules do not read a stream " + std::string(name) +
                         (known.empty() ? std::string() : "; they read " + known));
}

Engine::Impl::Input* Engine::Impl::Furthest() {
  Input* furthest = nullptr;
  for (Input& input : inputs) {
    const StreamClock& clock = clocks[input.stream.index()];
    if (clock.ended()) continue;
    if (furthest == nullptr ||
        clock.watermark() < clocks[furthest->stream.index()].watermark()) {
      furthest = &input;
    }
  }
  return furthest;
}

nfa::Status Engine::Impl::TakeTurn(Input& input) {
  std::size_t records = 0;
  while (records < kTurnRecords && !clocks[input.stream.index()].ended()) {
    const std::size_t most = std::min(options.batch_rows, kTurnRecords - records);
    if (nfa::Status status = ReadBatch(input, most, records); !status.ok()) return status;
  }
  return Advance();
}

nfa::Status Engine::Impl::ReadBatch(Input& input, std::size_t max_records,
                                    std::size_t& records) {
  StreamClock& clock = clocks[input.stream.index()];
  EventHolder* holder = pool.Acquire(input.stream);
  if (nfa::Status status = input.source->Read(max_records, holder->records); !status.ok()) {
    return status;
  }
  if (holder->records.records.empty()) {
    pool.Recycle(holder);
    clock.End();
    return nfa::Status::Ok();
  }
  records += holder->records.records.size();
  if (nfa::Status status = ingest.Process(*input.decoder, clock, *holder); !status.ok()) {
    return status;
  }
  shard.Add(holder);
  return nfa::Status::Ok();
}

nfa::Status Engine::Impl::Advance() {
  for (std::size_t i = 0; i < bounds.size(); ++i) bounds[i] = BoundOf(rules->rules[i]);
  return shard.Advance(Watermark(), bounds);
}

nfa::Status Engine::Impl::Finish() {
  for (std::size_t i = 0; i < bounds.size(); ++i) bounds[i] = GreatestOf(rules->rules[i]);
  return shard.Finish(bounds);
}

nfa::Timestamp Engine::Impl::Watermark() const {
  nfa::Timestamp least = kEndOfTime;
  for (const StreamClock& clock : clocks) least = std::min(least, clock.watermark());
  return least;
}

nfa::Timestamp Engine::Impl::GreatestOf(const nfa::Rule& rule) const {
  nfa::Timestamp greatest = kBeginningOfTime;
  for (nfa::StreamId stream : rule.streams) {
    greatest = std::max(greatest, clocks[stream.index()].greatest());
  }
  return greatest;
}

nfa::Timestamp Engine::Impl::BoundOf(const nfa::Rule& rule) const {
  const bool ended = std::all_of(
      rule.streams.begin(), rule.streams.end(),
      [this](nfa::StreamId stream) { return clocks[stream.index()].ended(); });
  return ended && options.drain ? kEndOfTime : GreatestOf(rule);
}

nfa::Status Engine::Impl::FlushSinks() {
  for (Sink* sink : {sinks.alerts, sinks.late, sinks.dead}) {
    if (sink == nullptr) continue;
    if (nfa::Status status = sink->Flush(); !status.ok()) return status;
  }
  return nfa::Status::Ok();
}

void Engine::Impl::UpdateCounts() {
  const IngestCounts& read = ingest.counts();
  counts.records = read.records;
  counts.events = read.events;
  counts.untyped = read.untyped;
  counts.late = read.late;
  counts.dead = read.dead;
  counts.alerts = shard.alerts().count();
  counts.alerts_by_rule = shard.alerts().count_by_rule();
  counts.missing = ingest.MissingByField();
  counts.open_starts = shard.open_starts();
  counts.open_keys = shard.open_keys();
}

Engine::Engine(std::shared_ptr<const nfa::RuleSet> rules, EngineOptions options,
               EngineSinks sinks, DecoderFactory decoders)
    : impl_(std::make_unique<Impl>(std::move(rules), std::move(options), sinks, decoders)) {}
Engine::~Engine() = default;

nfa::Status Engine::AddSource(std::unique_ptr<Source> source) {
  const nfa::Result<nfa::StreamId> found = impl_->FindStream(source->stream());
  if (!found.ok()) return found.status();
  const nfa::StreamId stream = found.value();
  const auto at = std::find_if(impl_->inputs.begin(), impl_->inputs.end(),
                               [stream](const Impl::Input& i) { return !(i.stream < stream); });
  if (at != impl_->inputs.end() && at->stream == stream) {
    return {nfa::StatusCode::kInvalidArgument,
            "stream " + std::string(source->stream()) + " has two sources"};
  }
  impl_->inputs.insert(at, {stream, std::move(source),
                            impl_->decoders(impl_->rules->schema, stream)});
  return nfa::Status::Ok();
}

void Engine::OnProgress(std::function<void(const EngineCounts&)> report) {
  impl_->report = std::move(report);
}

nfa::Status Engine::Run() {
  Impl& impl = *impl_;
  if (nfa::Status opened = impl.shard.Open(); !opened.ok()) return opened;
  // A stream that nobody feeds has ended.
  for (std::size_t i = 0; i < impl.clocks.size(); ++i) {
    const bool is_fed = std::any_of(impl.inputs.begin(), impl.inputs.end(),
                                    [i](const Impl::Input& in) { return in.stream.index() == i; });
    if (!is_fed) impl.clocks[i].End();
  }
  for (std::uint64_t turns = 1; Impl::Input* input = impl.Furthest(); ++turns) {
    if (nfa::Status status = impl.TakeTurn(*input); !status.ok()) {
      impl.UpdateCounts();
      return status;
    }
    if (impl.report && turns % kProgressTurns == 0) {
      impl.UpdateCounts();
      impl.report(impl.counts);
    }
  }
  nfa::Status status = impl.Advance();
  if (status.ok() && impl.options.drain) status = impl.Finish();
  if (status.ok()) status = impl.FlushSinks();
  impl.UpdateCounts();
  return status;
}

const EngineCounts& Engine::counts() const { return impl_->counts; }

}  // namespace precept::runtime
