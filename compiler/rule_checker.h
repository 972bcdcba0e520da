// Checks one rule.  The parts are in rule_checker.cc (clauses), check_keys.cc,
// check_emit.cc and passes/rule_warnings.cc.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/check_meta.h"
#include "compiler/checked_rules.h"
#include "compiler/context.h"
#include "compiler/frame_scope.h"
#include "compiler/pattern_steps.h"
#include "compiler/step_scope.h"
#include "lang/ast.h"

namespace precept::compiler {

class RuleChecker {
 public:
  // `context` and `rule` must outlive this.
  RuleChecker(CheckContext& context, const lang::ast::Rule& rule);

  // Nothing for a rule that is off or that cannot run.
  std::optional<CheckedRule> Check();

 private:
  // rule_checker.cc
  void CheckMode();
  void CheckWithin();
  void CheckVariables();
  void CheckVariable(const PatternStep& step, std::size_t position);
  bool SharesNameWithField(const std::string& name, lang::SourceRange range,
                           const std::string& kind);
  void CheckDeclaredNames();
  void CheckConditions();
  void CheckRuleWhere();
  void CheckThrottle();
  void FillSteps();
  void FillReads();
  EventType& TypeOfStep(const PatternStep& step);
  void Refuse(lang::SourceRange range, const std::string& construct);

  // check_keys.cc
  void CheckKeys();
  void CheckHeader(const lang::ast::By& by);
  void ReportAbsentKeys(const lang::ast::By& by);
  void ReportAbsentKey(const lang::ast::FieldPath& field,
                       const std::vector<EventType*>& types);
  void CheckStepKeys(std::size_t position);
  void CheckKey(std::size_t position, std::size_t number,
                const lang::ast::Key& key, bool from_header);
  void ReportStepWithoutKeys();
  void ReportNoKeyField(const PatternStep& step, EventType& type,
                        const lang::ast::Key& key, bool from_header);

  // check_emit.cc
  void CheckEmit();
  void CheckEmitEntry(const lang::ast::EmitEntry& entry, FrameScope& scope);
  bool CheckEmitName(const lang::ast::EmitEntry& entry,
                     const std::vector<std::string>& path);
  void SetOverride(const lang::ast::EmitEntry& entry, const Typed& value);
  Typed EmitValue(const lang::ast::EmitEntry& entry, FrameScope& scope);
  void CheckSeverityValue(nfa::ExprId id, lang::SourceRange range);

  CheckContext& context_;
  const lang::ast::Rule& rule_;
  const std::string& name_;
  CheckedRule checked_;
  PatternSteps steps_;
  std::vector<PatternVariable> variables_;
  // Of steps whose type is not known: nothing is reported of its fields.
  EventType unknown_type_;
  std::vector<std::vector<nfa::ExprId>> conditions_;         // By step.
  std::vector<std::vector<CheckedStep::Key>> step_keys_;     // By step.
  std::vector<lang::SourceRange> key_places_;                // By key.
  std::vector<KeyCheck> key_checks_;                         // By key.
  std::vector<std::pair<std::vector<std::string>, lang::SourceRange>> emitted_;
  bool refused_ = false;
  bool off_ = false;
};

}  // namespace precept::compiler
