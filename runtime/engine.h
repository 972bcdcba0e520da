// The engine: records in, alerts out.
//
//   record batch ─ decode ─ classify ─ late? ─ screen ─ reorder ─ match ─ alert
//
// One shard in memory; sources, decoders and sinks are handed in.  What comes
// out depends on the records and the rules alone, never on the size of batches.
//
// Thread safety: none; one thread drives it.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nfa/limits.h"
#include "nfa/rule_set.h"
#include "nfa/status.h"
#include "nfa/value.h"
#include "runtime/decoder.h"
#include "runtime/shard.h"
#include "runtime/sink.h"
#include "runtime/source.h"

namespace precept::runtime {

struct EngineOptions {
  nfa::Duration lateness{5'000'000'000};
  std::map<std::string, nfa::Duration> lateness_of;  // By stream.
  // Event times beyond the greatest read so far of their partition by more are
  // dead letters; nothing: not asked for.
  std::optional<nfa::Duration> max_ahead;
  // At the end of the inputs time runs out: what is held is reported.
  bool drain = false;
  nfa::CapSettings caps;
  std::size_t batch_rows = nfa::kMaxBatchRows;
  // Where state lies outside of memory.
  ShardStore store;
};

// Where results go; absent ones are counted only.
struct EngineSinks {
  Sink* alerts = nullptr;
  Sink* late = nullptr;
  Sink* dead = nullptr;
};

struct EngineCounts {
  std::uint64_t records = 0;
  std::uint64_t events = 0;  // Records of a declared type, late ones apart.
  std::uint64_t untyped = 0;
  std::uint64_t late = 0;
  std::uint64_t dead = 0;
  std::uint64_t alerts = 0;
  std::vector<std::uint64_t> alerts_by_rule;  // By RuleId.
  // "Type.field" and how many events had no value though the type has no `?`.
  std::map<std::string, std::uint64_t> missing;
  std::size_t open_starts = 0;
  std::size_t open_keys = 0;
};

class Engine {
 public:
  Engine(std::shared_ptr<const nfa::RuleSet> rules, EngineOptions options,
         EngineSinks sinks, DecoderFactory decoders);
  ~Engine();

  // A source of a stream the rules do not read is refused.
  nfa::Status AddSource(std::unique_ptr<Source> source);
  // Called now and then with what has been done so far.
  void OnProgress(std::function<void(const EngineCounts&)> report);

  // Reads all sources to their end, always the one whose stream is furthest
  // behind, and writes what they give.
  nfa::Status Run();
  const EngineCounts& counts() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace precept::runtime
