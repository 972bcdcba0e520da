// An expression that has been checked.

#pragma once

#include <optional>
#include <vector>

#include "nfa/expression.h"
#include "nfa/value.h"

namespace precept::compiler {

// What only the warnings want to know of a field.
struct FieldNotes {
  std::optional<std::vector<nfa::Value>> oneof;  // @oneof: texts and numbers.
  // It has a `?`, and by the conditions of its type it is never missing.
  bool is_present = false;
};

struct Typed {
  nfa::ExprId id;
  nfa::Type type;
  // Something is wrong in it and has been reported: what is built over it is
  // an error too and reports nothing.
  bool is_error = false;
  bool may_be_missing = false;
  bool never_empty = false;             // A list of at least one.
  bool from_caller = false;             // A parameter, unchanged.
  bool nocase = false;                  // Compared without regard to case.
  const FieldNotes* notes = nullptr;    // It is this field, unchanged.

  static Typed Error() {
    Typed typed;
    typed.is_error = true;
    return typed;
  }
};

}  // namespace precept::compiler
