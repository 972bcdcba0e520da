// What a place says of the ways that are open there.

#include "nfa/place.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace precept::nfa {
namespace {

StepMask Bits(std::initializer_list<std::uint32_t> steps) {
  StepMask mask = 0;
  for (std::uint32_t step : steps) mask |= StepMask{1} << step;
  return mask;
}

Way StepWay(std::uint32_t step, Contiguity contiguity = Contiguity::kRelaxed) {
  Way way;
  way.step = StepId(step);
  way.contiguity = contiguity;
  way.target = PositionId(1);
  return way;
}

Watch WatchOf(std::uint32_t step, bool conditional = false, bool very_next = false) {
  Watch watch;
  watch.step = StepId(step);
  watch.very_next = very_next;
  if (conditional) watch.conditions.push_back({0, {}});
  return watch;
}

// A rule of one position with these ways, which lead to a second one with
// `after`.
Rule RuleOf(std::vector<Way> ways, std::vector<Way> after = {}) {
  Rule rule;
  Position position;
  position.ways = std::move(ways);
  Position target;
  target.ways = std::move(after);
  target.accepting = target.ways.empty();
  target.first_way = static_cast<std::uint32_t>(position.ways.size());
  rule.automaton.positions = {position, target};
  rule.automaton.num_ways = target.first_way + static_cast<std::uint32_t>(target.ways.size());
  return rule;
}

TEST(PlaceTable, IsByContent) {
  const Rule rule = RuleOf({StepWay(0), StepWay(1), StepWay(2)});
  PlaceTable places(rule);
  const PlaceId all = places.Arrive(PositionId(0));
  EXPECT_EQ(places.Intern(PositionId(0), {0, 1, 2}, true), all);
  // Nothing here looks at the very next event only.
  EXPECT_EQ(places.Intern(PositionId(0), {0, 1, 2}, false), all);
  const PlaceId some = places.Intern(PositionId(0), {0, 2}, true);
  EXPECT_NE(some, all);
  EXPECT_EQ(places.Intern(PositionId(0), {0, 2}, false), some);
  EXPECT_NE(places.Arrive(PositionId(1)), all);
  EXPECT_NE(all, PlaceTable::kHeld);
  EXPECT_EQ(places[some].open, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(places[some].reads, Bits({0, 2}));
}

TEST(PlaceTable, WaysThatReadMoreThanStepsAreGuarded) {
  Way low = StepWay(1), high = StepWay(2), rounds = StepWay(3), condition = StepWay(4),
      where = StepWay(5);
  low.low = 1;
  high.high = 1;
  rounds.rounds.push_back({RegisterId(0), 1, false});
  condition.conditions.push_back({0, {}});
  where.where.push_back(0);
  const Rule rule = RuleOf({StepWay(0), low, high, rounds, condition, where});
  PlaceTable places(rule);
  const Place& place = places[places.Arrive(PositionId(0))];
  EXPECT_EQ(place.reads, Bits({0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(place.guarded, Bits({1, 2, 3, 4, 5}));
  EXPECT_EQ(place.conditional, Bits({4, 5}));
  EXPECT_TRUE(place.has_clock);  // Of `high`.
  EXPECT_FALSE(places[places.Intern(PositionId(0), {0, 1}, false)].has_clock);
}

TEST(PlaceTable, ConjunctsOfWhereGuardWhatReachesTheEnd) {
  Rule rule = RuleOf({StepWay(0)});
  rule.automaton.positions[1].rest.push_back(0);
  EXPECT_EQ(PlaceTable(rule)[PlaceTable(rule).Arrive(PositionId(0))].guarded, Bits({0}));
  // Under `longest` they are tested on what would be reported.
  rule.automaton.mode = ReportMode::kLongest;
  EXPECT_EQ(PlaceTable(rule)[PlaceTable(rule).Arrive(PositionId(0))].guarded, Bits({}));
}

TEST(PlaceTable, AnAbsenceAtTheEndMayHaveToPassTheRest) {
  Way absence;
  absence.kind = Way::Kind::kAbsence;
  absence.target = PositionId(1);
  Rule rule = RuleOf({absence});
  rule.automaton.positions[1].rest.push_back(0);
  EXPECT_TRUE(PlaceTable(rule)[PlaceTable(rule).Arrive(PositionId(0))].tests_at_deadline);
  rule.automaton.mode = ReportMode::kLongest;
  EXPECT_FALSE(PlaceTable(rule)[PlaceTable(rule).Arrive(PositionId(0))].tests_at_deadline);
}

TEST(PlaceTable, SeesNegationsAndUntils) {
  Way first = StepWay(0), second = StepWay(1);
  first.negations = {WatchOf(2), WatchOf(3, true)};
  first.untils = {WatchOf(4)};
  second.untils = {WatchOf(5, true)};
  const Rule rule = RuleOf({first, second});
  PlaceTable places(rule);
  const Place& both = places[places.Arrive(PositionId(0))];
  EXPECT_EQ(both.negations, Bits({2, 3}));
  EXPECT_EQ(both.untils, Bits({4, 5}));
  EXPECT_EQ(both.reads, Bits({0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(both.guarded, Bits({3, 5}));
  const Place& one = places[places.Intern(PositionId(0), {1}, false)];
  EXPECT_EQ(one.negations, Bits({}));
  EXPECT_EQ(one.reads, Bits({1, 5}));
}

TEST(PlaceTable, TheVeryNextEventIsOfThePlace) {
  Way way = StepWay(0);
  way.negations = {WatchOf(1, false, true)};
  const Rule rule = RuleOf({way, StepWay(2)});
  PlaceTable places(rule);
  const PlaceId looks = places.Arrive(PositionId(0));
  EXPECT_TRUE(places[looks].very_next);
  EXPECT_TRUE(places[looks].has_strict);
  EXPECT_EQ(places[looks].negations, Bits({1}));
  const PlaceId looked = places.Intern(PositionId(0), {0, 1}, false);
  EXPECT_NE(looked, looks);
  EXPECT_EQ(places[looked].negations, Bits({}));
  EXPECT_FALSE(places[looked].has_strict);
  // The way that looks is closed: nothing to look at.
  EXPECT_EQ(places.Intern(PositionId(0), {1}, true), places.Intern(PositionId(0), {1}, false));
}

TEST(PlaceTable, AnEndedWaitReadsOn) {
  Way absence;
  absence.kind = Way::Kind::kAbsence;
  absence.target = PositionId(1);
  absence.untils = {WatchOf(0)};
  absence.negations = {WatchOf(1)};
  absence.in_whole = true;
  Way after = StepWay(2), guarded = StepWay(3);
  guarded.conditions.push_back({0, {}});
  after.negations = {WatchOf(4), WatchOf(5, true)};
  const Rule rule = RuleOf({absence}, {after, guarded});
  PlaceTable places(rule);
  const Place& place = places[places.Arrive(PositionId(0))];
  EXPECT_EQ(place.reads, Bits({0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(place.guarded, Bits({3, 5}));
  EXPECT_EQ(place.conditional, Bits({3, 5}));
  EXPECT_TRUE(place.in_whole);
  EXPECT_FALSE(place.tests_at_deadline);
  // A range there is not one of the place's own ways.
  Way ranged = StepWay(3);
  ranged.low = 1;
  const Rule with_range = RuleOf({absence}, {after, ranged});
  PlaceTable of_range(with_range);
  EXPECT_EQ(of_range[of_range.Arrive(PositionId(0))].conditional, Bits({3, 5}));
  // With `for` nothing but time ends it.
  absence.wait = 5;
  const Rule waits = RuleOf({absence}, {after, guarded});
  PlaceTable of_wait(waits);
  EXPECT_EQ(of_wait[of_wait.Arrive(PositionId(0))].reads, Bits({0, 1}));
  EXPECT_TRUE(of_wait[of_wait.Arrive(PositionId(0))].has_clock);
}

TEST(PlaceTable, NeedsRegistersOfOpenWays) {
  Way first = StepWay(0), second = StepWay(1), third = StepWay(2);
  first.needs = {RegisterId(0), RegisterId(2)};
  second.needs = {RegisterId(1), RegisterId(2)};
  third.needs = {RegisterId(3)};
  Rule rule = RuleOf({first, second, third});
  rule.automaton.registers = {{Register::Kind::kRounds, 0, {}},
                              {Register::Kind::kLastTime, 0, {}},
                              {Register::Kind::kScope, 0, {}},
                              {Register::Kind::kHistory, 0, {}}};
  PlaceTable places(rule);
  const Place& two = places[places.Intern(PositionId(0), {0, 1}, false)];
  EXPECT_EQ(two.registers,
            (std::vector<RegisterId>{RegisterId(0), RegisterId(1), RegisterId(2)}));
  EXPECT_FALSE(two.apart);
  const Place& history = places[places.Intern(PositionId(0), {2}, false)];
  EXPECT_TRUE(history.registers.empty());
  EXPECT_TRUE(history.apart);
}

}  // namespace
}  // namespace precept::nfa
