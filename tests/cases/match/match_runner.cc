#include "tests/cases/match/match_runner.h"

#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

#include "compiler/compile.h"
#include "connectors/codec/json.h"
#include "lang/diagnostic_render.h"
#include "lang/parser.h"
#include "runtime/engine.h"
#include "runtime/state/memory_state_store.h"
#include "tests/cases/match/alert_summary.h"
#include "tests/cases/match/given_events.h"
#include "tests/cases/match/memory_stream.h"
#include "tests/cases/match/oracle_configuration.h"
#include "tests/stores/reopening_store.h"

namespace precept::tests {
namespace {

namespace ast = lang::ast;

// Nothing is late unless the case says how late is late.
constexpr nfa::Duration kNeverLate{20'000LL * 24 * 3'600 * 1'000'000'000};

// Where state lies.
enum class Keeping : std::uint8_t {
  kInMatchers,
  // Thrown away and read again after every event, from a store in memory or on
  // disk.
  kInMemory,
  kOnDisk,
};

// How the engine runs: nothing of it may show.
struct Configuration {
  std::size_t batch_rows = 1;
  Keeping keeping{};
  bool prefers_journals = false;  // Wherever they are shorter than snapshots.

  std::string ToText() const {
    std::string text = "in batches of " + std::to_string(batch_rows);
    if (keeping == Keeping::kInMemory) text += ", restarted from memory";
    if (keeping == Keeping::kOnDisk) text += ", restarted from disk";
    if (prefers_journals) text += " by journals";
    return text;
  }
};

constexpr Configuration kConfigurations[] = {
    {1}, {2}, {1024},
    {1, Keeping::kInMemory},
    {1024, Keeping::kInMemory, true},
    {1, Keeping::kOnDisk, true},
    {1024, Keeping::kOnDisk},
};

struct MatchCase {
  GivenStreams given;
  std::shared_ptr<const nfa::RuleSet> rules;
  EventData data = EventData::kHidden;
  bool drain = false;
  nfa::CapSettings caps;
  std::optional<OracleConfiguration> oracle;
};

// Whether a line of the text is `line`, or begins with it and a colon.
bool HasLine(const std::string& text, const std::string& line) {
  const std::string all = "\n" + text;
  return all.find("\n" + line + "\n") != std::string::npos ||
         all.find("\n" + line + ":") != std::string::npos;
}

// The number that is all that follows `words` on a line of the text.
std::optional<std::uint64_t> NumberOnLine(const std::string& text,
                                          const std::string& words) {
  const std::string all = "\n" + text + "\n";
  const std::string begin = "\n" + words + " ";
  for (std::size_t at = all.find(begin); at != std::string::npos;
       at = all.find(begin, at + 1)) {
    std::uint64_t number = 0;
    const char* digits = all.data() + at + begin.size();
    const auto read =
        std::from_chars(digits, all.data() + all.size(), number);
    if (read.ec == std::errc() && *read.ptr == '\n') return number;
  }
  return std::nullopt;
}

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
  ast::File file = lang::Parse(sources.Add(name, text), diagnostics);
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
  MatchCase match;
  match.given = std::move(given).value();
  match.rules = compiled.rules;
  if (HasLine(text, "// data")) match.data = EventData::kShown;
  match.drain = HasLine(text, "// drain");
  match.caps.starts = NumberOnLine(text, "// starts");
  match.caps.matches = NumberOnLine(text, "// matches");
  if (!match.given.lateness && !HasLine(text, "// no oracle")) {
    match.oracle.emplace(std::move(file), match.rules, match.given);
  }
  return match;
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

std::unique_ptr<runtime::StateStore> MakeStore(Keeping keeping, std::uint64_t seed) {
  switch (keeping) {
    case Keeping::kInMatchers: break;
    case Keeping::kInMemory: return runtime::MakeMemoryStateStore();
    case Keeping::kOnDisk: return std::make_unique<runtime::ReopeningStore>(seed);
  }
  return nullptr;
}

nfa::Status Run(const MatchCase& match, const Configuration& configuration, Results& results) {
  const std::unique_ptr<runtime::StateStore> store =
      MakeStore(configuration.keeping, match.given.records.size());
  runtime::EngineOptions options;
  options.lateness = match.given.lateness.value_or(kNeverLate);
  options.drain = match.drain;
  options.caps = match.caps;
  options.batch_rows = configuration.batch_rows;
  if (store) options.store = {store.get(), 1, false};
  if (configuration.prefers_journals) options.store.small_snapshot = 0;
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

// The engine's matches of each rule, as the oracle tells its own.
std::map<std::string, std::vector<std::string>> MatchesByRule(
    const MatchCase& match, const Results& results) {
  const EventNumbers numbers = NumbersOf(match.given);
  std::map<std::string, std::vector<std::string>> found;
  for (const nfa::Rule& rule : match.rules->rules) found[rule.name];
  for (const std::string& alert : results.alerts.lines()) {
    const std::string line = SummarizeMatch(alert, match.given.start, numbers);
    found[line.substr(0, line.find(' '))].push_back(line);
  }
  return found;
}

// What the oracle finds instead; empty where both agree.
std::string OracleDifference(const MatchCase& match, const Results& results) {
  oracle::Options options;
  options.drain = match.drain;
  options.start_cap = match.caps.starts.value_or(options.start_cap);
  options.matches_cap = match.caps.matches.value_or(options.matches_cap);
  std::string text;
  for (const auto& [rule, lines] : MatchesByRule(match, results)) {
    const auto answer = match.oracle->Matches(rule, options);
    if (!answer.ok()) {
      return "but the oracle: " + answer.status().message() + "\n";
    }
    if (answer.value() == lines) continue;
    text += "but the oracle, of " + rule + ":\n";
    for (const std::string& line : answer.value()) text += line + "\n";
    if (answer.value().empty()) text += "nothing\n";
  }
  return text;
}

}  // namespace

std::string RunMatchCase(const std::string& name, const std::string& text) {
  nfa::Result<MatchCase> loaded = LoadCase(name, text);
  if (!loaded.ok()) return loaded.status().message() + "\n";
  std::optional<Results> first;
  for (const Configuration& configuration : kConfigurations) {
    Results results;
    const nfa::Status run = Run(loaded.value(), configuration, results);
    if (!run.ok()) {
      return "the engine stopped " + configuration.ToText() + ": " + run.message() + "\n";
    }
    if (!first) {
      first = std::move(results);
    } else if (!(results == *first)) {
      return Summarize(loaded.value(), *first) + "but " + configuration.ToText() +
             ":\n" + Summarize(loaded.value(), results);
    }
  }
  std::string shown = Summarize(loaded.value(), *first);
  if (loaded.value().oracle) shown += OracleDifference(loaded.value(), *first);
  return shown;
}

}  // namespace precept::tests
