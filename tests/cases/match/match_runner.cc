#include "tests/cases/match/match_runner.h"

#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "compiler/compile.h"
#include "connectors/codec/json.h"
#include "lang/diagnostic_render.h"
#include "lang/parser.h"
#include "runtime/engine.h"
#include "tests/cases/match/alert_summary.h"
#include "tests/cases/match/given_events.h"
#include "tests/cases/match/memory_stream.h"

namespace precept::tests {
namespace {

namespace ast = lang::ast;

// Nothing is late unless the case says how late is late.
constexpr nfa::Duration kNeverLate{20'000LL * 24 * 3'600 * 1'000'000'000};

constexpr std::size_t kBatchSizes[] = {1, 2, 1024};

struct MatchCase {
  GivenStreams given;
  std::shared_ptr<const nfa::RuleSet> rules;
  EventData data = EventData::kHidden;
};

std::string Rendered(const lang::DiagnosticSink& diagnostics,
                     const lang::SourceMap& sources) {
  return lang::RenderText(diagnostics.diagnostics(), sources);
}

// The rules alone: the range of the test is blank.
std::string WithoutTest(std::string text, const lang::SourceRange& range) {
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
  return text;
}

nfa::Result<MatchCase> LoadCase(const std::string& name, const std::string& text) {
  auto wrong = [](std::string message) {
    return nfa::Status(nfa::StatusCode::kInvalidArgument, std::move(message));
  };
  lang::SourceMap sources;
  lang::DiagnosticSink diagnostics;
  const ast::File file = lang::Parse(sources.Add(name, text), diagnostics);
  if (diagnostics.has_errors()) return wrong(Rendered(diagnostics, sources));
  const ast::Declaration* found = nullptr;
  for (const ast::Declaration& declaration : file.declarations) {
    if (!std::holds_alternative<ast::Test>(declaration.node)) continue;
    if (found != nullptr) return wrong("a match case has one test block");
    found = &declaration;
  }
  if (found == nullptr) return wrong("a match case has a test block");
  nfa::Result<GivenStreams> given =
      ReadGiven(file, std::get<ast::Test>(found->node));
  if (!given.ok()) return given.status();
  lang::SourceMap rules;
  rules.Add(name, WithoutTest(text, found->range));
  compiler::CompileResult compiled = compiler::Compile(rules);
  if (!compiled.rules) return wrong(Rendered(compiled.diagnostics, rules));
  return MatchCase{std::move(given).value(), compiled.rules,
                   text.find("// data\n") == std::string::npos
                       ? EventData::kHidden
                       : EventData::kShown};
}

EventNumbers NumbersOf(const GivenStreams& given) {
  EventNumbers numbers;
  for (const auto& [stream, records] : given.records) {
    for (std::size_t i = 0; i < records.size(); ++i) {
      numbers[{stream, static_cast<std::int64_t>(i) + 1}] = records[i].line;
    }
  }
  return numbers;
}

struct Results {
  MemorySink alerts, late, dead;
  bool operator==(const Results& other) const {
    return alerts.lines() == other.alerts.lines() &&
           late.lines() == other.late.lines() &&
           dead.lines() == other.dead.lines();
  }
};

nfa::Status Run(const MatchCase& match, std::size_t batch, Results& results) {
  runtime::EngineOptions options;
  options.lateness = match.given.lateness.value_or(kNeverLate);
  options.batch_rows = batch;
  runtime::Engine engine(match.rules, options,
                         {&results.alerts, &results.late, &results.dead},
                         &connectors::MakeJsonDecoder);
  for (const auto& [stream, records] : match.given.records) {
    nfa::Status added =
        engine.AddSource(std::make_unique<MemorySource>(stream, records));
    if (!added.ok()) return added;
  }
  return engine.Run();
}

std::string Summarize(const MatchCase& match, const Results& results) {
  const EventNumbers numbers = NumbersOf(match.given);
  std::string text;
  for (const std::string& alert : results.alerts.lines()) {
    text += SummarizeAlert(alert, match.given.start, numbers, match.data) + '\n';
  }
  for (const std::string& line : results.late.lines()) {
    text += SummarizeRefused("late", line) + '\n';
  }
  for (const std::string& line : results.dead.lines()) {
    text += SummarizeRefused("dead", line) + '\n';
  }
  return text.empty() ? "nothing\n" : text;
}

}  // namespace

std::string RunMatchCase(const std::string& name, const std::string& text) {
  nfa::Result<MatchCase> loaded = LoadCase(name, text);
  if (!loaded.ok()) return loaded.status().message() + "\n";
  std::optional<Results> first;
  for (std::size_t batch : kBatchSizes) {
    Results results;
    const nfa::Status run = Run(loaded.value(), batch, results);
    if (!run.ok()) return "the engine stopped: " + run.message() + "\n";
    if (!first) {
      first = std::move(results);
    } else if (!(results == *first)) {
      return Summarize(loaded.value(), *first) + "but in batches of " +
             std::to_string(batch) + ":\n" + Summarize(loaded.value(), results);
    }
  }
  return Summarize(loaded.value(), *first);
}

}  // namespace precept::tests
