#include "compiler/pattern_tree.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "compiler/counts.h"
#include "nfa/limits.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

using Role = CheckedStep::Role;

// The first `length` bytes of a range: an arrow, a word.
lang::SourceRange Head(lang::SourceRange range, std::uint32_t length) {
  range.end = std::min(range.end, range.begin + length);
  return range;
}

nfa::Contiguity ContiguityOf(ast::Contiguity contiguity) {
  switch (contiguity) {
    case ast::Contiguity::kRelaxed: return nfa::Contiguity::kRelaxed;
    case ast::Contiguity::kStrict: return nfa::Contiguity::kStrict;
    case ast::Contiguity::kNondeterministic:
      return nfa::Contiguity::kNondeterministic;
  }
  return nfa::Contiguity::kRelaxed;
}

nfa::Contiguity JointOf(ast::Repeat::Joints joints) {
  switch (joints) {
    case ast::Repeat::Joints::kRelaxed: return nfa::Contiguity::kRelaxed;
    case ast::Repeat::Joints::kConsecutive: return nfa::Contiguity::kStrict;
    case ast::Repeat::Joints::kCombinations:
      return nfa::Contiguity::kNondeterministic;
  }
  return nfa::Contiguity::kRelaxed;
}

class PatternBuilder {
 public:
  PatternBuilder(CheckContext& context, const std::string& owner)
      : context_(context), reporter_(context.reporter), owner_(owner) {}

  PatternTree Build(const ast::Match& match) {
    tree_.root = Body(match.pattern, Bounds::kWhole, match.within.has_value());
    if (match.within) BoundByHeader(*match.within, match.pattern);
    CheckNumber();
    return std::move(tree_);
  }

 private:
  // What a body of a pattern is, for the absence that may end it.
  enum class Bounds { kWhole, kInner };

  void BoundByHeader(const ast::Span& header, const ast::Pattern& pattern) {
    if (pattern.within) {
      reporter_.Report(DiagnosticCode::kWithinTwice, pattern.within->range,
                       "the pattern is bounded already by the `within` of "
                       "`match`",
                       "take one of them away",
                       {{header.range, "the first bound"}});
      return;
    }
    const auto within = CheckSpan(context_, owner_, header);
    // As though it stood at the end of the pattern.
    if (pattern.until.empty()) tree_.root = Scope(std::move(tree_.root));
    tree_.root.within = within;
  }

  static CheckedNode Scope(CheckedNode content) {
    CheckedNode scope;
    scope.kind = CheckedNode::Kind::kScope;
    scope.range = content.range;
    scope.children.push_back(std::move(content));
    return scope;
  }

  // `has_end`: something around it bounds an absence that ends it.
  CheckedNode Body(const ast::Pattern& pattern, Bounds bounds, bool has_end) {
    has_end = has_end || pattern.within.has_value();
    CheckedNode body = Sequence(pattern.sequence, bounds, has_end);
    if (pattern.until.empty() && !pattern.within) return body;
    CheckedNode scope = Scope(std::move(body));
    scope.range = pattern.range;
    for (const ast::Step& step : pattern.until) {
      scope.until.push_back(AddGuard(step, Role::kUntil, "`until`"));
    }
    if (pattern.within) {
      scope.within = CheckSpan(context_, owner_, *pattern.within);
    }
    return scope;
  }

  CheckedNode Sequence(const ast::Sequence& sequence, Bounds bounds,
                       bool has_end) {
    CheckedNode node;
    node.kind = CheckedNode::Kind::kSequence;
    node.range = sequence.range;
    CheckedLink first;
    // Parentheses around the whole content leave it what it is.
    if (const ast::Group* whole = WholeGroup(sequence)) {
      first.term.push_back(Body(whole->body, bounds, has_end));
    } else {
      first.term.push_back(Term(sequence.first));
    }
    node.links.push_back(std::move(first));
    for (const auto& link : sequence.links) {
      const bool last = &link == &sequence.links.back();
      if (const auto* follow = std::get_if<ast::Follow>(&link)) {
        node.links.push_back(Follow(*follow));
      } else {
        const auto& negation = std::get<ast::Negation>(link);
        node.links.push_back(Negation(negation));
        if (!last) {
          CheckWait(negation);
        } else if (!negation.wait && !has_end) {
          ReportUnboundedAbsence(negation, bounds);
        }
      }
    }
    return node;
  }

  static const ast::Group* WholeGroup(const ast::Sequence& sequence) {
    const auto* group = std::get_if<lang::Box<ast::Group>>(&sequence.first.node);
    if (group == nullptr || !sequence.links.empty()) return nullptr;
    return (*group)->repeat ? nullptr : &**group;
  }

  CheckedLink Follow(const ast::Follow& follow) {
    CheckedLink link;
    link.arrow = ContiguityOf(follow.contiguity);
    if (follow.gap) AddRange(*follow.gap, link);
    const auto step = static_cast<std::uint32_t>(tree_.steps.size());
    tree_.arrows.emplace(step, Head(follow.range, 2));
    link.term.push_back(Term(follow.term));
    return link;
  }

  void AddRange(const ast::GapRange& gap, CheckedLink& link) {
    if (gap.low) link.low = nfa::Duration{gap.low->nanoseconds};
    if (gap.high) link.high = nfa::Duration{gap.high->nanoseconds};
    if (!link.low || !link.high || *link.low <= *link.high) return;
    reporter_.Report(DiagnosticCode::kRangeBounds, gap.range,
                     "no time is at least " + gap.low->spelling + " and at most " +
                         gap.high->spelling,
                     "write the smaller one first: `[" + gap.high->spelling +
                         ".." + gap.low->spelling + "]`");
  }

  // ---- negations ----

  CheckedLink Negation(const ast::Negation& negation) {
    CheckedLink link;
    link.arrow = ContiguityOf(negation.contiguity);
    for (const ast::Step& step : negation.steps) {
      link.negated.push_back(AddGuard(step, Role::kNegated, "a negation"));
      tree_.steps.back().very_next = link.arrow == nfa::Contiguity::kStrict;
    }
    if (negation.wait) link.wait = CheckSpan(context_, owner_, *negation.wait);
    return link;
  }

  void CheckWait(const ast::Negation& negation) {
    if (!negation.wait) return;
    reporter_.Report(DiagnosticCode::kMisplacedWait, negation.wait->range,
                     "`for` waits at the end of a pattern, and this one goes on",
                     "leave it out and bound what follows: `-> not n ->[..d] q`; "
                     "or put the absence in parentheses: `(p -> not n for d) -> "
                     "q`");
  }

  void ReportUnboundedAbsence(const ast::Negation& negation, Bounds bounds) {
    const bool inner = bounds == Bounds::kInner;
    reporter_.Report(
        DiagnosticCode::kUnboundedAbsence, negation.range,
        inner ? "nothing in this group says how long " +
                    Quoted(negation.steps.front().type.text) +
                    " has to stay away before the pattern goes on"
              : "nothing says how long " +
                    Quoted(negation.steps.front().type.text) +
                    " has to stay away",
        inner ? "write `for d` after it, or `within d` before the `)`"
              : "write `for d` after it, or bound the pattern: `within d`");
  }

  // A step that takes no event, of a negation or an `until`.
  std::uint32_t AddGuard(const ast::Step& step, Role role,
                         const std::string& construct) {
    if (step.repeat) {
      reporter_.Report(DiagnosticCode::kNegatedRepetition, step.repeat->range,
                       construct + " is about one event, and a repetition has no "
                       "meaning there",
                       "leave it out: one " + Quoted(step.type.text) +
                           " is enough");
    }
    if (step.variable) {
      reporter_.Report(DiagnosticCode::kUnusedVariable, step.variable->range,
                       Quoted(step.variable->text) + " names nothing: " +
                           construct + " takes no event",
                       "leave out " + Quoted(step.variable->text + ":"));
    }
    return AddStep(step, role, false);
  }

  // ---- terms ----

  CheckedNode Term(const ast::Term& term) {
    if (const auto* step = std::get_if<ast::Step>(&term.node)) return Step(*step);
    if (const auto* group = std::get_if<lang::Box<ast::Group>>(&term.node)) {
      return Group(**group, term.range);
    }
    if (const auto* both = std::get_if<ast::Conjunction>(&term.node)) {
      return Conjunction(*both, term.range);
    }
    CheckedNode node;
    node.kind = CheckedNode::Kind::kAlternation;
    node.range = term.range;
    forks_.push_back({PatternStep::Fork::Kind::kAlternation, num_forks_++, 0});
    for (const ast::Term& branch : std::get<ast::Alternation>(term.node).branches) {
      node.children.push_back(Term(branch));
      ++forks_.back().part;
    }
    forks_.pop_back();
    return node;
  }

  CheckedNode Step(const ast::Step& step) {
    CheckedNode leaf;
    leaf.kind = CheckedNode::Kind::kStep;
    leaf.range = step.range;
    if (!step.repeat) {
      leaf.step = AddStep(step, Role::kTaken, false);
      return leaf;
    }
    CheckedNode repeat = Repeat(*step.repeat);
    leaf.step = AddStep(step, Role::kTaken, IsMany(repeat));
    repeat.children.push_back(std::move(leaf));
    return repeat;
  }

  CheckedNode Group(const ast::Group& group, lang::SourceRange range) {
    if (!group.repeat) {
      CheckedNode body = Body(group.body, Bounds::kInner, false);
      body.range = range;
      return body;
    }
    CheckedNode repeat = Repeat(*group.repeat);
    if (IsMany(repeat)) {
      repeat.group = num_groups_++;
      groups_.push_back(*repeat.group);
    }
    repeat.children.push_back(Body(group.body, Bounds::kInner, false));
    if (repeat.group) groups_.pop_back();
    return repeat;
  }

  static bool IsMany(const CheckedNode& repeat) {
    return !repeat.max || *repeat.max > 1;
  }

  CheckedNode Repeat(const ast::Repeat& repeat) {
    CheckedNode node;
    node.kind = CheckedNode::Kind::kRepeat;
    node.range = repeat.range;
    node.joint = JointOf(repeat.joints);
    switch (repeat.form) {
      case ast::Repeat::Form::kPlus: node.min = 1; break;
      case ast::Repeat::Form::kStar: node.min = 0; break;
      case ast::Repeat::Form::kQuestion:
        node.min = 0;
        node.max = 1;
        break;
      case ast::Repeat::Form::kBraces: SetBounds(repeat, node); break;
    }
    return node;
  }

  void SetBounds(const ast::Repeat& repeat, CheckedNode& node) {
    const auto min = CheckCount(context_, owner_, *repeat.min);
    const bool exact = !repeat.max && !repeat.open_ended;
    const auto max =
        repeat.max ? CheckCount(context_, owner_, *repeat.max) : min;
    if (!min || !max) return;  // Reported.
    if (!exact && !repeat.open_ended && *min > *max) {
      reporter_.Report(DiagnosticCode::kRepetitionBounds, repeat.range,
                       "no number of times is at least " + std::to_string(*min) +
                           " and at most " + std::to_string(*max),
                       "write the smaller one first: `{" + std::to_string(*max) +
                           "," + std::to_string(*min) + "}`");
      return;
    }
    if (*max == 0 && !repeat.open_ended) {
      reporter_.Report(DiagnosticCode::kRepetitionBounds, repeat.range,
                       "what happens 0 times is not part of the pattern",
                       "take it out, or write `-> not n` if it must not happen");
      return;
    }
    const bool combinations = repeat.joints == ast::Repeat::Joints::kCombinations;
    const std::uint64_t most =
        combinations ? nfa::kMaxCombinations : nfa::kMaxRounds;
    if (std::max(*min, *max) > most) {
      reporter_.Report(DiagnosticCode::kRepetitionTooLarge, repeat.range,
                       std::string(combinations ? "`combinations` count"
                                                : "a repetition counts") +
                           " to " + std::to_string(most) + " at most");
      return;
    }
    node.min = static_cast<std::uint32_t>(*min);
    if (!repeat.open_ended) node.max = static_cast<std::uint32_t>(*max);
  }

  // ---- p & q ----

  CheckedNode Conjunction(const ast::Conjunction& both, lang::SourceRange range) {
    CheckedNode node;
    node.kind = CheckedNode::Kind::kConjunction;
    node.range = range;
    forks_.push_back({PatternStep::Fork::Kind::kConjunction, num_forks_++, 0});
    std::uint64_t places = 1;
    for (const ast::Term& operand : both.operands) {
      if (const auto* step = std::get_if<ast::Step>(&operand.node)) {
        CheckedOperand checked;
        if (step->repeat) checked.times = TimesOf(*step->repeat);
        checked.step = AddStep(*step, Role::kTaken, checked.times > 1);
        node.operands.push_back(checked);
        places = std::min(places * (std::uint64_t{checked.times} + 1),
                          nfa::kMaxConjunctionPlaces + 1);
      } else {
        reporter_.Report(DiagnosticCode::kConjunctionOperand, operand.range,
                         "an operand of `&` is a step, not a group",
                         "join the orders that are meant with `|`: `(a -> b) | "
                         "(b -> a)`");
        Term(operand);  // For what else is wrong in it.
      }
      ++forks_.back().part;
    }
    forks_.pop_back();
    if (both.operands.size() > nfa::kMaxOperands) {
      reporter_.Report(DiagnosticCode::kConjunctionTooLarge, range,
                       "`&` joins at most " + std::to_string(nfa::kMaxOperands) +
                           " steps, and here are " +
                           std::to_string(both.operands.size()));
    } else if (places > nfa::kMaxConjunctionPlaces) {
      reporter_.Report(
          DiagnosticCode::kConjunctionTooLarge, range,
          "the operands of `&` can be taken in too many ways: one more than the "
          "times of each, multiplied, are at most " +
              std::to_string(nfa::kMaxConjunctionPlaces),
          "let fewer operands repeat, or fewer times");
    }
    return node;
  }

  std::uint32_t TimesOf(const ast::Repeat& repeat) {
    const bool exact = repeat.form == ast::Repeat::Form::kBraces && !repeat.max &&
                       !repeat.open_ended;
    if (!exact) {
      reporter_.Report(DiagnosticCode::kConjunctionOperand, repeat.range,
                       "an operand of `&` repeats an exact number of times",
                       "write `{n}`");
      // As it was meant: several, or one.
      return repeat.form == ast::Repeat::Form::kQuestion ? 1 : 2;
    }
    if (repeat.joints != ast::Repeat::Joints::kRelaxed) {
      reporter_.Report(DiagnosticCode::kConjunctionOperand, repeat.range,
                       "the events of the operands of `&` come in any order, and "
                       "nothing can be said of their joints",
                       "write `{n}` alone");
    }
    const CheckedNode node = Repeat(repeat);
    return node.min;
  }

  // ---- steps ----

  std::uint32_t AddStep(const ast::Step& syntax, Role role, bool repeats) {
    PatternStep step;
    step.syntax = &syntax;
    step.role = role;
    step.repeats = repeats;
    step.groups = groups_;
    step.forks = forks_;
    step.type = FindEventType(context_, owner_, syntax.type);
    tree_.steps.push_back(std::move(step));
    return static_cast<std::uint32_t>(tree_.steps.size() - 1);
  }

  void CheckNumber() {
    if (tree_.steps.size() <= nfa::kMaxSteps) return;
    reporter_.Report(DiagnosticCode::kTooManySteps,
                     tree_.steps[nfa::kMaxSteps].syntax->range,
                     "a pattern has at most " + std::to_string(nfa::kMaxSteps) +
                         " steps, and this one has " +
                         std::to_string(tree_.steps.size()));
  }

  CheckContext& context_;
  Reporter& reporter_;
  const std::string& owner_;
  PatternTree tree_;
  std::vector<std::uint32_t> groups_;
  std::vector<PatternStep::Fork> forks_;
  std::uint32_t num_groups_ = 0;
  std::uint32_t num_forks_ = 0;
};

}  // namespace

PatternTree BuildPattern(CheckContext& context, const std::string& owner,
                         const ast::Match& match) {
  return PatternBuilder(context, owner).Build(match);
}

std::optional<std::uint32_t> FindEventType(CheckContext& context,
                                           const std::string& owner,
                                           const ast::Name& name) {
  if (name.text.empty()) return std::nullopt;  // The parser has reported it.
  if (const auto type = context.types.Find(name.text)) {
    context.references.Add(owner, name.text);
    return type;
  }
  const CatalogEntry* entry = context.catalog.Find(name.text);
  if (entry == nullptr && name.text != "alert") {
    context.reporter.Report(DiagnosticCode::kUnknownType, name.range,
                            "there is no event type " + Quoted(name.text),
                            DidYouMean(name.text, context.catalog.TypeNames()));
    return std::nullopt;
  }
  if (entry == nullptr ||
      std::holds_alternative<const ast::Rule*>(entry->declared)) {
    context.reporter.NotInThisVersion(name.range, "a rule over alerts is");
  } else if (!std::holds_alternative<const ast::Window*>(entry->declared)) {
    // A window has been refused at its declaration.
    context.reporter.Report(DiagnosticCode::kWrongKindOfName, name.range,
                            Quoted(name.text) + " is " + KindOf(entry->declared) +
                                ", not an event type");
  }
  return std::nullopt;
}

std::optional<PatternStep::Fork::Kind> ForkBetween(const PatternStep& a,
                                                   const PatternStep& b) {
  const std::size_t shared = std::min(a.forks.size(), b.forks.size());
  for (std::size_t i = 0; i < shared; ++i) {
    if (a.forks[i].number != b.forks[i].number) return std::nullopt;
    if (a.forks[i].part != b.forks[i].part) return a.forks[i].kind;
  }
  return std::nullopt;
}

}  // namespace precept::compiler
