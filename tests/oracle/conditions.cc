#include "tests/oracle/conditions.h"

#include <algorithm>

namespace precept::oracle {
namespace {

namespace ast = lang::ast;

void SplitConjuncts(const ast::Expr& expr, std::vector<const ast::Expr*>& out) {
  if (const auto* both = std::get_if<ast::Binary>(&expr.node);
      both != nullptr && both->op == ast::BinaryOp::kAnd) {
    SplitConjuncts(*both->left, out);
    SplitConjuncts(*both->right, out);
  } else if (const auto* p = std::get_if<ast::Parenthesized>(&expr.node)) {
    SplitConjuncts(*p->inner, out);
  } else {
    out.push_back(&expr);
  }
}

bool Contains(const std::vector<const Node*>& nodes, const Node* node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

int RoundOf(const Rounds& rounds, const Node* node) {
  for (const auto& [repeat, round] : rounds) {
    if (repeat == node) return round;
  }
  return 0;
}

}  // namespace

Conditions::Conditions(const ast::Rule& rule, const PatternTree& pattern,
                       const ast::By* header,
                       const std::vector<const Event*>& events,
                       Evaluator& evaluator)
    : pattern_(pattern),
      header_(header),
      events_(events),
      evaluator_(evaluator) {
  if (rule.where) SplitConjuncts(*rule.where, conjuncts_);
  std::vector<std::string> variables;
  for (const auto& step : pattern.steps) {
    if (step->has_variable) variables.push_back(step->label);
  }
  for (const ast::Expr* conjunct : conjuncts_) {
    names_.emplace_back();
    Evaluator::CollectVariables(*conjunct, variables, names_.back());
  }
}

void Conditions::AddVariables(const std::vector<const Node*>& loops,
                              const Rounds& rounds,
                              const std::vector<Taken>& taken,
                              Context& context) const {
  for (const auto& step : pattern_.steps) {
    if (!step->has_variable) continue;
    Variable& variable = context.variables[step->label];
    variable.types.push_back(step->type);
    if (step->repeats) variable.is_list = true;
    // "In a repeated group, `a.x` is this round's inside and a list outside."
    for (const Node* loop : step->loops) {
      if (!Contains(loops, loop)) variable.is_list = true;
    }
  }
  for (const Taken& t : taken) {
    if (!t.step->has_variable) continue;
    const bool this_round = std::all_of(
        t.step->loops.begin(), t.step->loops.end(), [&](const Node* loop) {
          return !Contains(loops, loop) ||
                 RoundOf(t.rounds, loop) == RoundOf(rounds, loop);
        });
    if (!this_round) continue;
    context.variables[t.step->label].events.push_back(
        {events_[t.event], t.step->type});
  }
}

bool Conditions::StepFits(const Step& step, const Event& event,
                          const std::vector<Taken>& taken,
                          const Rounds& rounds) {
  if (!evaluator_.Bears(event, step.type)) return false;
  if (!step.ast->where) return true;
  Context context;
  context.own = TakenEvent{&event, step.type};
  AddVariables(step.loops, rounds, taken, context);
  return evaluator_.Holds(*step.ast->where, context);
}

bool Conditions::IsComplete(std::size_t conjunct,
                            const std::vector<const Step*>& ahead) const {
  return std::none_of(ahead.begin(), ahead.end(), [&](const Step* step) {
    const std::vector<std::string>& names = names_[conjunct];
    return step->has_variable &&
           std::find(names.begin(), names.end(), step->label) != names.end();
  });
}

// "In `where` and `emit`, bare names are keys."
void Conditions::AddKeys(const KeyTuple& key, Context& context) {
  if (header_ == nullptr) return;
  for (std::size_t i = 0; i < header_->keys.size() && i < key.size(); ++i) {
    const std::string name = Dotted(header_->keys[i].field.segments);
    nfa::Type type{nfa::Scalar::kString, false};
    for (const auto& step : pattern_.steps) {
      if (const auto found = evaluator_.FieldType(step->type, name)) {
        type = *found;
        break;
      }
    }
    type.is_list = false;
    context.names[name] = TypedValue{type, key[i]};
  }
}

bool Conditions::ConjunctHolds(std::size_t conjunct,
                               const std::vector<Taken>& taken,
                               const KeyTuple& key) {
  Context context;
  AddVariables({}, {}, taken, context);
  AddKeys(key, context);
  return evaluator_.Holds(*conjuncts_[conjunct], context);
}

}  // namespace precept::oracle
