// Self-checks of the oracle over random cases: what must hold of every report,
// whatever the rule.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/exhaustive/random_case.h"
#include "tests/oracle/compact_case.h"

namespace precept::oracle {
namespace {

using exhaustive::Everything;
using exhaustive::Features;
using exhaustive::MakeRandomCase;
using exhaustive::RandomCase;
using exhaustive::Sequences;

Outcome RunCase(const RandomCase& c) {
  std::string error;
  const std::vector<lang::ast::File> files{ParseFile(c.rule_text, error)};
  if (!error.empty()) return Outcome{{}, {error}};
  return RunOracle(files, "r", c.events, c.options);
}

// The header's bound in seconds; 0 if the pattern has none.
std::int64_t WithinOf(const RandomCase& c) {
  const std::string& within = c.rule.pattern.within;
  return within.empty() ? 0 : std::stoll(within);
}

bool EndsInAbsence(const RandomCase& c) {
  return c.rule_text.find("not ") != std::string::npos;
}

void CheckMatch(const RandomCase& c, const Match& match) {
  ASSERT_FALSE(match.bindings.empty());
  const Event* last = nullptr;
  std::set<std::size_t> held;
  for (const Binding& binding : match.bindings) {
    const Event& event = c.events.at(binding.event);
    EXPECT_TRUE(held.insert(binding.event).second) << "an event held twice";
    if (last != nullptr) {
      EXPECT_TRUE(ComesBefore(*last, event)) << "taken out of order";
    }
    last = &event;
  }
  const Event& first = c.events.at(match.bindings[0].event);
  if (WithinOf(c) > 0) {
    EXPECT_LE(last->time.ns - first.time.ns, WithinOf(c) * 1'000'000'000);
  }
  EXPECT_GE(match.decided_at, last->time);
  if (match.decided_by) {
    EXPECT_EQ(match.decided_at, c.events.at(*match.decided_by).time);
  }
  if (c.rule.mode != "longest" && c.rule.pattern.until.empty() &&
      !EndsInAbsence(c)) {
    ASSERT_TRUE(match.decided_by.has_value());
  }
}

void CheckOutcome(const RandomCase& c, const Outcome& outcome) {
  std::set<std::string> seen;
  std::set<std::string> starts;
  nfa::Timestamp time{INT64_MIN};
  for (const Match& match : outcome.matches) {
    CheckMatch(c, match);
    EXPECT_LE(time, match.decided_at) << "reports out of order";
    time = match.decided_at;
    std::string bound;
    for (const nfa::Value& part : match.key) {
      nfa::AppendJson(part, bound);
      bound += ' ';
    }
    const std::string start = bound + std::to_string(match.bindings[0].event);
    for (const Binding& b : match.bindings) {
      bound += b.label + std::to_string(b.event) + ' ';
    }
    EXPECT_TRUE(seen.insert(bound).second) << "reported twice";
    if (c.rule.mode == "each" || c.rule.mode == "first" ||
        c.rule.mode == "longest") {
      EXPECT_TRUE(starts.insert(start).second) << "a start reported twice";
    }
  }
}

void CheckSeed(const Features& features, std::uint64_t seed,
               int& with_matches) {
  const RandomCase c = MakeRandomCase(features, seed);
  SCOPED_TRACE("seed " + std::to_string(seed) + '\n' + ToText(c));
  const Outcome outcome = RunCase(c);
  ASSERT_TRUE(outcome.failures.empty()) << outcome.failures[0];
  CheckOutcome(c, outcome);
  with_matches += outcome.matches.empty() ? 0 : 1;
  // "Arrival order … does not enter": the same events in reverse.
  RandomCase reversed = c;
  std::reverse(reversed.events.begin(), reversed.events.end());
  Outcome again = RunCase(reversed);
  for (Match& match : again.matches) {
    const auto back = [&c](std::size_t i) { return c.events.size() - 1 - i; };
    if (match.decided_by) match.decided_by = back(*match.decided_by);
    for (Binding& b : match.bindings) b.event = back(b.event);
  }
  EXPECT_EQ(ToCompact(outcome.matches), ToCompact(again.matches));
}

TEST(RandomCases, SequencesMatchInHalfTheCases) {
  int with_matches = 0;
  constexpr int kSeeds = 2000;
  for (int seed = 0; seed < kSeeds && !HasFatalFailure(); ++seed) {
    CheckSeed(Sequences(), static_cast<std::uint64_t>(seed), with_matches);
  }
  EXPECT_GE(with_matches, kSeeds / 2);
  RecordProperty("with_matches", with_matches);
}

TEST(RandomCases, EverythingHoldsWhatEveryReportMust) {
  int with_matches = 0;
  constexpr int kSeeds = 3000;
  for (int seed = 0; seed < kSeeds && !HasFailure(); ++seed) {
    CheckSeed(Everything(), static_cast<std::uint64_t>(seed), with_matches);
  }
  EXPECT_GE(with_matches, kSeeds / 3);
  RecordProperty("with_matches", with_matches);
}

// A match of `first` is one of `each`'s or has a start that `each` reports: the
// mode only chooses among what the runs complete.
TEST(RandomCases, EveryModeChoosesAmongTheMatchesOfAll) {
  Features features = Everything();
  // `&` under `all` and `latest` are apart; a clause on a trailing list under
  // `longest` is tested elsewhere.
  features.conjunction = features.where = false;
  features.modes = {"first", "each", "longest"};
  for (std::uint64_t seed = 0; seed < 1500 && !HasFailure(); ++seed) {
    RandomCase c = MakeRandomCase(features, seed);
    c.options = Options{.drain = true};
    const Outcome chosen = RunCase(c);
    c.rule.mode = "all";
    exhaustive::Retext(c);
    const Outcome all = RunCase(c);
    ASSERT_TRUE(chosen.failures.empty()) << chosen.failures[0];
    ASSERT_TRUE(all.failures.empty()) << all.failures[0];
    for (const Match& match : chosen.matches) {
      const bool found = std::any_of(
          all.matches.begin(), all.matches.end(), [&match](const Match& m) {
            return m.key == match.key && m.bindings == match.bindings;
          });
      EXPECT_TRUE(found) << seed << '\n' << ToText(c) << ToText(match);
    }
  }
}

TEST(Draws, AreTheSameEverywhere) {
  exhaustive::Draw draw(1);
  EXPECT_EQ(draw.Below(1000), 528);
  const RandomCase a = MakeRandomCase(Everything(), 7);
  const RandomCase b = MakeRandomCase(Everything(), 7);
  EXPECT_EQ(ToText(a), ToText(b));
  EXPECT_EQ(ToNdjson(a), ToNdjson(b));
}

TEST(Ndjson, HasOneLineAnEventInOrderOfOffset) {
  const RandomCase c = MakeRandomCase(Sequences(), 3);
  std::size_t lines = 0;
  for (const auto& [stream, text] : ToNdjson(c)) {
    lines +=
        static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    EXPECT_TRUE(text.empty() || text.starts_with("{\"at\":\"2026-01-05T00:00:"))
        << text;
  }
  EXPECT_EQ(lines, c.events.size());
}

TEST(Shrinking, LeavesWhatTheFailureNeeds) {
  // Stands for a fault that shows whenever two matches are reported.
  const auto fails = [](const RandomCase& c) {
    const Outcome outcome = RunCase(c);
    return outcome.failures.empty() && outcome.matches.size() >= 2;
  };
  int tried = 0;
  for (std::uint64_t seed = 0; tried < 20; ++seed) {
    const RandomCase c = MakeRandomCase(Everything(), seed);
    if (!fails(c)) continue;
    ++tried;
    const RandomCase small = exhaustive::Shrink(c, fails);
    EXPECT_TRUE(fails(small));
    EXPECT_LE(small.events.size(), 2U) << ToText(small);
  }
}

}  // namespace
}  // namespace precept::oracle
