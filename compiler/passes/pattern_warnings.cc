#include "compiler/passes/pattern_warnings.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "compiler/passes/pattern_walk.h"
#include "compiler/passes/truth.h"
#include "compiler/rewrite.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
using Kind = CheckedNode::Kind;

// The conjuncts that an event of the base type must fit to be of the type and
// to fit the conditions over its fields.
void AppendConditions(CheckContext& context, const CheckedBase& base,
                      const std::vector<nfa::ExprId>& conditions,
                      std::vector<nfa::ExprId>& all) {
  nfa::ExpressionPool& pool = context.pool;
  all.insert(all.end(), base.conditions.begin(), base.conditions.end());
  for (const nfa::ExprId condition : conditions) {
    for (const nfa::ExprId conjunct : pool.Conjuncts(
             Substitute(pool, condition, base.fields, pool))) {
      all.push_back(conjunct);
    }
  }
  if (const auto& where = context.types[base.base].checked.where) {
    for (const nfa::ExprId conjunct : pool.Conjuncts(*where)) {
      all.push_back(conjunct);
    }
  }
}

// Whether the steps find their keys in the same fields of events of one base.
bool HaveOneKey(const CheckedStep& a, const CheckedBase& base_of_a,
                const CheckedStep& b, const CheckedBase& base_of_b) {
  return std::equal(a.keys.begin(), a.keys.end(), b.keys.begin(), b.keys.end(),
                    [&](const CheckedStep::Key& of_a, const CheckedStep::Key& of_b) {
                      return base_of_a.fields[of_a.field] ==
                             base_of_b.fields[of_b.field];
                    });
}

bool IsRepeatOfMany(const CheckedNode& node) {
  return node.kind == Kind::kRepeat && (!node.max || *node.max > 1);
}

// Whether it loops on while it can also be left.
bool IsLoop(const CheckedNode& node) {
  return IsRepeatOfMany(node) && (!node.max || *node.max > node.min);
}

class PatternWarnings {
 public:
  PatternWarnings(CheckContext& context, const PatternTree& tree,
                  const CheckedRule& checked)
      : context_(context), tree_(tree), checked_(checked) {}

  void Warn() {
    // There, only the last run to come to each place is kept.
    if (checked_.mode != nfa::ReportMode::kLatest) {
      WarnOfBounds(checked_.pattern, ends_early());
      WarnOfClocks(checked_.pattern);
    }
    if (ends_early()) WarnOfEnd(checked_.pattern);
    WarnOfLoops(checked_.pattern, {});
    if (checked_.mode == nfa::ReportMode::kAll) WarnOfPairs(checked_.pattern);
    WarnOfLateArrows(checked_.pattern, std::nullopt);
  }

 private:
  // The first complete match of a start is reported, and the start is done.
  bool ends_early() const {
    return checked_.mode == nfa::ReportMode::kFirst ||
           checked_.mode == nfa::ReportMode::kEach;
  }

  const std::string& TypeOf(std::uint32_t step) const {
    return tree_.steps[step].syntax->type.text;
  }

  // ---- a run that nothing bounds ----

  void ReportUnbounded(lang::SourceRange range, const std::string& from,
                       const std::string& to) {
    context_.reporter.Report(
        DiagnosticCode::kUnboundedRun, range,
        "nothing bounds how long a run waits here: each one that took " +
            Quoted(from) + " is kept until " + Quoted(to) +
            " comes, up to 1,000,000 of a key",
        "bound the pattern: `within 1h`");
  }

  // Strict arrows end a run by themselves; a negation and an `until` are an
  // end that the author has thought of.  `done`: a match is reported as soon as
  // the node is complete.  Returns whether it has reported.
  bool WarnOfBounds(const CheckedNode& node, bool done) {
    switch (node.kind) {
      case Kind::kStep:
        return false;
      case Kind::kSequence:
        return WarnOfArrows(node, done);
      case Kind::kRepeat: {
        if (WarnOfBounds(node.children[0], done && !IsRepeatOfMany(node))) {
          return true;
        }
        const bool waits = IsRepeatOfMany(node) && !(done && node.min <= 1);
        if (!waits || node.joint == nfa::Contiguity::kStrict) return false;
        ReportUnbounded(node.range, TypeOf(LastStep(node)),
                        TypeOf(LeadingStep(node)));
        return true;
      }
      case Kind::kScope:
        if (node.within || !node.until.empty()) return false;
        return WarnOfBounds(node.children[0], done);
      case Kind::kAlternation:
        return std::any_of(
            node.children.begin(), node.children.end(),
            [&](const CheckedNode& branch) { return WarnOfBounds(branch, done); });
      case Kind::kConjunction:
        ReportUnbounded(node.range, TypeOf(node.operands[0].step),
                        TypeOf(node.operands[1].step));
        return true;
    }
    return false;
  }

  bool WarnOfArrows(const CheckedNode& sequence, bool done) {
    std::optional<std::uint32_t> last;
    bool guarded = false;
    for (std::size_t i = 0; i < sequence.links.size(); ++i) {
      const CheckedLink& link = sequence.links[i];
      if (link.term.empty()) {
        guarded = true;
        continue;
      }
      const CheckedNode& term = link.term[0];
      const bool is_end = done && RestIsOptional(sequence, i + 1);
      const bool bounded = link.arrow == nfa::Contiguity::kStrict || guarded ||
                           link.high || (is_end && IsOptional(term));
      if (i > 0 && !bounded) {
        const std::uint32_t to = LeadingStep(term);
        ReportUnbounded(tree_.arrows.at(to), TypeOf(*last), TypeOf(to));
        return true;
      }
      if (WarnOfBounds(term, is_end)) return true;
      last = LastStep(term);
      guarded = false;
    }
    return false;
  }

  static bool RestIsOptional(const CheckedNode& sequence, std::size_t from) {
    return std::all_of(sequence.links.begin() + static_cast<std::ptrdiff_t>(from),
                       sequence.links.end(), [](const CheckedLink& link) {
                         return !link.term.empty() && IsOptional(link.term[0]);
                       });
  }

  static std::uint32_t LastStep(const CheckedNode& node) {
    switch (node.kind) {
      case Kind::kStep: return node.step;
      case Kind::kSequence:
        for (auto link = node.links.rbegin(); link != node.links.rend(); ++link) {
          if (!link->term.empty()) return LastStep(link->term[0]);
        }
        return 0;
      case Kind::kRepeat:
      case Kind::kScope:
      case Kind::kAlternation: return LastStep(node.children.back());
      case Kind::kConjunction: return node.operands.back().step;
    }
    return 0;
  }

  // ---- a repetition at the end, reported at its earliest ----

  void WarnOfEnd(const CheckedNode& node) {
    switch (node.kind) {
      case Kind::kStep:
      case Kind::kConjunction:
        return;
      case Kind::kSequence:
        if (!node.links.back().term.empty()) WarnOfEnd(node.links.back().term[0]);
        return;
      case Kind::kScope:
        WarnOfEnd(node.children[0]);
        return;
      case Kind::kAlternation:
        for (const CheckedNode& branch : node.children) WarnOfEnd(branch);
        return;
      case Kind::kRepeat:
        if (node.max && *node.max == node.min) {
          if (node.max == 1u) WarnOfEnd(node.children[0]);
        } else if (!ClauseNames(node)) {
          ReportEnd(node);
        }
        return;
    }
  }

  // The clause `where` may say how long a list at the end goes on.
  bool ClauseNames(const CheckedNode& node) const {
    for (const CheckedConjunct& conjunct : checked_.where) {
      for (const std::uint32_t variable : conjunct.variables) {
        for (const std::uint32_t step : checked_.variables[variable].steps) {
          if (Contains(node, step)) return true;
        }
      }
    }
    return false;
  }

  void ReportEnd(const CheckedNode& node) {
    const std::string mode =
        checked_.mode == nfa::ReportMode::kEach ? "`match each`" : "`match first`";
    const bool is_step = node.children[0].kind == Kind::kStep;
    const std::string what =
        is_step ? Quoted(TypeOf(node.children[0].step)) : "the group";
    const std::string times = std::to_string(node.min);
    const std::string exact =
        node.min == 0   ? "leave it out"
        : node.min == 1 ? "leave out the repetition"
                        : "write `{" + times + "}`";
    context_.reporter.Report(
        DiagnosticCode::kTrailingRepetition, node.range,
        mode + " reports at once what is complete: " +
            (node.min == 0 ? "the match ends before " + what + ", which is never taken"
             : node.min == 1
                 ? "the match ends with the first " + what
                 : "the match ends as soon as " + what + " was taken " + times +
                       " times"),
        exact + " if that is meant, or write `match longest` for the whole burst");
  }

  // ---- a loop and its exit ----

  // `after`: the steps that can come once the node is left.
  void WarnOfLoops(const CheckedNode& node, const std::vector<std::uint32_t>& after) {
    if (node.kind == Kind::kSequence) {
      for (std::size_t i = 0; i < node.links.size(); ++i) {
        if (node.links[i].term.empty()) continue;
        WarnOfLoops(node.links[i].term[0], After(node, i + 1, after));
      }
      return;
    }
    if (node.kind != Kind::kRepeat) {
      for (const CheckedNode& child : node.children) WarnOfLoops(child, after);
      return;
    }
    std::vector<std::uint32_t> next = after;
    if (IsLoop(node)) WarnOfExit(node, after);
    if (IsRepeatOfMany(node)) {
      const std::vector<std::uint32_t> again = FirstSteps(node.children[0]);
      next.insert(next.end(), again.begin(), again.end());
    }
    if (node.children[0].kind != Kind::kStep) WarnOfLoops(node.children[0], next);
  }

  static std::vector<std::uint32_t> After(const CheckedNode& sequence,
                                          std::size_t from,
                                          const std::vector<std::uint32_t>& after) {
    std::vector<std::uint32_t> steps;
    for (std::size_t i = from; i < sequence.links.size(); ++i) {
      // What follows an absence is open when it has been met.
      const auto& term = sequence.links[i].term;
      if (term.empty()) {
        if (i + 1 == sequence.links.size()) return steps;
        continue;
      }
      const std::vector<std::uint32_t> first = FirstSteps(term[0]);
      steps.insert(steps.end(), first.begin(), first.end());
      if (!IsOptional(term[0])) return steps;
    }
    steps.insert(steps.end(), after.begin(), after.end());
    return steps;
  }

  void WarnOfExit(const CheckedNode& loop, const std::vector<std::uint32_t>& exits) {
    for (const std::uint32_t again : FirstSteps(loop.children[0])) {
      for (const std::uint32_t exit : exits) {
        const CheckedStep& a = checked_.steps[again];
        const CheckedStep& b = checked_.steps[exit];
        // What their conditions say of other steps may part them.
        if (!a.across.empty() || !b.across.empty()) continue;
        if (!CanTakeTheSame(context_, a, b)) continue;
        ReportExit(loop, again, exit);
        return;
      }
    }
  }

  void ReportExit(const CheckedNode& loop, std::uint32_t again, std::uint32_t exit) {
    const bool one_type = TypeOf(again) == TypeOf(exit);
    context_.reporter.Report(
        DiagnosticCode::kLoopAndExit, loop.range,
        one_type ? "an event of " + Quoted(TypeOf(exit)) +
                       " can go on with this repetition and can end it: both are "
                       "followed, and a start then has several runs at once"
                 : "one event can be " + Quoted(TypeOf(again)) +
                       ", which goes on with this repetition, and " +
                       Quoted(TypeOf(exit)) +
                       ", which ends it: both are followed, and a start then has "
                       "several runs at once",
        "let their conditions exclude each other",
        {{tree_.steps[exit].syntax->range, "what follows it"}});
  }

  // ---- arrows ----

  bool WarnOfPairs(const CheckedNode& node) {
    for (std::size_t i = 0; i < node.links.size(); ++i) {
      const CheckedLink& link = node.links[i];
      if (link.term.empty()) continue;
      if (i > 0 && link.arrow == nfa::Contiguity::kRelaxed) {
        const std::uint32_t to = LeadingStep(link.term[0]);
        context_.reporter.Report(
            DiagnosticCode::kNotAllPairs, tree_.arrows.at(to),
            "`match all` reports not all pairs here: after `->` a run takes the "
            "next " + Quoted(TypeOf(to)) + " and no later one",
            "write `~>` for every combination");
        return true;
      }
      if (WarnOfPairs(link.term[0])) return true;
    }
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const CheckedNode& child) { return WarnOfPairs(child); });
  }

  // Where one start has a clock for each event that `~>` takes.
  void WarnOfClocks(const CheckedNode& node) {
    for (std::size_t i = 0; i < node.links.size(); ++i) {
      const CheckedLink& link = node.links[i];
      if (link.term.empty()) continue;
      if (i > 0 && link.arrow == nfa::Contiguity::kNondeterministic) {
        if (const auto clock = ClockAfter(node, i)) ReportClock(link, *clock);
      }
      WarnOfClocks(link.term[0]);
    }
    for (const CheckedNode& child : node.children) WarnOfClocks(child);
  }

  static std::optional<std::string> ClockAfter(const CheckedNode& sequence,
                                               std::size_t link) {
    const CheckedNode& term = sequence.links[link].term[0];
    if (BeginsScope(term)) return "a `within` begins";
    // Of a group, the clock runs from its last event.
    if (term.kind != Kind::kStep) return std::nullopt;
    for (std::size_t i = link + 1; i < sequence.links.size(); ++i) {
      const CheckedLink& next = sequence.links[i];
      if (next.wait) return "a wait (`for`) begins";
      if (next.term.empty()) continue;
      if (next.low || next.high) return "the range of the next arrow begins";
      break;
    }
    return std::nullopt;
  }

  static bool BeginsScope(const CheckedNode& node) {
    if (node.kind == Kind::kScope && node.within) return true;
    if (node.kind == Kind::kSequence) return BeginsScope(node.links[0].term[0]);
    return std::any_of(node.children.begin(), node.children.end(), BeginsScope);
  }

  void ReportClock(const CheckedLink& link, const std::string& clock) {
    const std::uint32_t to = LeadingStep(link.term[0]);
    context_.reporter.Report(
        DiagnosticCode::kClockPerEvent, tree_.arrows.at(to),
        "with each " + Quoted(TypeOf(to)) + " that `~>` takes, " + clock +
            ": the cost of an event grows with the events in that time",
        "write `->` if the next one is enough");
  }

  // An arrow that must be longer than what bounds it.
  void WarnOfLateArrows(const CheckedNode& node,
                        std::optional<nfa::Duration> within) {
    if (node.kind == Kind::kScope && node.within) {
      within = within ? std::min(*within, *node.within) : *node.within;
    }
    for (std::size_t i = 1; i < node.links.size(); ++i) {
      const CheckedLink& link = node.links[i];
      if (link.term.empty() || !within || !link.low || *link.low <= *within) continue;
      const std::uint32_t to = LeadingStep(link.term[0]);
      context_.reporter.Report(
          DiagnosticCode::kStepNeverReached, tree_.steps[to].syntax->range,
          "this step can never be reached: it comes at least " +
              nfa::FormatDuration(*link.low) + " after the one before, and the "
              "`within` ends after " + nfa::FormatDuration(*within));
    }
    for (const CheckedLink& link : node.links) {
      if (!link.term.empty()) WarnOfLateArrows(link.term[0], within);
    }
    for (const CheckedNode& child : node.children) WarnOfLateArrows(child, within);
  }

  CheckContext& context_;
  const PatternTree& tree_;
  const CheckedRule& checked_;
};

}  // namespace

bool CanTake(CheckContext& context, const CheckedStep& step,
             bool with_conditions) {
  const std::vector<nfa::ExprId> none;
  const auto& conditions = with_conditions ? step.conditions : none;
  if (!CanHoldTogether(context.pool, conditions)) return false;
  const CheckedType& type = context.types[step.type].checked;
  return std::any_of(type.bases.begin(), type.bases.end(),
                     [&](const CheckedBase& base) {
                       std::vector<nfa::ExprId> all;
                       AppendConditions(context, base, conditions, all);
                       return CanHoldTogether(context.pool, all);
                     });
}

bool CanTakeTheSame(CheckContext& context, const CheckedStep& a,
                    const CheckedStep& b) {
  for (const CheckedBase& base : context.types[a.type].checked.bases) {
    for (const CheckedBase& other : context.types[b.type].checked.bases) {
      if (base.base != other.base || !HaveOneKey(a, base, b, other)) continue;
      std::vector<nfa::ExprId> all;
      AppendConditions(context, base, a.conditions, all);
      AppendConditions(context, other, b.conditions, all);
      if (CanHoldTogether(context.pool, all)) return true;
    }
  }
  return false;
}

void WarnOfPattern(CheckContext& context, const PatternTree& tree,
                   const CheckedRule& checked) {
  PatternWarnings(context, tree, checked).Warn();
}

}  // namespace precept::compiler
