// Checks one rule.  The parts are in rule_checker.cc (clauses), check_pattern.cc
// (what the pattern as a whole must be, `among`), check_keys.cc, check_emit.cc
// and the passes of rule_warnings.h.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/check_meta.h"
#include "compiler/checked_rules.h"
#include "compiler/context.h"
#include "compiler/frame_scope.h"
#include "compiler/passes/rule_warnings.h"
#include "compiler/pattern_tree.h"
#include "compiler/variable_reader.h"
#include "lang/ast.h"

namespace precept::compiler {

class RuleChecker {
 public:
  // `context` and `rule` must outlive this.
  RuleChecker(CheckContext& context, const lang::ast::Rule& rule);

  // Nothing for a rule that is off or that cannot run.
  std::optional<CheckedRule> Check();

 private:
  // A step, or a type of `among`, and the keys that it has been given.
  struct KeyedStep {
    const lang::ast::Name* type_name = nullptr;
    std::optional<std::uint32_t> type;
    lang::SourceRange range;
    bool is_among = false;
    std::vector<CheckedStep::Key> keys;
  };
  struct Conditions {
    std::vector<nfa::ExprId> own;
    std::vector<nfa::ExprId> across;
  };

  // rule_checker.cc
  void CheckVariables();
  void CheckVariable(std::uint32_t number);
  bool SharesNameWithField(const std::string& name, lang::SourceRange range,
                           const std::string& kind);
  void CheckDeclaredNames();
  void CheckConditions();
  void NoteFacts(std::uint32_t number, nfa::ExprId condition);
  void CheckRuleWhere();
  void CheckThrottle();
  void Fill();
  void FillStep(std::uint32_t number);
  void FillReads();
  EventType& TypeOfStep(const PatternStep& step);

  // check_pattern.cc
  void CheckPattern();
  void CheckAmong();
  // The base types of types, ascending.
  std::vector<std::uint32_t> BasesOf(const std::vector<std::uint32_t>& types) const;
  void CheckStepsAreAmong(const std::vector<std::uint32_t>& among);
  void AddAmongSteps(std::uint32_t type, const lang::ast::Name& name,
                     const std::vector<std::uint32_t>& taken);

  // check_keys.cc
  void CheckKeys();
  void CheckHeader(const lang::ast::By& by);
  void ReportAbsentKeys(const lang::ast::By& by);
  void ReportAbsentKey(const lang::ast::FieldPath& field,
                       const std::vector<EventType*>& types);
  // The names by which the rule is keyed; nullptr: by nothing.
  const lang::ast::By* Header() const;
  void CheckStepKeys(std::uint32_t position);
  void CheckKeysOf(KeyedStep& step, const lang::ast::By& by, bool from_header);
  void CheckKey(KeyedStep& step, std::size_t number, const lang::ast::Key& key,
                bool from_header);
  bool CheckShape(const KeyedStep& step, const CheckedField& field,
                  std::size_t number, const lang::ast::Key& key,
                  bool from_header);
  void ReportStepWithoutKeys();
  void ReportNoKeyField(const KeyedStep& step, EventType& type,
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
  PatternTree tree_;
  std::vector<PatternVariable> variables_;
  // Of steps whose type is not known: nothing is reported of its fields.
  EventType unknown_type_;
  std::vector<KeyedStep> among_steps_;  // Of types that only `among` names.
  std::vector<Conditions> conditions_;  // By step.
  std::vector<KeyedStep> keyed_;        // By step; empty: no keys.
  // The author's words for the conjuncts of the steps and of the clause.
  std::vector<WrittenConjunct> written_;
  std::vector<lang::SourceRange> key_places_;  // By key.
  std::vector<KeyCheck> key_checks_;           // By key.
  std::vector<std::pair<std::vector<std::string>, lang::SourceRange>> emitted_;
  bool off_ = false;
};

}  // namespace precept::compiler
