// What a shape table remembers is what it would work out: a table that has seen
// many starts beside a new one for each, on rules drawn at random.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/decimal.h"
#include "nfa/event_row.h"
#include "nfa/key.h"
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

nfa::Value AnyValue(nfa::Type type, Draw& draw) {
  if (draw.Chance(15)) return nfa::Value();
  if (type.is_list) {
    nfa::ValueList list;
    type.is_list = false;
    for (int left = draw.Below(3); left > 0; --left) {
      nfa::Value element = AnyValue(type, draw);
      if (!element.is_missing()) list.push_back(std::move(element));
    }
    return nfa::Value(std::move(list));
  }
  const std::int64_t small = draw.Below(3);
  switch (type.scalar) {
    case nfa::Scalar::kBool: return nfa::Value(small == 0);
    case nfa::Scalar::kInt: return nfa::Value(small);
    case nfa::Scalar::kFloat: return nfa::Value(static_cast<double>(small) / 2);
    case nfa::Scalar::kDecimal: return nfa::Value(nfa::Decimal::FromInt(small));
    case nfa::Scalar::kString: return nfa::Value(std::string(1, static_cast<char>('x' + small)));
    case nfa::Scalar::kIp: return nfa::Value(nfa::Ip{});
    case nfa::Scalar::kTimestamp: return nfa::Value(nfa::Timestamp{small});
    case nfa::Scalar::kDuration: return nfa::Value(nfa::Duration{small});
  }
  return nfa::Value();
}

// An event of one stream; what is read of it has nothing to do with what it fits.
class AnyEvent : public nfa::EventContext {
 public:
  // `key` outlives this.
  AnyEvent(const nfa::RuleSet& rules, nfa::EventRowStore& rows, std::string_view key,
           std::int64_t number, Draw& draw)
      : key_(key) {
    const nfa::Rule& rule = rules.rules[0];
    const nfa::StreamId stream = draw.Of(rule.streams);
    std::vector<nfa::Value> kept;
    for (nfa::ExprId field : rules.kept[stream.index()]) {
      kept.push_back(AnyValue(rules.expressions[field].type, draw));
    }
    row_ = rows.Restore({nfa::Timestamp{number}, stream, 0, number}, kept);
    alternatives_.resize(rule.steps.size());
    for (std::uint32_t i = 0; i < rule.alternatives.size(); ++i) {
      const nfa::Alternative& alternative = rule.alternatives[i];
      if (rules.schema.types[alternative.base.index()].stream != stream) continue;
      alternatives_[alternative.step.index()] = i;
      fits_ |= nfa::BitOf(alternative.step);
    }
    for (const nfa::Alternative& alternative : rule.alternatives) {
      std::vector<nfa::Value>& own = own_.emplace_back();
      for (nfa::ExprId read : alternative.own) {
        own.push_back(AnyValue(rules.expressions[read].type, draw));
      }
    }
  }

  // Steps that it may fit.
  nfa::StepMask fits() const { return fits_; }
  nfa::EventRowId Row() override { return row_; }
  std::uint32_t AlternativeOf(nfa::StepId step) override { return alternatives_[step.index()]; }
  nfa::Value Own(nfa::StepId step, std::uint32_t index) override {
    return own_[alternatives_[step.index()]][index];
  }
  std::string_view Key() override { return key_; }

 private:
  const std::string_view key_;
  nfa::EventRowId row_;
  std::vector<std::uint32_t> alternatives_;  // By StepId.
  nfa::StepMask fits_ = 0;
  std::vector<std::vector<nfa::Value>> own_;  // By alternative.
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

// Rules whose steps read events that were taken besides.
Features WithConditions() {
  Features features = Everything();
  features.conditions = features.where = false;
  features.many_comparisons = true;
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

  std::string Begin(const Reading& reading, AnyEvent& event) {
    shapes_.runs().frame().NextEvent();
    return Go(shapes_.Begin(reading, event));
  }
  std::string Step(const Reading& reading, AnyEvent& event) {
    shapes_.runs().frame().NextEvent();
    return Go(shapes_.Step(shape_, registers_, reading, event, history_));
  }
  std::string Meet(std::int64_t deadline, std::optional<std::int64_t> whole,
                   std::string_view key) {
    return Go(shapes_.Meet(shape_, registers_, deadline, whole, key, history_));
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
  NoHistory history_;
  bool lives_ = false;
  ShapeId shape_;
  std::vector<std::int64_t> registers_;
};

std::string AnyKey(const nfa::Rule& rule, Draw& draw) {
  std::string key;
  for (const nfa::Rule::Key& part : rule.keys) {
    nfa::Column column(part.type);
    const nfa::Value value = AnyValue(part.type, draw);
    column.AppendValue(value);  // A view.
    nfa::AppendKeyPart(column, 0, key);
  }
  return key;
}

// Feeds both the same until the start is gone.
void Compare(const nfa::RuleSet& rules, nfa::EventRowStore& rows, Walker& old, Walker& fresh,
             Draw& draw) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const nfa::Rule& rule = rules.rules[0];
  const std::string key = AnyKey(rule, draw);
  std::int64_t time = 0;
  nfa::StepMask taken = 0;
  for (std::size_t i = 0; i < rule.steps.size(); ++i) {
    if (rule.steps[i].role == nfa::Step::Role::kTaken) taken |= nfa::StepMask{1} << i;
  }
  const auto any_reading = [&](const AnyEvent& event) -> Reading {
    nfa::StepMask fits = event.fits() & draw.Wide();
    if (draw.Chance(50)) fits &= draw.Wide();
    if (draw.Chance(50)) fits &= draw.Wide();
    // What a step of the pattern takes counts for its strict ways.
    return {fits, (fits & taken) != 0 || draw.Chance(50), time};
  };
  AnyEvent begins(rules, rows, key, 0, draw);
  const Reading first = any_reading(begins);
  ASSERT_EQ(old.Begin(first, begins), fresh.Begin(first, begins));
  for (int i = 1; i <= 12 && fresh.lives(); ++i) {
    const std::optional<std::int64_t> deadline = fresh.Deadline();
    ASSERT_EQ(old.Deadline(), deadline);
    if (rule.automaton.within && draw.Chance(8)) {
      const std::int64_t whole = rule.automaton.within->ns;
      ASSERT_EQ(old.Meet(whole, whole, key), fresh.Meet(whole, whole, key));
    } else if (deadline && (*deadline < time || draw.Chance(15))) {
      ASSERT_EQ(old.Meet(*deadline, std::nullopt, key),
                fresh.Meet(*deadline, std::nullopt, key));
    } else {
      time += draw.Below(2) * kSecond;
      AnyEvent event(rules, rows, key, i, draw);
      const Reading reading = any_reading(event);
      ASSERT_EQ(old.Step(reading, event), fresh.Step(reading, event)) << "event " << i;
    }
    ASSERT_EQ(old.lives(), fresh.lives());
  }
}

// Starts of a random rule, each in a table that has seen those before and in one
// of its own; how many shapes the first has.
std::size_t CompareStarts(const RandomCase& c, const nfa::RuleSet& rules, std::uint64_t seed) {
  const nfa::Rule& rule = rules.rules[0];
  const nfa::PreparedExpressions prepared(rules.expressions);
  nfa::EventRowStore rows(rules, prepared);
  Walker old(rule, rows, prepared);
  Draw draw(seed);
  for (int start = 0; start < 40 && !testing::Test::HasFailure(); ++start) {
    Walker fresh(rule, rows, prepared);
    Compare(rules, rows, old, fresh, draw);
  }
  EXPECT_FALSE(testing::Test::HasFailure()) << "seed " << seed << "\n" << ToText(c);
  return old.shapes().size();
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
    const std::size_t shapes = CompareStarts(c, *rules, seed);
    ASSERT_FALSE(HasFailure());
    if (ReadsRegisters(rule.automaton)) continue;
    // Whatever a start can come to is counted.
    ++counted;
    const std::size_t own = rule.automaton.mode == nfa::ReportMode::kLongest ? 0 : 1;
    const std::size_t explored = shapes - own;
    ASSERT_GE(nfa::CountShapes(rule, nfa::AllKinds(rule), explored), explored)
        << "seed " << seed << "\n" << ToText(c);
  }
  EXPECT_GT(rules_run, 900u);
  EXPECT_GT(counted, 200u);
}

TEST(ShapeMemo, IsWhatAFreshTableMakesWhereEventsAreRead) {
  std::size_t rules_run = 0, comparing = 0;
  for (std::uint64_t seed = 1; seed <= 4'000; ++seed) {
    const RandomCase c = MakeRandomCase(WithConditions(), seed);
    const std::shared_ptr<const nfa::RuleSet> rules = CompileText(c.rule_text);
    if (!rules) continue;
    ++rules_run;
    comparing += rules->rules[0].conditions.empty() ? 0 : 1;
    CompareStarts(c, *rules, seed);
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(rules_run, 3'500u);
  EXPECT_GT(comparing, 1'200u);
}

}  // namespace
}  // namespace precept::exhaustive
