#include "lang/canonical.h"
#include "lang/spelling.h"

namespace precept::lang {
namespace {

template <class Items, class Write>
std::string Joined(const Items& items, std::string_view separator, Write write) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += separator;
    text += write(item);
  }
  return text;
}

std::string CanonicalRepeat(const ast::Repeat& repeat) {
  std::string text;
  switch (repeat.form) {
    case ast::Repeat::Form::kBraces:
      text = "{" + CanonicalCount(*repeat.min);
      if (repeat.max) text += "," + CanonicalCount(*repeat.max);
      if (repeat.open_ended) text += ",";
      text += "}";
      break;
    case ast::Repeat::Form::kPlus:
      text = "+";
      break;
    case ast::Repeat::Form::kStar:
      text = "*";
      break;
    case ast::Repeat::Form::kQuestion:
      text = "?";
      break;
  }
  switch (repeat.joints) {
    case ast::Repeat::Joints::kRelaxed:
      return text;
    case ast::Repeat::Joints::kConsecutive:
      return text + " consecutive";
    case ast::Repeat::Joints::kCombinations:
      return text + " combinations";
  }
  return text;
}

std::string CanonicalSteps(const std::vector<ast::Step>& steps) {
  return Joined(steps, " | ", CanonicalStep);
}

std::string CanonicalGap(const ast::GapRange& gap) {
  std::string text = "[";
  if (gap.low) text += SpellDuration(gap.low->nanoseconds);
  text += "..";
  if (gap.high) text += SpellDuration(gap.high->nanoseconds);
  return text + "]";
}

std::string CanonicalTerm(const ast::Term& term);

struct TermWriter {
  std::string operator()(const ast::Step& step) const { return CanonicalStep(step); }
  std::string operator()(const Box<ast::Group>& group) const {
    std::string text = "(" + CanonicalPattern(group->body) + ")";
    return group->repeat ? text + CanonicalRepeat(*group->repeat) : text;
  }
  std::string operator()(const ast::Conjunction& both) const {
    return Joined(both.operands, " & ", CanonicalTerm);
  }
  std::string operator()(const ast::Alternation& either) const {
    return Joined(either.branches, " | ", CanonicalTerm);
  }
};

std::string CanonicalTerm(const ast::Term& term) {
  return std::visit(TermWriter{}, term.node);
}

struct LinkWriter {
  std::string operator()(const ast::Follow& follow) const {
    std::string text = " " + std::string(WordOf(follow.contiguity));
    if (follow.gap) text += CanonicalGap(*follow.gap);
    return text + " " + CanonicalTerm(follow.term);
  }
  std::string operator()(const ast::Negation& negation) const {
    std::string text = " " + std::string(WordOf(negation.contiguity)) + " not " +
                       CanonicalSteps(negation.steps);
    return negation.wait ? text + " for " + CanonicalSpan(*negation.wait) : text;
  }
};

}  // namespace

std::string CanonicalCount(const ast::Count& count) {
  if (const auto* name = std::get_if<ast::Name>(&count.value)) return name->text;
  return std::to_string(std::get<std::uint64_t>(count.value));
}

std::string CanonicalSpan(const ast::Span& span) {
  if (const auto* name = std::get_if<ast::Name>(&span.value)) return name->text;
  return SpellDuration(std::get<ast::DurationLiteral>(span.value).nanoseconds);
}

std::string CanonicalBy(const ast::By& by) {
  return "by " + Joined(by.keys, ", ", [](const ast::Key& key) {
           return (key.any ? "any " : "") + SpellSegments(key.field.segments) +
                  (key.optional ? "?" : "");
         });
}

std::string CanonicalStep(const ast::Step& step) {
  std::string text;
  if (step.variable) text += step.variable->text + ": ";
  text += step.type.text;
  if (step.repeat) text += CanonicalRepeat(*step.repeat);
  if (step.by) text += " " + CanonicalBy(*step.by);
  if (step.where) text += " where " + CanonicalExpr(*step.where);
  return text;
}

std::string CanonicalPattern(const ast::Pattern& pattern) {
  std::string text = CanonicalTerm(pattern.sequence.first);
  for (const auto& link : pattern.sequence.links) {
    text += std::visit(LinkWriter{}, link);
  }
  if (!pattern.until.empty()) text += " until " + CanonicalSteps(pattern.until);
  if (pattern.within) text += " within " + CanonicalSpan(*pattern.within);
  return text;
}

}  // namespace precept::lang
