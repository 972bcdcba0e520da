#include "nfa/condition_probe.h"

#include <algorithm>
#include <utility>

namespace precept::nfa {
namespace {

class ProbeMaker {
 public:
  ProbeMaker(const Rule& rule, const ExpressionPool& pool, PlaceTable& places,
             const Shape& shape)
      : rule_(rule), pool_(pool), places_(places), shape_(shape) {}

  ShapeProbes Make() {
    for (std::size_t thread = 0; thread < shape_.threads.size(); ++thread) {
      if (shape_.threads[thread] == PlaceTable::kHeld) continue;
      AddThread(thread);
    }
    FindLoop();
    return std::move(made_);
  }

 private:
  void AddThread(std::size_t thread) {
    thread_ = thread;
    ForEachUse(places_, places_[shape_.threads[thread]],
               [this](StepId step, const std::vector<ConditionUse>& uses) { Add(step, uses); });
  }

  void FindLoop() {
    if (shape_.threads.size() != 1 || shape_.threads[0] == PlaceTable::kHeld || shape_.apart ||
        shape_.has_clock || shape_.has_strict) {
      return;
    }
    const Place& place = places_[shape_.threads[0]];
    for (std::uint32_t number : place.open) {
      const Way& way = places_.WayOf(place, number);
      if (!IsLoop(place, way) || !DecidesAlone(place, number)) continue;
      for (std::size_t i = 0; i < made_.probes.size(); ++i) {
        if (made_.probes[i].step != way.step) continue;
        made_.loop = {way.step, places_.PositionOf(place).first_way + number, i};
        return;
      }
    }
  }

  // Taking it leads to where the run stands, with the registers it has.
  bool IsLoop(const Place& place, const Way& way) {
    if (way.kind != Way::Kind::kStep || way.conditions.empty() || !way.where.empty() ||
        !way.rounds.empty() || way.low || way.high ||
        rule_.automaton.positions[way.target.index()].accepting ||
        places_.Arrive(way.target) != shape_.threads[0]) {
      return false;
    }
    const bool changes = std::any_of(
        way.changes.begin(), way.changes.end(), [&](const RegisterChange& change) {
          return std::binary_search(place.registers.begin(), place.registers.end(),
                                    change.target);
        });
    const bool closes_all =
        std::all_of(place.open.begin(), place.open.end(), [&](std::uint32_t other) {
          return places_.WayOf(place, other).contiguity == Contiguity::kRelaxed &&
                 std::binary_search(way.closes.begin(), way.closes.end(), other);
        });
    const bool reads_lists = std::any_of(
        way.conditions.begin(), way.conditions.end(), [&](const ConditionUse& use) {
          const std::vector<std::uint32_t>& columns = rule_.conditions[use.condition].columns;
          return std::any_of(columns.begin(), columns.end(), [&](std::uint32_t column) {
            return SideOf(rule_.frame[column]) == ColumnSide::kHistory;
          });
        });
    return !changes && closes_all && !reads_lists;
  }

  // Nothing else in the place looks at the step of a way.
  bool DecidesAlone(const Place& place, std::uint32_t number) const {
    const StepId step = places_.WayOf(place, number).step;
    const auto watches = [&](const Watch& watch) { return watch.step == step; };
    return std::all_of(place.open.begin(), place.open.end(), [&](std::uint32_t other) {
      const Way& way = places_.WayOf(place, other);
      return (other == number || way.kind != Way::Kind::kStep || way.step != step) &&
             std::none_of(way.negations.begin(), way.negations.end(), watches) &&
             std::none_of(way.untils.begin(), way.untils.end(), watches);
    });
  }

  void Add(StepId step, const std::vector<ConditionUse>& uses) {
    Probe probe{GuardOf(rule_, places_, shape_, thread_, step, uses), {}, {}, {}, {}};
    for (const ConditionUse& use : uses) AddCondition(use, probe);
    if (!probe.is_searched() && probe.tested.empty() && probe.of_event.empty()) {
      made_.all |= BitOf(step);
      return;
    }
    const bool is_known =
        std::any_of(made_.probes.begin(), made_.probes.end(), [&](const Probe& other) {
          return other.step == probe.step && other.conditions == probe.conditions &&
                 other.earlier == probe.earlier;
        });
    if (!is_known) made_.probes.push_back(std::move(probe));
  }

  void AddCondition(const ConditionUse& use, Probe& probe) {
    const Condition& condition = rule_.conditions[use.condition];
    bool of_event = true;
    bool by_columns = true;
    for (std::uint32_t i : condition.columns) {
      const FrameColumn& column = rule_.frame[i];
      const ColumnSide side = SideOf(column);
      if (side == ColumnSide::kEvent || side == ColumnSide::kKey) continue;
      of_event = false;
      by_columns &= side == ColumnSide::kEarlier && !column.type.is_list;
    }
    if (of_event) {
      probe.of_event.push_back(use.condition);
      return;
    }
    std::optional<SplitCondition> split = SplitConjunct(rule_, pool_, condition.expression);
    if (split && split->kind == SplitCondition::Kind::kEqual) {
      probe.equal.push_back(*std::move(split));
    } else if (split && !probe.ordered) {
      probe.ordered = std::move(split);
    } else if (by_columns) {
      probe.tested.push_back(use.condition);
    }
  }

  const Rule& rule_;
  const ExpressionPool& pool_;
  PlaceTable& places_;
  const Shape& shape_;
  std::size_t thread_ = 0;
  ShapeProbes made_;
};

}  // namespace

ShapeProbes ProbesOf(const Rule& rule, const ExpressionPool& pool, PlaceTable& places,
                     const Shape& shape) {
  return ProbeMaker(rule, pool, places, shape).Make();
}

}  // namespace precept::nfa
