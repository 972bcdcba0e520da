// The scope of `emit` and of a rule's clause `where`: the keys by bare name,
// the events of the match by their variables.  What is read becomes a column
// of the rule's frame.

#pragma once

#include <string>
#include <vector>

#include "compiler/checked_rules.h"
#include "compiler/step_scope.h"

namespace precept::compiler {

// What the steps have said of a key of the header.
struct KeyCheck {
  bool is_typed = false;     // Some step has it: its type is known.
  bool is_wrong = false;     // Some step has it not, or has it as a list.
  bool is_reported = false;  // Of all steps at once.
};

class FrameScope : public Scope {
 public:
  // All must outlive this.
  FrameScope(CheckContext& context, const PatternSteps& steps,
             std::vector<PatternVariable>& variables,
             const std::vector<CheckedKey>& keys,
             const std::vector<KeyCheck>& key_checks)
      : context_(context), steps_(steps), variables_(variables), keys_(keys),
        key_checks_(key_checks) {}

  bool Has(const lang::ast::FieldPath& path) override;
  std::optional<Typed> Resolve(const lang::ast::FieldPath& path) override;
  void ReportUnknown(const lang::ast::FieldPath& path,
                     const std::vector<std::string>& others) override;
  VariableKind KindOfVariable(const std::string& name) const override;

  const std::vector<CheckedFrameColumn>& frame() const { return frame_; }

 private:
  const CheckedKey* FindKey(const lang::ast::FieldPath& path) const;
  PatternVariable* FindVariable(const lang::ast::FieldPath& path) const;
  Typed ReadKey(const CheckedKey& key);
  Typed ReadVariable(PatternVariable& variable, const lang::ast::FieldPath& path);
  nfa::ExprId Column(CheckedFrameColumn column);
  // How the author reaches a field that stands here alone; or nothing.
  std::string FixForField(const lang::ast::FieldPath& path);

  CheckContext& context_;
  const PatternSteps& steps_;
  std::vector<PatternVariable>& variables_;
  const std::vector<CheckedKey>& keys_;
  const std::vector<KeyCheck>& key_checks_;  // By key.
  std::vector<CheckedFrameColumn> frame_;
};

}  // namespace precept::compiler
