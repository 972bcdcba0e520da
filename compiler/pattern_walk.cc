#include "compiler/pattern_walk.h"

#include <algorithm>
#include <utility>

namespace precept::compiler {
namespace {

using Kind = CheckedNode::Kind;
using nfa::Contiguity;

void Insert(std::vector<std::uint32_t>& set, std::uint32_t value) {
  const auto at = std::lower_bound(set.begin(), set.end(), value);
  if (at == set.end() || *at != value) set.insert(at, value);
}

void CollectSteps(const CheckedNode& node, std::vector<std::uint32_t>& out) {
  if (node.kind == Kind::kStep) out.push_back(node.step);
  for (const CheckedOperand& operand : node.operands) out.push_back(operand.step);
  for (const CheckedLink& link : node.links) {
    for (const CheckedNode& term : link.term) CollectSteps(term, out);
  }
  for (const CheckedNode& child : node.children) CollectSteps(child, out);
}

bool IsLast(const CheckedNode& sequence, std::size_t link) {
  return link + 1 == sequence.links.size();
}

}  // namespace

// ---- facts -------------------------------------------------------------------

PatternWalk::PatternWalk(const CheckedNode& root, nfa::ReportMode mode) : root_(root) {
  AddFacts(root);
  for (const auto& [node, facts] : facts_) {
    if (node->kind == Kind::kRepeat) AddIntervals(*node, mode);
  }
}

void PatternWalk::AddFacts(const CheckedNode& node) {
  NodeFacts facts;
  facts.number = static_cast<std::uint32_t>(facts_.size());
  facts_[&node] = facts;
  const auto add = [&](const CheckedNode& child) {
    AddFacts(child);
    facts.num_steps += facts_[&child].num_steps;
    return facts_[&child].nullable;
  };
  switch (node.kind) {
    case Kind::kStep: facts.num_steps = 1; break;
    case Kind::kSequence:
      facts.nullable = true;
      for (const CheckedLink& link : node.links) {
        for (const CheckedNode& term : link.term) {
          if (!add(term)) facts.nullable = false;
        }
      }
      // An absence at the end has to be waited for.
      if (node.links.back().term.empty()) facts.nullable = false;
      break;
    case Kind::kRepeat:
      facts.nullable = add(node.children[0]) || node.min == 0;
      break;
    case Kind::kScope: facts.nullable = add(node.children[0]); break;
    case Kind::kAlternation:
      for (const CheckedNode& branch : node.children) {
        if (add(branch)) facts.nullable = true;
      }
      break;
    case Kind::kConjunction:
      facts.num_steps = static_cast<std::uint32_t>(node.operands.size());
      break;
  }
  facts_[&node] = facts;
}

void PatternWalk::AddIntervals(const CheckedNode& repeat, nfa::ReportMode mode) {
  std::vector<RoundInterval>& intervals = intervals_[&repeat];
  const std::uint32_t min = std::max<std::uint32_t>(repeat.min, 1);
  // Where a new interval begins.
  std::vector<std::uint32_t> begins{1, min};
  if (repeat.max) begins.push_back(*repeat.max);
  if (!repeat.max && mode == nfa::ReportMode::kLatest) begins.push_back(min + 1);
  if (repeat.joint == Contiguity::kNondeterministic) {
    // A run and its copies differ in the round, so that rounds are positions.
    for (std::uint32_t round = 1; round <= repeat.max.value_or(min); ++round) {
      begins.push_back(round);
    }
  }
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  for (std::size_t i = 0; i < begins.size(); ++i) {
    RoundInterval interval;
    interval.low = begins[i];
    if (i + 1 < begins.size()) {
      interval.high = begins[i + 1] - 1;
    } else {
      interval.high = repeat.max;
    }
    intervals.push_back(interval);
  }
}

// ---- the walk ----------------------------------------------------------------

class PatternWalk::Walker {
 public:
  explicit Walker(const PatternWalk& walk) : walk_(walk) {}

  WalkResult result;

  // Collects the ways that begin `node`.
  void Enter(const CheckedNode& node, WalkedWay way) {
    switch (node.kind) {
      case Kind::kStep:
        way.kind = nfa::Way::Kind::kStep;
        way.step = node.step;
        result.ways.push_back(std::move(way));
        return;
      case Kind::kSequence:
        way.frames.push_back({&node, 0, false, {}});
        EnterLink(node, 0, std::move(way), true);
        return;
      case Kind::kRepeat:
        EnterRound(node, std::move(way));
        return;
      case Kind::kScope:
        way.frames.push_back({&node, 0, false, {}});
        Enter(node.children[0], std::move(way));
        return;
      case Kind::kAlternation:
        for (const CheckedNode& branch : node.children) {
          WalkedWay chosen = way;
          chosen.begun.push_back(&branch);
          chosen.frames.push_back({&node, 0, false, {}});
          Enter(branch, std::move(chosen));
        }
        return;
      case Kind::kConjunction:
        way.frames.push_back(
            {&node, 0, false, std::vector<std::uint32_t>(node.operands.size())});
        EnterOperands(node, way);
        return;
    }
  }

  // Goes on from the top frame, which is complete.
  void Leave(WalkedWay way) {
    if (way.frames.empty()) {
      result.reaches_end = true;
      return;
    }
    const PatternFrame top = way.frames.back();
    switch (top.node->kind) {
      case Kind::kStep: return;
      case Kind::kSequence:
        EnterLink(*top.node, top.index + 1, std::move(way), false);
        return;
      case Kind::kRepeat:
        LeaveRound(std::move(way));
        return;
      case Kind::kScope:
      case Kind::kAlternation:
        way.frames.pop_back();
        Leave(std::move(way));
        return;
      case Kind::kConjunction:
        LeaveConjunction(std::move(way));
        return;
    }
  }

 private:
  // The top frame is the sequence.  `fresh`: nothing of it has been taken; to
  // skip all of it is the business of what is around it, since a round without
  // an event is no round.
  void EnterLink(const CheckedNode& sequence, std::uint32_t index, WalkedWay way,
                 bool fresh) {
    if (index == sequence.links.size()) {
      if (fresh) return;
      way.frames.pop_back();
      Leave(std::move(way));
      return;
    }
    const CheckedLink& link = sequence.links[index];
    way.frames.back().index = index;
    if (link.term.empty()) {
      EnterNegation(sequence, index, std::move(way), fresh);
      return;
    }
    // After a skipped optional step the arrow written before the step that
    // takes counts; the first link has the arrow before the group.
    if (index > 0) {
      way.arrow = link.arrow;
      way.low = link.low;
      way.high = link.high;
    }
    Enter(link.term[0], way);
    if (walk_.FactsOf(link.term[0]).nullable) {
      EnterLink(sequence, index + 1, std::move(way), fresh);
    }
  }

  void EnterNegation(const CheckedNode& sequence, std::uint32_t index, WalkedWay way,
                     bool fresh) {
    const CheckedLink& link = sequence.links[index];
    way.negations.push_back({&link, way.begins});
    if (!IsLast(sequence, index)) {
      EnterLink(sequence, index + 1, std::move(way), fresh);
      return;
    }
    // An absence that is met is a way taken on ->.
    way.kind = nfa::Way::Kind::kAbsence;
    way.absence = &link;
    way.arrow = Contiguity::kRelaxed;
    way.low.reset();
    way.high.reset();
    result.ways.push_back(std::move(way));
  }

  // Into the first round.
  void EnterRound(const CheckedNode& repeat, WalkedWay way) {
    if (walk_.IntervalsOf(repeat)[0].counts()) {
      way.rounds.push_back({&repeat, nfa::RegisterChange::Kind::kSet, 1});
    }
    EnterBody(repeat, 0, std::move(way));
  }

  void EnterBody(const CheckedNode& repeat, std::uint32_t interval, WalkedWay way) {
    const CheckedNode& body = repeat.children[0];
    if (body.kind != Kind::kStep && walk_.FactsOf(repeat).num_steps > 1) {
      way.begun.push_back(&repeat);
    }
    if (repeat.group) Insert(way.begins, *repeat.group);
    way.frames.push_back({&repeat, interval, false, {}});
    Enter(body, std::move(way));
  }

  // Looping is preferred to leaving.
  void LeaveRound(WalkedWay way) {
    const PatternFrame top = way.frames.back();
    const CheckedNode& repeat = *top.node;
    way.frames.pop_back();
    const std::vector<RoundInterval>& intervals = walk_.IntervalsOf(repeat);
    const RoundInterval& interval = intervals[top.index];
    WalkedWay again = way;
    again.arrow = repeat.joint;
    again.low.reset();
    again.high.reset();
    if (!top.entered) {
      // A round that takes no event is no round: after it there is no next.
    } else if (!interval.high) {
      EnterBody(repeat, top.index, std::move(again));
    } else {
      if (interval.counts()) {
        WalkedWay stays = again;
        stays.guards.push_back({&repeat, *interval.high, true});
        stays.rounds.push_back({&repeat, nfa::RegisterChange::Kind::kAddOne, 0});
        EnterBody(repeat, top.index, std::move(stays));
        again.guards.push_back({&repeat, *interval.high, false});
      }
      if (top.index + 1 < intervals.size()) {
        const RoundInterval& next = intervals[top.index + 1];
        if (next.counts()) {
          again.rounds.push_back({&repeat, nfa::RegisterChange::Kind::kSet, next.low});
        }
        EnterBody(repeat, top.index + 1, std::move(again));
      }
    }
    const bool enough = interval.low >= repeat.min;
    if (enough || walk_.FactsOf(repeat.children[0]).nullable) Leave(std::move(way));
  }

  void EnterOperands(const CheckedNode& all, const WalkedWay& way) {
    for (std::uint32_t i = 0; i < all.operands.size(); ++i) {
      if (way.frames.back().taken[i] == all.operands[i].times) continue;
      WalkedWay chosen = way;
      chosen.kind = nfa::Way::Kind::kStep;
      chosen.step = all.operands[i].step;
      chosen.operand = i;
      result.ways.push_back(std::move(chosen));
    }
  }

  void LeaveConjunction(WalkedWay way) {
    const CheckedNode& all = *way.frames.back().node;
    bool complete = true;
    for (std::size_t i = 0; i < all.operands.size(); ++i) {
      if (way.frames.back().taken[i] < all.operands[i].times) complete = false;
    }
    if (complete) {
      way.frames.pop_back();
      Leave(std::move(way));
      return;
    }
    // The arrow before & binds its first event, the others follow on ->.
    way.arrow = Contiguity::kRelaxed;
    EnterOperands(all, way);
  }

  const PatternWalk& walk_;
};

WalkResult PatternWalk::FromStart() const {
  Walker walker(*this);
  walker.Enter(root_, WalkedWay{});
  return std::move(walker.result);
}

WalkResult PatternWalk::From(PatternFrames frames) const {
  Walker walker(*this);
  WalkedWay way;
  way.frames = std::move(frames);
  walker.Leave(std::move(way));
  return std::move(walker.result);
}

PatternFrames PatternWalk::After(const WalkedWay& way) {
  PatternFrames frames = way.frames;
  if (way.kind == nfa::Way::Kind::kAbsence) return frames;
  for (PatternFrame& frame : frames) {
    frame.entered = frame.node->kind == Kind::kScope || frame.node->kind == Kind::kRepeat;
  }
  if (way.operand) ++frames.back().taken[*way.operand];
  return frames;
}

std::vector<std::uint32_t> PatternWalk::StepsAhead(const PatternFrames& frames) const {
  std::vector<std::uint32_t> steps;
  for (const PatternFrame& frame : frames) {
    const CheckedNode& node = *frame.node;
    if (node.kind == Kind::kSequence) {
      for (std::size_t i = frame.index + 1; i < node.links.size(); ++i) {
        for (const CheckedNode& term : node.links[i].term) CollectSteps(term, steps);
      }
    } else if (node.kind == Kind::kRepeat) {
      const RoundInterval& interval = IntervalsOf(node)[frame.index];
      if (!node.max || interval.low < *node.max) CollectSteps(node, steps);
    } else if (node.kind == Kind::kConjunction) {
      for (std::size_t i = 0; i < node.operands.size(); ++i) {
        if (frame.taken[i] < node.operands[i].times) steps.push_back(node.operands[i].step);
      }
    }
  }
  return steps;
}

}  // namespace precept::compiler
