#include "nfa/shape_count.h"

#include <algorithm>

#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/shape.h"

namespace precept::nfa {
namespace {

// The rule with nothing left that reads registers, keys or histories.
Rule WithoutRegisters(const Rule& rule) {
  Rule plain;
  plain.automaton = rule.automaton;
  plain.automaton.registers.clear();
  plain.automaton.register_of_column.clear();
  for (Position& position : plain.automaton.positions) {
    position.rest.clear();
    for (Way& way : position.ways) {
      // Of the two ways round a counted loop the one that leaves the count: the
      // other comes to the same place, and is a wait that nothing ends.
      if (!way.rounds.empty() && way.rounds[0].below) {
        way.kind = Way::Kind::kAbsence;
        way.in_whole = false;
        way.untils.clear();
      }
      way.low.reset();
      way.high.reset();
      way.wait.reset();
      way.rounds.clear();
      way.conditions.clear();
      way.where.clear();
      way.clocks.clear();
      way.changes.clear();
      way.needs.clear();
      for (auto* watches : {&way.negations, &way.untils}) {
        for (Watch& watch : *watches) watch.conditions.clear();
      }
    }
  }
  return plain;
}

class NoEvent : public EventContext {
 public:
  EventRowId Row() override { return EventRowId(); }
  std::uint32_t AlternativeOf(StepId) override { return 0; }
  Value Own(StepId, std::uint32_t) override { return Value(); }
  std::string_view Key() override { return {}; }
};

class NoHistory : public ThreadHistory {
 public:
  std::span<const TakenEvent> Of(std::uint32_t) override { return {}; }
};

}  // namespace

std::size_t CountShapes(const Rule& rule, std::span<const EventKind> kinds,
                        std::size_t limit) {
  // `latest` keeps runs, not shapes.
  if (rule.automaton.mode == ReportMode::kLatest) return 0;
  const Rule plain = WithoutRegisters(rule);
  const RuleSet rules;
  const PreparedExpressions expressions(rules.expressions);
  const EventRowStore rows(rules, expressions);
  ShapeTable shapes(plain, rows, expressions);
  NoEvent event;
  NoHistory history;
  for (const EventKind& kind : kinds) shapes.Begin({kind.fits, kind.counts, 0}, event);
  for (std::size_t next = 0; next < shapes.size() && shapes.size() <= limit + 1; ++next) {
    const ShapeId shape(next);
    for (const EventKind& kind : kinds) {
      shapes.Step(shape, {}, {kind.fits, kind.counts, 0}, event, history);
    }
    shapes.Meet(shape, {}, 0, 0, {}, history);
  }
  // The shape of what is held is always there.
  const std::size_t own = rule.automaton.mode == ReportMode::kLongest ? 0 : 1;
  return std::min(shapes.size() - own, limit + 1);
}

}  // namespace precept::nfa
