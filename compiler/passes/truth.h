// Conditions that always or never hold: by constants alone, or because two
// parts of a condition exclude each other.
//
// Sound, not complete: what it says is so; much it does not see.

#pragma once

#include <map>
#include <set>
#include <vector>

#include "compiler/reporter.h"
#include "lang/ast.h"
#include "nfa/expression.h"

namespace precept::compiler {

enum class Truth { kUnknown, kAlways, kNever };

Truth TruthOf(const nfa::ExpressionPool& pool, nfa::ExprId condition);
// False only if the conditions can never hold of one event.
bool CanHoldTogether(const nfa::ExpressionPool& pool,
                     const std::vector<nfa::ExprId>& conditions);

// Warns of the parts of a condition that always or never hold.  `ids` has the
// conditions within `expr` that have been checked; `doubtful` the values in it
// that may be missing.
void WarnOfTruth(const lang::ast::Expr& expr,
                 const std::map<const lang::ast::Expr*, nfa::ExprId>& ids,
                 const std::set<nfa::ExprId>& doubtful,
                 const nfa::ExpressionPool& pool, Reporter& reporter);

}  // namespace precept::compiler
