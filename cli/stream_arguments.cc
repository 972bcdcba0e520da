#include "cli/stream_arguments.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/diagnostics.h"

namespace precept::cli {
namespace {

using nfa::Result;
using nfa::Status;
using nfa::StatusCode;

Status Misused(std::string message) {
  return Status(StatusCode::kInvalidArgument, std::move(message));
}

std::vector<std::string> StreamNames(const nfa::Schema& schema) {
  std::vector<std::string> names;
  for (const nfa::Stream& stream : schema.streams) names.push_back(stream.name);
  return names;
}

Status CheckStream(const std::string& option, const std::string& name,
                   const nfa::Schema& schema) {
  const std::vector<std::string> names = StreamNames(schema);
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return Status::Ok();
  }
  return Misused(option + ": no event type reads a stream `" + name + "`" +
                 Suggestion(name, names));
}

Result<nfa::Duration> ParseBound(const std::string& option,
                                 const std::string& text) {
  std::optional<nfa::Duration> duration = nfa::ParseDuration(text);
  if (!duration || duration->ns < 0) {
    return Misused(option + ": `" + text +
                   "` is not a duration like 250ms, 10s or 1h30m");
  }
  return *duration;
}

Status AddLateness(const std::string& argument, const nfa::Schema& schema,
                   runtime::EngineOptions& engine) {
  // A stream's name may hold a sign of equality, a duration may not.
  const std::size_t equals = argument.rfind('=');
  const bool named = equals != std::string::npos;
  Result<nfa::Duration> bound =
      ParseBound("--lateness", named ? argument.substr(equals + 1) : argument);
  if (!bound.ok()) return bound.status();
  if (!named) {
    engine.lateness = bound.value();
    return Status::Ok();
  }
  const std::string name = argument.substr(0, equals);
  engine.lateness_of[name] = bound.value();
  return CheckStream("--lateness", name, schema);
}

// NAME and FILE: the first sign of equality behind which a known name ends, or
// else the first one.
std::optional<std::pair<std::string, std::string>> SplitStream(
    const std::string& argument, const nfa::Schema& schema) {
  for (const std::string& name : StreamNames(schema)) {
    if (argument.starts_with(name + "=")) {
      return std::pair(name, argument.substr(name.size() + 1));
    }
  }
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) return std::nullopt;
  return std::pair(argument.substr(0, equals), argument.substr(equals + 1));
}

}  // namespace

Result<StreamFiles> ParseStreams(const std::vector<std::string>& arguments,
                                 const nfa::Schema& schema) {
  StreamFiles files;
  bool standard_input = false;
  for (const std::string& argument : arguments) {
    auto split = SplitStream(argument, schema);
    if (!split || split->first.empty() || split->second.empty()) {
      return Misused("--stream: `" + argument +
                     "` is not NAME=FILE, like payments=payments.ndjson");
    }
    Status known = CheckStream("--stream", split->first, schema);
    if (!known.ok()) return known;
    if (split->second == "-" && standard_input) {
      return Misused("--stream: standard input can be read once only");
    }
    standard_input = standard_input || split->second == "-";
    files[split->first].push_back(split->second);
  }
  if (files.empty()) {
    return Misused("--stream NAME=FILE is needed" +
                   Suggestion("", StreamNames(schema)));
  }
  return files;
}

Result<runtime::EngineOptions> ParseEngineOptions(const ReplayOptions& options,
                                                  const nfa::Schema& schema) {
  runtime::EngineOptions engine;
  for (const std::string& argument : options.lateness) {
    Status added = AddLateness(argument, schema, engine);
    if (!added.ok()) return added;
  }
  if (!options.max_ahead.empty()) {
    Result<nfa::Duration> bound = ParseBound("--max-ahead", options.max_ahead);
    if (!bound.ok()) return bound.status();
    engine.max_ahead = bound.value();
  }
  engine.drain = options.drain;
  if (options.max_starts > 0) engine.caps.starts = options.max_starts;
  if (options.batch > 0) {
    engine.batch_rows = std::min<std::uint64_t>(options.batch, nfa::kMaxBatchRows);
  }
  return engine;
}

}  // namespace precept::cli
