#include "tests/oracle/catalog.h"

#include <algorithm>

namespace precept::oracle {
namespace {

namespace ast = lang::ast;

template <class T>
const T* Find(const std::map<std::string, const T*>& map,
              const std::string& name) {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : it->second;
}

}  // namespace

std::string Dotted(const std::vector<ast::Segment>& segments,
                   std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < segments.size(); ++i) {
    if (i > from) text += '.';
    text += segments[i].text;
  }
  return text;
}

Catalog::Catalog(const std::vector<ast::File>& files) {
  for (const ast::File& file : files) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto& node = declaration.node;
      if (const auto* e = std::get_if<ast::Event>(&node)) {
        events_[e->name.text] = e;
      } else if (const auto* d = std::get_if<ast::DerivedEvent>(&node)) {
        derived_[d->name.text] = d;
      } else if (const auto* r = std::get_if<ast::Rule>(&node)) {
        rules_[r->name.text] = r;
      } else if (const auto* c = std::get_if<ast::Const>(&node)) {
        consts_[c->name.text] = c;
      } else if (const auto* f = std::get_if<ast::Def>(&node)) {
        defs_[f->name.text] = f;
      } else if (const auto* l = std::get_if<ast::List>(&node)) {
        lists_[l->name.text] = l;
      }
    }
  }
}

const ast::Event* Catalog::FindEvent(const std::string& name) const {
  return Find(events_, name);
}
const ast::DerivedEvent* Catalog::FindDerived(const std::string& name) const {
  return Find(derived_, name);
}
const ast::Rule* Catalog::FindRule(const std::string& name) const {
  return Find(rules_, name);
}
const ast::Const* Catalog::FindConst(const std::string& name) const {
  return Find(consts_, name);
}
const ast::Def* Catalog::FindDef(const std::string& name) const {
  return Find(defs_, name);
}
const ast::List* Catalog::FindList(const std::string& name) const {
  return Find(lists_, name);
}

void Catalog::AddBases(const std::string& name,
                       std::vector<std::string>& out) const {
  if (const ast::DerivedEvent* derived = FindDerived(name)) {
    for (const ast::Name& base : derived->bases) AddBases(base.text, out);
  } else if (std::find(out.begin(), out.end(), name) == out.end()) {
    out.push_back(name);
  }
}

std::vector<std::string> Catalog::BaseTypes(const std::string& name) const {
  std::vector<std::string> bases;
  AddBases(name, bases);
  return bases;
}

std::string Catalog::StreamOf(const std::string& base_type) const {
  const ast::Event* event = FindEvent(base_type);
  return event != nullptr && event->from ? event->from->value : base_type;
}

const ast::FieldDecl* Catalog::FindField(const ast::Event& event,
                                         const std::string& name) {
  for (const ast::FieldDecl& field : event.fields) {
    if (Dotted(field.name.segments) == name) return &field;
  }
  return nullptr;
}

}  // namespace precept::oracle
