// Every expression and pattern below a node, for what looks at all of them.

#pragma once

#include <functional>

#include "lang/ast.h"

namespace precept::lang {

struct AstCallbacks {
  std::function<void(const ast::Expr&)> expr;
  std::function<void(const ast::Pattern&)> pattern;
  std::function<void(const ast::Step&)> step;
};

// Calls back for each node before those inside it, in order of place.
void WalkExpr(const ast::Expr& expr, const AstCallbacks& callbacks);
void WalkPattern(const ast::Pattern& pattern, const AstCallbacks& callbacks);
void WalkDeclaration(const ast::Declaration& declaration,
                     const AstCallbacks& callbacks);

}  // namespace precept::lang
