// What events can be to a rule: which of its steps one event can fit.

#pragma once

#include <vector>

#include "nfa/rule_set.h"
#include "nfa/shape_count.h"

namespace precept::compiler {

// The distinct kinds of events, as far as the conditions show: an event is of
// one base type, of two conditions that exclude each other it fits one, and what
// asks no more than another step is fitted with it.  Where many conditions are
// asked of one type only some sets of them are tried.
std::vector<nfa::EventKind> EventKindsOf(const nfa::RuleSet& rules, const nfa::Rule& rule);

}  // namespace precept::compiler
