#include "runtime/alert_queue.h"

#include <algorithm>
#include <string_view>

namespace precept::runtime {
namespace {

// Rank 0 is the event itself; a stage's results come after those of the stages
// that it reads.
std::vector<std::uint32_t> RanksOf(const nfa::RuleSet& rules) {
  std::vector<std::uint32_t> ranks(rules.rules.size(), 1);
  for (std::size_t i = 0; i < rules.plan.stages.size(); ++i) {
    for (nfa::RuleId rule : rules.plan.stages[i].rules) {
      ranks[rule.index()] = static_cast<std::uint32_t>(i + 1);
    }
  }
  return ranks;
}

}  // namespace

AlertQueue::AlertQueue(const nfa::RuleSet& rules,
                       const nfa::PreparedExpressions& expressions,
                       const nfa::EventRowStore& rows, bool wants_text)
    : rows_(rows),
      writer_(rules, expressions, rows),
      wants_text_(wants_text),
      rank_(RanksOf(rules)),
      count_by_rule_(rules.rules.size(), 0) {}

void AlertQueue::OnMatch(const nfa::Match& match) {
  ++count_;
  ++count_by_rule_[match.rule.index()];
  if (!wants_text_) return;
  const std::size_t begin = texts_.size();
  writer_.Append(match, texts_);
  waiting_.push_back({OrderOf(match), begin, texts_.size() - begin});
}

OrderKey AlertQueue::OrderOf(const nfa::Match& match) const {
  OrderKey order = event_;
  if (match.by_deadline) {
    order = OrderKey::OfEvent(rows_.CoordinatesOf(match.events.front().event));
    order.phase = Phase::kDeadline;
    order.began = order.time;
    order.time = match.decided;
  }
  order.rank = rank_[match.rule.index()];
  order.rule = match.rule;
  order.report = match.report;
  return order;
}

nfa::Status AlertQueue::WriteTo(Sink* sink) {
  std::stable_sort(waiting_.begin(), waiting_.end(), [](const Waiting& a, const Waiting& b) {
    return a.order < b.order;
  });
  for (const Waiting& alert : waiting_) {
    const nfa::Status status =
        sink->Write(std::string_view(texts_).substr(alert.begin, alert.size));
    if (!status.ok()) return status;
  }
  waiting_.clear();
  texts_.clear();
  return nfa::Status::Ok();
}

}  // namespace precept::runtime
