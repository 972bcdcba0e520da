// Positions are made as the walk meets them, the start first, and are equal
// where all that may follow is: the text of a position, ways with their frames
// and guards, is its identity.  What a run has to remember there is worked out
// afterwards (lower_registers).

#include "compiler/lower_pattern.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "compiler/lower_registers.h"
#include "compiler/pattern_walk.h"
#include "nfa/limits.h"

namespace precept::compiler {
namespace {

using nfa::Contiguity;
using nfa::Way;
using Kind = CheckedNode::Kind;

std::string Number(std::int64_t number) { return std::to_string(number); }

class PatternLowering {
 public:
  PatternLowering(const CheckedRule& source, const PatternConditions& conditions,
                  const nfa::Rule& rule)
      : source_(source), conditions_(conditions), rule_(rule),
        walk_(source.pattern, source.mode), registers_(rule, automaton_) {}

  nfa::Automaton Lower() {
    automaton_.mode = source_.mode;
    if (source_.pattern.kind == Kind::kScope) automaton_.within = source_.pattern.within;
    WalkResult start = walk_.FromStart();
    // Nothing is before the first event, whatever arrow stands there.
    for (WalkedWay& way : start.ways) {
      way.arrow = Contiguity::kRelaxed;
      way.low.reset();
      way.high.reset();
    }
    Intern(std::move(start), {}, "start");
    // Positions are added at the end while they are gone through.
    std::size_t num_ways = 0;
    for (std::size_t i = 0; i < walked_.size() && num_ways <= nfa::kMaxWays; ++i) {
      Fill(i);
      num_ways += automaton_.positions[i].ways.size();
    }
    for (nfa::Position& position : automaton_.positions) {
      position.first_way = automaton_.num_ways;
      automaton_.num_ways += static_cast<std::uint32_t>(position.ways.size());
    }
    // Beyond this it is refused (lowered_size), and the rest does not matter.
    if (num_ways > nfa::kMaxWays) return std::move(automaton_);
    registers_.FindLive();
    registers_.Prune();
    return std::move(automaton_);
  }

 private:
  // The conjuncts of the clause `where` that have been tested.
  using Tested = std::vector<bool>;

  struct WalkedPosition {
    std::vector<WalkedWay> ways;
    Tested tested;
  };

  // ---- identity ----

  std::string FramesText(const WalkedWay& way) const {
    std::string text;
    for (const PatternFrame& frame : way.frames) {
      text += " f" + Number(walk_.FactsOf(*frame.node).number) + '.' + Number(frame.index);
      if (frame.entered && frame.node->kind == Kind::kScope) text += '+';
      for (std::uint32_t taken : frame.taken) text += ',' + Number(taken);
    }
    return text;
  }

  static std::string WayText(const WalkedWay& way) {
    std::string text = way.kind == Way::Kind::kStep
                           ? "s" + Number(way.step)
                           : "n" + Number(way.absence->negated[0]);
    text += ArrowText(way.arrow);
    if (way.low) text += " l" + Number(way.low->ns);
    if (way.high) text += " h" + Number(way.high->ns);
    for (const PassedNegation& passed : way.negations) {
      text += " n" + Number(passed.link->negated[0]);
    }
    return text;
  }

  // How the way changes registers and ways besides.
  std::string EffectText(const WalkedWay& way) const {
    std::string text;
    for (const CheckedNode* begun : way.begun) {
      text += " b" + Number(walk_.FactsOf(*begun).number);
    }
    for (std::uint32_t group : way.begins) text += " r" + Number(group);
    for (const PatternFrame& frame : way.frames) {
      // A round without an event has no next one.
      if (frame.node->kind == Kind::kRepeat) text += frame.entered ? " e" : " -";
    }
    for (const PassedNegation& passed : way.negations) {
      text += " n";
      for (std::uint32_t group : passed.fresh) text += Number(group) + ',';
    }
    for (const WalkedWay::Round& round : way.rounds) {
      text += " c" + Number(walk_.FactsOf(*round.node).number) + '.' +
              Number(static_cast<int>(round.change)) + '.' + Number(round.value);
    }
    for (const WalkedWay::Guard& guard : way.guards) {
      text += " g" + Number(walk_.FactsOf(*guard.node).number) +
              (guard.below ? "<" : "=") + Number(guard.value);
    }
    return text;
  }

  nfa::PositionId Intern(WalkResult walked, Tested tested, const std::string& name) {
    std::string text = walked.reaches_end ? "end" : "";
    for (const WalkedWay& way : walked.ways) {
      text += ';' + WayText(way) + FramesText(way) + EffectText(way);
    }
    text += ';';
    for (const bool done : tested) text += done ? '1' : '0';
    const auto [known, is_new] =
        by_text_.try_emplace(std::move(text), nfa::PositionId(walked_.size()));
    if (!is_new) return known->second;
    nfa::Position position;
    position.accepting = walked.reaches_end;
    position.text = name + ":" + TextOfWays(walked, name == "start");
    for (std::size_t i = 0; i < source_.where.size(); ++i) {
      if (tested.empty() || !tested[i]) position.rest.push_back(conditions_.where[i]);
    }
    if (tested.empty()) tested.assign(source_.where.size(), false);
    automaton_.positions.push_back(std::move(position));
    walked_.push_back({std::move(walked.ways), std::move(tested)});
    return known->second;
  }

  std::string TextOfWays(const WalkResult& walked, bool is_start) const {
    std::vector<std::string> parts;
    for (const WalkedWay& way : walked.ways) {
      std::string part;
      if (way.kind == Way::Kind::kAbsence) {
        part = " not " + rule_.steps[way.absence->negated[0]].name;
        if (way.absence->wait) part += " for " + nfa::FormatDuration(*way.absence->wait);
      } else {
        if (!is_start) part = " " + std::string(ArrowText(way.arrow));
        if (way.low || way.high) {
          part += '[' + (way.low ? nfa::FormatDuration(*way.low) : "") + ".." +
                  (way.high ? nfa::FormatDuration(*way.high) : "") + ']';
        }
        part += " " + rule_.steps[way.step].name;
      }
      // Rounds below and at a bound lead to the same step.
      if (parts.empty() || parts.back() != part) parts.push_back(part);
    }
    if (walked.reaches_end) parts.push_back(" end");
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : " |") + part;
    return text;
  }

  // ---- ways ----

  void Fill(std::size_t number) {
    const Tested tested = walked_[number].tested;
    std::vector<Way> ways;
    for (std::size_t i = 0; i < walked_[number].ways.size(); ++i) {
      const WalkedWay walked = walked_[number].ways[i];
      ways.push_back(LowerWay(walked, tested));
    }
    const std::vector<WalkedWay>& walked = walked_[number].ways;
    for (std::size_t i = 0; i < ways.size(); ++i) {
      for (std::uint32_t j = 0; j < ways.size(); ++j) {
        if (Closes(walked[i], walked[j])) ways[i].closes.push_back(j);
      }
    }
    automaton_.positions[number].ways = std::move(ways);
  }

  Way LowerWay(const WalkedWay& walked, const Tested& tested) {
    Way way;
    way.kind = walked.kind;
    way.contiguity = walked.arrow;
    if (walked.low) way.low = walked.low->ns;
    if (walked.high) way.high = walked.high->ns;
    way.begins = walked.begins;
    if (walked.arrow == Contiguity::kStrict) automaton_.has_strict = true;
    if (way.kind == Way::Kind::kStep) {
      way.step = nfa::StepId(walked.step);
      way.conditions = UsesOf(walked.step, walked.begins);
    } else {
      automaton_.has_absence = true;
      if (walked.absence->wait) way.wait = walked.absence->wait->ns;
    }
    AddWatches(walked, way);
    AddClocks(walked, way);
    AddRounds(walked, way);
    AddChanges(walked, way);
    AddTarget(walked, tested, way);
    const std::string content = WayText(walked) + FramesText(walked);
    way.content = contents_.try_emplace(content, contents_.size()).first->second;
    for (const PatternFrame& frame : walked.frames) {
      if (frame.node->kind == Kind::kRepeat && Counts(frame) && !Enters(walked, *frame.node)) {
        way.content_rounds.push_back(RoundsOf(*frame.node));
      }
    }
    return way;
  }

  // Whether the way begins the repetition anew: what was counted of it before, in
  // another round of a group around it, is nothing.
  static bool Enters(const WalkedWay& walked, const CheckedNode& repeat) {
    return std::any_of(walked.rounds.begin(), walked.rounds.end(), [&](const auto& round) {
      return round.node == &repeat && round.change == nfa::RegisterChange::Kind::kSet;
    });
  }

  bool Counts(const PatternFrame& frame) const {
    return walk_.IntervalsOf(*frame.node)[frame.index].counts();
  }

  nfa::RegisterId RoundsOf(const CheckedNode& repeat) {
    return registers_.Add({nfa::Register::Kind::kRounds, walk_.FactsOf(repeat).number, {}});
  }

  std::vector<nfa::ConditionUse> UsesOf(std::uint32_t step,
                                        const std::vector<std::uint32_t>& fresh) const {
    std::vector<nfa::ConditionUse> uses;
    for (std::uint32_t condition : conditions_.of_step[step]) uses.push_back({condition, fresh});
    return uses;
  }

  void AddWatches(const WalkedWay& walked, Way& way) {
    for (const PassedNegation& passed : walked.negations) {
      const bool very_next = passed.link->arrow == Contiguity::kStrict;
      if (very_next) automaton_.has_strict = true;
      for (std::uint32_t step : passed.link->negated) {
        way.negations.push_back(
            {nfa::StepId(step), UsesOf(step, passed.fresh), very_next, 0});
      }
    }
    for (const PatternFrame& frame : walked.frames) {
      if (frame.node->kind != Kind::kScope || !frame.entered) continue;
      for (std::uint32_t step : frame.node->until) {
        way.untils.push_back({nfa::StepId(step), UsesOf(step, {}), false,
                              walk_.FactsOf(*frame.node).number});
      }
    }
  }

  bool IsWhole(const CheckedNode& scope) const { return &scope == &source_.pattern; }

  nfa::RegisterId SinceOf(const CheckedNode& scope) {
    return registers_.Add({nfa::Register::Kind::kScope, walk_.FactsOf(scope).number, {}});
  }

  // A wait with `for` outlasts the `within`.
  void AddClocks(const WalkedWay& walked, Way& way) {
    if (way.wait) return;
    for (const PatternFrame& frame : walked.frames) {
      const CheckedNode& node = *frame.node;
      if (node.kind != Kind::kScope || !node.within || !frame.entered) continue;
      if (IsWhole(node)) {
        way.in_whole = true;
      } else {
        way.clocks.push_back({SinceOf(node), node.within->ns});
      }
    }
  }

  void AddRounds(const WalkedWay& walked, Way& way) {
    for (const WalkedWay::Guard& guard : walked.guards) {
      way.rounds.push_back({RoundsOf(*guard.node), guard.value, guard.below});
    }
    for (const WalkedWay::Round& round : walked.rounds) {
      way.changes.push_back({RoundsOf(*round.node), round.change, round.value});
    }
  }

  // What else taking it changes: events that a new round forgets, the event
  // itself, the times of the event and of the scopes that it enters.
  void AddChanges(const WalkedWay& walked, Way& way) {
    using ChangeKind = nfa::RegisterChange::Kind;
    for (nfa::RegisterId id : registers_.EventsForgottenBy(walked.begins)) {
      way.changes.push_back({id, ChangeKind::kClear, 0});
    }
    if (way.kind != Way::Kind::kStep) return;
    const std::uint32_t variable = rule_.steps[walked.step].variable;
    for (nfa::RegisterId id : registers_.EventsOf(variable)) {
      const bool first =
          automaton_.registers[id.index()].kind == nfa::Register::Kind::kFirstEvent;
      way.changes.push_back({id, first ? ChangeKind::kEventIfNone : ChangeKind::kEvent, 0});
    }
    way.changes.push_back({registers_.LastTime(), ChangeKind::kNow, 0});
    for (const PatternFrame& frame : walked.frames) {
      const CheckedNode& node = *frame.node;
      if (node.kind == Kind::kScope && node.within && !frame.entered && !IsWhole(node)) {
        way.changes.push_back({SinceOf(node), ChangeKind::kNow, 0});
      }
    }
  }

  void AddTarget(const WalkedWay& walked, const Tested& tested, Way& way) {
    PatternFrames frames = PatternWalk::After(walked);
    Tested after = tested;
    std::string name = "after the wait";
    if (way.kind == Way::Kind::kStep) {
      name = "after " + rule_.steps[walked.step].name;
      std::set<std::uint32_t> ahead;
      for (std::uint32_t step : walk_.StepsAhead(frames)) ahead.insert(step);
      for (std::size_t i = 0; i < source_.where.size(); ++i) {
        if (tested[i] || !IsComplete(source_.where[i], ahead)) continue;
        way.where.push_back(conditions_.where[i]);
        after[i] = true;
      }
    }
    way.target = Intern(walk_.From(std::move(frames)), std::move(after), name);
  }

  bool IsComplete(const CheckedConjunct& conjunct,
                  const std::set<std::uint32_t>& ahead) const {
    return std::none_of(
        conjunct.variables.begin(), conjunct.variables.end(), [&](std::uint32_t variable) {
          const std::vector<std::uint32_t>& steps = source_.variables[variable].steps;
          return std::any_of(steps.begin(), steps.end(),
                             [&](std::uint32_t step) { return ahead.contains(step); });
        });
  }

  // Whether a way on -> that is taken closes another on ->.
  bool Closes(const WalkedWay& taker, const WalkedWay& other) const {
    if (taker.arrow != Contiguity::kRelaxed || other.arrow != Contiguity::kRelaxed) {
      return false;
    }
    if (taker.operand) {
      // What an operand of & takes closes that operand's ways only, under `all`
      // none.
      if (source_.mode == nfa::ReportMode::kAll) return false;
      return other.operand == taker.operand &&
             other.frames.back().node == taker.frames.back().node;
    }
    // Beginning a branch, or a repeated or optional group of more than one
    // step, does not close the ways past it.
    return std::all_of(taker.begun.begin(), taker.begun.end(),
                       [&](const CheckedNode* begun) {
                         return std::find(other.begun.begin(), other.begun.end(), begun) !=
                                other.begun.end();
                       });
  }

  const CheckedRule& source_;
  const PatternConditions& conditions_;
  const nfa::Rule& rule_;
  const PatternWalk walk_;
  nfa::Automaton automaton_;
  RegisterLowering registers_;
  std::deque<WalkedPosition> walked_;  // By PositionId.
  std::map<std::string, nfa::PositionId> by_text_;
  std::map<std::string, std::uint32_t> contents_;
};

}  // namespace

std::string_view ArrowText(nfa::Contiguity contiguity) {
  switch (contiguity) {
    case nfa::Contiguity::kRelaxed: return "->";
    case nfa::Contiguity::kStrict: return "=>";
    case nfa::Contiguity::kNondeterministic: return "~>";
  }
  return "->";
}

nfa::Automaton LowerPattern(const CheckedRule& source, const PatternConditions& conditions,
                            const nfa::Rule& rule) {
  return PatternLowering(source, conditions, rule).Lower();
}

}  // namespace precept::compiler
