#include "compiler/meaning.h"

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "lang/ast_printer.h"
#include "lang/ast_walk.h"

namespace precept::compiler {
namespace {

namespace ast = lang::ast;

// The fields of a base type that count, by their number.
using FieldsByBase = std::map<std::uint32_t, std::set<std::uint32_t>>;

void AddColumns(const nfa::ExpressionPool& pool, std::optional<nfa::ExprId> id,
                std::set<std::uint32_t>& fields) {
  if (!id) return;
  const std::vector<std::uint32_t> columns = pool.ColumnsOf(*id);
  fields.insert(columns.begin(), columns.end());
}

// What the rule reads of base types, through the types over them: by its own
// reads, and by the conditions that decide what is of its types.
FieldsByBase ReadsOf(const CheckedRule& rule, const CheckContext& context) {
  FieldsByBase fields;
  for (const CheckedStep& step : rule.steps) {
    for (const CheckedBase& base : context.types[step.type].checked.bases) {
      std::set<std::uint32_t>& of_base = fields[base.base];
      AddColumns(context.pool, context.types[base.base].checked.where, of_base);
      for (const nfa::ExprId condition : base.conditions) {
        AddColumns(context.pool, condition, of_base);
      }
    }
  }
  for (const auto& [type, field] : rule.reads) {
    for (const CheckedBase& base : context.types[type].checked.bases) {
      AddColumns(context.pool, base.fields[field], fields[base.base]);
    }
  }
  return fields;
}

// Leaves the fields that the rule reads, and those that count for every rule:
// the time, what an event must have, and what its alerts show.
void LeaveFields(ast::Event& event, const EventType& type,
                 const std::set<std::uint32_t>& reads) {
  std::erase_if(event.fields, [&](const ast::FieldDecl& field) {
    const auto at = type.by_name.find(JoinPath(field.name.segments));
    if (at == type.by_name.end()) return false;
    const CheckedField& checked = type.checked.fields[at->second];
    return reads.count(at->second) == 0 && !checked.required &&
           !checked.evidence && type.checked.time_field != at->second;
  });
}

// @oneof is for the checker.
void LeaveOutOneof(ast::Event& event) {
  for (ast::FieldDecl& field : event.fields) {
    std::erase_if(field.annotations, [](const ast::Annotation& annotation) {
      return annotation.kind == ast::Annotation::Kind::kOneof;
    });
  }
}

std::string DecimalSpelling(const std::string& spelling) {
  const bool negative = spelling.starts_with('-');
  const char* digits = spelling.data() + (negative ? 1 : 0);
  const char* end = spelling.data() + spelling.size();
  if (end - digits < 3 || digits[0] != '0' || (digits[1] | 0x20) != 'x') {
    return spelling;
  }
  std::uint64_t value = 0;
  const auto [at, error] = std::from_chars(digits + 2, end, value, 16);
  if (error != std::errc() || at != end) return spelling;
  return (negative ? "-" : "") + std::to_string(value);
}

std::string Canonical(ast::Declaration declaration) {
  lang::AstCallbacks callbacks;
  callbacks.expr = [](const ast::Expr& expr) {
    // Of the copy that this function was given.
    auto& node = const_cast<ast::Expr&>(expr).node;
    if (auto* number = std::get_if<ast::NumberLiteral>(&node)) {
      number->spelling = DecimalSpelling(number->spelling);
    }
  };
  lang::WalkDeclaration(declaration, callbacks);
  return lang::Print(declaration);
}

// Without title and meta; what may be left out or written in two places is so
// in one way.
ast::Rule Bare(ast::Rule rule) {
  rule.title.reset();
  rule.meta.reset();
  ast::Match& match = rule.match;
  if (match.mode == ast::Mode::kFirst) match.mode.reset();
  if (!match.within) match.within = std::exchange(match.pattern.within, {});
  return rule;
}

}  // namespace

std::string MeaningOf(const CheckedRule& rule, const CheckContext& context) {
  ast::Declaration own;
  own.node = Bare(*rule.syntax);
  std::string meaning = Canonical(std::move(own));
  const FieldsByBase reads = ReadsOf(rule, context);
  for (const std::string& name : context.references.ReachedFrom(rule.name)) {
    const CatalogEntry* entry = context.catalog.Find(name);
    if (entry == nullptr) continue;
    ast::Declaration declaration = *entry->declaration;
    if (auto* event = std::get_if<ast::Event>(&declaration.node)) {
      const std::uint32_t type = *context.types.Find(name);
      const auto at = reads.find(type);
      if (at != reads.end()) LeaveFields(*event, context.types[type], at->second);
      LeaveOutOneof(*event);
    }
    meaning += "\n" + Canonical(std::move(declaration));
  }
  return meaning;
}

}  // namespace precept::compiler
