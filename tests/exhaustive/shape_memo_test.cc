// What a shape table remembers is what it would work out: a table that has seen
// many starts beside a new one for each, on rules drawn at random.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nfa/shape.h"
#include "nfa/shape_count.h"
#include "tests/exhaustive/matcher_run.h"
#include "tests/unit/nfa/all_kinds.h"

namespace precept::exhaustive {
namespace {

using nfa::Reading;
using nfa::ShapeId;
using nfa::ShapeTable;
using nfa::Transition;

class NoEvent : public nfa::EventContext {
 public:
  nfa::EventRowId Row() override { return nfa::EventRowId(); }
  std::uint32_t AlternativeOf(nfa::StepId) override { return 0; }
  nfa::Value Own(nfa::StepId, std::uint32_t) override { return nfa::Value(); }
  std::string_view Key() override { return {}; }
};

class NoHistory : public nfa::ThreadHistory {
 public:
  std::span<const nfa::TakenEvent> Of(std::uint32_t) override { return {}; }
};

// Rules whose steps read nothing but rounds and times.
Features WithoutConditions() {
  Features features = Everything();
  features.conditions = features.cross_conditions = false;
  features.aggregates = features.where = false;
  std::erase(features.modes, "latest");
  return features;
}

std::string TextOf(ShapeTable& shapes, ShapeId id) {
  std::string text;
  for (nfa::PlaceId place : shapes[id].threads) {
    if (place == nfa::PlaceTable::kHeld) {
      text += " held";
      continue;
    }
    const nfa::Place& at = shapes.places()[place];
    text += " " + std::to_string(at.position.value) + (at.very_next ? "!" : ":");
    for (std::uint32_t way : at.open) text += std::to_string(way) + ",";
  }
  return text;
}

std::string TextOf(ShapeTable& shapes, const Transition& step) {
  if (step.identity) return "same";
  std::string text;
  const auto add = [&text](const nfa::ThreadMove& move) {
    text += " " + std::to_string(move.from) + ">" + std::to_string(move.to) + "/" +
            std::to_string(static_cast<std::int32_t>(move.absence)) + "/" +
            std::to_string(static_cast<std::int32_t>(move.took));
  };
  for (const nfa::ThreadMove& move : step.completions) add(move);
  text += " |";
  for (const nfa::ThreadMove& move : step.moves) add(move);
  if (step.moves.empty()) return text;
  text += " |" + TextOf(shapes, step.to) + " |";
  for (std::int64_t value : step.registers) text += " " + std::to_string(value);
  return text;
}

bool ReadsRegisters(const nfa::Automaton& automaton) {
  for (const nfa::Position& position : automaton.positions) {
    for (const nfa::Way& way : position.ways) {
      if (!way.needs.empty()) return true;
    }
  }
  return false;
}

// One start in one table.
class Walker {
 public:
  Walker(const nfa::Rule& rule, const nfa::EventRowStore& rows,
         const nfa::PreparedExpressions& expressions)
      : shapes_(rule, rows, expressions) {}

  std::string Begin(const Reading& reading) { return Go(shapes_.Begin(reading, event_)); }
  std::string Step(const Reading& reading) {
    return Go(shapes_.Step(shape_, registers_, reading, event_, history_));
  }
  std::string Meet(std::int64_t deadline, std::optional<std::int64_t> whole) {
    return Go(shapes_.Meet(shape_, registers_, deadline, whole, {}, history_));
  }
  std::optional<std::int64_t> Deadline() { return shapes_.DeadlineOf(shape_, registers_); }
  bool lives() const { return lives_; }
  ShapeTable& shapes() { return shapes_; }

 private:
  std::string Go(const Transition& step) {
    std::string text = TextOf(shapes_, step);
    if (step.identity) return text;
    lives_ = !step.moves.empty();
    if (!lives_) return text;
    shape_ = step.to;
    registers_.assign(step.registers.begin(), step.registers.end());
    return text;
  }

  ShapeTable shapes_;
  NoEvent event_;
  NoHistory history_;
  bool lives_ = false;
  ShapeId shape_;
  std::vector<std::int64_t> registers_;
};

// Feeds both the same until the start is gone.
void Compare(const nfa::Rule& rule, Walker& old, Walker& fresh, Draw& draw) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t time = 0;
  nfa::StepMask taken = 0;
  for (std::size_t i = 0; i < rule.steps.size(); ++i) {
    if (rule.steps[i].role == nfa::Step::Role::kTaken) taken |= nfa::StepMask{1} << i;
  }
  const auto any_reading = [&]() -> Reading {
    nfa::StepMask fits = draw.Wide() & draw.Wide();
    if (draw.Chance(50)) fits &= draw.Wide();
    const nfa::StepMask steps = (nfa::StepMask{2} << (rule.steps.size() - 1)) - 1;
    // What a step of the pattern takes counts for its strict ways.
    return {fits & steps, (fits & taken) != 0 || draw.Chance(50), time};
  };
  const Reading first = any_reading();
  ASSERT_EQ(old.Begin(first), fresh.Begin(first));
  for (int i = 0; i < 12 && fresh.lives(); ++i) {
    const std::optional<std::int64_t> deadline = fresh.Deadline();
    ASSERT_EQ(old.Deadline(), deadline);
    if (rule.automaton.within && draw.Chance(8)) {
      const std::int64_t whole = rule.automaton.within->ns;
      ASSERT_EQ(old.Meet(whole, whole), fresh.Meet(whole, whole));
    } else if (deadline && (*deadline < time || draw.Chance(15))) {
      ASSERT_EQ(old.Meet(*deadline, std::nullopt), fresh.Meet(*deadline, std::nullopt));
    } else {
      time += draw.Below(2) * kSecond;
      const Reading reading = any_reading();
      ASSERT_EQ(old.Step(reading), fresh.Step(reading)) << "event " << i;
    }
    ASSERT_EQ(old.lives(), fresh.lives());
  }
}

TEST(ShapeMemo, IsWhatAFreshTableMakes) {
  std::size_t rules_run = 0, counted = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    const RandomCase c = MakeRandomCase(WithoutConditions(), seed);
    const std::shared_ptr<const nfa::RuleSet> rules = CompileText(c.rule_text);
    if (!rules) continue;
    const nfa::Rule& rule = rules->rules[0];
    ASSERT_TRUE(rule.conditions.empty()) << c.rule_text;
    ++rules_run;
    const nfa::PreparedExpressions prepared(rules->expressions);
    const nfa::EventRowStore rows(*rules, prepared);
    Walker old(rule, rows, prepared);
    Draw draw(seed);
    for (int start = 0; start < 40; ++start) {
      Walker fresh(rule, rows, prepared);
      Compare(rule, old, fresh, draw);
      ASSERT_FALSE(HasFailure()) << "seed " << seed << "\n" << ToText(c);
    }
    if (ReadsRegisters(rule.automaton)) continue;
    // Whatever a start can come to is counted.
    ++counted;
    const std::size_t own = rule.automaton.mode == nfa::ReportMode::kLongest ? 0 : 1;
    const std::size_t explored = old.shapes().size() - own;
    ASSERT_GE(nfa::CountShapes(rule, nfa::AllKinds(rule), explored), explored)
        << "seed " << seed << "\n" << ToText(c);
  }
  EXPECT_GT(rules_run, 900u);
  EXPECT_GT(counted, 200u);
}

}  // namespace
}  // namespace precept::exhaustive
