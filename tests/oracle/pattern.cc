#include "tests/oracle/pattern.h"

#include <algorithm>
#include <utility>

#include "nfa/value.h"

namespace precept::oracle {
namespace {

namespace ast = lang::ast;

class Builder {
 public:
  Builder(const Catalog& catalog, PatternTree& tree)
      : catalog_(catalog), tree_(tree) {}

  std::unique_ptr<Node> BuildRoot(const ast::Match& match) {
    std::unique_ptr<Node> body = BuildPattern(match.pattern);
    if (!match.within) return body;
    // "`within` for the whole pattern may stand in the header instead".
    std::unique_ptr<Node> scope = NewNode(Node::Kind::kScope);
    scope->within = SpanOf(*match.within);
    Adopt(*scope, std::move(body));
    return scope;
  }

 private:
  std::unique_ptr<Node> NewNode(Node::Kind kind) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->id = next_id_++;
    return node;
  }

  static void Adopt(Node& parent, std::unique_ptr<Node> child) {
    parent.num_steps = child->num_steps;
    parent.nullable = child->nullable;
    parent.children.push_back(std::move(child));
  }

  std::int64_t SpanOf(const ast::Span& span) {
    if (const auto* d = std::get_if<ast::DurationLiteral>(&span.value)) {
      return d->nanoseconds;
    }
    const std::string& name = std::get<ast::Name>(span.value).text;
    if (const ast::Const* c = catalog_.FindConst(name)) {
      if (const auto* d = std::get_if<ast::DurationLiteral>(&c->value.node)) {
        return d->nanoseconds;
      }
    }
    tree_.failures.push_back("no const duration " + name);
    return 0;
  }

  int CountOf(const ast::Count& count) {
    if (const auto* n = std::get_if<std::uint64_t>(&count.value)) {
      return static_cast<int>(*n);
    }
    const std::string& name = std::get<ast::Name>(count.value).text;
    if (const ast::Const* c = catalog_.FindConst(name)) {
      if (const auto* n = std::get_if<ast::NumberLiteral>(&c->value.node)) {
        return std::stoi(n->spelling);
      }
    }
    tree_.failures.push_back("no const number " + name);
    return 1;
  }

  const Step* AddStep(const ast::Step& step, bool negative) {
    auto made = std::make_unique<Step>();
    made->index = static_cast<int>(tree_.steps.size());
    made->ast = &step;
    made->type = step.type.text;
    made->has_variable = step.variable.has_value() && !negative;
    made->label = step.variable ? step.variable->text : step.type.text;
    made->negative = negative;
    made->loops = loops_;
    if (!negative) {
      const auto it =
          std::find(tree_.labels.begin(), tree_.labels.end(), made->label);
      made->variable = static_cast<int>(it - tree_.labels.begin());
      if (it == tree_.labels.end()) tree_.labels.push_back(made->label);
    }
    if (catalog_.FindEvent(made->type) == nullptr &&
        catalog_.FindDerived(made->type) == nullptr) {
      tree_.failures.push_back("no event type " + made->type);
    }
    tree_.steps.push_back(std::move(made));
    return tree_.steps.back().get();
  }

  std::unique_ptr<Node> BuildStep(const ast::Step& step) {
    if (!step.repeat) return Leaf(AddStep(step, false));
    std::unique_ptr<Node> repeat = BuildRepeat(*step.repeat);
    const Step* made = AddStep(step, false);
    // `?` and {0,1} make a step optional; only more than one makes a list.
    tree_.steps.back()->repeats = !repeat->max || *repeat->max > 1;
    Adopt(*repeat, Leaf(made));
    repeat->nullable = repeat->min == 0;
    return repeat;
  }

  std::unique_ptr<Node> Leaf(const Step* step) {
    std::unique_ptr<Node> node = NewNode(Node::Kind::kStep);
    node->step = step;
    node->num_steps = 1;
    return node;
  }

  std::unique_ptr<Node> BuildRepeat(const ast::Repeat& repeat) {
    std::unique_ptr<Node> node = NewNode(Node::Kind::kRepeat);
    switch (repeat.form) {
      case ast::Repeat::Form::kPlus:
        node->min = 1;
        break;
      case ast::Repeat::Form::kStar:
        node->min = 0;
        break;
      case ast::Repeat::Form::kQuestion:
        node->min = 0;
        node->max = 1;
        break;
      case ast::Repeat::Form::kBraces:
        node->min = CountOf(*repeat.min);
        if (repeat.max) {
          node->max = CountOf(*repeat.max);
        } else if (!repeat.open_ended) {
          node->max = node->min;
        }
        break;
    }
    switch (repeat.joints) {
      case ast::Repeat::Joints::kRelaxed:
        node->joint = ast::Contiguity::kRelaxed;
        break;
      case ast::Repeat::Joints::kConsecutive:
        node->joint = ast::Contiguity::kStrict;
        break;
      case ast::Repeat::Joints::kCombinations:
        node->joint = ast::Contiguity::kNondeterministic;
        break;
    }
    return node;
  }

  std::unique_ptr<Node> BuildGroup(const ast::Group& group) {
    if (!group.repeat) return BuildPattern(group.body);
    std::unique_ptr<Node> repeat = BuildRepeat(*group.repeat);
    const bool loops = !repeat->max || *repeat->max > 1;
    if (loops) loops_.push_back(repeat.get());
    Adopt(*repeat, BuildPattern(group.body));
    if (loops) loops_.pop_back();
    repeat->nullable = repeat->min == 0 || repeat->nullable;
    return repeat;
  }

  std::unique_ptr<Node> BuildTerm(const ast::Term& term) {
    if (const auto* step = std::get_if<ast::Step>(&term.node)) {
      return BuildStep(*step);
    }
    if (const auto* group = std::get_if<lang::Box<ast::Group>>(&term.node)) {
      return BuildGroup(**group);
    }
    if (const auto* all = std::get_if<ast::Conjunction>(&term.node)) {
      return BuildConjunction(*all);
    }
    const auto& either = std::get<ast::Alternation>(term.node);
    std::unique_ptr<Node> node = NewNode(Node::Kind::kAlternation);
    for (const ast::Term& branch : either.branches) {
      node->children.push_back(BuildTerm(branch));
      node->num_steps += node->children.back()->num_steps;
      node->nullable = node->nullable || node->children.back()->nullable;
    }
    return node;
  }

  // "operands are steps, which may repeat an exact number of times".
  std::unique_ptr<Node> BuildConjunction(const ast::Conjunction& all) {
    std::unique_ptr<Node> node = NewNode(Node::Kind::kConjunction);
    for (const ast::Term& term : all.operands) {
      const auto* step = std::get_if<ast::Step>(&term.node);
      if (step == nullptr) {
        tree_.failures.push_back("an operand of & must be a step");
        continue;
      }
      Operand operand;
      if (step->repeat) {
        const std::unique_ptr<Node> repeat = BuildRepeat(*step->repeat);
        operand.times = repeat->min;
        if (repeat->max != repeat->min || repeat->min < 1) {
          tree_.failures.push_back("an operand of & must repeat exactly");
        }
      }
      operand.step = AddStep(*step, false);
      tree_.steps.back()->repeats = operand.times > 1;
      node->operands.push_back(operand);
      ++node->num_steps;
    }
    return node;
  }

  std::unique_ptr<Node> BuildPattern(const ast::Pattern& pattern) {
    std::unique_ptr<Node> sequence = BuildSequence(pattern.sequence);
    if (!pattern.within && pattern.until.empty()) return sequence;
    std::unique_ptr<Node> scope = NewNode(Node::Kind::kScope);
    if (pattern.within) scope->within = SpanOf(*pattern.within);
    Adopt(*scope, std::move(sequence));
    for (const ast::Step& step : pattern.until) {
      scope->until.push_back(AddStep(step, true));
    }
    return scope;
  }

  std::unique_ptr<Node> BuildSequence(const ast::Sequence& sequence) {
    std::unique_ptr<Node> node = NewNode(Node::Kind::kSequence);
    node->nullable = true;
    AddTerm(*node, Element{}, sequence.first);
    const ast::Negation* last =
        sequence.links.empty()
            ? nullptr
            : std::get_if<ast::Negation>(&sequence.links.back());
    for (const auto& link : sequence.links) {
      Element element;
      if (const auto* follow = std::get_if<ast::Follow>(&link)) {
        element.arrow = follow->contiguity;
        if (follow->gap && follow->gap->low) {
          element.low = follow->gap->low->nanoseconds;
        }
        if (follow->gap && follow->gap->high) {
          element.high = follow->gap->high->nanoseconds;
        }
        AddTerm(*node, std::move(element), follow->term);
      } else {
        AddNegation(*node, std::get<ast::Negation>(link), last);
      }
    }
    return node;
  }

  void AddTerm(Node& sequence, Element element, const ast::Term& term) {
    element.term = BuildTerm(term);
    sequence.num_steps += element.term->num_steps;
    sequence.nullable = sequence.nullable && element.term->nullable;
    sequence.elements.push_back(std::move(element));
  }

  void AddNegation(Node& sequence, const ast::Negation& written,
                   const ast::Negation* last) {
    Element element;
    element.arrow = written.contiguity;
    element.negation.emplace();
    element.negation->very_next =
        written.contiguity == ast::Contiguity::kStrict;
    for (const ast::Step& step : written.steps) {
      element.negation->steps.push_back(AddStep(step, true));
      tree_.steps.back()->very_next = element.negation->very_next;
    }
    if (written.wait) element.negation->wait = SpanOf(*written.wait);
    if (&written == last)
      sequence.nullable = false;  // It has to be waited for.
    sequence.elements.push_back(std::move(element));
  }

  const Catalog& catalog_;
  PatternTree& tree_;
  std::vector<const Node*> loops_;
  int next_id_ = 0;
};

}  // namespace

PatternTree BuildPattern(const ast::Match& match, const Catalog& catalog) {
  PatternTree tree;
  Builder builder(catalog, tree);
  tree.root = builder.BuildRoot(match);
  if (tree.root->nullable) {
    tree.failures.push_back("a pattern that can match no event");
  }
  return tree;
}

void CollectSteps(const Node& node, std::vector<const Step*>& out) {
  if (node.step != nullptr) out.push_back(node.step);
  for (const Operand& operand : node.operands) out.push_back(operand.step);
  for (const Element& element : node.elements) {
    if (element.term != nullptr) CollectSteps(*element.term, out);
  }
  for (const auto& child : node.children) CollectSteps(*child, out);
}

}  // namespace precept::oracle
