#include "compiler/counts.h"

#include <cstdint>

#include "compiler/literal.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

// The const of this name, or nullptr after a report, at its declaration
// perhaps.
const ast::Const* FindConst(CheckContext& context, const std::string& owner,
                            const ast::Name& name, const std::string& wanted) {
  if (const auto* constant = context.catalog.Find<ast::Const>(name.text)) {
    context.references.Add(owner, name.text);
    return context.catalog.IsFaulty(name.text) ? nullptr : constant;
  }
  const CatalogEntry* entry = context.catalog.Find(name.text);
  if (entry != nullptr) {
    context.reporter.Report(DiagnosticCode::kWrongKindOfName, name.range,
                            Quoted(name.text) + " is " + KindOf(entry->declared) +
                                ", and " + wanted + " is needed here");
    return nullptr;
  }
  context.reporter.Report(
      DiagnosticCode::kUnknownConst, name.range,
      "there is no const " + Quoted(name.text),
      DidYouMean(name.text, context.catalog.NamesOf<ast::Const>()));
  return nullptr;
}

}  // namespace

std::optional<nfa::Duration> CheckSpan(CheckContext& context,
                                       const std::string& owner,
                                       const ast::Span& span) {
  if (const auto* literal = std::get_if<ast::DurationLiteral>(&span.value)) {
    return nfa::Duration{literal->nanoseconds};
  }
  const ast::Name& name = std::get<ast::Name>(span.value);
  const ast::Const* constant = FindConst(context, owner, name, "a duration");
  if (constant == nullptr) return std::nullopt;
  const auto* value = std::get_if<ast::DurationLiteral>(&constant->value.node);
  if (value != nullptr) return nfa::Duration{value->nanoseconds};
  context.reporter.Report(DiagnosticCode::kConstKind, name.range,
                          "a duration is needed here, and the const " +
                              Quoted(name.text) + " is none",
                          {}, {{constant->value.range, "its value"}});
  return std::nullopt;
}

std::optional<std::uint64_t> CheckCount(CheckContext& context,
                                        const std::string& owner,
                                        const ast::Count& count) {
  const auto* name = std::get_if<ast::Name>(&count.value);
  if (name == nullptr) return std::get<std::uint64_t>(count.value);
  const ast::Const* constant = FindConst(context, owner, *name, "a whole number");
  if (constant == nullptr) return std::nullopt;
  const auto* written = std::get_if<ast::NumberLiteral>(&constant->value.node);
  if (written != nullptr && written->is_integer) {
    const LiteralValue value = NumberAs(written->spelling, nfa::Scalar::kInt);
    const auto* number = std::get_if<nfa::Value>(&value);
    const auto* whole =
        number == nullptr ? nullptr : number->get_if<std::int64_t>();
    if (whole != nullptr && *whole >= 0) return static_cast<std::uint64_t>(*whole);
  }
  context.reporter.Report(DiagnosticCode::kConstKind, name->range,
                          "a whole number is needed here, and the const " +
                              Quoted(name->text) + " is none",
                          {}, {{constant->value.range, "its value"}});
  return std::nullopt;
}

}  // namespace precept::compiler
