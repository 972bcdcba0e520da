#include "tests/cases/match/oracle_configuration.h"

#include <map>
#include <utility>
#include <variant>

#include "connectors/codec/json.h"
#include "nfa/classify.h"
#include "tests/oracle/catalog.h"

namespace precept::tests {
namespace {

namespace ast = lang::ast;

// Where a declared field stands in a record, its segments joined by dots.
std::string SourceOf(const ast::FieldDecl& field) {
  for (const ast::Annotation& annotation : field.annotations) {
    if (annotation.kind != ast::Annotation::Kind::kFrom) continue;
    return std::get<ast::StringLiteral>(annotation.argument).value;
  }
  return oracle::Dotted(field.name.segments);
}

std::string Joined(const nfa::SourcePath& path) {
  std::string text;
  for (const std::string& segment : path.segments) {
    text += (text.empty() ? "" : ".") + segment;
  }
  return text;
}

using Fields = std::map<std::string, nfa::Value>;

// The fields of one record that rules read, by the names its types declare.
Fields FieldsOf(const nfa::Stream& stream, const nfa::EventBatch& batch,
                std::size_t row, const oracle::Catalog& catalog,
                const std::vector<std::string>& types) {
  Fields fields;
  const auto add = [&](const ast::FieldDecl& field, std::size_t column) {
    const auto& source = stream.columns[column].source;
    const auto* path = std::get_if<nfa::SourcePath>(&source);
    if (path == nullptr || Joined(*path) != SourceOf(field)) return;
    nfa::Value value = batch.columns[column].Get(row);
    if (value.is_missing()) return;
    fields.insert_or_assign(oracle::Dotted(field.name.segments),
                            std::move(value));
  };
  for (const std::string& type : types) {
    for (const ast::FieldDecl& field : catalog.FindEvent(type)->fields) {
      for (std::size_t i = 0; i < stream.columns.size(); ++i) add(field, i);
    }
  }
  return fields;
}

}  // namespace

OracleConfiguration::OracleConfiguration(
    ast::File file, std::shared_ptr<const nfa::RuleSet> rules,
    const GivenStreams& given)
    : rules_(std::move(rules)), start_(given.start) {
  files_.push_back(std::move(file));
  for (std::uint32_t i = 0; i < rules_->schema.streams.size(); ++i) {
    auto records = given.records.find(rules_->schema.streams[i].name);
    if (records != given.records.end()) {
      ReadStream(nfa::StreamId(i), records->second);
    }
  }
}

void OracleConfiguration::ReadStream(nfa::StreamId id,
                                     const std::vector<MemoryRecord>& records) {
  const nfa::Schema& schema = rules_->schema;
  const nfa::Stream& stream = schema.streams[id.index()];
  const oracle::Catalog catalog(files_);
  const nfa::PreparedExpressions expressions(rules_->expressions);
  nfa::Classifier classifier(schema, expressions);
  std::vector<nfa::Refusal> refusals;
  const auto decoder = connectors::MakeJsonDecoder(schema, id);
  nfa::EventBatch batch(schema, id);
  MemorySource source(stream.name, records);
  runtime::RecordBatch bytes;
  std::vector<std::uint32_t> row_records;
  std::vector<runtime::Fault> faults;
  // A record at a time, so that no case is too long for one batch.
  while (source.Read(1, bytes).ok() && !bytes.records.empty()) {
    batch.Clear();
    decoder->Decode(bytes, batch, row_records, faults);
    if (batch.size() == 0) continue;  // A dead letter.
    classifier.ClassifyRows(batch, refusals);
    oracle::Event event;
    for (std::size_t i = 0; i < stream.types.size(); ++i) {
      if (!batch.of_type[i].test(0)) continue;
      event.types.push_back(schema.types[stream.types[i].index()].name);
    }
    event.time = batch.times[0];
    event.stream = stream.name;
    event.offset = batch.offsets[0];
    event.fields = FieldsOf(stream, batch, 0, catalog, event.types);
    events_.push_back(std::move(event));
    numbers_.push_back(bytes.records[0].line);
  }
}

nfa::Result<std::vector<std::string>> OracleConfiguration::Matches(
    const std::string& rule, const oracle::Options& options) const {
  const oracle::Outcome outcome =
      oracle::RunOracle(files_, rule, events_, options);
  if (!outcome.failures.empty()) {
    return nfa::Status(nfa::StatusCode::kInvalidArgument, outcome.failures[0]);
  }
  std::vector<std::string> lines;
  for (const oracle::Match& match : outcome.matches) {
    MatchSummary summary;
    summary.rule = rule;
    summary.after_start = nfa::Duration{match.decided_at.ns - start_.ns};
    summary.incomplete = match.incomplete;
    for (const nfa::Value& part : match.key) {
      if (part.is_missing()) continue;  // Left out of the alert's key.
      nfa::AppendJson(part, summary.key.emplace_back());
    }
    for (const oracle::Binding& binding : match.bindings) {
      summary.events.emplace_back(binding.label, numbers_[binding.event]);
    }
    lines.push_back(ToText(summary));
  }
  return lines;
}

}  // namespace precept::tests
