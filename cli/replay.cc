#include "cli/replay.h"

#include <filesystem>
#include <memory>
#include <utility>

#include "cli/diagnostics.h"
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

// An output may not be an input: opening it would empty it.
Status RefuseOverwriting(const ReplayOptions& options, const StreamFiles& streams) {
  for (const std::string* output : {&options.out, &options.late, &options.dead}) {
    for (const auto& [name, files] : streams) {
      for (const std::string& file : files) {
        std::error_code error;
        if (!output->empty() && file != "-" &&
            std::filesystem::is_regular_file(*output, error) &&
            std::filesystem::equivalent(*output, file, error)) {
          return Status(StatusCode::kInvalidArgument,
                        *output + " is read as stream `" + name +
                            "` and cannot be written as well");
        }
      }
    }
  }
  return Status::Ok();
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

// What is not in the alerts is said, even without a summary.
void WarnOfLosses(const ReplayOptions& options,
                  const runtime::EngineCounts& counts,
                  const DeadLetterSink& dead, const Terminal& terminal) {
  if (counts.dead > 0 && options.dead.empty()) {
    terminal.Warning(Grouped(counts.dead) +
                     (counts.dead == 1 ? " dead letter" : " dead letters") +
                     " (--dead FILE keeps them); the first: " + dead.FirstText());
  }
  if (counts.late > 0 && options.late.empty()) {
    terminal.Warning(Grouped(counts.late) +
                     (counts.late == 1 ? " event was" : " events were") +
                     " late and left out (--lateness allows for more, --late "
                     "FILE keeps them)");
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
         const Terminal& terminal)
      : options_(options),
        rules_(std::move(rules)),
        terminal_(terminal),
        progress_(terminal),
        output_(terminal) {}

  ExitCode Run() {
    Result<StreamFiles> streams = ParseStreams(options_.streams, rules_->schema);
    if (!streams.ok()) return Refuse(streams.status(), terminal_);
    Result<runtime::EngineOptions> engine_options =
        ParseEngineOptions(options_, rules_->schema);
    if (!engine_options.ok()) return Refuse(engine_options.status(), terminal_);
    const Status distinct = RefuseOverwriting(options_, streams.value());
    if (!distinct.ok()) return Refuse(distinct, terminal_);
    WarnOfUnfedStreams(*rules_, streams.value(), terminal_);
    return RunEngine(streams.value(), engine_options.value());
  }

 private:
  // Alerts go to --out, to the terminal as readable lines, else to standard
  // output as they are.
  bool ShowsReadable() const {
    return terminal_.out_is_terminal && options_.out != "-";
  }
  runtime::Sink* AlertLines(const OutputFiles& files) {
    if (files.alerts) return files.alerts.get();
    return ShowsReadable() ? nullptr : &output_;
  }

  ExitCode RunEngine(const StreamFiles& streams,
                     const runtime::EngineOptions& engine_options) {
    // Inputs first: a missing one must not empty the outputs.
    Result<Sources> sources = OpenSources(streams);
    if (!sources.ok()) return Refuse(sources.status(), terminal_);
    Result<OutputFiles> files = OpenOutputs(options_);
    if (!files.ok()) return Refuse(files.status(), terminal_);
    AlertSink alerts(AlertLines(files.value()),
                     ShowsReadable() ? &output_ : nullptr, progress_,
                     terminal_.out_colors);
    DeadLetterSink dead(files.value().dead.get());
    runtime::Engine engine(rules_, engine_options,
                           {&alerts, files.value().late.get(), &dead},
                           &connectors::MakeJsonDecoder);
    Status done = Connect(engine, std::move(sources).value(), progress_);
    if (done.ok()) done = engine.Run();
    progress_.Clear();
    // Whoever closes the pipe has seen enough.
    if (!done.ok() && output_.reader_gone()) return ExitCode::kFine;
    Report(engine.counts(), dead);
    return done.ok() ? ExitCode::kFine : Refuse(done, terminal_);
  }

  void Report(const runtime::EngineCounts& counts, const DeadLetterSink& dead) {
    if (terminal_.err_is_terminal || options_.summary) {
      terminal_.err << SummaryText(*rules_, counts, progress_.seconds(),
                                   terminal_.err_colors);
    }
    WarnOfLosses(options_, counts, dead, terminal_);
  }

  const ReplayOptions& options_;
  RuleSetPointer rules_;
  const Terminal& terminal_;
  ProgressBar progress_;
  OutputSink output_;
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
  return Replay(options, compiled.rules, terminal).Run();
}

}  // namespace precept::cli
