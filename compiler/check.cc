// The order of the checks: declarations by name, then what others build on
// (lists, consts, event types, functions), then the rules, each in the order
// of names, so that neither files nor their order matter to the result.

#include "compiler/check.h"

#include <algorithm>
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

namespace {

Withheld WithheldOf(const std::vector<ast::File>& files, bool syntax_errors) {
  const bool lost = std::any_of(
      files.begin(), files.end(),
      [](const ast::File& file) { return file.lost_declarations; });
  if (lost) return Withheld::kWarningsAndUnknownNames;
  return syntax_errors ? Withheld::kWarnings : Withheld::kNothing;
}

}  // namespace

std::optional<CheckedRules> Check(const std::vector<ast::File>& files,
                                  lang::DiagnosticSink& sink) {
  Reporter reporter(sink, WithheldOf(files, sink.has_errors()));
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
  for (const ast::File& file : files) RefuseTests(file, reporter);
  for (const auto& [name, entry] : catalog.entries()) {
    const auto* rule = std::get_if<const ast::Rule*>(&entry.declared);
    if (rule == nullptr || entry.is_faulty()) continue;
    if (auto checked = RuleChecker(context, **rule).Check()) {
      result.rules.push_back(std::move(*checked));
    }
  }
  // Errors of the parser count too.
  if (sink.has_errors()) return std::nullopt;
  WarnOfUnused(catalog, references, reporter);
  result.types = types.Release();
  return result;
}

}  // namespace precept::compiler
