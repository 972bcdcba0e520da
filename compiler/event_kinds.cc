#include "compiler/event_kinds.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "compiler/passes/truth.h"

namespace precept::compiler {
namespace {

// Of up to so many conditions all sets are tried.
constexpr std::size_t kMostConditions = 10;

// The steps of one base type that read their events under one key.
class KindsOfType {
 public:
  KindsOfType(const nfa::RuleSet& rules, const nfa::Rule& rule,
              std::vector<const nfa::Alternative*> alternatives)
      : rules_(rules), rule_(rule), alternatives_(std::move(alternatives)) {
    for (const nfa::Alternative* alternative : alternatives_) {
      counts_ = counts_ || alternative->among;
      for (nfa::ExprId condition : alternative->conditions) Add(condition);
    }
  }

  void AddTo(std::set<nfa::EventKind>& kinds) const {
    if (conditions_.size() <= kMostConditions) {
      for (std::uint64_t set = 0; set < std::uint64_t{1} << conditions_.size(); ++set) {
        AddSet(set, kinds);
      }
      return;
    }
    // Each condition alone, and what each step asks.
    for (std::size_t i = 0; i < conditions_.size() && i < 64; ++i) {
      AddSet(std::uint64_t{1} << i, kinds);
    }
    for (const nfa::Alternative* alternative : alternatives_) {
      std::uint64_t set = 0;
      for (nfa::ExprId condition : alternative->conditions) {
        const std::size_t position = PositionOf(condition);
        if (position < 64) set |= std::uint64_t{1} << position;
      }
      AddSet(set, kinds);
    }
  }

 private:
  std::size_t PositionOf(nfa::ExprId condition) const {
    return static_cast<std::size_t>(
        std::find(conditions_.begin(), conditions_.end(), condition) - conditions_.begin());
  }

  void Add(nfa::ExprId condition) {
    if (PositionOf(condition) == conditions_.size()) conditions_.push_back(condition);
  }

  // Events for which just the conditions of the set hold.
  void AddSet(std::uint64_t set, std::set<nfa::EventKind>& kinds) const {
    std::vector<nfa::ExprId> holding;
    for (std::size_t i = 0; i < conditions_.size() && i < 64; ++i) {
      if ((set >> i & 1) != 0) holding.push_back(conditions_[i]);
    }
    if (!CanHoldTogether(rules_.expressions, holding)) return;
    nfa::EventKind kind;
    kind.counts = counts_;
    for (const nfa::Alternative* alternative : alternatives_) {
      const bool fits = std::all_of(
          alternative->conditions.begin(), alternative->conditions.end(),
          [&](nfa::ExprId condition) {
            return std::find(holding.begin(), holding.end(), condition) != holding.end();
          });
      const nfa::Step& step = rule_.steps[alternative->step.index()];
      if (fits && step.role != nfa::Step::Role::kAmong) {
        kind.fits |= nfa::StepMask{1} << alternative->step.index();
      }
    }
    kinds.insert(kind);
  }

  const nfa::RuleSet& rules_;
  const nfa::Rule& rule_;
  std::vector<const nfa::Alternative*> alternatives_;
  std::vector<nfa::ExprId> conditions_;  // Distinct.
  bool counts_ = false;
};

}  // namespace

std::vector<nfa::EventKind> EventKindsOf(const nfa::RuleSet& rules, const nfa::Rule& rule) {
  std::set<std::pair<nfa::EventTypeId, std::uint32_t>> groups;
  for (const nfa::Alternative& alternative : rule.alternatives) {
    groups.insert({alternative.base, alternative.key});
  }
  std::set<nfa::EventKind> kinds;
  for (const auto& [base, key] : groups) {
    std::vector<const nfa::Alternative*> alternatives;
    for (const nfa::Alternative& alternative : rule.alternatives) {
      if (alternative.base == base && alternative.key == key) {
        alternatives.push_back(&alternative);
      }
    }
    KindsOfType(rules, rule, std::move(alternatives)).AddTo(kinds);
  }
  return {kinds.begin(), kinds.end()};
}

}  // namespace precept::compiler
