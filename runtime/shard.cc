#include "runtime/shard.h"

#include <algorithm>
#include <cstdint>

namespace precept::runtime {

Shard::Shard(const nfa::RuleSet& rules, const nfa::PreparedExpressions& expressions,
             EventHolderPool& pool, Sink* alerts, const nfa::CapSettings& caps)
    : pool_(pool),
      sink_(alerts),
      rows_(rules, expressions),
      alerts_(rules, expressions, rows_, alerts != nullptr) {
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    matchers_.push_back(
        std::make_unique<nfa::Matcher>(rules, nfa::RuleId(i), rows_, expressions, caps));
  }
}

void Shard::Add(EventHolder* holder) {
  const nfa::EventBatch& batch = holder->batch;
  const std::vector<std::uint32_t>& rows = holder->screened.rows;
  holder->pending = rows.size();
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    buffer_.Push({batch.times[rows[i]], batch.stream(), batch.partition,
                  batch.offsets[rows[i]], holder, rows[i], i});
  }
  if (rows.empty()) pool_.Recycle(holder);
}

nfa::Status Shard::Advance(nfa::Timestamp watermark, std::span<const nfa::Timestamp> bounds) {
  buffer_.ReleaseBefore(watermark, [this](const PendingEvent& event) {
    next_.push_back(event);
    if (next_.size() == nfa::kPrefetchedEvents) MatchNext();
  });
  MatchNext();
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    matchers_[i]->AdvanceTo(std::min(watermark, bounds[i]), alerts_);
  }
  return alerts_.WriteTo(sink_);
}

nfa::Status Shard::Finish(std::span<const nfa::Timestamp> ends) {
  for (std::size_t i = 0; i < matchers_.size(); ++i) matchers_[i]->Finish(ends[i], alerts_);
  return alerts_.WriteTo(sink_);
}

// What their keys have open is brought near for all of them together.
void Shard::MatchNext() {
  for (const nfa::PrefetchStep step : {nfa::PrefetchStep::kKey, nfa::PrefetchStep::kStarts}) {
    for (const PendingEvent& event : next_) {
      const nfa::ScreenedRows& screened = event.holder->screened;
      for (const nfa::Candidate& candidate : screened.CandidatesOf(event.screened)) {
        matchers_[candidate.rule.index()]->Prefetch(screened.keys[candidate.key], step);
      }
    }
  }
  for (const PendingEvent& event : next_) Match(event);
  next_.clear();
}

void Shard::Match(const PendingEvent& event) {
  EventHolder* holder = event.holder;
  rows_.NextEvent();
  alerts_.SetEvent(OrderKey::OfEvent({event.time, event.stream, event.partition, event.offset}));
  std::span<const nfa::Candidate> rest = holder->screened.CandidatesOf(event.screened);
  while (!rest.empty()) {
    const nfa::RuleId rule = rest.front().rule;
    std::size_t of_rule = 1;
    while (of_rule < rest.size() && rest[of_rule].rule == rule) ++of_rule;
    nfa::Matcher& matcher = *matchers_[rule.index()];
    matcher.AdvanceTo(event.time, alerts_);
    matcher.OnEvent(holder->batch, event.row, rest.first(of_rule), holder->screened.keys,
                    alerts_);
    rest = rest.subspan(of_rule);
  }
  if (--holder->pending == 0) pool_.Recycle(holder);
}

std::size_t Shard::open_starts() const {
  std::size_t open = 0;
  for (const auto& matcher : matchers_) open += matcher->open_starts();
  return open;
}

std::size_t Shard::open_keys() const {
  std::size_t open = 0;
  for (const auto& matcher : matchers_) open += matcher->open_keys();
  return open;
}

}  // namespace precept::runtime
