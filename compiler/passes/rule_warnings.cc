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
      const CheckedStep& checked = checked_.steps[i];
      if (own && SomeBaseFits(checked.type, checked.conditions)) continue;
      const ast::Step& step = *steps_.steps[i].syntax;
      const bool of_type = !SomeBaseFits(checked_.steps[i].type, {});
      if (own) {
        context_.reporter.Report(
            DiagnosticCode::kStepNeverReached, step.range,
            of_type ? "no event fits this step: the conditions of " +
                          Quoted(step.type.text) + " exclude each other"
                    : "no event fits this step: its condition and those of " +
                          Quoted(step.type.text) + " exclude each other");
      }
      if (i + 1 == checked_.steps.size()) return;
      context_.reporter.Report(
          DiagnosticCode::kStepNeverReached, steps_.steps[i + 1].syntax->range,
          "this step can never be reached: no event fits the one before", {},
          {{step.range, of_type ? "no event is " + Quoted(step.type.text)
                                : "this never fits"}});
      return;
    }
  }

 private:
  // Whether an event of some base type can be of the type and fit conditions
  // over its fields.
  bool SomeBaseFits(std::uint32_t number,
                    const std::vector<nfa::ExprId>& conditions) {
    const CheckedType& type = context_.types[number].checked;
    return std::any_of(type.bases.begin(), type.bases.end(),
                       [&](const CheckedBase& base) {
                         return Fits(base, conditions);
                       });
  }

  bool Fits(const CheckedBase& base, const std::vector<nfa::ExprId>& conditions) {
    nfa::ExpressionPool& pool = context_.pool;
    std::vector<nfa::ExprId> all = base.conditions;
    for (const nfa::ExprId condition : conditions) {
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
  // A lone step may have a name for what it says.
  if (checked.steps.size() == 1) return;
  for (const PatternVariable& variable : variables) {
    if (variable.is_read) continue;
    context.reporter.Report(
        DiagnosticCode::kUnusedVariable,
        steps.steps[variable.step].syntax->variable->range,
        "nothing reads the step " + Quoted(variable.name),
        "leave out " + Quoted(variable.name + ":"));
  }
}

}  // namespace precept::compiler
