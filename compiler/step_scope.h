// The scope of a step's condition: the fields of the step's own event by bare
// name, and the variables of the pattern.

#pragma once

#include <string>
#include <vector>

#include "compiler/pattern_steps.h"
#include "compiler/type_scope.h"

namespace precept::compiler {

// The variables of a pattern.
struct PatternVariable {
  std::string name;
  std::size_t step = 0;  // Position in PatternSteps::steps.
  bool many = false;     // Of a step that repeats: a list of events.
  bool is_read = false;
};

class StepScope : public TypeScope {
 public:
  // `step` is the position of the step whose condition it is.
  StepScope(CheckContext& context, EventType& type, const PatternSteps& steps,
            std::vector<PatternVariable>& variables, std::size_t step)
      : TypeScope(context, type, context.pool), steps_(steps),
        variables_(variables), step_(step) {}

  bool Has(const lang::ast::FieldPath& path) override;
  std::optional<Typed> Resolve(const lang::ast::FieldPath& path) override;
  void ReportUnknown(const lang::ast::FieldPath& path,
                     const std::vector<std::string>& others) override;
  VariableKind KindOfVariable(const std::string& name) const override;
  // It read a step before: not in this version.
  bool refused() const { return refused_; }

 private:
  PatternVariable* FindVariable(const std::string& name) const;
  Typed ReadVariable(PatternVariable& variable, const lang::ast::FieldPath& path);

  const PatternSteps& steps_;
  std::vector<PatternVariable>& variables_;
  std::size_t step_;
  bool refused_ = false;
};

}  // namespace precept::compiler
