#include "compiler/passes/unused.h"

#include <string>
#include <variant>

namespace precept::compiler {

namespace ast = lang::ast;

void WarnOfUnused(const Catalog& catalog, const References& references,
                  Reporter& reporter) {
  for (const auto& [name, entry] : catalog.entries()) {
    const bool read_by_name =
        std::holds_alternative<const ast::List*>(entry.declared) ||
        std::holds_alternative<const ast::Def*>(entry.declared) ||
        std::holds_alternative<const ast::Const*>(entry.declared);
    if (!read_by_name || references.IsNamed(name)) continue;
    reporter.Report(lang::DiagnosticCode::kUnusedDeclaration, entry.name->range,
                    "nothing reads the " + KindOf(entry.declared).substr(2) +
                        " " + Quoted(name));
  }
}

}  // namespace precept::compiler
