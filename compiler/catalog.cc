#include "compiler/catalog.h"

#include <optional>
#include <type_traits>
#include <utility>

#include "nfa/function.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

// The entry of a declaration; nothing for tunes and tests.
std::optional<CatalogEntry> EntryOf(const ast::Declaration& declaration) {
  return std::visit(
      [&](const auto& node) -> std::optional<CatalogEntry> {
        using T = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<T, ast::Tune> ||
                      std::is_same_v<T, ast::Test>) {
          return std::nullopt;
        } else {
          return CatalogEntry{Declared(&node), &declaration, &node.name};
        }
      },
      declaration.node);
}

bool IsCallable(const Declared& declared) {
  return std::holds_alternative<const ast::Def*>(declared) ||
         std::holds_alternative<const ast::Model*>(declared);
}

bool IsBuiltInFunction(const std::string& name) {
  return nfa::IsFunction(name) || nfa::IsAggregate(name) || name == "prior";
}

}  // namespace

Catalog Catalog::Make(const std::vector<ast::File>& files, Reporter& reporter) {
  Catalog catalog;
  for (const ast::File& file : files) {
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* tune = std::get_if<ast::Tune>(&declaration.node)) {
        if (!declaration.faulty) catalog.tunes_.push_back(tune);
      } else {
        catalog.Add(declaration, reporter);
      }
    }
  }
  return catalog;
}

void Catalog::Add(const ast::Declaration& declaration, Reporter& reporter) {
  const auto entry = EntryOf(declaration);
  if (!entry) return;
  const ast::Name& name = *entry->name;
  if (name.text.empty()) return;  // The parser has reported it.
  if (name.text == "alert") {
    reporter.Report(DiagnosticCode::kReservedName, name.range,
                    "`alert` is the type of all alerts and cannot be declared");
    return;
  }
  if (IsCallable(entry->declared) && IsBuiltInFunction(name.text)) {
    reporter.Report(DiagnosticCode::kReservedName, name.range,
                    Quoted(name.text) + " is a function of the language",
                    "give it another name");
    return;
  }
  const auto [at, added] = entries_.emplace(name.text, *entry);
  if (added) return;
  reporter.Report(DiagnosticCode::kDuplicateName, name.range,
                  Quoted(name.text) + " is declared already as " +
                      KindOf(at->second.declared),
                  {}, {{at->second.name->range, "first declared here"}});
}

const CatalogEntry* Catalog::Find(const std::string& name) const {
  const auto at = entries_.find(name);
  return at == entries_.end() ? nullptr : &at->second;
}

bool Catalog::IsFaulty(const std::string& name) const {
  const CatalogEntry* entry = Find(name);
  return entry != nullptr && entry->is_faulty();
}

std::vector<std::string> Catalog::TypeNames() const {
  return NamesOf<ast::Event, ast::DerivedEvent, ast::Window, ast::Rule>();
}

std::string KindOf(const Declared& declared) {
  struct Words {
    std::string operator()(const ast::Event*) const { return "an event type"; }
    std::string operator()(const ast::DerivedEvent*) const { return "an event type"; }
    std::string operator()(const ast::Window*) const { return "a window"; }
    std::string operator()(const ast::Rule*) const { return "a rule"; }
    std::string operator()(const ast::List*) const { return "a list"; }
    std::string operator()(const ast::Table*) const { return "a table"; }
    std::string operator()(const ast::Const*) const { return "a const"; }
    std::string operator()(const ast::Def*) const { return "a function"; }
    std::string operator()(const ast::Model*) const { return "a model"; }
  };
  return std::visit(Words{}, declared);
}

}  // namespace precept::compiler
