#include "compiler/pattern_steps.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "nfa/limits.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

// The first `length` bytes of a range: an arrow, a word.
lang::SourceRange Head(lang::SourceRange range, std::uint32_t length) {
  range.end = std::min(range.end, range.begin + length);
  return range;
}

// What says the same as `{3}` on a step; nothing for other repetitions.
std::string WayRoundRepeat(const ast::Repeat& repeat) {
  const bool fixed = repeat.form == ast::Repeat::Form::kBraces && repeat.min &&
                     !repeat.max && !repeat.open_ended &&
                     repeat.joints != ast::Repeat::Joints::kCombinations;
  const auto* count =
      fixed ? std::get_if<std::uint64_t>(&repeat.min->value) : nullptr;
  if (count == nullptr || *count < 2 || *count > nfa::kMaxSteps) return {};
  const std::string arrow =
      repeat.joints == ast::Repeat::Joints::kConsecutive ? "`=>`" : "`->`";
  return "write the step " + std::to_string(*count) + " times, joined with " +
         arrow;
}

// Of bare types `|` says what a union of them does; nothing for others.
std::string WayRoundAlternation(const ast::Alternation& either) {
  std::string types;
  for (const ast::Term& branch : either.branches) {
    const auto* step = std::get_if<ast::Step>(&branch.node);
    const bool bare = step != nullptr && !step->variable && !step->repeat &&
                      !step->by && !step->where;
    if (!bare) return {};
    types += (types.empty() ? "" : " | ") + step->type.text;
  }
  return "declare `event Either = " + types + "` and name it in the step";
}

class StepCollector {
 public:
  StepCollector(CheckContext& context, const std::string& owner)
      : context_(context), owner_(owner) {}

  PatternSteps Collect(const ast::Pattern& pattern) {
    AddSequence(pattern.sequence, {});
    AddUntil(pattern);
    if (pattern.within) steps_.within = &*pattern.within;
    CheckNumber();
    return std::move(steps_);
  }

 private:
  // What surrounds a step.
  struct Surroundings {
    bool repeats = false;
    bool in_branch = false;
  };

  void Refuse(lang::SourceRange range, const std::string& construct,
              std::string way_round = {}) {
    steps_.refused = true;
    context_.reporter.NotInThisVersion(range, construct, std::move(way_round));
  }

  void AddSequence(const ast::Sequence& sequence, Surroundings around) {
    AddTerm(sequence.first, around);
    for (const auto& link : sequence.links) {
      if (const auto* follow = std::get_if<ast::Follow>(&link)) {
        AddFollow(*follow, around);
      } else {
        AddNegation(std::get<ast::Negation>(link), around);
      }
    }
  }

  void AddFollow(const ast::Follow& follow, Surroundings around) {
    const lang::SourceRange arrow = Head(follow.range, 2);
    nfa::Contiguity contiguity = nfa::Contiguity::kRelaxed;
    switch (follow.contiguity) {
      case ast::Contiguity::kRelaxed: break;
      case ast::Contiguity::kStrict:
        contiguity = nfa::Contiguity::kStrict;
        break;
      case ast::Contiguity::kNondeterministic:
        contiguity = nfa::Contiguity::kNondeterministic;
        Refuse(arrow, "the arrow `~>` is");
        break;
    }
    if (follow.gap) Refuse(follow.gap->range, "the range of an arrow is");
    steps_.arrows.push_back(contiguity);
    steps_.arrow_ranges.push_back(arrow);
    AddTerm(follow.term, around);
  }

  void AddNegation(const ast::Negation& negation, Surroundings around) {
    Refuse(negation.range, "negation (`not`) is");
    if (negation.wait) CheckSpan(context_, owner_, *negation.wait);
    for (const ast::Step& step : negation.steps) {
      AddStep(step, PatternStep::Role::kNegated, around);
    }
  }

  void AddUntil(const ast::Pattern& pattern) {
    if (pattern.until.empty()) return;
    Refuse(pattern.until.front().range, "`until` is");
    for (const ast::Step& step : pattern.until) {
      AddStep(step, PatternStep::Role::kUntil, {});
    }
  }

  void AddTerm(const ast::Term& term, Surroundings around) {
    if (const auto* step = std::get_if<ast::Step>(&term.node)) {
      AddStep(*step, PatternStep::Role::kTaken, around);
    } else if (const auto* group = std::get_if<lang::Box<ast::Group>>(&term.node)) {
      AddGroup(term, **group, around);
    } else if (const auto* both = std::get_if<ast::Conjunction>(&term.node)) {
      Refuse(term.range, "`&` is");
      for (const ast::Term& operand : both->operands) AddTerm(operand, around);
    } else {
      const auto& either = std::get<ast::Alternation>(term.node);
      Refuse(term.range, "`|` between steps is", WayRoundAlternation(either));
      around.in_branch = true;
      for (const ast::Term& branch : either.branches) {
        AddTerm(branch, around);
      }
    }
  }

  void AddGroup(const ast::Term& term, const ast::Group& group,
                Surroundings around) {
    Refuse(term.range, "a group in parentheses is");
    if (group.repeat) {
      CheckRepeat(*group.repeat);
      around.repeats = true;
    }
    if (group.body.within) {
      Refuse(group.body.within->range, "`within` of a part of the pattern is");
      CheckSpan(context_, owner_, *group.body.within);
    }
    AddSequence(group.body.sequence, around);
    AddUntil(group.body);
  }

  void CheckRepeat(const ast::Repeat& repeat, std::string way_round = {}) {
    Refuse(repeat.range, "repetition is", std::move(way_round));
    if (repeat.min) CheckCount(context_, owner_, *repeat.min);
    if (repeat.max) CheckCount(context_, owner_, *repeat.max);
  }

  void AddStep(const ast::Step& syntax, PatternStep::Role role,
               Surroundings around) {
    PatternStep step;
    step.syntax = &syntax;
    step.role = role;
    step.repeats = around.repeats || syntax.repeat.has_value();
    step.in_branch = around.in_branch;
    if (syntax.repeat) {
      CheckRepeat(*syntax.repeat, role == PatternStep::Role::kTaken
                                      ? WayRoundRepeat(*syntax.repeat)
                                      : std::string());
    }
    step.type = FindType(syntax.type);
    steps_.steps.push_back(std::move(step));
  }

  std::optional<std::uint32_t> FindType(const ast::Name& name) {
    if (name.text.empty()) return std::nullopt;  // The parser has reported it.
    if (const auto type = context_.types.Find(name.text)) {
      context_.references.Add(owner_, name.text);
      return type;
    }
    const CatalogEntry* entry = context_.catalog.Find(name.text);
    if (entry == nullptr && name.text != "alert") {
      context_.reporter.Report(DiagnosticCode::kUnknownType, name.range,
                               "there is no event type " + Quoted(name.text),
                               DidYouMean(name.text, context_.catalog.TypeNames()));
      return std::nullopt;
    }
    if (entry == nullptr ||
        std::holds_alternative<const ast::Rule*>(entry->declared)) {
      Refuse(name.range, "a rule over alerts is");
    } else if (std::holds_alternative<const ast::Window*>(entry->declared)) {
      steps_.refused = true;  // At its declaration.
    } else {
      context_.reporter.Report(DiagnosticCode::kWrongKindOfName, name.range,
                               Quoted(name.text) + " is " +
                                   KindOf(entry->declared) +
                                   ", not an event type");
    }
    return std::nullopt;
  }

  void CheckNumber() {
    if (steps_.steps.size() <= nfa::kMaxSteps) return;
    steps_.refused = true;
    context_.reporter.Report(DiagnosticCode::kTooManySteps,
                             steps_.steps[nfa::kMaxSteps].syntax->range,
                             "a pattern has at most " +
                                 std::to_string(nfa::kMaxSteps) + " steps, and "
                                 "this one has " +
                                 std::to_string(steps_.steps.size()));
  }

  CheckContext& context_;
  const std::string& owner_;
  PatternSteps steps_;
};

// The const of this name, or nullptr after a report, at its declaration
// perhaps.
const ast::Const* FindConst(CheckContext& context, const std::string& owner,
                            const ast::Name& name, const std::string& wanted) {
  if (const auto* constant = context.catalog.Find<ast::Const>(name.text)) {
    context.references.Add(owner, name.text);
    return context.catalog.IsFaulty(name.text) ? nullptr : constant;
  }
  const CatalogEntry* entry = context.catalog.Find(name.text);
  if (entry != nullptr) {
    context.reporter.Report(DiagnosticCode::kWrongKindOfName, name.range,
                            Quoted(name.text) + " is " + KindOf(entry->declared) +
                                ", and " + wanted + " is needed here");
    return nullptr;
  }
  context.reporter.Report(
      DiagnosticCode::kUnknownConst, name.range,
      "there is no const " + Quoted(name.text),
      DidYouMean(name.text, context.catalog.NamesOf<ast::Const>()));
  return nullptr;
}

}  // namespace

PatternSteps CollectSteps(CheckContext& context, const std::string& owner,
                          const ast::Pattern& pattern) {
  return StepCollector(context, owner).Collect(pattern);
}

std::optional<nfa::Duration> CheckSpan(CheckContext& context,
                                       const std::string& owner,
                                       const ast::Span& span) {
  if (const auto* literal = std::get_if<ast::DurationLiteral>(&span.value)) {
    return nfa::Duration{literal->nanoseconds};
  }
  const ast::Name& name = std::get<ast::Name>(span.value);
  const ast::Const* constant = FindConst(context, owner, name, "a duration");
  if (constant == nullptr) return std::nullopt;
  const auto* value = std::get_if<ast::DurationLiteral>(&constant->value.node);
  if (value != nullptr) return nfa::Duration{value->nanoseconds};
  context.reporter.Report(DiagnosticCode::kConstKind, name.range,
                          "a duration is needed here, and the const " +
                              Quoted(name.text) + " is none",
                          {}, {{constant->value.range, "its value"}});
  return std::nullopt;
}

void CheckCount(CheckContext& context, const std::string& owner,
                const ast::Count& count) {
  const auto* name = std::get_if<ast::Name>(&count.value);
  if (name == nullptr) return;
  const ast::Const* constant = FindConst(context, owner, *name, "a whole number");
  if (constant == nullptr) return;
  const auto* value = std::get_if<ast::NumberLiteral>(&constant->value.node);
  const bool whole = value != nullptr && value->is_integer &&
                     value->spelling.front() != '-';
  if (whole) return;
  context.reporter.Report(DiagnosticCode::kConstKind, name->range,
                          "a whole number is needed here, and the const " +
                              Quoted(name->text) + " is none",
                          {}, {{constant->value.range, "its value"}});
}

}  // namespace precept::compiler
