// The scope of `emit` and of a rule's clause `where`: the keys by bare name,
// the events of the match by their variables.  What is read becomes a column
// of the rule's frame.

#pragma once

#include <string>
#include <vector>

#include "compiler/checked_rules.h"
#include "compiler/variable_reader.h"

namespace precept::compiler {

// What the steps have said of a key of the header.
struct KeyCheck {
  bool is_typed = false;     // Some step has it: its type is known.
  bool is_wrong = false;     // Some step has it not, or has it as a list.
  bool is_reported = false;  // Of all steps at once.
  bool may_be_missing = false;  // Some step gives it with a `?`.
};

class FrameScope : public Scope {
 public:
  // All must outlive this.
  FrameScope(CheckContext& context, const PatternTree& tree,
             std::vector<PatternVariable>& variables,
             std::vector<CheckedFrameColumn>& frame,
             const std::vector<CheckedKey>& keys,
             const std::vector<KeyCheck>& key_checks)
      : context_(context), tree_(tree),
        reader_(context, tree, variables, frame, 0, std::nullopt), keys_(keys),
        key_checks_(key_checks) {}

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
  const CheckedKey* FindKey(const lang::ast::FieldPath& path) const;
  PatternVariable* FindVariable(const lang::ast::FieldPath& path) const;
  Typed ReadKey(const CheckedKey& key);
  // How the author reaches a field that stands here alone; or nothing.
  std::string FixForField(const lang::ast::FieldPath& path);

  CheckContext& context_;
  const PatternTree& tree_;
  VariableReader reader_;
  const std::vector<CheckedKey>& keys_;
  const std::vector<KeyCheck>& key_checks_;  // By key.
};

}  // namespace precept::compiler
