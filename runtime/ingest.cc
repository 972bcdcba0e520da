#include "runtime/ingest.h"

#include <span>

#include "runtime/rejected_record.h"

namespace precept::runtime {
namespace {

nfa::MissingCounts NoneMissing(const nfa::Schema& schema) {
  nfa::MissingCounts counts;
  for (const nfa::EventType& type : schema.types) counts.emplace_back(type.expected.size(), 0);
  return counts;
}

}  // namespace

Ingest::Ingest(const nfa::RuleSet& rules, const nfa::ScreenPlan& plan,
               const nfa::PreparedExpressions& expressions, Options options)
    : schema_(rules.schema),
      options_(options),
      classifier_(rules.schema, expressions),
      screen_(rules, plan, expressions),
      missing_(NoneMissing(rules.schema)) {}

nfa::Status Ingest::Process(Decoder& decoder, StreamClock& clock, EventHolder& holder) {
  decoder.Decode(holder.records, holder.batch, holder.row_records, faults_);
  refusals_.clear();
  next_refusal_ = 0;
  classifier_.ClassifyRows(holder.batch, refusals_);
  admitted_.Reset(holder.batch.size());

  std::uint32_t row = 0;
  std::size_t fault = 0;
  const auto num_records = static_cast<std::uint32_t>(holder.records.records.size());
  for (std::uint32_t record = 0; record < num_records; ++record) {
    ++counts_.records;
    nfa::Status status;
    if (row < holder.row_records.size() && holder.row_records[row] == record) {
      status = JudgeRow(holder, row++, clock);
    } else if (fault < faults_.size() && faults_[fault].record == record) {
      status = JudgeFault(holder, faults_[fault++]);
    }
    if (!status.ok()) return status;
  }
  classifier_.CountMissing(holder.batch, admitted_, missing_);
  screen_.Run(holder.batch, admitted_, holder.screened);
  return nfa::Status::Ok();
}

nfa::Status Ingest::JudgeFault(const EventHolder& holder, const Fault& fault) {
  if (!fault.lacks_timestamp) return WriteDead(holder, fault.record, {}, fault.reason);
  const RecordBatch& records = holder.records;
  const Record& record = records.records[fault.record];
  const nfa::Stream& stream = schema_.streams[holder.batch.stream().index()];
  std::string place = record.line > 0 ? records.inputs[record.input] + ":" +
                                            std::to_string(record.line)
                                      : "offset " + std::to_string(record.offset) +
                                            " of partition " +
                                            std::to_string(records.partition);
  return {nfa::StatusCode::kInvalidArgument,
          std::move(place) + ": a record of stream `" + stream.name +
              "` has no timestamp of its own, and no event type of the stream has a "
              "`@time` field: give one to " + TypeNames(stream) +
              ", such as `at: timestamp @time`"};
}

std::string Ingest::TypeNames(const nfa::Stream& stream) const {
  std::string names;
  for (nfa::EventTypeId type : stream.types) {
    names += (names.empty() ? "" : ", ") + schema_.types[type.index()].name;
  }
  return names;
}

nfa::Status Ingest::JudgeRow(EventHolder& holder, std::uint32_t row, StreamClock& clock) {
  const bool is_typed = IsTyped(holder.batch, row);
  const std::size_t first_refusal = next_refusal_;
  while (next_refusal_ < refusals_.size() && refusals_[next_refusal_].row == row) {
    ++next_refusal_;
  }
  const auto refusals =
      std::span(refusals_).subspan(first_refusal, next_refusal_ - first_refusal);
  if (!is_typed && refusals.empty()) {
    ++counts_.untyped;
    return nfa::Status::Ok();
  }
  const nfa::Timestamp time = holder.batch.times[row];
  if (IsTooFarAhead(time, clock)) {
    return WriteDead(holder, holder.row_records[row], {},
                     "event time " + nfa::FormatTimestamp(time) + " is more than " +
                         nfa::FormatDuration(*options_.max_ahead) + " ahead of " +
                         nfa::FormatTimestamp(clock.greatest()) +
                         ", the greatest read so far");
  }
  for (const nfa::Refusal& refusal : refusals) {
    if (nfa::Status status = WriteRefusal(holder, refusal); !status.ok()) return status;
  }
  return is_typed ? JudgeTyped(holder, row, clock) : nfa::Status::Ok();
}

bool Ingest::IsTooFarAhead(nfa::Timestamp time, const StreamClock& clock) const {
  if (!options_.max_ahead || clock.greatest() == kBeginningOfTime) return false;
  // Two valid times may be further apart than a duration can say.
  std::int64_t bound = 0;
  if (__builtin_add_overflow(clock.greatest().ns, options_.max_ahead->ns, &bound)) {
    return false;
  }
  return time.ns > bound;
}

nfa::Status Ingest::JudgeTyped(EventHolder& holder, std::uint32_t row, StreamClock& clock) {
  const nfa::Timestamp time = holder.batch.times[row];
  if (!clock.Observe(holder.batch.partition, time)) {
    ++counts_.events;
    admitted_.set(row);
    return nfa::Status::Ok();
  }
  ++counts_.late;
  if (options_.late == nullptr) return nfa::Status::Ok();
  line_.clear();
  const RecordBatch& records = holder.records;
  AppendLateEvent({schema_.streams[holder.batch.stream().index()].name, records,
                   records.records[holder.row_records[row]]},
                  time, clock.PartitionWatermark(holder.batch.partition), line_);
  return options_.late->Write(line_);
}

nfa::Status Ingest::WriteRefusal(const EventHolder& holder, const nfa::Refusal& refusal) {
  const nfa::EventType& type = schema_.types[refusal.type.index()];
  return WriteDead(holder, holder.row_records[refusal.row], type.name,
                   "required field " + type.required[refusal.field].name + " is missing");
}

nfa::Status Ingest::WriteDead(const EventHolder& holder, std::uint32_t record,
                              std::string_view type, std::string_view reason) {
  ++counts_.dead;
  if (options_.dead == nullptr) return nfa::Status::Ok();
  line_.clear();
  AppendDeadLetter({schema_.streams[holder.batch.stream().index()].name, holder.records,
                    holder.records.records[record]},
                   type, reason, line_);
  return options_.dead->Write(line_);
}

bool Ingest::IsTyped(const nfa::EventBatch& batch, std::uint32_t row) const {
  for (const nfa::Bitmap& rows : batch.of_type) {
    if (rows.test(row)) return true;
  }
  return false;
}

std::map<std::string, std::uint64_t> Ingest::MissingByField() const {
  std::map<std::string, std::uint64_t> by_field;
  for (std::size_t type = 0; type < missing_.size(); ++type) {
    for (std::size_t field = 0; field < missing_[type].size(); ++field) {
      if (missing_[type][field] == 0) continue;
      const nfa::EventType& declared = schema_.types[type];
      by_field[declared.name + "." + declared.expected[field].name] += missing_[type][field];
    }
  }
  return by_field;
}

}  // namespace precept::runtime
