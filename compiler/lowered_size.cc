#include "compiler/lowered_size.h"

#include <string>

#include "compiler/event_kinds.h"
#include "compiler/reporter.h"
#include "nfa/limits.h"
#include "nfa/shape_count.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;

bool RefuseTooLarge(const CheckedRule& checked, const nfa::Rule& rule, Reporter& reporter) {
  if (rule.automaton.num_ways > nfa::kMaxWays) {
    reporter.Report(DiagnosticCode::kPatternTooLarge, checked.syntax->name.range,
                    "the pattern of " + Quoted(rule.name) + " has more than " +
                        std::to_string(nfa::kMaxWays) + " ways to go on, from all places "
                        "together",
                    "repeat fewer groups inside one another, or with smaller bounds");
    return true;
  }
  if (rule.alternatives.size() >= nfa::kMaxAlternatives) {
    reporter.Report(DiagnosticCode::kPatternTooLarge, checked.syntax->name.range,
                    "the steps of " + Quoted(rule.name) + " take events of " +
                        std::to_string(rule.alternatives.size()) +
                        " base types, a type of every step counted, and " +
                        std::to_string(nfa::kMaxAlternatives - 1) + " is the most",
                    "take smaller unions");
    return true;
  }
  return false;
}

}  // namespace

void CheckSize(const CheckedRules& checked, const nfa::RuleSet& rules,
               lang::DiagnosticSink& sink) {
  Reporter reporter(sink);
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    const nfa::Rule& rule = rules.rules[i];
    if (RefuseTooLarge(checked.rules[i], rule, reporter)) continue;
    const std::size_t shapes =
        nfa::CountShapes(rule, EventKindsOf(rules, rule), nfa::kManyShapes);
    if (shapes <= nfa::kManyShapes) continue;
    reporter.Report(DiagnosticCode::kManyShapes, checked.rules[i].syntax->name.range,
                    "the runs of one starting event of " + Quoted(rule.name) +
                        " can stand in more than " + std::to_string(nfa::kManyShapes) +
                        " combinations of places: the work of an event grows with how "
                        "many are in use",
                    "split the pattern into rules, or take `->` where `~>` is not needed");
  }
}

}  // namespace precept::compiler
