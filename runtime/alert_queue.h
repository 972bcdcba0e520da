// Matches as they are found, written as alerts in the order of their keys.
//
// The text of an alert is made at once, since the events of a match live no
// longer; only texts wait.
//
// Thread safety: none; a queue belongs to one shard.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nfa/event_row.h"
#include "nfa/match.h"
#include "nfa/rule_set.h"
#include "nfa/status.h"
#include "runtime/alert_text.h"
#include "runtime/order_key.h"
#include "runtime/sink.h"

namespace precept::runtime {

class AlertQueue : public nfa::MatchSink {
 public:
  // All must outlive this.  `wants_text`: alerts are written, not counted only.
  AlertQueue(const nfa::RuleSet& rules, const nfa::PreparedExpressions& expressions,
             const nfa::EventRowStore& rows, bool wants_text);

  // Which event decides the matches that come now and are not by deadline.
  void SetEvent(const OrderKey& event) { event_ = event; }
  void OnMatch(const nfa::Match& match) override;

  // Writes all alerts in their order to `sink` and forgets them.
  // REQUIRES: none that comes later has a lesser key.
  nfa::Status WriteTo(Sink* sink);

  std::uint64_t count() const { return count_; }
  const std::vector<std::uint64_t>& count_by_rule() const { return count_by_rule_; }

 private:
  struct Waiting {
    OrderKey order;
    std::size_t begin = 0;  // In texts_.
    std::size_t size = 0;
  };

  OrderKey OrderOf(const nfa::Match& match) const;

  const nfa::EventRowStore& rows_;
  AlertWriter writer_;
  bool wants_text_;
  OrderKey event_;
  std::vector<std::uint32_t> rank_;  // By RuleId.
  std::vector<Waiting> waiting_;
  std::string texts_;
  std::uint64_t count_ = 0;
  std::vector<std::uint64_t> count_by_rule_;
};

}  // namespace precept::runtime
