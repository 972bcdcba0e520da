// The tree as a list of nodes: what DumpTree (ast_printer.h) returns.  Each
// line is a role or a construct, what is in the node itself, and its range.

#include <string>
#include <string_view>

#include "lang/ast_printer.h"
#include "lang/spelling.h"

namespace precept::lang {
namespace {

std::string RangeText(SourceRange range) {
  return " [" + std::to_string(range.begin) + ".." + std::to_string(range.end) + "]";
}

class Dumper {
 public:
  std::string Take() { return std::move(out_); }

  void File(const ast::File& file) {
    Line("file");
    Inside([&] {
      for (const ast::Declaration& declaration : file.declarations) {
        range_ = RangeText(declaration.range);
        std::visit(*this, declaration.node);
      }
      for (const ast::Comment& comment : file.comments) {
        Line("comment " + SpellString(comment.text), comment.range);
      }
    });
  }

  // ---- declarations --------------------------------------------------------

  void operator()(const ast::Event& event) {
    Opening("event", event.name);
    Inside([&] {
      String("from", event.from);
      Where(event.where);
      Fields(event.fields);
    });
  }
  void operator()(const ast::DerivedEvent& event) {
    Opening("derived event", event.name);
    Inside([&] {
      for (const ast::Name& base : event.bases) NameLine("base", base);
      Where(event.where);
      if (!event.computed) return;
      for (const ast::ComputedField& field : *event.computed) {
        Line("computed " + SpellSegments({field.name}), field.range);
        Inside([&] { Expr(field.value); });
      }
    });
  }
  void operator()(const ast::Window& window) {
    Opening("window", window.name);
    Inside([&] {
      By(window.by);
      std::visit(*this, window.extent);
      for (const ast::AggregateDecl& aggregate : window.aggregates) {
        Aggregate(aggregate);
      }
    });
  }
  void operator()(const ast::Rule& rule) {
    Opening("rule", rule.name);
    Inside([&] {
      String("title", rule.title);
      Meta(rule.meta);
      Match(rule.match);
      Where(rule.where);
      Emit(rule.emit);
      Throttle(rule.throttle);
    });
  }
  void operator()(const ast::Tune& tune) {
    Opening("tune", tune.name);
    Inside([&] {
      Where(tune.where);
      Meta(tune.meta);
      Throttle(tune.throttle);
    });
  }
  void operator()(const ast::List& list) {
    Opening("list", list.name);
    Inside([&] {
      Type("element", list.element);
      if (const auto* path = std::get_if<ast::StringLiteral>(&list.source)) {
        Line("from " + path->spelling);
      } else {
        Exprs(std::get<std::vector<ast::Expr>>(list.source));
      }
    });
  }
  void operator()(const ast::Table& table) {
    Opening("table", table.name);
    Inside([&] {
      Line((table.from_stream ? "from stream " : "from ") + table.source.spelling);
      for (const ast::FieldPath& path : table.by) Path("by", path);
      Fields(table.fields);
    });
  }
  void operator()(const ast::Const& constant) {
    Opening("const", constant.name);
    Inside([&] { Expr(constant.value); });
  }
  void operator()(const ast::Def& def) {
    Opening("def", def.name);
    Inside([&] {
      Params(def.params);
      Expr(def.body);
    });
  }
  void operator()(const ast::Model& model) {
    Opening("model", model.name);
    Inside([&] {
      Params(model.params);
      Type("result", model.result);
      Line("from " + model.source.spelling);
    });
  }
  void operator()(const ast::Test& test) {
    Line("test " + test.title.spelling + range_);
    Inside([&] {
      for (const ast::Name& name : test.of) NameLine("of", name);
      for (const ast::TestEntry& entry : test.entries) {
        range_ = RangeText(entry.range);
        std::visit(*this, entry.node);
      }
    });
  }

  // ---- windows -------------------------------------------------------------

  void operator()(const ast::TumblingExtent& extent) {
    Line("tumbling");
    Inside([&] {
      Span("size", extent.size);
      Offset(extent.at);
    });
  }
  void operator()(const ast::HoppingExtent& extent) {
    Line("hopping");
    Inside([&] {
      Span("size", extent.size);
      Span("every", extent.every);
      Offset(extent.at);
    });
  }
  void operator()(const ast::SessionExtent& extent) {
    Line("session");
    Inside([&] { Span("gap", extent.gap); });
  }
  void operator()(const ast::LastExtent& extent) {
    Line("last");
    Inside([&] { Count("count", extent.count); });
  }
  void operator()(const ast::EverExtent&) { Line("ever"); }
  void operator()(const ast::SlidingExtent& extent) {
    Line("sliding");
    Inside([&] {
      Span("size", extent.size);
      if (extent.step) Span("step", *extent.step);
    });
  }

  // ---- tests ---------------------------------------------------------------

  void operator()(const ast::ClockEntry& entry) {
    Line("clock " + entry.to.spelling + range_);
  }
  void operator()(const ast::LatenessEntry& entry) {
    Line("lateness " + entry.lateness.spelling + range_);
  }
  void operator()(const ast::FromEntry& entry) {
    Line("from time " + entry.time.text.spelling + range_);
  }
  void operator()(const ast::ListEntry& entry) {
    Opening("list", entry.list);
    Inside([&] { Exprs(entry.values); });
  }
  void operator()(const ast::TableEntry& entry) {
    Opening("table", entry.table);
    Inside([&] { Record(entry.row); });
  }
  void operator()(const ast::ExpectEntry& entry) {
    std::string text = "expect";
    if (!entry.rule) text += " nothing";
    if (entry.count) text += " " + std::to_string(*entry.count);
    if (entry.rule) text += " " + entry.rule->text;
    Line(text + range_);
    Inside([&] {
      if (entry.record) Record(*entry.record);
      At(entry.at);
    });
  }
  void operator()(const ast::GivenEntry& entry) {
    Opening("given", entry.type);
    Inside([&] {
      if (entry.repeat) {
        Line("repeat " + std::to_string(*entry.repeat) + " every " +
             entry.every->spelling);
      }
      Record(entry.record);
      At(entry.at);
    });
  }

  // ---- patterns ------------------------------------------------------------

  void operator()(const ast::Step& step) { Step("step", step); }
  void operator()(const Box<ast::Group>& group) {
    Line("group" + range_);
    Inside([&] {
      Pattern(group->body);
      Repeat(group->repeat);
    });
  }
  void operator()(const ast::Conjunction& both) {
    Line("both" + range_);
    Inside([&] {
      for (const ast::Term& term : both.operands) Term(term);
    });
  }
  void operator()(const ast::Alternation& either) {
    Line("either" + range_);
    Inside([&] {
      for (const ast::Term& term : either.branches) Term(term);
    });
  }
  void operator()(const ast::Follow& follow) {
    Line("follow " + std::string(WordOf(follow.contiguity)), follow.range);
    Inside([&] {
      if (follow.gap) {
        Line("gap " + (follow.gap->low ? follow.gap->low->spelling : "") + ".." +
                 (follow.gap->high ? follow.gap->high->spelling : ""),
             follow.gap->range);
      }
      Term(follow.term);
    });
  }
  void operator()(const ast::Negation& negation) {
    Line("negation " + std::string(WordOf(negation.contiguity)), negation.range);
    Inside([&] {
      for (const ast::Step& step : negation.steps) Step("step", step);
      if (negation.wait) Span("for", *negation.wait);
    });
  }

  // ---- expressions ---------------------------------------------------------

  void operator()(const ast::BoolLiteral& node) {
    Line((node.value ? "true" : "false") + range_);
  }
  void operator()(const ast::NumberLiteral& node) {
    Line((node.is_integer ? "integer " : "number ") + node.spelling + range_);
  }
  void operator()(const ast::StringLiteral& node) {
    Line("string " + node.spelling + range_);
  }
  void operator()(const ast::DurationLiteral& node) {
    Line("duration " + node.spelling + " = " + std::to_string(node.nanoseconds) +
         "ns" + range_);
  }
  void operator()(const ast::TimeLiteral& node) {
    Line("time " + node.text.spelling + range_);
  }
  void operator()(const ast::Template& node) {
    Line("template" + range_);
    Inside([&] {
      for (const auto& part : node.parts) {
        if (const auto* text = std::get_if<ast::Template::Text>(&part)) {
          Line("text " + SpellString(text->value));
        } else {
          Expr(*std::get<Box<ast::Expr>>(part));
        }
      }
    });
  }
  void operator()(const ast::ListLiteral& node) {
    Line("list" + range_);
    Inside([&] { Exprs(node.elements); });
  }
  void operator()(const ast::FieldRef& node) {
    Line("field " + SpellSegments(node.path.segments) + range_);
  }
  void operator()(const ast::Call& node) {
    Line("call " + node.function.text + Tail(node.path) + range_);
    Inside([&] { Exprs(node.arguments); });
  }
  void operator()(const ast::Index& node) {
    Line("index" + Tail(node.path) + range_);
    Inside([&] {
      Expr(*node.base);
      Exprs(node.arguments);
    });
  }
  void operator()(const ast::Unary& node) {
    Line((node.op == ast::UnaryOp::kNot ? "not" : "negate") + range_);
    Inside([&] { Expr(*node.operand); });
  }
  void operator()(const ast::Binary& node) {
    Line("binary " + std::string(WordOf(node.op)) + (node.nocase ? " nocase" : "") +
         range_);
    Inside([&] {
      Expr(*node.left);
      Expr(*node.right);
    });
  }
  void operator()(const ast::IsMissing& node) {
    Line((node.negated ? "is present" : "is missing") + range_);
    Inside([&] { Expr(*node.operand); });
  }
  void operator()(const ast::Quantified& node) {
    Line(std::string(WordOf(node.kind)) + range_);
    Inside([&] { Expr(*node.comparison); });
  }
  void operator()(const ast::Conditional& node) {
    Line("if" + range_);
    Inside([&] {
      Expr(*node.condition);
      Expr(*node.then);
      Expr(*node.otherwise);
    });
  }
  void operator()(const ast::Parenthesized& node) {
    Line("parentheses" + range_);
    Inside([&] { Expr(*node.inner); });
  }

  // ---- meta ----------------------------------------------------------------

  void operator()(const ast::MetaNumber& node) {
    Line("number " + node.spelling + range_);
  }
  void operator()(const ast::MetaWord& node) { Line("word " + node.text + range_); }

 private:
  void Line(const std::string& text) {
    out_.append(2 * depth_, ' ');
    out_ += text;
    out_ += '\n';
  }
  void Line(const std::string& text, SourceRange range) {
    Line(text + RangeText(range));
  }
  template <class Body>
  void Inside(Body body) {
    ++depth_;
    body();
    --depth_;
  }
  // The line of a node whose range the caller has left in `range_`.
  void Opening(std::string_view construct, const ast::Name& name) {
    Line(std::string(construct) + " " + name.text + range_);
  }
  void NameLine(std::string_view role, const ast::Name& name) {
    Line(std::string(role) + " " + name.text, name.range);
  }
  void String(std::string_view role, const std::optional<ast::StringLiteral>& text) {
    if (text) Line(std::string(role) + " " + text->spelling);
  }
  void Path(std::string_view role, const ast::FieldPath& path) {
    Line(std::string(role) + " " + SpellSegments(path.segments), path.range);
  }
  static std::string Tail(const std::vector<ast::Segment>& path) {
    return path.empty() ? std::string() : " ." + SpellSegments(path);
  }

  void Expr(const ast::Expr& expr) {
    range_ = RangeText(expr.range);
    std::visit(*this, expr.node);
  }
  void Exprs(const std::vector<ast::Expr>& exprs) {
    for (const ast::Expr& expr : exprs) Expr(expr);
  }
  void Where(const std::optional<ast::Expr>& condition) {
    if (!condition) return;
    Line("where");
    Inside([&] { Expr(*condition); });
  }
  void Count(std::string_view role, const ast::Count& count) {
    const auto* name = std::get_if<ast::Name>(&count.value);
    const std::string text =
        name != nullptr ? name->text
                        : std::to_string(std::get<std::uint64_t>(count.value));
    Line(std::string(role) + " " + text, count.range);
  }
  void Span(std::string_view role, const ast::Span& span) {
    const auto* name = std::get_if<ast::Name>(&span.value);
    const std::string text = name != nullptr
                                 ? name->text
                                 : std::get<ast::DurationLiteral>(span.value).spelling;
    Line(std::string(role) + " " + text, span.range);
  }
  void At(const std::optional<ast::DurationLiteral>& at) {
    if (at) Line("at " + at->spelling, at->range);
  }
  void Offset(const std::optional<ast::WindowOffset>& at) {
    if (!at) return;
    Line("at " + at->offset.spelling, at->offset.range);
    String("time zone", at->time_zone);
  }
  void By(const std::optional<ast::By>& by) {
    if (!by) return;
    Line("by", by->range);
    Inside([&] {
      for (const ast::Key& key : by->keys) {
        Line("key " + std::string(key.any ? "any " : "") +
                 SpellSegments(key.field.segments) + (key.optional ? "?" : ""),
             key.range);
      }
    });
  }
  void Type(std::string_view role, const ast::Type& type) {
    const std::string name(WordOf(type.name));
    Line(std::string(role) + " " + (type.is_list ? "[" + name + "]" : name) +
             (type.may_be_missing ? "?" : ""),
         type.range);
  }
  void Fields(const std::vector<ast::FieldDecl>& fields) {
    for (const ast::FieldDecl& field : fields) {
      Line("field " + SpellSegments(field.name.segments), field.range);
      Inside([&] {
        Type("type", field.type);
        for (const ast::Annotation& annotation : field.annotations) {
          Annotation(annotation);
        }
      });
    }
  }
  void Annotation(const ast::Annotation& annotation) {
    std::string text(WordOf(annotation.kind));
    if (const auto* string = std::get_if<ast::StringLiteral>(&annotation.argument)) {
      text += " " + string->spelling;
    }
    Line(text, annotation.range);
    if (const auto* list =
            std::get_if<std::vector<ast::Expr>>(&annotation.argument)) {
      Inside([&] { Exprs(*list); });
    }
  }
  void Aggregate(const ast::AggregateDecl& aggregate) {
    Line("aggregate " + aggregate.name.text + ": " + aggregate.function.text + " " +
             aggregate.source.text + Tail(aggregate.path),
         aggregate.range);
    Inside([&] {
      By(aggregate.by);
      Where(aggregate.where);
      if (aggregate.argument) Expr(*aggregate.argument);
    });
  }
  void Params(const std::vector<ast::Param>& params) {
    for (const ast::Param& param : params) Type("param " + param.name.text, param.type);
  }
  void Meta(const std::optional<ast::Meta>& meta) {
    if (!meta) return;
    Line("meta", meta->range);
    Inside([&] {
      for (const ast::MetaEntry& entry : meta->entries) {
        Line("entry " + entry.name.text + (entry.is_list ? " []" : ""), entry.range);
        Inside([&] {
          for (const ast::MetaAtom& atom : entry.atoms) {
            range_ = RangeText(atom.range);
            std::visit(*this, atom.node);
          }
        });
      }
    });
  }
  void Match(const ast::Match& match) {
    Line("match" + (match.mode ? " " + std::string(WordOf(*match.mode)) : ""),
         match.range);
    Inside([&] {
      By(match.by);
      for (const ast::Name& name : match.among) NameLine("among", name);
      if (match.within) Span("within", *match.within);
      Pattern(match.pattern);
    });
  }
  void Emit(const std::optional<ast::Emit>& emit) {
    if (!emit) return;
    Line("emit", emit->range);
    Inside([&] {
      for (const ast::EmitEntry& entry : emit->entries) {
        Line("entry " + SpellSegments(entry.name.segments), entry.range);
        Inside([&] {
          if (entry.value) Expr(*entry.value);
        });
      }
    });
  }
  void Throttle(const std::optional<ast::Throttle>& throttle) {
    if (!throttle) return;
    Line("throttle", throttle->range);
    Inside([&] {
      if (throttle->count) Count("count", *throttle->count);
      if (const auto* step = std::get_if<ast::Step>(&throttle->what)) {
        Step("until", *step);
      } else {
        Span("per", std::get<ast::Span>(throttle->what));
      }
      for (const ast::FieldPath& path : throttle->by) Path("by", path);
    });
  }
  void Record(const ast::Record& record) {
    Line("record", record.range);
    Inside([&] {
      for (const ast::RecordEntry& entry : record.entries) {
        Path("entry", entry.name);
        Inside([&] { Expr(entry.value); });
      }
    });
  }
  void Step(std::string_view role, const ast::Step& step) {
    Line(std::string(role) + " " +
             (step.variable ? step.variable->text + ": " : std::string()) +
             step.type.text,
         step.range);
    Inside([&] {
      Repeat(step.repeat);
      By(step.by);
      Where(step.where);
    });
  }
  void Repeat(const std::optional<ast::Repeat>& repeat) {
    if (!repeat) return;
    constexpr std::string_view kForms[] = {"{}", "+", "*", "?"};
    constexpr std::string_view kJoints[] = {"", " consecutive", " combinations"};
    std::string text = "repeat ";
    text += kForms[static_cast<std::size_t>(repeat->form)];
    text += repeat->open_ended ? " open" : "";
    text += kJoints[static_cast<std::size_t>(repeat->joints)];
    Line(text, repeat->range);
    Inside([&] {
      if (repeat->min) Count("min", *repeat->min);
      if (repeat->max) Count("max", *repeat->max);
    });
  }
  void Term(const ast::Term& term) {
    range_ = RangeText(term.range);
    std::visit(*this, term.node);
  }
  void Pattern(const ast::Pattern& pattern) {
    Line("pattern", pattern.range);
    Inside([&] {
      Term(pattern.sequence.first);
      for (const auto& link : pattern.sequence.links) std::visit(*this, link);
      for (const ast::Step& step : pattern.until) Step("until", step);
      if (pattern.within) Span("within", *pattern.within);
    });
  }

  std::string out_;
  std::size_t depth_ = 0;
  std::string range_;  // Of the node about to be visited.
};

}  // namespace

std::string DumpTree(const ast::File& file) {
  Dumper dumper;
  dumper.File(file);
  return dumper.Take();
}

}  // namespace precept::lang
