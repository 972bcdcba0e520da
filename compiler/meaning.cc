#include "compiler/meaning.h"

#include <utility>

#include "lang/ast_printer.h"

namespace precept::compiler {

namespace ast = lang::ast;

std::string MeaningOf(const ast::Rule& rule, const Catalog& catalog,
                      const References& references) {
  ast::Rule bare = rule;
  bare.title.reset();
  bare.meta.reset();
  ast::Declaration declaration;
  declaration.node = std::move(bare);
  std::string meaning = lang::Print(declaration);
  for (const std::string& name : references.ReachedFrom(rule.name.text)) {
    const CatalogEntry* entry = catalog.Find(name);
    if (entry != nullptr) meaning += "\n" + lang::Print(*entry->declaration);
  }
  return meaning;
}

}  // namespace precept::compiler
