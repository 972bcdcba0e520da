#include "compiler/declarations.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>

#include "compiler/literal.h"
#include "compiler/counts.h"
#include "compiler/type_scope.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

void CheckAggregate(CheckContext& context, const std::string& window,
                    const ast::AggregateDecl& aggregate) {
  const ast::Name& source = aggregate.source;
  if (const auto type = context.types.Find(source.text)) {
    context.references.Add(window, source.text);
    if (aggregate.path.empty()) return;
    const ast::FieldPath path{aggregate.path, aggregate.range};
    EventType& event = context.types[*type];
    if (context.types.FindField(event, path)) return;
    if (ReportConflict(context, event, path, 0)) return;
    ReportUnknownField(context, event, path, 0, {});
    return;
  }
  if (context.catalog.Find(source.text) != nullptr || source.text == "alert") return;
  context.reporter.Report(DiagnosticCode::kUnknownType, source.range,
                          "there is no event type " + Quoted(source.text),
                          DidYouMean(source.text, context.catalog.TypeNames()));
}

void CheckExtent(CheckContext& context, const ast::Window& window) {
  struct Visitor {
    CheckContext& context;
    const std::string& owner;
    void operator()(const ast::TumblingExtent& extent) const { Span(extent.size); }
    void operator()(const ast::HoppingExtent& extent) const {
      Span(extent.size);
      Span(extent.every);
    }
    void operator()(const ast::SessionExtent& extent) const { Span(extent.gap); }
    void operator()(const ast::LastExtent& extent) const {
      CheckCount(context, owner, extent.count);
    }
    void operator()(const ast::EverExtent&) const {}
    void operator()(const ast::SlidingExtent& extent) const {
      Span(extent.size);
      if (extent.step) Span(*extent.step);
    }
    void Span(const ast::Span& span) const { CheckSpan(context, owner, span); }
  };
  std::visit(Visitor{context, window.name.text}, window.extent);
}

void RefuseWindow(CheckContext& context, const ast::Window& window) {
  context.reporter.NotInThisVersion(window.name.range, "windows are");
  CheckExtent(context, window);
  for (const ast::AggregateDecl& aggregate : window.aggregates) {
    CheckAggregate(context, window.name.text, aggregate);
  }
}

void RefuseTune(CheckContext& context, const ast::Tune& tune) {
  context.reporter.NotInThisVersion(tune.name.range, "`tune` is");
  if (context.catalog.Find<ast::Rule>(tune.name.text) != nullptr) return;
  context.reporter.Report(
      DiagnosticCode::kUnknownRule, tune.name.range,
      "there is no rule " + Quoted(tune.name.text),
      DidYouMean(tune.name.text, context.catalog.NamesOf<ast::Rule>()));
}

void CheckConst(CheckContext& context, const ast::Const& constant) {
  if (std::holds_alternative<ast::Template>(constant.value.node)) {
    context.reporter.Report(DiagnosticCode::kConstKind, constant.value.range,
                            "a const is a literal, and a template is worked out "
                            "for each event",
                            "write it as a function: `def " +
                                constant.name.text + "(…) = …`");
    return;
  }
  if (const auto* time = std::get_if<ast::TimeLiteral>(&constant.value.node)) {
    const LiteralValue value = StringAs(time->text, nfa::Scalar::kTimestamp);
    if (const auto* problem = std::get_if<LiteralProblem>(&value)) {
      context.reporter.Report(problem->code, constant.value.range,
                              problem->message, problem->fix);
    }
  }
}

}  // namespace

void CheckConsts(CheckContext& context) {
  for (const auto& [name, entry] : context.catalog.entries()) {
    if (entry.is_faulty()) continue;
    if (const auto* constant = std::get_if<const ast::Const*>(&entry.declared)) {
      CheckConst(context, **constant);
    }
  }
}

void RefuseTests(const ast::File& file, Reporter& reporter) {
  for (const ast::Declaration& declaration : file.declarations) {
    const bool test = std::holds_alternative<ast::Test>(declaration.node);
    if (!test || declaration.faulty) continue;
    constexpr std::uint32_t kWordLength = 4;  // `test`
    lang::SourceRange word = declaration.range;
    word.end = std::min(word.end, word.begin + kWordLength);
    reporter.NotInThisVersion(word, "tests are");
  }
}

void RefuseDeclarations(CheckContext& context) {
  for (const auto& [name, entry] : context.catalog.entries()) {
    if (entry.is_faulty()) continue;
    if (const auto* window = std::get_if<const ast::Window*>(&entry.declared)) {
      RefuseWindow(context, **window);
    } else if (std::holds_alternative<const ast::Table*>(entry.declared)) {
      context.reporter.NotInThisVersion(entry.name->range, "tables are");
    } else if (std::holds_alternative<const ast::Model*>(entry.declared)) {
      context.reporter.NotInThisVersion(entry.name->range, "models are");
    }
  }
  for (const ast::Tune* tune : context.catalog.tunes()) RefuseTune(context, *tune);
}

}  // namespace precept::compiler
