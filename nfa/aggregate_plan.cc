#include "nfa/aggregate_plan.h"

#include <algorithm>
#include <utility>

namespace precept::nfa {
namespace {

bool Has(const std::vector<std::uint32_t>& columns, std::uint32_t column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

}  // namespace

AggregatePlan::AggregatePlan(const Rule& rule, const ExpressionPool& pool)
    : rule_(rule), pool_(pool) {
  for (const Condition& condition : rule.conditions) {
    std::vector<Use> uses;
    std::vector<std::uint32_t> read;
    Collect(condition.expression, uses, read);
    std::erase_if(uses, [&](const Use& use) { return Has(read, use.column); });
    std::vector<std::uint32_t>& columns = columns_of_.emplace_back();
    for (std::uint32_t column : condition.columns) {
      const bool counts = rule.frame[column].source == FrameColumn::Source::kCount;
      const bool is_used = std::any_of(uses.begin(), uses.end(),
                                       [&](const Use& use) { return use.column == column; });
      if (!counts && !is_used) continue;
      columns.push_back(column);
      if (!Has(columns_, column)) columns_.push_back(column);
    }
    uses_.push_back(std::move(uses));
  }
  std::sort(columns_.begin(), columns_.end());
}

// `read`: columns that are read as they are.
void AggregatePlan::Collect(ExprId id, std::vector<Use>& uses,
                            std::vector<std::uint32_t>& read) const {
  const Expr& expr = pool_[id];
  if (expr.op == Op::kColumn) {
    read.push_back(expr.column);
    return;
  }
  if (expr.args.size() == 1 && pool_[expr.args[0]].op == Op::kColumn) {
    const Expr& list = pool_[expr.args[0]];
    if (rule_.frame[list.column].source == FrameColumn::Source::kList &&
        ListAggregates::Knows(expr.op, list.type.scalar)) {
      uses.push_back({id, expr.op, list.column});
      return;
    }
  }
  for (ExprId arg : expr.args) Collect(arg, uses, read);
}

std::optional<std::size_t> AggregatePlan::IndexOf(std::uint32_t condition,
                                                  std::uint32_t column) const {
  if (!Has(columns_of_[condition], column)) return std::nullopt;
  return static_cast<std::size_t>(
      std::lower_bound(columns_.begin(), columns_.end(), column) - columns_.begin());
}

void AggregatePlan::Add(const Frame& frame, const TakenEvent& taken,
                        RunAggregates& aggregates) const {
  const StepId step = rule_.alternatives[taken.alternative].step;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const FrameColumn& column = rule_.frame[columns_[i]];
    if (column.round_of && frame.BeginsRound(taken, *column.round_of)) aggregates[i].Clear();
    if (rule_.steps[step.index()].variable != column.index) continue;
    const bool counts = column.source == FrameColumn::Source::kCount;
    aggregates[i].Add(counts ? Value(true) : frame.FieldOf(column, taken));
  }
}

RunAggregates AggregatePlan::Of(const Frame& frame, std::span<const TakenEvent> events) const {
  RunAggregates aggregates(columns_.size());
  for (const TakenEvent& taken : events) Add(frame, taken, aggregates);
  return aggregates;
}

}  // namespace precept::nfa
