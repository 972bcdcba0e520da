// Order, equality, membership and the text operators, on single values.

#pragma once

#include <optional>
#include <string>

#include "lang/ast.h"
#include "nfa/value.h"

namespace precept::oracle {

// Less than, equal, greater as a sign; nothing for values that do not compare.
std::optional<int> CompareValues(const nfa::Value& a, const nfa::Value& b);
// ASCII only; the cases of the oracle's tests use no more.
std::string Folded(std::string text);
bool EqualIn(const nfa::Value& left, const nfa::Value& right, bool nocase);
// Whether the list, or the block of addresses, contains the value.
bool ContainsValue(const nfa::Value& container, const nfa::Value& value,
                   bool nocase);
// contains, startswith, endswith, like, matches; a list on the right means any
// of them.  Nothing if a side is no text.
std::optional<bool> TextTest(lang::ast::BinaryOp op, const nfa::Value& left,
                             const nfa::Value& right, bool nocase);

}  // namespace precept::oracle
