// The matcher against separate runs, on automata of sequences with all three
// arrows: the same matches in the same order, and nothing left behind.

#include "nfa/matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "nfa/evaluator.h"
#include "nfa/key.h"
#include "nfa/shape.h"

namespace precept::nfa {
namespace {

struct Input {
  std::int64_t time = 0;
  std::uint32_t key = 0;
  StepMask fits = 0;
};

// One reported match: key, decided at, offsets of the events with their steps.
struct Output {
  std::uint32_t key = 0;
  std::int64_t decided = 0;
  std::vector<std::pair<std::int64_t, std::uint32_t>> events;
  bool incomplete = false;
  bool operator==(const Output&) const = default;
};

void PrintTo(const Output& output, std::ostream* os) {
  *os << "key " << output.key << " at " << output.decided << ":";
  for (const auto& [offset, step] : output.events) *os << " " << step << "=" << offset;
}

// A rule set of one stream without columns and one rule: steps in sequence.
std::shared_ptr<RuleSet> SequenceRule(const std::vector<Contiguity>& arrows,
                                      ReportMode mode,
                                      std::optional<Duration> within) {
  auto rules = std::make_shared<RuleSet>();
  rules->schema.streams.push_back({"s", {}, std::nullopt, {}});
  rules->kept.resize(1);
  rules->keys.push_back({StreamId(0), {}});
  Rule rule;
  rule.name = "r";
  rule.automaton.mode = mode;
  rule.automaton.within = within;
  for (std::size_t i = 0; i <= arrows.size(); ++i) {
    Step step;
    step.name = "s" + std::to_string(i);
    rule.steps.push_back(step);
    Alternative alternative;
    alternative.step = StepId(i);
    rule.alternatives.push_back(alternative);
    Position position;
    Way way;
    way.step = StepId(i);
    way.contiguity = i == 0 ? Contiguity::kRelaxed : arrows[i - 1];
    way.target = PositionId(i + 1);
    way.in_whole = i > 0;
    if (way.contiguity == Contiguity::kRelaxed) way.closes = {0};
    rule.automaton.has_strict |= way.contiguity == Contiguity::kStrict;
    position.ways.push_back(way);
    position.first_way = rule.automaton.num_ways++;
    rule.automaton.positions.push_back(position);
  }
  for (Alternative& alternative : rule.alternatives) {
    alternative.among = rule.automaton.has_strict;
  }
  Position end;
  end.accepting = true;
  rule.automaton.positions.push_back(end);
  rules->rules.push_back(rule);
  return rules;
}

class Harness : public MatchSink {
 public:
  Harness(std::shared_ptr<RuleSet> rules, CapSettings caps = {})
      : rules_(std::move(rules)), prepared_(rules_->expressions),
        rows_(*rules_, prepared_),
        matcher_(*rules_, RuleId(0), rows_, prepared_, caps) {}

  void Feed(const Input& input) {
    EventBatch batch(rules_->schema, StreamId(0));
    batch.offsets.push_back(next_offset_++);
    batch.times.push_back(Timestamp{input.time});
    batch.raw.emplace_back();
    rows_.NextEvent();
    matcher_.AdvanceTo(Timestamp{input.time}, *this);
    const std::string bytes = std::to_string(input.key);
    const EncodedKey key{bytes, HashKey(bytes)};
    std::vector<Candidate> candidates;
    const auto num_steps = static_cast<std::uint32_t>(rules_->rules[0].steps.size());
    for (std::uint32_t step = 0; step < num_steps; ++step) {
      const bool fits = (input.fits >> step & 1) != 0;
      if (fits || rules_->rules[0].automaton.has_strict) {
        candidates.push_back({RuleId(0), step, 0, fits,
                              rules_->rules[0].automaton.has_strict});
      }
    }
    matcher_.OnEvent(batch, 0, candidates, {&key, 1}, *this);
  }

  void OnMatch(const Match& match) override {
    Output output;
    output.key = static_cast<std::uint32_t>(std::stoul(std::string(match.key)));
    output.decided = match.decided.ns;
    output.incomplete = match.incomplete != kComplete;
    for (const TakenEvent& taken : match.events) {
      output.events.emplace_back(rows_.CoordinatesOf(taken.event).offset,
                                 taken.alternative);
    }
    outputs.push_back(output);
  }

  Matcher& matcher() { return matcher_; }
  const EventRowStore& rows() const { return rows_; }
  std::vector<Output> outputs;

 private:
  std::shared_ptr<RuleSet> rules_;
  PreparedExpressions prepared_;
  EventRowStore rows_;
  Matcher matcher_;
  std::int64_t next_offset_ = 1;
};

// Every run by itself, as LANGUAGE 2.3 reads.
class SeparateRuns {
 public:
  SeparateRuns(std::vector<Contiguity> arrows, ReportMode mode,
               std::optional<Duration> within)
      : arrows_(std::move(arrows)), mode_(mode), within_(within) {}

  void Feed(const Input& input) {
    const std::int64_t offset = next_offset_++;
    std::vector<Run> next;
    std::vector<Run> complete;
    for (const Run& run : runs_) {
      if (within_ && run.start + within_->ns < input.time) continue;
      if (run.key != input.key) {
        next.push_back(run);
        continue;
      }
      Read(run, input, offset, next, complete);
    }
    if ((input.fits & 1) != 0) {
      Run run{input.key, input.time, offset, {{offset, 0}}};
      (arrows_.empty() ? complete : next).push_back(run);
    }
    runs_ = std::move(next);
    Report(complete, input);
  }

  std::vector<Output> outputs;

 private:
  struct Run {
    std::uint32_t key = 0;
    std::int64_t start = 0;
    std::int64_t first = 0;  // Offset of the first event.
    std::vector<std::pair<std::int64_t, std::uint32_t>> events;
  };

  void Read(const Run& run, const Input& input, std::int64_t offset,
            std::vector<Run>& next, std::vector<Run>& complete) {
    const auto step = static_cast<std::uint32_t>(run.events.size());
    const Contiguity arrow = arrows_[step - 1];
    const bool takes = (input.fits >> step & 1) != 0;
    if (takes) {
      Run copy = run;
      copy.events.emplace_back(offset, step);
      (step == arrows_.size() ? complete : next).push_back(copy);
    }
    const bool waits = arrow == Contiguity::kNondeterministic ||
                       (arrow == Contiguity::kRelaxed && !takes);
    if (waits) next.push_back(run);
  }

  void Report(const std::vector<Run>& complete, const Input& input) {
    std::vector<std::int64_t> done;
    for (const Run& run : complete) {
      if (std::find(done.begin(), done.end(), run.first) != done.end()) continue;
      if (mode_ == ReportMode::kFirst && !done.empty()) break;
      done.push_back(run.first);
      outputs.push_back({run.key, input.time, run.events, false});
    }
    if (done.empty()) return;
    std::erase_if(runs_, [&](const Run& run) {
      if (run.key != input.key) return false;
      if (mode_ == ReportMode::kFirst) return true;
      return std::find(done.begin(), done.end(), run.first) != done.end();
    });
  }

  std::vector<Contiguity> arrows_;
  ReportMode mode_;
  std::optional<Duration> within_;
  std::vector<Run> runs_;  // In order of preference.
  std::int64_t next_offset_ = 1;
};

TEST(Matcher, AgreesWithSeparateRuns) {
  std::size_t matches = 0;
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<Contiguity> arrows(random() % 4);
    for (Contiguity& arrow : arrows) arrow = static_cast<Contiguity>(random() % 3);
    const ReportMode mode = random() % 2 == 0 ? ReportMode::kFirst : ReportMode::kEach;
    std::optional<Duration> within;
    if (random() % 3 != 0) within = Duration{static_cast<std::int64_t>(random() % 8)};
    Harness engine(SequenceRule(arrows, mode, within));
    SeparateRuns expected(arrows, mode, within);
    std::int64_t time = 0;
    const std::uint64_t keys = 1 + random() % 3;
    for (int i = 0; i < 40; ++i) {
      time += static_cast<std::int64_t>(random() % 3);
      // Often nothing, often more than one step.
      const Input input{time, static_cast<std::uint32_t>(random() % keys),
                        random() & random() & 0xF};
      const StepMask steps = (StepMask{1} << (arrows.size() + 1)) - 1;
      const Input cut{input.time, input.key, input.fits & steps};
      engine.Feed(cut);
      expected.Feed(cut);
    }
    ASSERT_EQ(engine.outputs, expected.outputs) << "seed " << seed;
    matches += engine.outputs.size();
    if (within) {
      engine.matcher().AdvanceTo(Timestamp{1000}, engine);
      engine.matcher().AdvanceTo(Timestamp{1001}, engine);  // Frees what that dropped.
      EXPECT_EQ(engine.matcher().open_starts(), 0u);
      EXPECT_EQ(engine.matcher().open_keys(), 0u);
      EXPECT_EQ(engine.rows().size(), 0u) << "seed " << seed;
    }
  }
  EXPECT_GT(matches, 10'000u);
}

TEST(Matcher, TheCapRefusesNewStartsAndSaysSo) {
  Harness engine(SequenceRule({Contiguity::kRelaxed}, ReportMode::kEach, std::nullopt),
                 CapSettings{2, {}});
  for (int i = 0; i < 3; ++i) engine.Feed({i, 1, 0b01});
  EXPECT_EQ(engine.matcher().open_starts(), 2u);
  engine.Feed({3, 1, 0b10});
  const std::vector<Output> expected = {{1, 3, {{1, 0}, {4, 1}}, true},
                                        {1, 3, {{2, 0}, {4, 1}}, true}};
  EXPECT_EQ(engine.outputs, expected);
}

// Under `first` a match drops all starts of the key, and so may a jump in time:
// they are gone at once, their memory comes back with later events.
TEST(Matcher, ManyStartsGoAtOnceAndAreFreedBySlices) {
  constexpr std::int64_t kStarts = 20'000;
  for (const bool by_match : {true, false}) {
    Harness harness(SequenceRule({Contiguity::kRelaxed}, ReportMode::kFirst, Duration{100'000}),
                    {std::uint64_t{kStarts}, {}});
    for (std::int64_t i = 0; i < kStarts; ++i) harness.Feed({i, 1, 1});
    EXPECT_EQ(harness.matcher().open_starts(), std::size_t{kStarts});
    std::int64_t time = kStarts;
    if (by_match) {
      harness.Feed({time, 1, 2});
    } else {
      time = 10 * kStarts;
      harness.matcher().AdvanceTo(Timestamp{time}, harness);
    }
    EXPECT_EQ(harness.outputs.size(), by_match ? 1u : 0u);
    EXPECT_EQ(harness.matcher().open_starts(), 0u);
    EXPECT_EQ(harness.matcher().open_keys(), 0u);
    EXPECT_GT(harness.rows().size(), std::size_t{kStarts} / 2);
    // The cap counts what is open, not what is still to be freed.
    harness.Feed({time + 1, 1, 1});
    EXPECT_EQ(harness.matcher().open_starts(), 1u);
    for (int i = 0; i < 5; ++i) harness.matcher().AdvanceTo(Timestamp{time + 2}, harness);
    EXPECT_EQ(harness.rows().size(), 1u);
    harness.Feed({time + 3, 1, 2});
    EXPECT_EQ(harness.outputs.size(), by_match ? 2u : 1u);
    EXPECT_FALSE(harness.outputs.back().incomplete);
    harness.matcher().AdvanceTo(Timestamp{time + 4}, harness);
    EXPECT_EQ(harness.rows().size(), 0u);
  }
}

TEST(Matcher, AKeyWithNothingOpenHoldsNoMemory) {
  Harness engine(SequenceRule({Contiguity::kRelaxed}, ReportMode::kFirst, Duration{10}));
  for (std::uint32_t key = 0; key < 100; ++key) engine.Feed({0, key, 0b01});
  EXPECT_EQ(engine.matcher().open_keys(), 100u);
  engine.matcher().AdvanceTo(Timestamp{10}, engine);
  EXPECT_EQ(engine.matcher().open_keys(), 100u);  // The bound is inside.
  engine.matcher().AdvanceTo(Timestamp{11}, engine);
  EXPECT_EQ(engine.matcher().open_keys(), 0u);
  engine.matcher().AdvanceTo(Timestamp{12}, engine);
  EXPECT_EQ(engine.rows().size(), 0u);
}

}  // namespace
}  // namespace precept::nfa
