// From records to events: what is a dead letter, what is of no declared type,
// what is late, and what the rest can serve.
//
// Judged record by record in the order read, from the records, the declared
// types and the stream's clock alone: neither the size of batches nor the rules
// make a difference.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/classify.h"
#include "nfa/evaluator.h"
#include "nfa/rule_set.h"
#include "nfa/screen/screen.h"
#include "nfa/status.h"
#include "runtime/decoder.h"
#include "runtime/event_holder.h"
#include "runtime/sink.h"
#include "runtime/watermark.h"

namespace precept::runtime {

struct IngestCounts {
  std::uint64_t records = 0;
  std::uint64_t events = 0;
  std::uint64_t untyped = 0;
  std::uint64_t late = 0;
  std::uint64_t dead = 0;  // Dead letters: one record may give several.
};

class Ingest {
 public:
  struct Options {
    std::optional<nfa::Duration> max_ahead;
    Sink* late = nullptr;
    Sink* dead = nullptr;
  };

  // All must outlive this.
  Ingest(const nfa::RuleSet& rules, const nfa::ScreenPlan& plan,
         const nfa::PreparedExpressions& expressions, Options options);

  // Decodes holder.records, judges each against the clock, which moves on, and
  // screens the events; holder.screened has what serves something.
  // kInvalidArgument: no type of the stream has a time field, and a record has
  // no timestamp of its own.
  nfa::Status Process(Decoder& decoder, StreamClock& clock, EventHolder& holder);

  const IngestCounts& counts() const { return counts_; }
  // "Type.field": events without a value where the type has no `?`.
  std::map<std::string, std::uint64_t> MissingByField() const;

 private:
  // A dead letter; refused where the whole stream would be dead letters, having
  // no event time.
  nfa::Status JudgeFault(const EventHolder& holder, const Fault& fault);
  std::string TypeNames(const nfa::Stream& stream) const;
  nfa::Status JudgeRow(EventHolder& holder, std::uint32_t row, StreamClock& clock);
  nfa::Status JudgeTyped(EventHolder& holder, std::uint32_t row, StreamClock& clock);
  bool IsTooFarAhead(nfa::Timestamp time, const StreamClock& clock) const;
  nfa::Status WriteRefusal(const EventHolder& holder, const nfa::Refusal& refusal);
  nfa::Status WriteDead(const EventHolder& holder, std::uint32_t record,
                        std::string_view type, std::string_view reason);
  bool IsTyped(const nfa::EventBatch& batch, std::uint32_t row) const;

  const nfa::Schema& schema_;
  Options options_;
  nfa::Classifier classifier_;
  nfa::Screen screen_;
  IngestCounts counts_;
  nfa::MissingCounts missing_;

  // Of the batch at hand.
  std::vector<Fault> faults_;
  std::vector<nfa::Refusal> refusals_;
  std::size_t next_refusal_ = 0;
  nfa::Bitmap admitted_;
  std::string line_;
};

}  // namespace precept::runtime
