// What bare names and dotted paths mean where an expression stands.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/typed.h"
#include "lang/ast.h"

namespace precept::compiler {

// A variable holds one event or, where its step repeats, several.
enum class VariableKind { kNone, kOneEvent, kManyEvents };

// One of the events of a variable that holds several.
struct EventChoice {
  enum class Which { kFirst, kLast, kItem };
  Which which{};
  std::int64_t item = 0;  // kItem: from 0, negative from the end.
};

// What a value that is read of an event says of that event.
struct EventBehind {
  std::uint32_t event = 0;  // Its number: equal ones are one event.
  bool is_enough = false;   // If the event is there, so is the value.
  bool is_count = false;    // The value is the number of such events.
  // It is not 0: a number of events of which one is surely there, or a field
  // of which the step's condition says so.
  bool is_not_zero = false;
};

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
  virtual VariableKind KindOfVariable(const std::string&) const {
    return VariableKind::kNone;
  }
  // A field of one event of a variable, and how many events it holds.
  // REQUIRES: the name is a variable.
  virtual Typed ReadEvent(const std::string&, EventChoice,
                          const lang::ast::FieldPath&) {
    return Typed::Error();
  }
  virtual Typed CountEvents(const std::string&, lang::SourceRange) {
    return Typed::Error();
  }
  // For a value that is read of an event of a variable.
  virtual std::optional<EventBehind> Behind(nfa::ExprId) const {
    return std::nullopt;
  }
};

}  // namespace precept::compiler
