// Warnings about conditions that read the events of other steps: equalities
// that should be keys, and what is false because something is not there.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/checked_rules.h"
#include "compiler/context.h"
#include "lang/ast.h"
#include "nfa/expression.h"

namespace precept::compiler {

// A conjunct as the author wrote it, and what was made of it over the frame:
// of a step's condition, those parts that read earlier steps; or one of the
// clause `where`.
struct WrittenConjunct {
  std::optional<std::uint32_t> step;  // Nothing: of the clause.
  const lang::ast::Expr* written = nullptr;
  std::vector<nfa::ExprId> parts;
};

// Whether a field is equal in all steps, so that it should be a key: reported.
bool WarnOfEqualities(CheckContext& context, const CheckedRule& rule,
                      const std::vector<WrittenConjunct>& written);
// Whether equalities join each step with the others, be it as a chain.
bool JoinsAllSteps(const CheckContext& context, const CheckedRule& rule,
                   const std::vector<WrittenConjunct>& written);
// A comparison with what a step's own variable does not hold at first.
void WarnOfFirstTime(CheckContext& context, const CheckedRule& rule,
                     const std::vector<WrittenConjunct>& written);
// A conjunct of the clause that is false where a step was not taken.
void WarnOfUntaken(CheckContext& context, const CheckedRule& rule,
                   const std::vector<WrittenConjunct>& written);

}  // namespace precept::compiler
