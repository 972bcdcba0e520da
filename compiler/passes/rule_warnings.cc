#include "compiler/passes/rule_warnings.h"

#include <algorithm>
#include <optional>
#include <string>

#include "compiler/passes/truth.h"
#include "compiler/rewrite.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

class RuleWarnings {
 public:
  RuleWarnings(CheckContext& context, const ast::Rule& rule,
               const PatternSteps& steps, const CheckedRule& checked)
      : context_(context), rule_(rule), steps_(steps), checked_(checked) {}

  void WarnOfKeys() {
    if (checked_.steps.size() < 2 || !checked_.keys.empty()) return;
    context_.reporter.Report(
        DiagnosticCode::kSequenceWithoutKey, rule_.name.range,
        "the steps of " + Quoted(checked_.name) + " have no key in common: "
        "events of different users, hosts or cards make up one match",
        "name what they share: `match by …`");
  }

  // Strict arrows end a run by themselves.
  void WarnOfBounds() {
    if (checked_.within) return;
    for (std::size_t i = 0; i < checked_.arrows.size(); ++i) {
      if (checked_.arrows[i] == nfa::Contiguity::kStrict) continue;
      const std::string& from = steps_.steps[i].syntax->type.text;
      const std::string& to = steps_.steps[i + 1].syntax->type.text;
      context_.reporter.Report(
          DiagnosticCode::kUnboundedRun, steps_.arrow_ranges[i],
          "nothing bounds how long a run waits here: each one that took " +
              Quoted(from) + " is kept until " + Quoted(to) +
              " comes, up to 1,000,000 of a key",
          "bound the pattern: `within 1h`");
      return;
    }
  }

  void WarnOfSteps() {
    for (std::size_t i = 0; i < checked_.steps.size(); ++i) {
      const bool own = CanHoldTogether(context_.pool, checked_.steps[i].conditions);
      if (own && SomeBaseFits(checked_.steps[i])) continue;
      const ast::Step& step = *steps_.steps[i].syntax;
      if (own) {
        context_.reporter.Report(
            DiagnosticCode::kStepNeverReached, step.range,
            "no event fits this step: its condition and those of " +
                Quoted(step.type.text) + " exclude each other");
      }
      if (i + 1 == checked_.steps.size()) return;
      context_.reporter.Report(
          DiagnosticCode::kStepNeverReached, steps_.steps[i + 1].syntax->range,
          "this step can never be reached: no event fits the one before", {},
          {{step.range, "this never fits"}});
      return;
    }
  }

 private:
  bool SomeBaseFits(const CheckedStep& step) {
    const CheckedType& type = context_.types[step.type].checked;
    return std::any_of(type.bases.begin(), type.bases.end(),
                       [&](const CheckedBase& base) { return Fits(base, step); });
  }

  bool Fits(const CheckedBase& base, const CheckedStep& step) {
    nfa::ExpressionPool& pool = context_.pool;
    std::vector<nfa::ExprId> all = base.conditions;
    for (const nfa::ExprId condition : step.conditions) {
      for (const nfa::ExprId conjunct : pool.Conjuncts(
               Substitute(pool, condition, base.fields, pool))) {
        all.push_back(conjunct);
      }
    }
    if (const auto& where = context_.types[base.base].checked.where) {
      for (const nfa::ExprId conjunct : pool.Conjuncts(*where)) {
        all.push_back(conjunct);
      }
    }
    return CanHoldTogether(pool, all);
  }

  CheckContext& context_;
  const ast::Rule& rule_;
  const PatternSteps& steps_;
  const CheckedRule& checked_;
};

}  // namespace

void WarnOfRule(CheckContext& context, const ast::Rule& rule,
                const PatternSteps& steps,
                const std::vector<PatternVariable>& variables,
                const CheckedRule& checked) {
  RuleWarnings warnings(context, rule, steps, checked);
  warnings.WarnOfKeys();
  warnings.WarnOfBounds();
  warnings.WarnOfSteps();
  for (const PatternVariable& variable : variables) {
    if (variable.is_read) continue;
    context.reporter.Report(
        DiagnosticCode::kUnusedVariable,
        steps.steps[variable.step].syntax->variable->range,
        "nothing reads the step " + Quoted(variable.name));
  }
}

}  // namespace precept::compiler
