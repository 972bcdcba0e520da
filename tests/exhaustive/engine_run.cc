#include "tests/exhaustive/engine_run.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "compiler/compile.h"
#include "connectors/codec/json.h"
#include "lang/diagnostic_render.h"
#include "lang/parser.h"
#include "nfa/value.h"
#include "runtime/engine.h"
#include "runtime/state/memory_state_store.h"
#include "tests/cases/match/memory_stream.h"

namespace precept::exhaustive {
namespace {

namespace dom = simdjson::dom;

// The times of a case span seconds: a year makes nothing late.
constexpr std::size_t kAsUsersGetIt = 3;
constexpr nfa::Duration kNeverLate{365LL * 24 * 3'600 * 1'000'000'000};

std::string Line(std::string_view time, const std::vector<std::string>& key,
                 const std::vector<std::pair<std::string, std::size_t>>& events,
                 bool incomplete) {
  std::string line = "at " + std::string(time) + " [";
  for (const std::string& part : key) line += part + " ";
  line += "]";
  for (const auto& [step, event] : events) {
    line += " " + step + "=" + std::to_string(event);
  }
  return line + (incomplete ? " incomplete" : "");
}

// For each stream the indices of its events, in order of offset: what stands
// at @offset n is the n-th.
std::map<std::string, std::vector<std::size_t>> EventsByStream(
    const RandomCase& c) {
  std::map<std::string, std::vector<std::size_t>> streams;
  for (std::size_t i = 0; i < c.events.size(); ++i) {
    streams[c.events[i].stream].push_back(i);
  }
  for (auto& [stream, indices] : streams) {
    std::sort(indices.begin(), indices.end(),
              [&](std::size_t a, std::size_t b) {
                return c.events[a].offset < c.events[b].offset;
              });
  }
  return streams;
}

std::string AlertLine(
    const dom::element& alert,
    const std::map<std::string, std::vector<std::size_t>>& streams) {
  std::vector<std::string> key;
  for (const auto& [name, value] : dom::object(alert["key"])) {
    key.push_back(simdjson::minify(value));
  }
  std::vector<std::pair<std::string, std::size_t>> events;
  for (const dom::element& event : dom::array(alert["events"])) {
    const std::string_view stream = event["stream"];
    const std::string_view step = event["step"];
    const std::int64_t offset = event["offset"];
    events.emplace_back(
        step,
        streams.at(std::string(stream))[static_cast<std::size_t>(offset - 1)]);
  }
  dom::element incomplete;
  const std::string_view time = alert["time"];
  return Line(time, key, events,
              alert["incomplete"].get(incomplete) == simdjson::SUCCESS);
}

std::vector<tests::MemoryRecord> Records(const std::string& ndjson) {
  std::vector<tests::MemoryRecord> records;
  for (std::size_t at = 0; at < ndjson.size();) {
    const std::size_t end = ndjson.find('\n', at);
    records.push_back({ndjson.substr(at, end - at),
                       static_cast<std::int64_t>(records.size()) + 1});
    at = end == std::string::npos ? ndjson.size() : end + 1;
  }
  return records;
}

}  // namespace

EngineRule::EngineRule(const std::string& rule_text) {
  lang::SourceMap sources;
  sources.Add("case.precept", rule_text);
  compiler::CompileResult compiled = compiler::Compile(sources);
  rules_ = compiled.rules;
  if (rules_) return;
  failure_ = lang::RenderText(compiled.diagnostics.diagnostics(), sources);
}

std::string Configuration::ToText() const {
  std::string text = "batches of " + std::to_string(batch_rows);
  if (restart_after > 0) text += ", restarted after every " + std::to_string(restart_after);
  if (prefers_journals) text += ", from journals";
  return text;
}

Answer EngineRule::Ask(const RandomCase& c, const Configuration& configuration) const {
  if (!rules_) return {{}, failure_};
  tests::MemorySink alerts;
  runtime::EngineOptions options;
  options.lateness = kNeverLate;
  options.drain = c.options.drain;
  options.caps.starts = c.options.start_cap;
  options.caps.matches = c.options.matches_cap;
  // Few starts are open at once: tables are searched however small they are, but
  // in some cases as users get it.
  if (configuration.batch_rows != kAsUsersGetIt) options.caps.indexed_from = 1;
  options.batch_rows = configuration.batch_rows;
  const std::unique_ptr<runtime::StateStore> store = runtime::MakeMemoryStateStore();
  if (configuration.restart_after > 0) {
    options.store = {store.get(), configuration.restart_after, false};
    if (configuration.prefers_journals) options.store.small_snapshot = 0;
  }
  runtime::Engine engine(rules_, options, {&alerts, nullptr, nullptr},
                         connectors::MakeJsonDecoder);
  for (const auto& [stream, ndjson] : ToNdjson(c)) {
    nfa::Status added = engine.AddSource(
        std::make_unique<tests::MemorySource>(stream, Records(ndjson)));
    if (!added.ok()) return {{}, added.message()};
  }
  if (nfa::Status ran = engine.Run(); !ran.ok()) return {{}, ran.message()};

  Answer answer;
  const auto streams = EventsByStream(c);
  dom::parser parser;
  for (const std::string& line : alerts.lines()) {
    answer.matches.push_back(AlertLine(parser.parse(line), streams));
  }
  return answer;
}

OracleRule::OracleRule(const std::string& rule_text) {
  lang::SourceMap sources;
  lang::DiagnosticSink diagnostics;
  files_.push_back(
      lang::Parse(sources.Add("case.precept", rule_text), diagnostics));
  if (diagnostics.has_errors()) {
    failure_ = lang::RenderText(diagnostics.diagnostics(), sources);
    return;
  }
  rule_.emplace(files_, "r");
  if (!rule_->failures().empty()) failure_ = rule_->failures().front();
}

Answer OracleRule::Ask(const RandomCase& c) const {
  if (!failure_.empty()) return {{}, failure_};
  const oracle::Outcome outcome = rule_->Run(c.events, c.options);
  Answer answer;
  if (!outcome.failures.empty()) answer.failure = outcome.failures.front();
  for (const oracle::Match& match : outcome.matches) {
    std::vector<std::string> key;
    for (const nfa::Value& part : match.key) {
      if (part.is_missing()) continue;  // Left out of the alert's key.
      nfa::AppendJson(part, key.emplace_back());
    }
    std::vector<std::pair<std::string, std::size_t>> events;
    for (const oracle::Binding& binding : match.bindings) {
      events.emplace_back(binding.label, binding.event);
    }
    answer.matches.push_back(Line(nfa::FormatTimestamp(match.decided_at), key,
                                  events, match.incomplete));
  }
  return answer;
}

}  // namespace precept::exhaustive
