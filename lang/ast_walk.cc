#include "lang/ast_walk.h"

#include <vector>

namespace precept::lang {
namespace {

class Walker {
 public:
  explicit Walker(const AstCallbacks& callbacks) : callbacks_(callbacks) {}

  void Expr(const ast::Expr& expr) {
    if (callbacks_.expr) callbacks_.expr(expr);
    std::visit(*this, expr.node);
  }
  void Exprs(const std::vector<ast::Expr>& exprs) {
    for (const ast::Expr& expr : exprs) Expr(expr);
  }
  void Maybe(const std::optional<ast::Expr>& expr) {
    if (expr) Expr(*expr);
  }

  void Step(const ast::Step& step) {
    if (callbacks_.step) callbacks_.step(step);
    Maybe(step.where);
  }
  void Pattern(const ast::Pattern& pattern) {
    if (callbacks_.pattern) callbacks_.pattern(pattern);
    std::visit(*this, pattern.sequence.first.node);
    for (const auto& link : pattern.sequence.links) std::visit(*this, link);
    for (const ast::Step& step : pattern.until) Step(step);
  }

  // ---- expressions ---------------------------------------------------------
  void operator()(const ast::BoolLiteral&) {}
  void operator()(const ast::NumberLiteral&) {}
  void operator()(const ast::StringLiteral&) {}
  void operator()(const ast::DurationLiteral&) {}
  void operator()(const ast::TimeLiteral&) {}
  void operator()(const ast::FieldRef&) {}
  void operator()(const ast::Template& node) {
    for (const auto& part : node.parts) {
      if (const auto* expr = std::get_if<Box<ast::Expr>>(&part)) Expr(**expr);
    }
  }
  void operator()(const ast::ListLiteral& node) { Exprs(node.elements); }
  void operator()(const ast::Call& node) { Exprs(node.arguments); }
  void operator()(const ast::Index& node) {
    Expr(*node.base);
    Exprs(node.arguments);
  }
  void operator()(const ast::Unary& node) { Expr(*node.operand); }
  void operator()(const ast::Binary& node) {
    Expr(*node.left);
    Expr(*node.right);
  }
  void operator()(const ast::IsMissing& node) { Expr(*node.operand); }
  void operator()(const ast::Quantified& node) { Expr(*node.comparison); }
  void operator()(const ast::Conditional& node) {
    Expr(*node.condition);
    Expr(*node.then);
    Expr(*node.otherwise);
  }
  void operator()(const ast::Parenthesized& node) { Expr(*node.inner); }

  // ---- patterns ------------------------------------------------------------
  void operator()(const ast::Step& step) { Step(step); }
  void operator()(const Box<ast::Group>& group) { Pattern(group->body); }
  void operator()(const ast::Conjunction& both) {
    for (const ast::Term& term : both.operands) std::visit(*this, term.node);
  }
  void operator()(const ast::Alternation& either) {
    for (const ast::Term& term : either.branches) std::visit(*this, term.node);
  }
  void operator()(const ast::Follow& follow) { std::visit(*this, follow.term.node); }
  void operator()(const ast::Negation& negation) {
    for (const ast::Step& step : negation.steps) Step(step);
  }

  // ---- declarations --------------------------------------------------------
  void Fields(const std::vector<ast::FieldDecl>& fields) {
    for (const ast::FieldDecl& field : fields) {
      for (const ast::Annotation& annotation : field.annotations) {
        const auto* list = std::get_if<std::vector<ast::Expr>>(&annotation.argument);
        if (list != nullptr) Exprs(*list);
      }
    }
  }
  void Record(const ast::Record& record) {
    for (const ast::RecordEntry& entry : record.entries) Expr(entry.value);
  }
  void Throttle(const std::optional<ast::Throttle>& throttle) {
    if (!throttle) return;
    if (const auto* step = std::get_if<ast::Step>(&throttle->what)) Step(*step);
  }
  void operator()(const ast::Event& event) {
    Maybe(event.where);
    Fields(event.fields);
  }
  void operator()(const ast::DerivedEvent& event) {
    Maybe(event.where);
    if (!event.computed) return;
    for (const ast::ComputedField& field : *event.computed) Expr(field.value);
  }
  void operator()(const ast::Window& window) {
    for (const ast::AggregateDecl& aggregate : window.aggregates) {
      Maybe(aggregate.where);
      Maybe(aggregate.argument);
    }
  }
  void operator()(const ast::Rule& rule) {
    Pattern(rule.match.pattern);
    Maybe(rule.where);
    if (rule.emit) {
      for (const ast::EmitEntry& entry : rule.emit->entries) Maybe(entry.value);
    }
    Throttle(rule.throttle);
  }
  void operator()(const ast::Tune& tune) {
    Maybe(tune.where);
    Throttle(tune.throttle);
  }
  void operator()(const ast::List& list) {
    if (const auto* all = std::get_if<std::vector<ast::Expr>>(&list.source)) {
      Exprs(*all);
    }
  }
  void operator()(const ast::Table& table) { Fields(table.fields); }
  void operator()(const ast::Const& constant) { Expr(constant.value); }
  void operator()(const ast::Def& def) { Expr(def.body); }
  void operator()(const ast::Model&) {}
  void operator()(const ast::Test& test) {
    for (const ast::TestEntry& entry : test.entries) std::visit(*this, entry.node);
  }
  void operator()(const ast::ClockEntry&) {}
  void operator()(const ast::LatenessEntry&) {}
  void operator()(const ast::FromEntry&) {}
  void operator()(const ast::ListEntry& entry) { Exprs(entry.values); }
  void operator()(const ast::TableEntry& entry) { Record(entry.row); }
  void operator()(const ast::ExpectEntry& entry) {
    if (entry.record) Record(*entry.record);
  }
  void operator()(const ast::GivenEntry& entry) { Record(entry.record); }

 private:
  const AstCallbacks& callbacks_;
};

}  // namespace

void WalkExpr(const ast::Expr& expr, const AstCallbacks& callbacks) {
  Walker(callbacks).Expr(expr);
}

void WalkPattern(const ast::Pattern& pattern, const AstCallbacks& callbacks) {
  Walker(callbacks).Pattern(pattern);
}

void WalkDeclaration(const ast::Declaration& declaration,
                     const AstCallbacks& callbacks) {
  Walker walker(callbacks);
  std::visit(walker, declaration.node);
}

}  // namespace precept::lang
