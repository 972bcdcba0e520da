#include "runtime/shard.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

namespace precept::runtime {
namespace {

constexpr std::uint16_t kOnlyShard = 0;

}  // namespace

Shard::Shard(const nfa::RuleSet& rules, const nfa::PreparedExpressions& expressions,
             EventHolderPool& pool, Sink* alerts, const nfa::CapSettings& caps,
             const ShardStore& store)
    : rules_(rules),
      expressions_(expressions),
      caps_(caps),
      store_(store),
      pool_(pool),
      sink_(alerts),
      rows_(rules, expressions),
      alerts_(rules, expressions, rows_, alerts != nullptr) {
  MakeMatchers();
}

void Shard::MakeMatchers() {
  matchers_.clear();
  states_.clear();
  if (store_.store != nullptr) {
    for (const nfa::Rule& rule : rules_.rules) {
      const StateOwner owner{kOnlyShard, rule.version};
      states_.push_back(std::make_unique<RuleState>(*store_.store, owner));
    }
  }
  for (std::size_t i = 0; i < rules_.rules.size(); ++i) {
    matchers_.push_back(std::make_unique<nfa::Matcher>(rules_, nfa::RuleId(i), rows_,
                                                       expressions_, caps_));
    if (states_.empty()) continue;
    const auto time = position_.rules.find(rules_.rules[i].version);
    states_[i]->Serve(*matchers_[i],
                      time == position_.rules.end() ? nfa::RuleTime() : time->second,
                      store_.small_snapshot);
  }
}

nfa::Status Shard::Open() {
  if (states_.empty()) return nfa::Status::Ok();
  failure_ = ReadPosition(*store_.store, kOnlyShard, position_);
  if (!failure_.ok()) return failure_;
  MakeMatchers();
  return nfa::Status::Ok();
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
    if (next_.size() == nfa::KeyPrefetch::kEvents) MatchNext();
  });
  MatchNext();
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    AdvanceRule(i, std::min(watermark, bounds[i]));
  }
  EndEpoch();
  if (nfa::Status now = status(); !now.ok()) return now;
  return alerts_.WriteTo(sink_);
}

void Shard::AdvanceRule(std::size_t rule, nfa::Timestamp time) {
  if (!states_.empty()) states_[rule]->WakeBefore(time);
  matchers_[rule]->AdvanceTo(time, alerts_);
}

// Commits what has changed since the last epoch.
void Shard::EndEpoch() {
  epoch_events_ = 0;
  if (states_.empty() || !status().ok()) return;
  ++position_.epoch;
  write_.Clear();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    states_[i]->Save(write_);
    position_.rules[rules_.rules[i].version] = matchers_[i]->time();
  }
  WritePosition(kOnlyShard, position_, write_);
  failure_ = store_.store->Commit(write_, Durability::kBuffered);
  failure_.IgnoreError();  // status() has it.
  if (store_.keeps_keys || !status().ok()) return;
  for (const auto& matcher : matchers_) matcher->EvictAll();
  assert(rows_.size() == 0);
  Open().IgnoreError();  // failure_ has it.
}

// What the store, or what it has, has failed with.
nfa::Status Shard::status() const {
  if (!failure_.ok()) return failure_;
  for (const auto& state : states_) {
    if (!state->status().ok()) return state->status();
  }
  return nfa::Status::Ok();
}

nfa::Status Shard::Finish(std::span<const nfa::Timestamp> ends) {
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    // What is held may be of any key.
    const bool holds = rules_.rules[i].automaton.mode == nfa::ReportMode::kLongest;
    if (holds && !states_.empty()) states_[i]->WakeAll();
    matchers_[i]->Finish(ends[i], alerts_);
  }
  EndEpoch();
  if (nfa::Status now = status(); !now.ok()) return now;
  return alerts_.WriteTo(sink_);
}

// What their keys have open is brought near for all of them together.
void Shard::MatchNext() {
  for (const PendingEvent& event : next_) {
    const nfa::ScreenedRows& screened = event.holder->screened;
    for (const nfa::Candidate& candidate : screened.CandidatesOf(event.screened)) {
      prefetch_.Add(*matchers_[candidate.rule.index()], screened.keys[candidate.key]);
    }
  }
  prefetch_.Run();
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
    AdvanceRule(rule.index(), event.time);
    matchers_[rule.index()]->OnEvent(holder->batch, event.row, rest.first(of_rule),
                                     holder->screened.keys, alerts_);
    rest = rest.subspan(of_rule);
  }
  if (--holder->pending == 0) pool_.Recycle(holder);
  if (++epoch_events_ == store_.epoch_events) EndEpoch();
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
