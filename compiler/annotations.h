// Annotations of declared fields: what they say, and where they are misused.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/reporter.h"
#include "lang/ast.h"
#include "nfa/value.h"

namespace precept::compiler {

struct FieldAnnotations {
  bool is_time = false;
  bool required = false;
  bool evidence = false;
  bool nocase = false;
  std::string format;
  std::optional<std::vector<std::string>> from;  // Segments of the path.
  std::optional<std::vector<nfa::Value>> oneof;
  lang::SourceRange time_range;  // Of @time, where it is given.
};

FieldAnnotations CheckAnnotations(const lang::ast::FieldDecl& field,
                                  Reporter& reporter);

}  // namespace precept::compiler
