// Which lists conditions read by aggregates alone, so that a run can keep the
// aggregates and need not read what it has taken each time.
//
// Thread safety: immutable.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nfa/frame.h"
#include "nfa/list_aggregates.h"
#include "nfa/match.h"
#include "nfa/rule_set.h"

namespace precept::nfa {

// The aggregates of a run, by AggregatePlan::columns; empty: not known.
using RunAggregates = std::vector<ListAggregates>;

class AggregatePlan {
 public:
  // An aggregate in a condition.
  struct Use {
    ExprId node;
    Op op{};
    std::uint32_t column = 0;  // Of the frame, that it is an aggregate of.
  };

  // All must outlive this.
  AggregatePlan(const Rule& rule, const ExpressionPool& pool);

  bool is_empty() const { return columns_.empty(); }
  // Aggregates in a condition of lists that it reads in no other way.
  const std::vector<Use>& UsesIn(std::uint32_t condition) const { return uses_[condition]; }
  // Where the aggregates of a column are that a condition reads by them alone;
  // nothing: it reads the list.
  std::optional<std::size_t> IndexOf(std::uint32_t condition, std::uint32_t column) const;
  // A run has taken a further event.
  void Add(const Frame& frame, const TakenEvent& taken, RunAggregates& aggregates) const;
  // Those of a run that has taken these.
  RunAggregates Of(const Frame& frame, std::span<const TakenEvent> events) const;

 private:
  void Collect(ExprId id, std::vector<Use>& uses, std::vector<std::uint32_t>& read) const;

  const Rule& rule_;
  const ExpressionPool& pool_;
  std::vector<std::uint32_t> columns_;  // Of the frame; ascending.
  std::vector<std::vector<Use>> uses_;  // By condition.
  // By condition: the columns that it reads by aggregates alone.
  std::vector<std::vector<std::uint32_t>> columns_of_;
};

}  // namespace precept::nfa
