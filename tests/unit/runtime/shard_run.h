// One life of a shard over a store: rules from their text, records one by one,
// the clock where the test wants it.
//
// Every record is of stream "s", partition 0, and says its own offset, so that
// another life can be fed the same again.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nfa/evaluator.h"
#include "nfa/rule_set.h"
#include "nfa/screen/screen.h"
#include "nfa/status.h"
#include "runtime/decoder.h"
#include "runtime/event_holder.h"
#include "runtime/ingest.h"
#include "runtime/shard.h"
#include "runtime/watermark.h"
#include "tests/unit/runtime/memory_connector.h"

namespace precept::runtime {

// The types A, B and C of stream "s", by the field `kind`, with a key `k`, and
// after them `rules`.  Fails the test if they do not compile.
std::shared_ptr<const nfa::RuleSet> CompileRules(const std::string& rules);

class ShardRun {
 public:
  ShardRun(std::shared_ptr<const nfa::RuleSet> rules, const ShardStore& store,
           const nfa::CapSettings& caps = {});

  nfa::Status Open() { return shard_.Open(); }
  // An event in second `at`.
  void Feed(std::int64_t offset, std::int64_t at, const std::string& kind,
            const std::string& key = "x");
  // The clock comes to second `at`.
  nfa::Status Advance(std::int64_t at);
  // Time runs out.
  nfa::Status Finish();

  const Shard& shard() const { return shard_; }
  // "rule key kind@second …" of each alert, in their order.
  std::vector<std::string> Alerts() const;
  std::vector<std::string> lines() const { return sink_.lines; }

 private:
  std::shared_ptr<const nfa::RuleSet> rules_;
  nfa::PreparedExpressions expressions_;
  nfa::ScreenPlan plan_;
  EventHolderPool pool_;
  Ingest ingest_;
  MemorySink sink_;
  std::unique_ptr<Decoder> decoder_;
  StreamClock clock_;
  Shard shard_;
};

}  // namespace precept::runtime
