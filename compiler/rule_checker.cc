#include "compiler/rule_checker.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "compiler/counts.h"
#include "compiler/expression_checker.h"
#include "compiler/meaning.h"
#include "compiler/passes/facts.h"
#include "compiler/step_scope.h"

namespace precept::compiler {

using lang::DiagnosticCode;
namespace ast = lang::ast;

namespace {

nfa::ReportMode ModeOf(ast::Mode mode) {
  switch (mode) {
    case ast::Mode::kFirst: return nfa::ReportMode::kFirst;
    case ast::Mode::kLongest: return nfa::ReportMode::kLongest;
    case ast::Mode::kEach: return nfa::ReportMode::kEach;
    case ast::Mode::kAll: return nfa::ReportMode::kAll;
    case ast::Mode::kLatest: return nfa::ReportMode::kLatest;
  }
  return nfa::ReportMode::kFirst;
}

// The conjuncts that the author wrote, from left to right.
void AppendConjuncts(const ast::Expr& expr,
                     std::vector<const ast::Expr*>& conjuncts) {
  if (const auto* inner = std::get_if<ast::Parenthesized>(&expr.node)) {
    AppendConjuncts(*inner->inner, conjuncts);
    return;
  }
  const auto* binary = std::get_if<ast::Binary>(&expr.node);
  if (binary == nullptr || binary->op != ast::BinaryOp::kAnd) {
    conjuncts.push_back(&expr);
    return;
  }
  AppendConjuncts(*binary->left, conjuncts);
  AppendConjuncts(*binary->right, conjuncts);
}

std::vector<const ast::Expr*> ConjunctsOf(const ast::Expr& expr) {
  std::vector<const ast::Expr*> conjuncts;
  AppendConjuncts(expr, conjuncts);
  return conjuncts;
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
  checked_.mode = ModeOf(rule_.match.mode.value_or(ast::Mode::kFirst));
  tree_ = BuildPattern(context_, name_, rule_.match);
  CheckPattern();
  CheckVariables();
  CheckDeclaredNames();
  CheckAmong();
  CheckKeys();
  CheckConditions();
  CheckRuleWhere();
  CheckEmit();
  CheckThrottle();
  const bool complete = std::all_of(
      tree_.steps.begin(), tree_.steps.end(), [&](const PatternStep& step) {
        return step.type && !context_.types[*step.type].broken;
      });
  const bool wrong = context_.reporter.num_errors() != errors_before;
  if (wrong || !complete) return std::nullopt;
  Fill();
  WarnOfRule(context_, rule_, tree_, variables_, written_, checked_);
  checked_.meaning = MeaningOf(checked_, context_);
  if (off_) return std::nullopt;
  return std::move(checked_);
}

EventType& RuleChecker::TypeOfStep(const PatternStep& step) {
  return step.type ? context_.types[*step.type] : unknown_type_;
}

// ---- variables ---------------------------------------------------------------

void RuleChecker::CheckVariables() {
  for (std::uint32_t i = 0; i < tree_.steps.size(); ++i) {
    if (tree_.steps[i].binds()) CheckVariable(i);
  }
}

void RuleChecker::CheckVariable(std::uint32_t number) {
  const PatternStep& step = tree_.steps[number];
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
    variables_.push_back({name.text, {number}, false});
    return;
  }
  // Branches of one `|` may share a name: it is whichever was taken.
  const auto clash = std::find_if(
      same->steps.begin(), same->steps.end(), [&](std::uint32_t other) {
        return ForkBetween(tree_.steps[other], step) !=
               PatternStep::Fork::Kind::kAlternation;
      });
  if (clash == same->steps.end()) {
    same->steps.push_back(number);
    return;
  }
  context_.reporter.Report(
      DiagnosticCode::kDuplicateVariable, name.range,
      Quoted(name.text) + " names another step already", {},
      {{tree_.steps[*clash].syntax->variable->range, "first given here"}});
}

// A name that is the first part of a field could not be told from it.
bool RuleChecker::SharesNameWithField(const std::string& name,
                                      lang::SourceRange range,
                                      const std::string& kind) {
  for (const PatternStep& step : tree_.steps) {
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
  conditions_.resize(tree_.steps.size());
  for (std::uint32_t i = 0; i < tree_.steps.size(); ++i) {
    const PatternStep& step = tree_.steps[i];
    if (!step.syntax->where) continue;
    EventType& type = TypeOfStep(step);
    StepScope scope(context_, type, tree_, variables_, checked_.frame, i);
    ExpressionChecker checker(context_, name_, scope, context_.pool);
    const bool fine = checker.CheckCondition(*step.syntax->where).has_value();
    if (!fine || !step.type) continue;
    NoteFacts(i, checker.PartOf(*step.syntax->where));
    for (const ast::Expr* written : ConjunctsOf(*step.syntax->where)) {
      WrittenConjunct conjunct{i, written, {}};
      SplitCondition(context_, checker.PartOf(*written), i, *step.type,
                     checked_.frame, conditions_[i].own, conjunct.parts);
      if (conjunct.parts.empty()) continue;
      std::vector<nfa::ExprId>& across = conditions_[i].across;
      across.insert(across.end(), conjunct.parts.begin(), conjunct.parts.end());
      written_.push_back(std::move(conjunct));
    }
  }
}

// What is so of every event that fits the condition.
void RuleChecker::NoteFacts(std::uint32_t number, nfa::ExprId condition) {
  PatternStep& step = tree_.steps[number];
  const std::vector<CheckedField>& fields = context_.types[*step.type].checked.fields;
  Facts facts(context_.pool);
  facts.AssumeTrue(condition);
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    const nfa::ExprId field = context_.pool.Column(i, fields[i].type);
    if (facts.IsPresent(field)) step.present.insert(i);
    if (facts.IsNotZero(field)) step.not_zero.insert(i);
  }
}

void RuleChecker::CheckRuleWhere() {
  if (!rule_.where) return;
  FrameScope scope(context_, tree_, variables_, checked_.frame, checked_.keys,
                   key_checks_);
  ExpressionChecker checker(context_, name_, scope, context_.pool);
  if (!checker.CheckCondition(*rule_.where)) return;
  for (const ast::Expr* written : ConjunctsOf(*rule_.where)) {
    CheckedConjunct conjunct;
    conjunct.condition = checker.PartOf(*written);
    std::set<std::uint32_t> named;
    for (const std::uint32_t column :
         context_.pool.ColumnsOf(conjunct.condition)) {
      const CheckedFrameColumn& read = checked_.frame[column];
      if (read.source != CheckedFrameColumn::Source::kKey) named.insert(read.index);
    }
    conjunct.variables.assign(named.begin(), named.end());
    written_.push_back({std::nullopt, written, {conjunct.condition}});
    checked_.where.push_back(std::move(conjunct));
  }
}

void RuleChecker::CheckThrottle() {
  if (!rule_.throttle) return;
  const ast::Throttle& throttle = *rule_.throttle;
  if (const auto* step = std::get_if<ast::Step>(&throttle.what)) {
    context_.reporter.NotInThisVersion(step->range, "`throttle` is");
    return;
  }
  const ast::Span& span = std::get<ast::Span>(throttle.what);
  context_.reporter.NotInThisVersion(span.range, "`throttle` is");
  CheckSpan(context_, name_, span);
  if (throttle.count) CheckCount(context_, name_, *throttle.count);
}

// ---- the result --------------------------------------------------------------

void RuleChecker::Fill() {
  checked_.pattern = std::move(tree_.root);
  for (std::uint32_t i = 0; i < tree_.steps.size(); ++i) FillStep(i);
  for (const KeyedStep& among : among_steps_) {
    CheckedStep checked;
    checked.role = CheckedStep::Role::kAmong;
    checked.type = *among.type;
    checked.keys = among.keys;
    checked.range = among.range;
    checked_.steps.push_back(std::move(checked));
  }
  for (const PatternVariable& variable : variables_) {
    checked_.variables.push_back({variable.name, variable.steps});
  }
  FillReads();
}

void RuleChecker::FillStep(std::uint32_t number) {
  const PatternStep& step = tree_.steps[number];
  CheckedStep checked;
  checked.role = step.role;
  if (step.binds()) checked.variable = step.syntax->variable->text;
  checked.type = *step.type;
  checked.conditions = conditions_[number].own;
  checked.across = conditions_[number].across;
  if (!keyed_.empty()) checked.keys = keyed_[number].keys;
  checked.groups = step.groups;
  checked.range = step.syntax->range;
  checked_.steps.push_back(std::move(checked));
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
    for (const CheckedFrameColumn::Field& field : column.fields) {
      reads.emplace(field.type, field.field);
    }
  }
  checked_.reads.assign(reads.begin(), reads.end());
}

}  // namespace precept::compiler
