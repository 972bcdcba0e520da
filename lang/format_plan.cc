#include "lang/format_plan.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "lang/ast_walk.h"

namespace precept::lang {
namespace {

using Kind = FormatBreak::Kind;

// The tokens of a file, looked up by place.
class TokenIndex {
 public:
  explicit TokenIndex(const std::vector<FormatToken>& tokens) {
    std::vector<std::uint32_t> open;
    for (const FormatToken& token : tokens) {
      if (token.is_comment()) continue;
      tokens_.push_back(&token);
      if (token.text == "{" || token.text == "(" || token.text == "[") {
        open.push_back(token.begin);
      }
      const bool closes =
          token.text == "}" || token.text == ")" || token.text == "]";
      if (closes && !open.empty()) {
        opening_[token.begin] = open.back();
        open.pop_back();
      }
    }
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (tokens[i].text == "{") broken_after_[tokens[i].begin] = tokens[i].newline_after;
    }
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      const bool inside = tokens[i].text == "{" && tokens[i + 1].is_comment();
      if (inside) has_comment_after_.insert(tokens[i].begin);
    }
  }

  // The first token at or after a place, comments apart.
  const FormatToken& After(std::uint32_t place) const { return **Find(place); }
  const FormatToken& Before(std::uint32_t place) const { return **(Find(place) - 1); }
  std::uint32_t OpeningOf(std::uint32_t closing) const { return opening_.at(closing); }
  bool IsBrokenAfter(std::uint32_t brace) const { return broken_after_.at(brace); }
  bool HasCommentAfter(std::uint32_t brace) const {
    return has_comment_after_.contains(brace);
  }

 private:
  std::vector<const FormatToken*>::const_iterator Find(std::uint32_t place) const {
    return std::lower_bound(
        tokens_.begin(), tokens_.end(), place,
        [](const FormatToken* token, std::uint32_t at) { return token->begin < at; });
  }

  std::vector<const FormatToken*> tokens_;
  std::map<std::uint32_t, std::uint32_t> opening_;
  std::map<std::uint32_t, bool> broken_after_;
  std::set<std::uint32_t> has_comment_after_;
};

class Planner {
 public:
  explicit Planner(const std::vector<FormatToken>& tokens) : tokens_(tokens) {}

  FormatPlan Plan(const ast::File& file) {
    for (const ast::Declaration& declaration : file.declarations) {
      plan_.breaks[declaration.range.begin] = {Kind::kHard, 0, 0, true, false};
      close_ = declaration.range.end - 1;
      std::visit(*this, declaration.node);
      MarkTight(declaration);
    }
    return std::move(plan_);
  }

  // ---- declarations --------------------------------------------------------

  void operator()(const ast::Event& event) {
    Condition(event.where, 2);
    Fields(event.fields);
  }
  void operator()(const ast::DerivedEvent& event) {
    Condition(event.where, 2);
    if (!event.computed) return;
    std::vector<std::uint32_t> entries;
    for (const ast::ComputedField& field : *event.computed) {
      entries.push_back(field.range.begin);
      Expr(field.value, 2);
    }
    Block(close_, entries, 0);
  }
  void operator()(const ast::Window& window) {
    std::vector<std::uint32_t> entries;
    for (const ast::AggregateDecl& aggregate : window.aggregates) {
      entries.push_back(aggregate.range.begin);
      Condition(aggregate.where, 3);
    }
    Block(close_, entries, 0);
  }
  void operator()(const ast::Rule& rule) {
    const std::uint32_t close = close_;
    std::vector<std::uint32_t> entries;
    if (rule.meta) entries.push_back(rule.meta->range.begin);
    entries.push_back(rule.match.range.begin);
    if (rule.where) entries.push_back(tokens_.Before(rule.where->range.begin).begin);
    if (rule.emit) entries.push_back(rule.emit->range.begin);
    if (rule.throttle) entries.push_back(rule.throttle->range.begin);
    Block(close, entries, 0);
    Meta(rule.meta);
    Block(rule.match.range.end - 1, {rule.match.pattern.range.begin}, 1);
    Pattern(rule.match.pattern, 2);
    Condition(rule.where, 2);
    Emit(rule.emit);
    Throttle(rule.throttle);
  }
  void operator()(const ast::Tune& tune) {
    std::vector<std::uint32_t> entries;
    if (tune.where) entries.push_back(tokens_.Before(tune.where->range.begin).begin);
    if (tune.meta) entries.push_back(tune.meta->range.begin);
    if (tune.throttle) entries.push_back(tune.throttle->range.begin);
    Block(close_, entries, 0);
    Condition(tune.where, 2);
    Meta(tune.meta);
    Throttle(tune.throttle);
  }
  void operator()(const ast::List& list) {
    const auto* all = std::get_if<std::vector<ast::Expr>>(&list.source);
    if (all != nullptr) Elements(*all, 1);
  }
  void operator()(const ast::Table& table) { Fields(table.fields); }
  void operator()(const ast::Const&) {}
  void operator()(const ast::Def& def) { Expr(def.body, 1); }
  void operator()(const ast::Model&) {}
  void operator()(const ast::Test& test) {
    std::vector<std::uint32_t> entries;
    for (const ast::TestEntry& entry : test.entries) {
      entries.push_back(entry.range.begin);
    }
    Block(close_, entries, 0);
    for (const ast::TestEntry& entry : test.entries) std::visit(*this, entry.node);
  }

  // ---- entries of tests ----------------------------------------------------

  void operator()(const ast::ClockEntry&) {}
  void operator()(const ast::LatenessEntry&) {}
  void operator()(const ast::FromEntry&) {}
  void operator()(const ast::ListEntry& entry) { Elements(entry.values, 2); }
  void operator()(const ast::TableEntry& entry) { Record(entry.row); }
  void operator()(const ast::ExpectEntry& entry) {
    if (entry.record) Record(*entry.record);
  }
  void operator()(const ast::GivenEntry& entry) { Record(entry.record); }

 private:
  std::size_t Group(std::uint32_t begin, std::uint32_t end, bool always_broken) {
    plan_.groups.push_back({begin, end, always_broken});
    return plan_.groups.size() - 1;
  }

  // A block in braces; `level` is that of the line on which it opens.
  void Block(std::uint32_t close, const std::vector<std::uint32_t>& entries,
             int level) {
    const std::uint32_t open = tokens_.OpeningOf(close);
    if (entries.empty() && !tokens_.HasCommentAfter(open)) return;
    const std::size_t group =
        Group(open, close + 1, tokens_.IsBrokenAfter(open));
    for (const std::uint32_t entry : entries) {
      plan_.breaks[entry] = {Kind::kGroup, group, level + 1, true, false};
    }
    plan_.breaks[close] = {Kind::kGroup, group, level, false, true};
  }

  void Fields(const std::vector<ast::FieldDecl>& fields) {
    std::vector<std::uint32_t> entries;
    for (const ast::FieldDecl& field : fields) {
      entries.push_back(field.range.begin);
      for (const ast::Annotation& annotation : field.annotations) {
        const auto* all = std::get_if<std::vector<ast::Expr>>(&annotation.argument);
        if (all != nullptr) Elements(*all, 2);
      }
    }
    Block(close_, entries, 0);
  }
  void Meta(const std::optional<ast::Meta>& meta) {
    if (!meta) return;
    std::vector<std::uint32_t> entries;
    for (const ast::MetaEntry& entry : meta->entries) {
      entries.push_back(entry.range.begin);
      if (entry.atoms.size() < 2) continue;
      const std::size_t group = Group(entry.atoms.front().range.begin,
                                      entry.atoms.back().range.end, false);
      for (std::size_t i = 1; i < entry.atoms.size(); ++i) {
        plan_.breaks[entry.atoms[i].range.begin] = {Kind::kFill, group, 3, false,
                                                    false};
      }
    }
    Block(meta->range.end - 1, entries, 1);
  }
  void Emit(const std::optional<ast::Emit>& emit) {
    if (!emit) return;
    std::vector<std::uint32_t> entries;
    for (const ast::EmitEntry& entry : emit->entries) {
      entries.push_back(entry.range.begin);
      if (entry.value) Expr(*entry.value, 3);
    }
    Block(emit->range.end - 1, entries, 1);
  }
  void Throttle(const std::optional<ast::Throttle>& throttle) {
    if (!throttle) return;
    if (const auto* step = std::get_if<ast::Step>(&throttle->what)) Step(*step, 1);
  }
  void Record(const ast::Record& record) {
    std::vector<std::uint32_t> entries;
    for (const ast::RecordEntry& entry : record.entries) {
      entries.push_back(entry.name.range.begin);
      Expr(entry.value, 3);
    }
    Block(record.range.end - 1, entries, 1);
  }
  void Condition(const std::optional<ast::Expr>& condition, int level) {
    if (condition) Expr(*condition, level);
  }

  // ---- patterns ------------------------------------------------------------

  void Pattern(const ast::Pattern& pattern, int level) {
    std::vector<std::uint32_t> starts;
    for (const auto& link : pattern.sequence.links) {
      starts.push_back(std::visit([](const auto& l) { return l.range.begin; }, link));
    }
    std::uint32_t end = pattern.sequence.range.end;
    if (!pattern.until.empty()) {
      starts.push_back(tokens_.After(end).begin);
      end = pattern.until.back().range.end;
    }
    if (pattern.within) starts.push_back(tokens_.After(end).begin);
    const bool is_broken =
        std::any_of(starts.begin(), starts.end(), [&](std::uint32_t start) {
          return tokens_.After(start).newlines_before > 0;
        });
    const std::size_t group =
        Group(pattern.range.begin, pattern.range.end, is_broken);
    for (const std::uint32_t start : starts) {
      plan_.breaks[start] = {Kind::kGroup, group, level, false, false};
    }
    Term(pattern.sequence.first, level);
    for (const auto& link : pattern.sequence.links) {
      if (const auto* follow = std::get_if<ast::Follow>(&link)) {
        if (follow->gap) plan_.tight_before.insert(follow->gap->range.begin);
        Term(follow->term, level);
      } else {
        for (const ast::Step& step : std::get<ast::Negation>(link).steps) {
          Step(step, level);
        }
      }
    }
    for (const ast::Step& step : pattern.until) Step(step, level);
  }

  void Term(const ast::Term& term, int level) {
    if (const auto* step = std::get_if<ast::Step>(&term.node)) {
      Step(*step, level);
    } else if (const auto* group = std::get_if<Box<ast::Group>>(&term.node)) {
      Pattern((*group)->body, level + 1);
      if ((*group)->repeat) Repeat(*(*group)->repeat);
    } else if (const auto* both = std::get_if<ast::Conjunction>(&term.node)) {
      Operands(term, both->operands, level);
    } else {
      Operands(term, std::get<ast::Alternation>(term.node).branches, level);
    }
  }

  // Lines break before the operators between the operands.
  void Operands(const ast::Term& term, const std::vector<ast::Term>& operands,
                int level) {
    const std::size_t group = Group(term.range.begin, term.range.end, false);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (i > 0) {
        const std::uint32_t op = tokens_.After(operands[i - 1].range.end).begin;
        plan_.breaks[op] = {Kind::kFill, group, level + 1, false, false};
      }
      Term(operands[i], level + 1);
    }
  }

  void Step(const ast::Step& step, int level) {
    if (step.repeat) Repeat(*step.repeat);
    if (!step.where) return;
    const std::size_t group = Group(step.range.begin, step.range.end, false);
    const std::uint32_t word = tokens_.Before(step.where->range.begin).begin;
    plan_.breaks[word] = {Kind::kGroup, group, level + 1, false, false};
    Expr(*step.where, level + 2);
  }

  // {3,5} and + stand tight.
  void Repeat(const ast::Repeat& repeat) {
    plan_.tight_before.insert(repeat.range.begin);
    if (repeat.form != ast::Repeat::Form::kBraces) return;
    std::uint32_t place = repeat.range.begin;
    while (tokens_.After(place).text != "}") {
      plan_.tight_after.insert(tokens_.After(place).begin);
      place = tokens_.After(place).end;
    }
  }

  // ---- expressions ---------------------------------------------------------

  void Elements(const std::vector<ast::Expr>& elements, int level) {
    if (elements.size() > 1) {
      const std::size_t group =
          Group(elements.front().range.begin, elements.back().range.end, false);
      for (std::size_t i = 1; i < elements.size(); ++i) {
        plan_.breaks[elements[i].range.begin] = {Kind::kFill, group, level, false,
                                                 false};
      }
    }
    for (const ast::Expr& element : elements) Expr(element, level + 1);
  }

  // Breaks of an expression whose further lines stand at `level`.
  void Expr(const ast::Expr& expr, int level) {
    if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
      const bool joins = binary->op == ast::BinaryOp::kAnd ||
                         binary->op == ast::BinaryOp::kOr;
      if (joins) {
        Chain(expr, binary->op, Group(expr.range.begin, expr.range.end, false), level);
        return;
      }
      Expr(*binary->left, level);
      Expr(*binary->right, level);
    } else if (const auto* inner = std::get_if<ast::Parenthesized>(&expr.node)) {
      Expr(*inner->inner, level + 1);
    } else if (const auto* list = std::get_if<ast::ListLiteral>(&expr.node)) {
      Elements(list->elements, level);
    } else if (const auto* call = std::get_if<ast::Call>(&expr.node)) {
      Elements(call->arguments, level);
    } else if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
      Expr(*unary->operand, level);
    } else if (const auto* quantified = std::get_if<ast::Quantified>(&expr.node)) {
      Expr(*quantified->comparison, level);
    } else if (const auto* conditional = std::get_if<ast::Conditional>(&expr.node)) {
      Conditional(expr, *conditional, level);
    } else if (const auto* index = std::get_if<ast::Index>(&expr.node)) {
      Expr(*index->base, level);
      Elements(index->arguments, level);
    }
  }

  // One group for `a and b and c`, whatever the tree leans to.
  void Chain(const ast::Expr& expr, ast::BinaryOp op, std::size_t group, int level) {
    const auto* binary = std::get_if<ast::Binary>(&expr.node);
    if (binary == nullptr || binary->op != op) {
      Expr(expr, level + 1);
      return;
    }
    Chain(*binary->left, op, group, level);
    const std::uint32_t word = tokens_.After(binary->left->range.end).begin;
    plan_.breaks[word] = {Kind::kGroup, group, level, false, false};
    Chain(*binary->right, op, group, level);
  }

  void Conditional(const ast::Expr& expr, const ast::Conditional& node, int level) {
    const std::size_t group = Group(expr.range.begin, expr.range.end, false);
    const FormatBreak before{Kind::kGroup, group, level, false, false};
    plan_.breaks[tokens_.After(node.condition->range.end).begin] = before;
    plan_.breaks[tokens_.After(node.then->range.end).begin] = before;
    Expr(*node.condition, level + 1);
    Expr(*node.then, level + 1);
    Expr(*node.otherwise, level + 1);
  }

  // ---- what stands tight ---------------------------------------------------

  void TightAfterName(const ast::Name& name) {
    plan_.tight_before.insert(tokens_.After(name.range.end).begin);
  }

  void MarkTight(const ast::Declaration& declaration) {
    if (const auto* def = std::get_if<ast::Def>(&declaration.node)) {
      TightAfterName(def->name);
    } else if (const auto* model = std::get_if<ast::Model>(&declaration.node)) {
      TightAfterName(model->name);
    } else if (const auto* window = std::get_if<ast::Window>(&declaration.node)) {
      for (const ast::AggregateDecl& aggregate : window->aggregates) {
        TightAfterName(aggregate.function);
      }
    }
    AstCallbacks callbacks;
    callbacks.expr = [this](const ast::Expr& expr) { MarkTight(expr); };
    WalkDeclaration(declaration, callbacks);
  }

  void MarkTight(const ast::Expr& expr) {
    if (std::holds_alternative<ast::Template>(expr.node)) {
      in_template_ = expr.range;
      return;
    }
    // A template is one token.
    if (expr.range.begin < in_template_.end && expr.range.begin > in_template_.begin) {
      return;
    }
    if (const auto* call = std::get_if<ast::Call>(&expr.node)) {
      TightAfterName(call->function);
    } else if (const auto* index = std::get_if<ast::Index>(&expr.node)) {
      plan_.tight_before.insert(tokens_.After(index->base->range.end).begin);
    } else if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
      if (unary->op == ast::UnaryOp::kNegate) {
        plan_.tight_after.insert(expr.range.begin);
      }
    }
  }

  TokenIndex tokens_;
  FormatPlan plan_;
  std::uint32_t close_ = 0;  // The last byte of the declaration at work.
  SourceRange in_template_;
};

}  // namespace

VerbatimRanges FindVerbatim(const ast::File& file) {
  VerbatimRanges ranges;
  AstCallbacks callbacks;
  callbacks.expr = [&ranges](const ast::Expr& expr) {
    const bool is_verbatim =
        std::holds_alternative<ast::Template>(expr.node) ||
        std::holds_alternative<ast::NumberLiteral>(expr.node);
    const bool is_inside = !ranges.empty() && expr.range.begin < ranges.back().end;
    if (is_verbatim && !is_inside) ranges.push_back(expr.range);
  };
  const auto add_meta = [&ranges](const std::optional<ast::Meta>& meta) {
    if (!meta) return;
    for (const ast::MetaEntry& entry : meta->entries) {
      for (const ast::MetaAtom& atom : entry.atoms) ranges.push_back(atom.range);
    }
  };
  for (const ast::Declaration& declaration : file.declarations) {
    const auto* rule = std::get_if<ast::Rule>(&declaration.node);
    if (rule != nullptr) add_meta(rule->meta);
    WalkDeclaration(declaration, callbacks);
    // The meta of a tune stands after its condition.
    const auto* tune = std::get_if<ast::Tune>(&declaration.node);
    if (tune != nullptr) add_meta(tune->meta);
  }
  std::sort(ranges.begin(), ranges.end());
  return ranges;
}

FormatPlan PlanFormat(const ast::File& file,
                      const std::vector<FormatToken>& tokens) {
  return Planner(tokens).Plan(file);
}

}  // namespace precept::lang
