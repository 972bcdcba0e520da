#include "tests/unit/runtime/shard_run.h"

#include <gtest/gtest.h>

#include <utility>

#include "compiler/compile.h"
#include "connectors/codec/json.h"
#include "lang/diagnostic_render.h"
#include "lang/source_text.h"

namespace precept::runtime {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr nfa::Duration kNeverLate{365LL * 24 * 3'600 * kSecond};

constexpr const char* kTypes = R"(
event A from "s" where kind == "a" {
  at: timestamp @time("epoch_s")
  kind: string
  k: string
}
event B from "s" where kind == "b" {
  at: timestamp @time("epoch_s")
  kind: string
  k: string
}
event C from "s" where kind == "c" {
  at: timestamp @time("epoch_s")
  kind: string
  k: string
}
)";

nfa::StreamId StreamOf(const nfa::RuleSet& rules) {
  std::size_t number = 0;
  while (rules.schema.streams[number].name != "s") ++number;
  return nfa::StreamId(number);
}

// What stands between two texts, from a position on, which moves behind it.
std::string Between(const std::string& line, const std::string& begin, const std::string& end,
                    std::size_t& at) {
  const std::size_t found = line.find(begin, at);
  if (found == std::string::npos) return "";
  const std::size_t from = found + begin.size();
  at = line.find(end, from);
  return line.substr(from, at - from);
}

}  // namespace

std::shared_ptr<const nfa::RuleSet> CompileRules(const std::string& rules) {
  lang::SourceMap sources;
  sources.Add("rules.precept", kTypes + rules);
  compiler::CompileResult compiled = compiler::Compile(sources);
  EXPECT_TRUE(compiled.rules) << lang::RenderText(compiled.diagnostics.diagnostics(), sources);
  return compiled.rules;
}

ShardRun::ShardRun(std::shared_ptr<const nfa::RuleSet> rules, const ShardStore& store,
                   const nfa::CapSettings& caps)
    : rules_(std::move(rules)), expressions_(rules_->expressions), plan_(*rules_),
      pool_(rules_->schema), ingest_(*rules_, plan_, expressions_, {}),
      decoder_(connectors::MakeJsonDecoder(rules_->schema, StreamOf(*rules_))),
      clock_(kNeverLate), shard_(*rules_, expressions_, pool_, &sink_, caps, store) {}

void ShardRun::Feed(std::int64_t offset, std::int64_t at, const std::string& kind,
                    const std::string& key) {
  EventHolder* holder = pool_.Acquire(StreamOf(*rules_));
  RecordBatch& batch = holder->records;
  batch.Clear();
  batch.bytes = R"({"at":)" + std::to_string(at) + R"(,"kind":")" + kind + R"(","k":")" + key +
                R"("})";
  const std::size_t size = batch.bytes.size();
  batch.bytes.append(RecordBatch::kPadding, '\0');
  Record record;
  record.text = std::string_view(batch.bytes).substr(0, size);
  record.offset = offset;
  batch.records.push_back(record);
  const nfa::Status read = ingest_.Process(*decoder_, clock_, *holder);
  ASSERT_TRUE(read.ok()) << read.message();
  shard_.Add(holder);
}

nfa::Status ShardRun::Advance(std::int64_t at) {
  const nfa::Timestamp time{at * kSecond};
  return shard_.Advance(time, std::vector<nfa::Timestamp>(rules_->rules.size(), time));
}

nfa::Status ShardRun::Finish() {
  const std::vector<nfa::Timestamp> ends(rules_->rules.size(), kEndOfTime);
  if (nfa::Status status = shard_.Advance(kEndOfTime, ends); !status.ok()) return status;
  return shard_.Finish(ends);
}

std::vector<std::string> ShardRun::Alerts() const {
  std::vector<std::string> alerts;
  for (const std::string& line : sink_.lines) {
    std::size_t at = 0;
    std::string alert = Between(line, R"("rule":")", "\"", at);
    at = line.find("\"events\":");
    while (at != std::string::npos) {
      const std::string step = Between(line, R"("step":")", "\"", at);
      const std::string offset = Between(line, R"("offset":)", ",", at);
      if (step.empty() || offset.empty()) break;
      alert += " " + step + "=" + offset;
    }
    alerts.push_back(alert);
  }
  return alerts;
}

}  // namespace precept::runtime
