// Shapes of patterns made by hand.

#include "nfa/shape_count.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/unit/nfa/all_kinds.h"

namespace precept::nfa {
namespace {

constexpr Contiguity kRelaxed = Contiguity::kRelaxed;
constexpr Contiguity kStrict = Contiguity::kStrict;
constexpr Contiguity kAny = Contiguity::kNondeterministic;

// Steps one after the other with these arrows between them.
Rule SequenceRule(const std::vector<Contiguity>& arrows, ReportMode mode = ReportMode::kEach) {
  Rule rule;
  rule.automaton.mode = mode;
  for (std::uint32_t i = 0; i <= arrows.size(); ++i) {
    rule.steps.emplace_back();
    Way way;
    way.step = StepId(i);
    way.contiguity = i == 0 ? kRelaxed : arrows[i - 1];
    way.target = PositionId(i + 1);
    way.in_whole = i > 0;
    if (way.contiguity == kRelaxed) way.closes = {0};
    Position position;
    position.ways.push_back(way);
    position.first_way = rule.automaton.num_ways++;
    rule.automaton.positions.push_back(position);
  }
  Position end;
  end.accepting = true;
  rule.automaton.positions.push_back(end);
  return rule;
}

std::size_t Count(const Rule& rule, std::size_t limit) {
  return CountShapes(rule, AllKinds(rule), limit);
}

TEST(CountShapes, OfSequences) {
  EXPECT_EQ(Count(SequenceRule({}), 100), 0u);
  EXPECT_EQ(Count(SequenceRule({kRelaxed}), 100), 1u);
  EXPECT_EQ(Count(SequenceRule({kRelaxed, kStrict, kRelaxed}), 100), 3u);
  // a ~> b -> c: before b; before c and b; before b again, when c took.
  EXPECT_EQ(Count(SequenceRule({kAny, kRelaxed}), 100), 2u);
  EXPECT_EQ(Count(SequenceRule({kAny, kAny, kAny}), 100), 3u);
}

// `longest` holds complete matches: the held thread cuts off what is behind it.
TEST(CountShapes, WithWhatIsHeld) {
  EXPECT_EQ(Count(SequenceRule({kRelaxed}, ReportMode::kLongest), 100), 2u);
  // Before b, alone or with a match held that is preferred to nothing else.
  EXPECT_EQ(Count(SequenceRule({kAny}, ReportMode::kLongest), 100), 2u);
}

TEST(CountShapes, LatestHasNone) {
  EXPECT_EQ(Count(SequenceRule({kRelaxed}, ReportMode::kLatest), 100), 0u);
}

// a ~> b => c1 => … => cn: which of the c are waited for is any set of them.
TEST(CountShapes, OfAPatternBuiltToHaveMany) {
  std::vector<Contiguity> arrows = {kAny};
  for (std::size_t n = 1; n <= 7; ++n) {
    arrows.push_back(kStrict);
    EXPECT_EQ(Count(SequenceRule(arrows), 100'000), std::size_t{1} << n) << n;
  }
  arrows.resize(30, kStrict);
  for (const std::size_t limit : {0, 1, 5, 1'000}) {
    EXPECT_EQ(Count(SequenceRule(arrows), limit), limit + 1);
  }
}

// What reads registers is taken as met.
TEST(CountShapes, OfRangesAndConditions) {
  Rule rule = SequenceRule({kRelaxed, kRelaxed});
  Way& way = rule.automaton.positions[1].ways[0];
  way.low = 5;
  way.high = 9;
  way.conditions.push_back({0, {}});
  way.needs = {RegisterId(0)};
  rule.automaton.registers = {{Register::Kind::kLastTime, 0, {}}};
  rule.automaton.positions[2].ways[0].negations.push_back({StepId(0), {{0, {}}}, false, 0});
  EXPECT_EQ(Count(rule, 100), 2u);
}

}  // namespace
}  // namespace precept::nfa
