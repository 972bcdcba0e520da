// The order of the checks: declarations by name, then what others build on
// (lists, consts, event types, functions), then the rules, each in the order
// of names, so that neither files nor their order matter to the result.

#include "compiler/check.h"

#include <utility>
#include <variant>

#include "compiler/catalog.h"
#include "compiler/context.h"
#include "compiler/declarations.h"
#include "compiler/event_types.h"
#include "compiler/functions.h"
#include "compiler/lists.h"
#include "compiler/passes/unused.h"
#include "compiler/references.h"
#include "compiler/reporter.h"
#include "compiler/rule_checker.h"
#include "compiler/type_table.h"

namespace precept::compiler {

namespace ast = lang::ast;

std::optional<CheckedRules> Check(const std::vector<ast::File>& files,
                                  lang::DiagnosticSink& sink) {
  Reporter reporter(sink);
  CheckedRules result;
  const Catalog catalog = Catalog::Make(files, reporter);
  ListTable lists(catalog, reporter);
  References references;
  TypeTable types(result.expressions);
  FunctionTable functions;
  CheckContext context{catalog,  reporter,  references, result.expressions,
                       types,    functions, lists};
  CheckConsts(context);
  functions.CheckAll(context);
  CheckEventTypes(context);
  RefuseDeclarations(context);
  for (const auto& [name, entry] : catalog.entries()) {
    const auto* rule = std::get_if<const ast::Rule*>(&entry.declared);
    if (rule == nullptr) continue;
    if (auto checked = RuleChecker(context, **rule).Check()) {
      result.rules.push_back(std::move(*checked));
    }
  }
  // Errors of the parser count too: what is missing may be what it dropped.
  if (sink.has_errors()) return std::nullopt;
  WarnOfUnused(catalog, references, reporter);
  result.types = types.Release();
  return result;
}

}  // namespace precept::compiler
