// What an expression reads of the events that the steps before it have taken:
// columns of the rule's frame.
//
// How a variable looks depends on the reader.  A step in the same repeated
// group sees the current round; from outside the group, and where a step itself
// repeats, the variable is a list.  What stands outside of the pattern (`emit`,
// the clause `where`) sees everything as from outside of all groups.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/pattern_tree.h"
#include "compiler/scope.h"
#include "compiler/typed.h"

namespace precept::compiler {

struct PatternVariable {
  std::string name;
  std::vector<std::uint32_t> steps;  // PatternTree::steps, ascending.
  bool is_read = false;
};

class VariableReader {
 public:
  // Frame column i is column `first_column` + i of the pool.  `reader` is the
  // step whose condition it is.  All must outlive this.
  VariableReader(CheckContext& context, const PatternTree& tree,
                 std::vector<PatternVariable>& variables,
                 std::vector<CheckedFrameColumn>& frame,
                 std::uint32_t first_column,
                 std::optional<std::uint32_t> reader)
      : context_(context), tree_(tree), variables_(variables), frame_(frame),
        first_column_(first_column), reader_(reader) {}

  PatternVariable* Find(const std::string& name) const;
  VariableKind KindOf(const std::string& name) const;
  // The variables that can be read here, for suggestions.
  std::vector<std::string> Names() const;

  // `v.f`: of the one event, or a list of them all.
  Typed Read(PatternVariable& variable, const lang::ast::FieldPath& path);
  Typed ReadEvent(PatternVariable& variable, EventChoice choice,
                  const lang::ast::FieldPath& field);
  Typed Count(PatternVariable& variable, lang::SourceRange range);
  std::optional<EventBehind> Behind(nfa::ExprId value) const;

  // The column, equal ones being one.
  nfa::ExprId Column(CheckedFrameColumn column);

 private:
  bool IsMany(const PatternVariable& variable) const;
  bool IsOwn(const PatternVariable& variable) const;
  std::optional<std::uint32_t> RoundOf(const PatternVariable& variable) const;
  std::uint64_t LeastTakenHere(const PatternVariable& variable) const;
  // Reports what may not be read from here.
  bool CheckReadable(const PatternVariable& variable, lang::SourceRange range,
                     const std::string& field);
  bool CheckEarlier(const PatternVariable& variable, lang::SourceRange range);
  Typed ReadField(PatternVariable& variable, CheckedFrameColumn column,
                  const lang::ast::FieldPath& field, std::uint64_t needed);
  bool FindFields(const PatternVariable& variable,
                  const lang::ast::FieldPath& field, CheckedFrameColumn& column,
                  Typed& value);
  bool AllHave(const PatternVariable& variable, CheckedFrameColumn::Field field,
               std::set<std::uint32_t> PatternStep::*set) const;
  void ReportNoField(const std::vector<std::uint32_t>& types,
                     const lang::ast::FieldPath& field);
  std::uint32_t NumberOf(const PatternVariable& variable) const {
    return static_cast<std::uint32_t>(&variable - variables_.data());
  }

  CheckContext& context_;
  const PatternTree& tree_;
  std::vector<PatternVariable>& variables_;
  std::vector<CheckedFrameColumn>& frame_;
  std::uint32_t first_column_;
  std::optional<std::uint32_t> reader_;
  // Columns that are present as soon as their event is.
  std::vector<nfa::ExprId> present_with_event_;
};

}  // namespace precept::compiler
