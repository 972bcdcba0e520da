#include "cli/replay.h"

#include <memory>
#include <utility>
#include <vector>

#include "cli/diagnostics.h"
#include "cli/loss_warnings.h"
#include "cli/output_conflicts.h"
#include "cli/progress_bar.h"
#include "cli/replay_summary.h"
#include "cli/result_sinks.h"
#include "cli/rule_files.h"
#include "cli/stream_arguments.h"
#include "compiler/compile.h"
#include "connectors/codec/json.h"
#include "connectors/file/file_sink.h"
#include "connectors/file/file_source.h"
#include "runtime/engine.h"

namespace precept::cli {
namespace {

using nfa::Result;
using nfa::Status;
using nfa::StatusCode;
using RuleSetPointer = std::shared_ptr<const nfa::RuleSet>;

// The files that are written; those not asked for are absent.
struct OutputFiles {
  std::unique_ptr<runtime::Sink> alerts;
  std::unique_ptr<runtime::Sink> late;
  std::unique_ptr<runtime::Sink> dead;
};

Status RefuseOverwriting(const ReplayOptions& options, const StreamFiles& streams,
                         const std::vector<UsedFile>& rule_files) {
  std::vector<UsedFile> outputs = {{options.out.empty() ? "-" : options.out, "alerts"}};
  if (!options.late.empty()) outputs.push_back({options.late, "late events"});
  if (!options.dead.empty()) outputs.push_back({options.dead, "dead letters"});
  std::vector<UsedFile> inputs = rule_files;
  for (const auto& [name, files] : streams) {
    for (const std::string& file : files) {
      inputs.push_back({file, "stream `" + name + "`"});
    }
  }
  return CheckOutputs(outputs, inputs);
}

Status OpenOne(const std::string& path, std::unique_ptr<runtime::Sink>& sink) {
  if (path.empty()) return Status::Ok();
  auto opened = connectors::FileSink::Open(path);
  if (!opened.ok()) return opened.status();
  sink = std::move(opened).value();
  return Status::Ok();
}

Result<OutputFiles> OpenOutputs(const ReplayOptions& options) {
  OutputFiles files;
  Status opened = OpenOne(options.out == "-" ? "" : options.out, files.alerts);
  if (opened.ok()) opened = OpenOne(options.late, files.late);
  if (opened.ok()) opened = OpenOne(options.dead, files.dead);
  if (!opened.ok()) return opened;
  return files;
}

using Sources = std::vector<std::unique_ptr<runtime::Source>>;

Result<Sources> OpenSources(const StreamFiles& streams) {
  Sources sources;
  for (const auto& [name, files] : streams) {
    auto source = connectors::FileSource::Open(name, files);
    if (!source.ok()) return source.status();
    sources.push_back(std::move(source).value());
  }
  return sources;
}

void WarnOfUnfedStreams(const nfa::RuleSet& rules, const StreamFiles& streams,
                        const Terminal& terminal) {
  for (const nfa::Stream& stream : rules.schema.streams) {
    if (!streams.contains(stream.name)) {
      terminal.Warning("stream `" + stream.name +
                       "` has no file: its events will not be seen (--stream " +
                       stream.name + "=FILE)");
    }
  }
}

// Hands the sources to the engine and shows how far they are.
Status Connect(runtime::Engine& engine, Sources sources, ProgressBar& progress) {
  std::vector<const runtime::Source*> watched;
  for (std::unique_ptr<runtime::Source>& source : sources) {
    watched.push_back(source.get());
    Status added = engine.AddSource(std::move(source));
    if (!added.ok()) return added;
  }
  engine.OnProgress([watched, &progress](const runtime::EngineCounts& counts) {
    std::uint64_t bytes = 0, total = 0;
    bool known = true;
    for (const runtime::Source* source : watched) {
      const auto [read, all] = source->Progress();
      bytes += read;
      total += all;
      known = known && all > 0;
    }
    progress.Update(counts.records, bytes, known ? total : 0);
  });
  return Status::Ok();
}

// One replay of rules that compile.
class Replay {
 public:
  Replay(const ReplayOptions& options, RuleSetPointer rules,
         std::vector<UsedFile> rule_files, const Terminal& terminal)
      : options_(options),
        rules_(std::move(rules)),
        rule_files_(std::move(rule_files)),
        terminal_(terminal),
        progress_(terminal),
        output_(terminal),
        readable_(output_, progress_, terminal.out_colors) {}

  ExitCode Run() {
    Result<StreamFiles> streams = ParseStreams(options_.streams, rules_->schema);
    if (!streams.ok()) return Refuse(streams.status(), terminal_);
    Result<runtime::EngineOptions> engine_options =
        ParseEngineOptions(options_, rules_->schema);
    if (!engine_options.ok()) return Refuse(engine_options.status(), terminal_);
    const Status distinct =
        RefuseOverwriting(options_, streams.value(), rule_files_);
    if (!distinct.ok()) return Refuse(distinct, terminal_);
    WarnOfUnfedStreams(*rules_, streams.value(), terminal_);
    return RunEngine(streams.value(), engine_options.value());
  }

 private:
  // Alerts go to --out; else to standard output, on a terminal as readable
  // lines.
  runtime::Sink* AlertsOf(const OutputFiles& files) {
    if (files.alerts) return files.alerts.get();
    const bool readable = terminal_.out_is_terminal && options_.out.empty();
    return readable ? static_cast<runtime::Sink*>(&readable_) : &output_;
  }

  ExitCode RunEngine(const StreamFiles& streams,
                     const runtime::EngineOptions& engine_options) {
    // Inputs first: a missing one must not empty the outputs.
    Result<Sources> sources = OpenSources(streams);
    if (!sources.ok()) return Refuse(sources.status(), terminal_);
    Result<OutputFiles> files = OpenOutputs(options_);
    if (!files.ok()) return Refuse(files.status(), terminal_);
    DeadLetterSink dead(files.value().dead.get());
    runtime::Engine engine(rules_, engine_options,
                           {AlertsOf(files.value()), files.value().late.get(), &dead},
                           &connectors::MakeJsonDecoder);
    Status done = Connect(engine, std::move(sources).value(), progress_);
    if (done.ok()) done = engine.Run();
    progress_.Clear();
    // Whoever closes the pipe has seen enough.
    if (!done.ok() && output_.reader_gone()) return ExitCode::kFine;
    Report(engine.counts(), dead, done.ok());
    return done.ok() ? ExitCode::kFine : Refuse(done, terminal_);
  }

  void Report(const runtime::EngineCounts& counts, const DeadLetterSink& dead,
              bool is_whole) {
    if (terminal_.err_is_terminal || options_.summary) {
      terminal_.err << SummaryText(*rules_, counts, progress_.seconds(),
                                   terminal_.err_colors);
    }
    WarnOfLosses(options_, counts, dead.FirstText(), terminal_);
    if (is_whole) WarnOfNoEvents(counts, terminal_);
  }

  const ReplayOptions& options_;
  RuleSetPointer rules_;
  std::vector<UsedFile> rule_files_;
  const Terminal& terminal_;
  ProgressBar progress_;
  OutputSink output_;
  ReadableSink readable_;
};

}  // namespace

ExitCode RunReplay(const ReplayOptions& options, const Terminal& terminal) {
  Result<lang::SourceMap> sources =
      LoadRuleFiles(options.rules, TestFiles::kLeftOut);
  if (!sources.ok()) return Refuse(sources.status(), terminal);
  const compiler::CompileResult compiled = compiler::Compile(sources.value());
  if (!compiled.rules) {
    PrintErrors(sources.value(), compiled.diagnostics, terminal);
    return ExitCode::kRulesRefused;
  }
  std::vector<UsedFile> rule_files;
  for (std::uint32_t i = 0; i < sources.value().size(); ++i) {
    rule_files.push_back({sources.value().Get({i}).name(), "rules"});
  }
  return Replay(options, compiled.rules, std::move(rule_files), terminal).Run();
}

}  // namespace precept::cli
