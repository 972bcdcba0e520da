// What bare names and dotted paths mean where an expression stands.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/typed.h"
#include "lang/ast.h"

namespace precept::compiler {

// A variable holds one event or, where its step repeats, several.
enum class VariableKind { kNone, kOneEvent, kManyEvents };

class Scope {
 public:
  virtual ~Scope() = default;

  // The value of a path; nothing if the scope has nothing of this name.  What
  // is there but may not be read so is reported, and an error.
  virtual std::optional<Typed> Resolve(const lang::ast::FieldPath& path) = 0;
  // A path that means nothing anywhere: says so as fits the place; `others`
  // are the names of declarations that might stand here too.
  virtual void ReportUnknown(const lang::ast::FieldPath& path,
                             const std::vector<std::string>& others) = 0;
  // Whether Resolve would find something, be it to refuse it.
  virtual bool Has(const lang::ast::FieldPath& path) = 0;
  // What a name is among the variables of the pattern.
  virtual VariableKind KindOfVariable(const std::string& name) const = 0;
};

}  // namespace precept::compiler
