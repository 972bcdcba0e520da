#include "tests/oracle/oracle.h"

#include <algorithm>
#include <numeric>

#include "tests/oracle/runner.h"

namespace precept::oracle {

Outcome RunOracle(const std::vector<lang::ast::File>& files,
                  const std::string& rule, const std::vector<Event>& events,
                  const Options& options) {
  Outcome outcome;
  const Catalog catalog(files);
  const lang::ast::Rule* found = catalog.FindRule(rule);
  if (found == nullptr) {
    outcome.failures.push_back("no rule " + rule);
    return outcome;
  }
  const PatternTree pattern = BuildPattern(found->match, catalog);
  outcome.failures = pattern.failures;
  if (!outcome.failures.empty()) return outcome;

  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&events](std::size_t a, std::size_t b) {
                     return ComesBefore(events[a], events[b]);
                   });
  std::vector<const Event*> ordered;
  for (const std::size_t i : order) ordered.push_back(&events[i]);

  Evaluator evaluator(catalog);
  Runner runner(*found, pattern, catalog, ordered, options, evaluator);
  runner.RunAll();
  for (const Report& report : runner.reports()) {
    Match match;
    match.decided_at = report.decided.time;
    if (report.decided.event) match.decided_by = order[*report.decided.event];
    match.key = report.key;
    match.incomplete = report.incomplete;
    for (const Taken& taken : report.run.taken) {
      match.bindings.push_back(
          {taken.step->label, taken.step->variable, order[taken.event]});
    }
    outcome.matches.push_back(std::move(match));
  }
  outcome.failures = runner.failures();
  outcome.failures.insert(outcome.failures.end(), evaluator.failures().begin(),
                          evaluator.failures().end());
  return outcome;
}

std::string ToText(const Match& match) {
  std::string text;
  for (const nfa::Value& part : match.key) {
    text += text.empty() ? "[" : ",";
    nfa::AppendPlain(part, text);
  }
  if (!text.empty()) text += "] ";
  for (const Binding& binding : match.bindings) {
    text += binding.label + '=' + std::to_string(binding.event) + ' ';
  }
  text += match.decided_by ? "by " + std::to_string(*match.decided_by)
                           : "at " + nfa::FormatTimestamp(match.decided_at);
  if (match.incomplete) text += " incomplete";
  return text;
}

}  // namespace precept::oracle
