// The scope of a step's condition: the fields of the step's own event by bare
// name, and the variables of the steps before it.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/type_scope.h"
#include "compiler/variable_reader.h"

namespace precept::compiler {

class StepScope : public TypeScope {
 public:
  // While a condition is checked, field i of the type is column i and column i
  // of the rule's frame is column kFrameColumns + i; SplitCondition parts them.
  static constexpr std::uint32_t kFrameColumns = 1u << 24;

  // `step` is the number of the step whose condition it is.
  StepScope(CheckContext& context, EventType& type, const PatternTree& tree,
            std::vector<PatternVariable>& variables,
            std::vector<CheckedFrameColumn>& frame, std::uint32_t step)
      : TypeScope(context, type, context.pool),
        reader_(context, tree, variables, frame, kFrameColumns, step) {}

  bool Has(const lang::ast::FieldPath& path) override;
  std::optional<Typed> Resolve(const lang::ast::FieldPath& path) override;
  void ReportUnknown(const lang::ast::FieldPath& path,
                     const std::vector<std::string>& others) override;
  VariableKind KindOfVariable(const std::string& name) const override {
    return reader_.KindOf(name);
  }
  Typed ReadEvent(const std::string& variable, EventChoice choice,
                  const lang::ast::FieldPath& field) override {
    return reader_.ReadEvent(*reader_.Find(variable), choice, field);
  }
  Typed CountEvents(const std::string& variable,
                    lang::SourceRange range) override {
    return reader_.Count(*reader_.Find(variable), range);
  }
  std::optional<EventBehind> Behind(nfa::ExprId value) const override {
    return reader_.Behind(value);
  }

 private:
  PatternVariable* FindVariable(const lang::ast::FieldPath& path) const;

  VariableReader reader_;
};

// Parts the conjuncts of a condition that was checked in a StepScope: into
// those that read the step's own event only, over the type's fields, and those
// that read earlier steps, over the frame, where the own fields become columns.
void SplitCondition(CheckContext& context, nfa::ExprId condition,
                    std::uint32_t step, std::uint32_t type,
                    std::vector<CheckedFrameColumn>& frame,
                    std::vector<nfa::ExprId>& own,
                    std::vector<nfa::ExprId>& across);

}  // namespace precept::compiler
