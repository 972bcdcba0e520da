#include "compiler/passes/rule_warnings.h"

#include <algorithm>
#include <optional>
#include <string>

#include "compiler/passes/pattern_walk.h"
#include "compiler/passes/pattern_warnings.h"
#include "compiler/passes/truth.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

bool IsOfPattern(const CheckedStep& step) {
  return step.role != CheckedStep::Role::kAmong;
}

// Whether a rule is about more than one event: several are taken, or one is
// and another must not come.
bool IsAboutSeveral(const CheckedRule& rule) {
  const bool has_guards = std::any_of(
      rule.steps.begin(), rule.steps.end(), [](const CheckedStep& step) {
        return step.role == CheckedStep::Role::kNegated ||
               step.role == CheckedStep::Role::kUntil;
      });
  return has_guards || MostTaken(rule.pattern) > 1;
}

void WarnOfKeys(CheckContext& context, const ast::Rule& rule,
                const CheckedRule& checked) {
  if (!checked.keys.empty() || !IsAboutSeveral(checked)) return;
  const auto steps = std::count_if(checked.steps.begin(), checked.steps.end(),
                                   IsOfPattern);
  const std::string& type = context.types[checked.steps[0].type].checked.name;
  context.reporter.Report(
      DiagnosticCode::kSequenceWithoutKey, rule.name.range,
      (steps == 1 ? "the events of " + Quoted(type) + " in " +
                        Quoted(checked.name) + " have no key in common"
                  : "the steps of " + Quoted(checked.name) +
                        " have no key in common") +
          ": events of different users, hosts or cards make up one match",
      "name what they share: `match by …`");
}

// ---- steps that are never reached --------------------------------------------

class UnreachedSteps {
 public:
  UnreachedSteps(CheckContext& context, const PatternTree& tree,
                 const CheckedRule& checked)
      : context_(context), tree_(tree), checked_(checked) {
    for (const CheckedStep& step : checked.steps) {
      fits_.push_back(CanTake(context, step, true));
    }
  }

  void Warn() {
    for (std::uint32_t i = 0; i < tree_.steps.size(); ++i) {
      if (!fits_[i]) WarnOfUnfit(i);
    }
    WarnOfRest(checked_.pattern);
  }

 private:
  void WarnOfUnfit(std::uint32_t step) {
    // A condition that by itself never holds has been reported.
    if (!CanHoldTogether(context_.pool, checked_.steps[step].conditions)) return;
    const ast::Step& syntax = *tree_.steps[step].syntax;
    context_.reporter.Report(
        DiagnosticCode::kStepNeverReached, syntax.range,
        IsTypeUnfit(step)
            ? "no event fits this step: the conditions of " +
                  Quoted(syntax.type.text) + " exclude each other"
            : "no event fits this step: its condition and those of " +
                  Quoted(syntax.type.text) + " exclude each other");
  }

  bool IsTypeUnfit(std::uint32_t step) {
    return !CanTake(context_, checked_.steps[step], false);
  }

  // Of the first sequence that cannot get on: what comes next in it.
  bool WarnOfRest(const CheckedNode& node) {
    const CheckedNode* dead = nullptr;
    for (const CheckedLink& link : node.links) {
      if (link.term.empty()) continue;
      if (dead != nullptr) {
        ReportUnreached(LeadingStep(link.term[0]), *dead);
        return true;
      }
      if (WarnOfRest(link.term[0])) return true;
      if (IsDead(link.term[0], fits_)) dead = &link.term[0];
    }
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const CheckedNode& child) { return WarnOfRest(child); });
  }

  void ReportUnreached(std::uint32_t step, const CheckedNode& dead) {
    std::uint32_t unfit = 0;
    while (fits_[unfit] || !tree_.steps[unfit].takes() || !Contains(dead, unfit)) {
      ++unfit;
    }
    const ast::Step& before = *tree_.steps[unfit].syntax;
    context_.reporter.Report(
        DiagnosticCode::kStepNeverReached, tree_.steps[step].syntax->range,
        "this step can never be reached: no event fits the one before", {},
        {{before.range, IsTypeUnfit(unfit)
                            ? "no event is " + Quoted(before.type.text)
                            : "this never fits"}});
  }

  CheckContext& context_;
  const PatternTree& tree_;
  const CheckedRule& checked_;
  std::vector<bool> fits_;
};

void WarnOfUnusedVariables(CheckContext& context, const PatternTree& tree,
                           const std::vector<PatternVariable>& variables,
                           const CheckedRule& checked) {
  // A lone step may have a name for what it says.
  if (std::count_if(checked.steps.begin(), checked.steps.end(), IsOfPattern) == 1) {
    return;
  }
  for (const PatternVariable& variable : variables) {
    if (variable.is_read) continue;
    context.reporter.Report(
        DiagnosticCode::kUnusedVariable,
        tree.steps[variable.steps.front()].syntax->variable->range,
        "nothing reads the step " + Quoted(variable.name),
        "leave out " + Quoted(variable.name + ":"));
  }
}

}  // namespace

void WarnOfRule(CheckContext& context, const ast::Rule& rule,
                const PatternTree& tree,
                const std::vector<PatternVariable>& variables,
                const std::vector<WrittenConjunct>& written,
                const CheckedRule& checked) {
  const bool has_equality = WarnOfEqualities(context, checked, written);
  if (!has_equality && !JoinsAllSteps(context, checked, written)) {
    WarnOfKeys(context, rule, checked);
  }
  WarnOfPattern(context, tree, checked);
  UnreachedSteps(context, tree, checked).Warn();
  WarnOfFirstTime(context, checked, written);
  WarnOfUntaken(context, checked, written);
  WarnOfUnusedVariables(context, tree, variables, checked);
}

}  // namespace precept::compiler
