// The declarations of a rule set by name.
//
// All declared names share one space: a name means one thing wherever it
// stands.  Tests have titles, not names, and are left out.
//
// Thread safety: immutable once made.

#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "compiler/reporter.h"
#include "lang/ast.h"

namespace precept::compiler {

// What a name was declared as; pointers into the files.
using Declared =
    std::variant<const lang::ast::Event*, const lang::ast::DerivedEvent*,
                 const lang::ast::Window*, const lang::ast::Rule*,
                 const lang::ast::List*, const lang::ast::Table*,
                 const lang::ast::Const*, const lang::ast::Def*,
                 const lang::ast::Model*>;

struct CatalogEntry {
  Declared declared;
  const lang::ast::Declaration* declaration = nullptr;
  const lang::ast::Name* name = nullptr;

  // It did not parse whole: it has its name, and nothing else of it is looked
  // at.
  bool is_faulty() const { return declaration->faulty; }
};

class Catalog {
 public:
  // Reports names that are declared twice (the first in order of files and
  // place is kept) or that the language keeps for itself.
  // `files` must outlive the catalog.
  static Catalog Make(const std::vector<lang::ast::File>& files,
                      Reporter& reporter);

  const CatalogEntry* Find(const std::string& name) const;
  bool IsFaulty(const std::string& name) const;
  // The declaration of this kind, or nullptr.
  template <class T>
  const T* Find(const std::string& name) const {
    const CatalogEntry* entry = Find(name);
    if (entry == nullptr) return nullptr;
    const auto* declared = std::get_if<const T*>(&entry->declared);
    return declared == nullptr ? nullptr : *declared;
  }

  // Ordered by name.
  const std::map<std::string, CatalogEntry>& entries() const { return entries_; }
  // Those that parsed whole.
  const std::vector<const lang::ast::Tune*>& tunes() const { return tunes_; }

  // Names of one kind in order, for suggestions.
  template <class... T>
  std::vector<std::string> NamesOf() const {
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries_) {
      if ((std::holds_alternative<const T*>(entry.declared) || ...)) {
        names.push_back(name);
      }
    }
    return names;
  }
  // Everything that a step may name.
  std::vector<std::string> TypeNames() const;

 private:
  void Add(const lang::ast::Declaration& declaration, Reporter& reporter);

  std::map<std::string, CatalogEntry> entries_;
  std::vector<const lang::ast::Tune*> tunes_;
};

// "a list", "an event type": what a name is, in words.
std::string KindOf(const Declared& declared);

}  // namespace precept::compiler
