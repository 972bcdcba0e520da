#include "compiler/rule_checker.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "compiler/expression_checker.h"
#include "compiler/meaning.h"
#include "compiler/passes/rule_warnings.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

// The word `match`, where the whole clause would be too much to underline.
lang::SourceRange Head(lang::SourceRange range) {
  constexpr std::uint32_t kMatchLength = 5;
  range.end = std::min(range.end, range.begin + kMatchLength);
  return range;
}

}  // namespace

RuleChecker::RuleChecker(CheckContext& context, const ast::Rule& rule)
    : context_(context), rule_(rule), name_(rule.name.text) {
  unknown_type_.broken = true;
  context_.types.AddSystemFields(unknown_type_);
}

std::optional<CheckedRule> RuleChecker::Check() {
  const std::size_t errors_before = context_.reporter.num_errors();
  if (rule_.meta) {
    CheckedMeta meta = CheckMeta(*rule_.meta, context_.reporter);
    checked_.severity = meta.severity;
    checked_.risk = meta.risk;
    checked_.attack = std::move(meta.attack);
    checked_.labels = std::move(meta.labels);
    off_ = meta.off;
  }
  checked_.name = name_;
  if (rule_.title) checked_.title = rule_.title->value;
  checked_.syntax = &rule_;
  CheckMode();
  steps_ = CollectSteps(context_, name_, rule_.match.pattern);
  refused_ = refused_ || steps_.refused;
  CheckWithin();
  CheckVariables();
  CheckDeclaredNames();
  CheckKeys();
  CheckConditions();
  CheckRuleWhere();
  CheckEmit();
  CheckThrottle();
  const bool complete = std::all_of(
      steps_.steps.begin(), steps_.steps.end(), [&](const PatternStep& step) {
        return step.type && !context_.types[*step.type].broken;
      });
  const bool wrong = context_.reporter.num_errors() != errors_before;
  if (refused_ || wrong || !complete) return std::nullopt;
  FillSteps();
  FillReads();
  WarnOfRule(context_, rule_, steps_, variables_, checked_);
  checked_.meaning = MeaningOf(checked_, context_);
  if (off_) return std::nullopt;
  return std::move(checked_);
}

void RuleChecker::Refuse(lang::SourceRange range, const std::string& construct) {
  refused_ = true;
  context_.reporter.NotInThisVersion(range, construct);
}

EventType& RuleChecker::TypeOfStep(const PatternStep& step) {
  return step.type ? context_.types[*step.type] : unknown_type_;
}

// ---- the header --------------------------------------------------------------

void RuleChecker::CheckMode() {
  const lang::SourceRange place = Head(rule_.match.range);
  switch (rule_.match.mode.value_or(ast::Mode::kFirst)) {
    case ast::Mode::kFirst: checked_.mode = nfa::ReportMode::kFirst; break;
    case ast::Mode::kEach: checked_.mode = nfa::ReportMode::kEach; break;
    case ast::Mode::kLongest: Refuse(place, "`match longest` is"); break;
    case ast::Mode::kAll: Refuse(place, "`match all` is"); break;
    case ast::Mode::kLatest: Refuse(place, "`match latest` is"); break;
  }
  if (rule_.match.among.empty()) return;
  Refuse(rule_.match.among.front().range, "`among` is");
  for (const ast::Name& type : rule_.match.among) {
    if (context_.catalog.Find(type.text) != nullptr) continue;
    context_.reporter.Report(
        DiagnosticCode::kUnknownType, type.range,
        "there is no event type " + Quoted(type.text),
        DidYouMean(type.text, context_.catalog.TypeNames()));
  }
}

void RuleChecker::CheckWithin() {
  const ast::Span* header = rule_.match.within ? &*rule_.match.within : nullptr;
  const ast::Span* within = header != nullptr ? header : steps_.within;
  if (header != nullptr && steps_.within != nullptr) {
    context_.reporter.Report(DiagnosticCode::kWithinTwice, steps_.within->range,
                             "the pattern is bounded already by the `within` of "
                             "`match`",
                             "take one of them away",
                             {{header->range, "the first bound"}});
  }
  if (within != nullptr) checked_.within = CheckSpan(context_, name_, *within);
}

// ---- variables ---------------------------------------------------------------

void RuleChecker::CheckVariables() {
  for (std::size_t i = 0; i < steps_.steps.size(); ++i) {
    if (steps_.steps[i].binds()) CheckVariable(steps_.steps[i], i);
  }
}

void RuleChecker::CheckVariable(const PatternStep& step, std::size_t position) {
  const ast::Name& name = *step.syntax->variable;
  if (name.text == "alert") {
    context_.reporter.Report(DiagnosticCode::kReservedName, name.range,
                             "`alert` is the type of all alerts and names no step");
    return;
  }
  const auto same = std::find_if(
      variables_.begin(), variables_.end(),
      [&](const PatternVariable& other) { return other.name == name.text; });
  if (same == variables_.end()) {
    SharesNameWithField(name.text, name.range, "the step");
    variables_.push_back({name.text, position, step.repeats, false});
    return;
  }
  const PatternStep& first = steps_.steps[same->step];
  if (step.in_branch && first.in_branch) return;
  context_.reporter.Report(DiagnosticCode::kDuplicateVariable, name.range,
                           Quoted(name.text) + " names another step already", {},
                           {{first.syntax->variable->range, "first given here"}});
}

// A name that is the first part of a field could not be told from it.
bool RuleChecker::SharesNameWithField(const std::string& name,
                                      lang::SourceRange range,
                                      const std::string& kind) {
  for (const PatternStep& step : steps_.steps) {
    if (!step.type) continue;
    const CheckedType& type = context_.types[*step.type].checked;
    for (const CheckedField& field : type.fields) {
      if (field.path.front() != name) continue;
      context_.reporter.Report(
          DiagnosticCode::kNameSharedWithField, range,
          Quoted(name) + " is also a field of " + Quoted(type.name) +
              ", and the rule " + Quoted(name_) + " could mean either",
          "give " + kind + " another name", {{field.declared, "the field"}});
      return true;
    }
  }
  return false;
}

// Windows, tables and lists that the rule's events hide.
void RuleChecker::CheckDeclaredNames() {
  for (const auto& [name, entry] : context_.catalog.entries()) {
    const bool readable =
        std::holds_alternative<const ast::Window*>(entry.declared) ||
        std::holds_alternative<const ast::Table*>(entry.declared) ||
        std::holds_alternative<const ast::List*>(entry.declared);
    if (readable) {
      SharesNameWithField(name, entry.name->range,
                          "the " + KindOf(entry.declared).substr(2));
    }
  }
}

// ---- conditions --------------------------------------------------------------

void RuleChecker::CheckConditions() {
  conditions_.resize(steps_.steps.size());
  for (std::size_t i = 0; i < steps_.steps.size(); ++i) {
    const PatternStep& step = steps_.steps[i];
    if (!step.syntax->where) continue;
    StepScope scope(context_, TypeOfStep(step), steps_, variables_, i);
    ExpressionChecker checker(context_, name_, scope, context_.pool);
    const auto condition = checker.CheckCondition(*step.syntax->where);
    refused_ = refused_ || scope.refused();
    if (condition) conditions_[i] = context_.pool.Conjuncts(*condition);
  }
}

void RuleChecker::CheckRuleWhere() {
  if (!rule_.where) return;
  Refuse(rule_.where->range, "the clause `where` of a rule is");
  FrameScope scope(context_, steps_, variables_, checked_.keys, key_checks_);
  ExpressionChecker checker(context_, name_, scope, context_.pool);
  checker.CheckCondition(*rule_.where);
}

void RuleChecker::CheckThrottle() {
  if (!rule_.throttle) return;
  const ast::Throttle& throttle = *rule_.throttle;
  if (const auto* step = std::get_if<ast::Step>(&throttle.what)) {
    Refuse(step->range, "`throttle` is");
    return;
  }
  const ast::Span& span = std::get<ast::Span>(throttle.what);
  Refuse(span.range, "`throttle` is");
  CheckSpan(context_, name_, span);
  if (throttle.count) CheckCount(context_, name_, *throttle.count);
}

// ---- the result --------------------------------------------------------------

void RuleChecker::FillSteps() {
  for (std::size_t i = 0; i < steps_.steps.size(); ++i) {
    const PatternStep& step = steps_.steps[i];
    CheckedStep checked;
    if (step.syntax->variable) checked.variable = step.syntax->variable->text;
    checked.type = *step.type;
    checked.conditions = conditions_[i];
    checked.keys = step_keys_[i];
    checked.range = step.syntax->range;
    checked_.steps.push_back(std::move(checked));
  }
  checked_.arrows = steps_.arrows;
}

void RuleChecker::FillReads() {
  std::set<std::pair<std::uint32_t, std::uint32_t>> reads;
  for (const CheckedStep& step : checked_.steps) {
    for (const CheckedStep::Key& key : step.keys) {
      reads.emplace(step.type, key.field);
    }
    for (const nfa::ExprId condition : step.conditions) {
      for (const std::uint32_t field : context_.pool.ColumnsOf(condition)) {
        reads.emplace(step.type, field);
      }
    }
  }
  for (const CheckedFrameColumn& column : checked_.frame) {
    if (column.source == CheckedFrameColumn::Source::kField) {
      reads.emplace(checked_.steps[column.index].type, column.field);
    }
  }
  checked_.reads.assign(reads.begin(), reads.end());
}

}  // namespace precept::compiler
