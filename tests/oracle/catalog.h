// The declarations of a rule set, by name.
//
// Thread safety: immutable once built.  The files must outlive it.

#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "lang/ast.h"

namespace precept::oracle {

class Catalog {
 public:
  explicit Catalog(const std::vector<lang::ast::File>& files);

  // Null for a name that is not declared.
  const lang::ast::Event* FindEvent(const std::string& name) const;
  const lang::ast::DerivedEvent* FindDerived(const std::string& name) const;
  const lang::ast::Rule* FindRule(const std::string& name) const;
  const lang::ast::Const* FindConst(const std::string& name) const;
  const lang::ast::Def* FindDef(const std::string& name) const;
  const lang::ast::List* FindList(const std::string& name) const;

  // "A derived type counts as its base": the base types under `name`, in order
  // of declaration within it, each once.
  std::vector<std::string> BaseTypes(const std::string& name) const;
  // "Without `from` the stream has the type's name."
  std::string StreamOf(const std::string& base_type) const;
  // The declaration of a field of a base type; null if it has none.
  static const lang::ast::FieldDecl* FindField(const lang::ast::Event& event,
                                               const std::string& name);

 private:
  void AddBases(const std::string& name, std::vector<std::string>& out) const;

  std::map<std::string, const lang::ast::Event*> events_;
  std::map<std::string, const lang::ast::DerivedEvent*> derived_;
  std::map<std::string, const lang::ast::Rule*> rules_;
  std::map<std::string, const lang::ast::Const*> consts_;
  std::map<std::string, const lang::ast::Def*> defs_;
  std::map<std::string, const lang::ast::List*> lists_;
};

// Segments joined by dots, without backticks.
std::string Dotted(const std::vector<lang::ast::Segment>& segments,
                   std::size_t from = 0);

}  // namespace precept::oracle
