// What the pattern of a rule must be as a whole, and the types among which it
// is matched.

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "compiler/passes/pattern_walk.h"
#include "compiler/rule_checker.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

// The word `match`, where the clause would be too much to underline.
lang::SourceRange Head(lang::SourceRange range) {
  constexpr std::uint32_t kMatchLength = 5;
  range.end = std::min(range.end, range.begin + kMatchLength);
  return range;
}

bool Contains(const std::vector<std::uint32_t>& numbers, std::uint32_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

// Whether it joins two events by something other than strict contiguity, and
// no `within` or `until` around them ends the wait.
bool HasFreeEdge(const CheckedNode& node) {
  if (node.kind == CheckedNode::Kind::kScope &&
      (node.within || !node.until.empty())) {
    return false;
  }
  if (node.kind == CheckedNode::Kind::kConjunction) return true;
  if (node.kind == CheckedNode::Kind::kRepeat &&
      node.joint != nfa::Contiguity::kStrict && (!node.max || *node.max > 1)) {
    return true;
  }
  for (std::size_t i = 0; i < node.links.size(); ++i) {
    const CheckedLink& link = node.links[i];
    if (link.term.empty()) continue;
    const bool free = i > 0 && link.arrow != nfa::Contiguity::kStrict;
    if (free || HasFreeEdge(link.term[0])) return true;
  }
  return std::any_of(node.children.begin(), node.children.end(), HasFreeEdge);
}

}  // namespace

void RuleChecker::CheckPattern() {
  if (IsEventless(tree_.root)) {
    context_.reporter.Report(
        DiagnosticCode::kEmptyPattern, rule_.match.pattern.range,
        "this pattern can match no event: each of its steps may be left out",
        "let one of them be taken: `+` for `*`, or leave out a `?`");
  }
  if (checked_.mode == nfa::ReportMode::kLongest && HasFreeEdge(tree_.root)) {
    context_.reporter.Report(
        DiagnosticCode::kLongestUnbounded, Head(rule_.match.range),
        "`match longest` holds a match back while a longer one can come, and "
        "nothing says how long that is",
        "bound the pattern, `within 1h`, or end it with `until`");
  }
}

// ---- among -------------------------------------------------------------------

std::vector<std::uint32_t> RuleChecker::BasesOf(
    const std::vector<std::uint32_t>& types) const {
  std::set<std::uint32_t> bases;
  for (const std::uint32_t type : types) {
    for (const CheckedBase& base : context_.types[type].checked.bases) {
      bases.insert(base.base);
    }
  }
  return {bases.begin(), bases.end()};
}

void RuleChecker::CheckAmong() {
  std::vector<std::uint32_t> taken;
  std::vector<std::uint32_t> very_next;
  for (const PatternStep& step : tree_.steps) {
    if (!step.type) continue;
    if (step.takes()) taken.push_back(*step.type);
    if (step.very_next) very_next.push_back(*step.type);
  }
  std::vector<std::uint32_t> named;
  bool all_known = true;
  for (const ast::Name& name : rule_.match.among) {
    const auto type = FindEventType(context_, name_, name);
    all_known = all_known && type && !context_.types[*type].broken;
    if (type) named.push_back(*type);
  }
  const bool is_given = !rule_.match.among.empty();
  const std::vector<std::uint32_t> counted = BasesOf(is_given ? named : taken);
  if (is_given && all_known) {
    CheckStepsAreAmong(counted);
    for (std::size_t i = 0; i < named.size(); ++i) {
      AddAmongSteps(named[i], rule_.match.among[i], BasesOf(taken));
    }
  }
  const std::vector<std::uint32_t> also = BasesOf(very_next);
  std::set_union(counted.begin(), counted.end(), also.begin(), also.end(),
                 std::back_inserter(checked_.among));
}

void RuleChecker::CheckStepsAreAmong(const std::vector<std::uint32_t>& among) {
  for (const PatternStep& step : tree_.steps) {
    if (!step.takes() || !step.type) continue;
    for (const std::uint32_t base : BasesOf({*step.type})) {
      if (Contains(among, base)) continue;
      const std::string& name = step.syntax->type.text;
      const std::string& left_out = context_.types[base].checked.name;
      context_.reporter.Report(
          DiagnosticCode::kTypeNotAmong, step.syntax->type.range,
          name == left_out
              ? Quoted(name) + " is not among the types that `among` names"
              : Quoted(name) + " takes events of " + Quoted(left_out) +
                    ", which are not among the types that `among` names",
          "add `| " + left_out + "` to `among`",
          {{rule_.match.among.front().range, "the types begin here"}});
      break;
    }
  }
}

// What gives a key to events of a type that no step takes.
void RuleChecker::AddAmongSteps(std::uint32_t type, const ast::Name& name,
                                const std::vector<std::uint32_t>& taken) {
  std::vector<std::uint32_t> left;
  for (const std::uint32_t base : BasesOf({type})) {
    if (!Contains(taken, base)) left.push_back(base);
  }
  // A type that is left as a whole finds the key in its own fields.
  if (left.size() == BasesOf({type}).size()) left = {type};
  for (const std::uint32_t of : left) {
    const bool known = std::any_of(
        among_steps_.begin(), among_steps_.end(),
        [&](const KeyedStep& step) { return step.type == of; });
    if (!known) among_steps_.push_back({&name, of, name.range, true, {}});
  }
}

}  // namespace precept::compiler
