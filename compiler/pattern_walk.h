// From where a run stands to everything it could take next.
//
// A run stands inside constructs of the pattern: its frames.  The walk goes out
// of what is complete and into what may follow and collects the ways on, best
// first: looping before leaving, left before right.  How often a loop has gone
// round is known only as far as it decides what may follow: rounds are kept as
// intervals, and a way that leaves an interval has a guard.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/checked_pattern.h"
#include "nfa/automaton.h"

namespace precept::compiler {

// What the walk knows of a node besides what it says.
struct NodeFacts {
  std::uint32_t number = 0;     // In the order of the text.
  std::uint32_t num_steps = 0;  // That bind, in it.
  bool nullable = false;        // It can match no event.
};

// A stretch of rounds of a repetition that are alike for what may follow.
struct RoundInterval {
  std::uint32_t low = 1;
  std::optional<std::uint32_t> high;  // Nothing: without bound.
  // The round itself must be remembered.
  bool counts() const { return high && *high > low; }
};

// One construct that a run is inside of.
struct PatternFrame {
  const CheckedNode* node = nullptr;
  std::uint32_t index = 0;  // kSequence: the link; kRepeat: the interval.
  // kScope: an event of it has been taken; kRepeat: an event of this round.
  bool entered = false;
  std::vector<std::uint32_t> taken;  // kConjunction: events an operand.
};
using PatternFrames = std::vector<PatternFrame>;

// A negation on the way, and the repeated groups begun before it.
struct PassedNegation {
  const CheckedLink* link = nullptr;
  std::vector<std::uint32_t> fresh;
};

struct WalkedWay {
  nfa::Way::Kind kind = nfa::Way::Kind::kStep;
  std::uint32_t step = 0;
  const CheckedLink* absence = nullptr;
  std::optional<std::uint32_t> operand;  // Of the conjunction on top.
  nfa::Contiguity arrow = nfa::Contiguity::kRelaxed;
  std::optional<nfa::Duration> low;
  std::optional<nfa::Duration> high;
  std::vector<PassedNegation> negations;
  // Branches, and rounds of groups of more than one step, that it begins.
  std::vector<const CheckedNode*> begun;
  std::vector<std::uint32_t> begins;  // Repeated groups, ascending.
  struct Round {
    const CheckedNode* node = nullptr;
    // kSet: the new round; kAddOne.
    nfa::RegisterChange::Kind change{};
    std::int64_t value = 0;
  };
  std::vector<Round> rounds;
  struct Guard {
    const CheckedNode* node = nullptr;
    std::int64_t value = 0;
    bool below = false;
  };
  std::vector<Guard> guards;
  PatternFrames frames;  // Before the event is taken.
};

struct WalkResult {
  std::vector<WalkedWay> ways;
  bool reaches_end = false;
};

class PatternWalk {
 public:
  // `root` must outlive this.  `latest` compares places by rounds that decide
  // nothing, too.
  PatternWalk(const CheckedNode& root, nfa::ReportMode mode);

  WalkResult FromStart() const;
  // From frames whose innermost construct is complete.
  WalkResult From(PatternFrames frames) const;
  // The frames after `way` has been taken.
  static PatternFrames After(const WalkedWay& way);

  const NodeFacts& FactsOf(const CheckedNode& node) const { return facts_.at(&node); }
  const std::vector<RoundInterval>& IntervalsOf(const CheckedNode& repeat) const {
    return intervals_.at(&repeat);
  }
  // Steps that may still be taken from `frames`, whichever ways are closed.
  std::vector<std::uint32_t> StepsAhead(const PatternFrames& frames) const;

 private:
  class Walker;

  void AddFacts(const CheckedNode& node);
  void AddIntervals(const CheckedNode& repeat, nfa::ReportMode mode);

  const CheckedNode& root_;
  std::map<const CheckedNode*, NodeFacts> facts_;
  std::map<const CheckedNode*, std::vector<RoundInterval>> intervals_;
};

}  // namespace precept::compiler
