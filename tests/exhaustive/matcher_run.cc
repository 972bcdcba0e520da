#include "tests/exhaustive/matcher_run.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "compiler/compile.h"
#include "nfa/key.h"

namespace precept::exhaustive {
namespace {

// What the record of the event has at a path.
nfa::Value At(const oracle::Event& event, nfa::Timestamp time, const std::string& name) {
  if (name == "at") return nfa::Value(time);
  if (name.starts_with("is_")) {
    const bool is = std::any_of(event.types.begin(), event.types.end(), [&](const auto& type) {
      return std::tolower(type[0]) == name[3];
    });
    return is ? nfa::Value(true) : nfa::Value();
  }
  const auto field = event.fields.find(name);
  return field == event.fields.end() ? nfa::Value() : field->second;
}

}  // namespace

std::shared_ptr<const nfa::RuleSet> CompileText(const std::string& rule_text) {
  lang::SourceMap sources;
  sources.Add("case.precept", rule_text);
  return compiler::Compile(sources).rules;
}

MatcherRun::MatcherRun(std::shared_ptr<const nfa::RuleSet> rules, const nfa::CapSettings& caps)
    : rules_(std::move(rules)), prepared_(rules_->expressions), plan_(*rules_),
      screen_(*rules_, plan_, prepared_), classifier_(rules_->schema, prepared_),
      rows_(*rules_, prepared_), matcher_(*rules_, nfa::RuleId(0), rows_, prepared_, caps) {}

void MatcherRun::Feed(const oracle::Event& event, nfa::Duration later) {
  const std::vector<nfa::Stream>& streams = rules_->schema.streams;
  const auto stream = std::find_if(streams.begin(), streams.end(), [&](const auto& s) {
    return s.name == event.stream;
  });
  if (stream == streams.end()) return;  // The rule reads nothing of it.
  later_ = later;
  const nfa::Timestamp time{event.time.ns + later.ns};
  nfa::EventBatch batch(rules_->schema,
                        nfa::StreamId(static_cast<std::size_t>(stream - streams.begin())));
  std::vector<nfa::Value> values;
  values.reserve(stream->columns.size());
  for (std::size_t i = 0; i < stream->columns.size(); ++i) {
    const auto* path = std::get_if<nfa::SourcePath>(&stream->columns[i].source);
    values.push_back(path == nullptr ? nfa::Value() : At(event, time, path->segments[0]));
    batch.columns[i].AppendValue(values.back());
  }
  batch.offsets.push_back(event.offset);
  batch.times.push_back(time);
  batch.raw.emplace_back();
  std::vector<nfa::Refusal> refusals;
  classifier_.ClassifyRows(batch, refusals);
  nfa::Bitmap row;
  row.Fill(1);
  screen_.Run(batch, row, screened_);
  rows_.NextEvent();
  matcher_.AdvanceTo(time, *this);
  if (screened_.rows.empty()) return;
  matcher_.OnEvent(batch, 0, screened_.CandidatesOf(0), screened_.keys, *this);
}

void MatcherRun::OnMatch(const nfa::Match& match) {
  std::string line = std::to_string(match.decided.ns - later_.ns) + " ";
  nfa::AppendJson(nfa::Value(nfa::ValueList(nfa::DecodeKey(match.key))), line);
  const nfa::Rule& rule = rules_->rules[0];
  for (const nfa::TakenEvent& taken : match.events) {
    const nfa::Coordinates at = rows_.CoordinatesOf(taken.event);
    const nfa::StepId step = rule.alternatives[taken.alternative].step;
    line += " " + rule.steps[step.index()].name + "=" + std::to_string(at.stream.value) + ":" +
            std::to_string(at.offset);
  }
  matches.push_back(line + (match.incomplete != nfa::kComplete ? " incomplete" : ""));
}

nfa::CapSettings CapsOf(const RandomCase& c) {
  nfa::CapSettings caps{c.options.start_cap, c.options.matches_cap};
  caps.indexed_from = 1;
  return caps;
}

std::vector<oracle::Event> InOrder(const RandomCase& c) {
  std::vector<oracle::Event> events = c.events;
  std::sort(events.begin(), events.end(), [](const oracle::Event& a, const oracle::Event& b) {
    return std::tie(a.time, a.stream, a.offset) < std::tie(b.time, b.stream, b.offset);
  });
  return events;
}

}  // namespace precept::exhaustive
