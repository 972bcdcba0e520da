#include "tests/oracle/oracle.h"

#include <algorithm>
#include <numeric>

#include "tests/oracle/runner.h"

namespace precept::oracle {

struct PreparedRule::Impl {
  Impl(const std::vector<lang::ast::File>& files, const std::string& name)
      : catalog(files), rule(catalog.FindRule(name)) {
    if (rule == nullptr) {
      failures.push_back("no rule " + name);
      return;
    }
    pattern = BuildPattern(rule->match, catalog);
    failures = pattern.failures;
  }

  Catalog catalog;
  const lang::ast::Rule* rule;
  PatternTree pattern;
  std::vector<std::string> failures;
};

PreparedRule::PreparedRule(const std::vector<lang::ast::File>& files,
                           const std::string& rule)
    : impl_(std::make_unique<const Impl>(files, rule)) {}

PreparedRule::~PreparedRule() = default;

const std::vector<std::string>& PreparedRule::failures() const {
  return impl_->failures;
}

Outcome PreparedRule::Run(const std::vector<Event>& events,
                          const Options& options) const {
  Outcome outcome;
  outcome.failures = impl_->failures;
  if (!outcome.failures.empty()) return outcome;

  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&events](std::size_t a, std::size_t b) {
                     return ComesBefore(events[a], events[b]);
                   });
  std::vector<const Event*> ordered;
  for (const std::size_t i : order) ordered.push_back(&events[i]);

  Evaluator evaluator(impl_->catalog);
  Runner runner(*impl_->rule, impl_->pattern, impl_->catalog, ordered, options,
                evaluator);
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

Outcome RunOracle(const std::vector<lang::ast::File>& files,
                  const std::string& rule, const std::vector<Event>& events,
                  const Options& options) {
  return PreparedRule(files, rule).Run(events, options);
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
