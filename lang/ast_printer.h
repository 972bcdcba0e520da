// The syntax tree as text, in two ways.

#pragma once

#include <string>

#include "lang/ast.h"

namespace precept::lang {

// One node a line, indented, with ranges in bytes: for `explain --stage ast`
// and the cases in tests/cases/parse/.
std::string DumpTree(const ast::File& file);

// Canonical source of a tree or a part of it: fixed blanks, no comments, no
// ranges.  Two trees that differ in layout and comments only print alike, and
// Parse(Print(t)) prints as t does.  The hash of a rule's meaning is taken
// over this text.
std::string Print(const ast::File& file);
std::string Print(const ast::Declaration& declaration);
std::string Print(const ast::Pattern& pattern);
std::string Print(const ast::Expr& expr);
std::string Print(const ast::FieldPath& path);

}  // namespace precept::lang
