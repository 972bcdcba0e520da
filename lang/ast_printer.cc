#include "lang/ast_printer.h"

#include <string_view>

#include "lang/canonical.h"
#include "lang/spelling.h"

namespace precept::lang {
namespace {

template <class Items, class Write>
std::string Joined(const Items& items, std::string_view separator, Write write) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += separator;
    text += write(item);
  }
  return text;
}

std::string NameText(const ast::Name& name) { return name.text; }

std::string Where(const std::optional<ast::Expr>& condition) {
  return condition ? " where " + CanonicalExpr(*condition) : std::string();
}

std::string CanonicalAnnotation(const ast::Annotation& annotation) {
  std::string text = " " + std::string(WordOf(annotation.kind));
  if (const auto* string = std::get_if<ast::StringLiteral>(&annotation.argument)) {
    text += "(" + SpellString(string->value) + ")";
  }
  if (const auto* list =
          std::get_if<std::vector<ast::Expr>>(&annotation.argument)) {
    text += "(" + CanonicalList(*list) + ")";
  }
  return text;
}

std::string CanonicalFields(const std::vector<ast::FieldDecl>& fields) {
  std::string text = "{";
  for (const ast::FieldDecl& field : fields) {
    text += " " + SpellSegments(field.name.segments) + ": " + CanonicalType(field.type);
    for (const ast::Annotation& annotation : field.annotations) {
      text += CanonicalAnnotation(annotation);
    }
  }
  return text + " }";
}

std::string CanonicalComputed(const std::vector<ast::ComputedField>& fields) {
  std::string text = " {";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::vector<ast::Segment> next;
    if (i + 1 < fields.size()) next.push_back(fields[i + 1].name);
    text += " " + SpellSegments({fields[i].name}) + " = " +
            CanonicalEntryValue(fields[i].value, next.empty() ? nullptr : &next);
  }
  return text + " }";
}

std::string CanonicalOffset(const std::optional<ast::WindowOffset>& at) {
  if (!at) return {};
  std::string text = " at " + SpellDuration(at->offset.nanoseconds);
  if (at->time_zone) text += " " + SpellString(at->time_zone->value);
  return text;
}

struct ExtentWriter {
  std::string operator()(const ast::TumblingExtent& extent) const {
    return "tumbling " + CanonicalSpan(extent.size) + CanonicalOffset(extent.at);
  }
  std::string operator()(const ast::HoppingExtent& extent) const {
    return "hopping " + CanonicalSpan(extent.size) + " every " +
           CanonicalSpan(extent.every) + CanonicalOffset(extent.at);
  }
  std::string operator()(const ast::SessionExtent& extent) const {
    return "session " + CanonicalSpan(extent.gap);
  }
  std::string operator()(const ast::LastExtent& extent) const {
    return "last " + CanonicalCount(extent.count);
  }
  std::string operator()(const ast::EverExtent&) const { return "ever"; }
  std::string operator()(const ast::SlidingExtent& extent) const {
    std::string text = CanonicalSpan(extent.size);
    return extent.step ? text + " step " + CanonicalSpan(*extent.step) : text;
  }
};

std::string CanonicalAggregate(const ast::AggregateDecl& aggregate) {
  std::string text = " " + aggregate.name.text + ": " + aggregate.function.text + "(" +
                     aggregate.source.text;
  if (!aggregate.path.empty()) text += "." + SpellSegments(aggregate.path);
  if (aggregate.by) text += " " + CanonicalBy(*aggregate.by);
  text += Where(aggregate.where);
  if (aggregate.argument) text += ", " + CanonicalExpr(*aggregate.argument);
  return text + ")";
}

std::string CanonicalParams(const std::vector<ast::Param>& params) {
  return "(" + Joined(params, ", ", [](const ast::Param& param) {
           return param.name.text + ": " + CanonicalType(param.type);
         }) + ")";
}

struct MetaAtomWriter {
  std::string operator()(const ast::StringLiteral& node) const {
    return SpellString(node.value);
  }
  std::string operator()(const ast::DurationLiteral& node) const {
    return SpellDuration(node.nanoseconds);
  }
  std::string operator()(const ast::MetaNumber& node) const {
    return SpellNumber(node.spelling);
  }
  std::string operator()(const ast::MetaWord& node) const { return node.text; }
};

std::string CanonicalMeta(const ast::Meta& meta) {
  std::string text = " meta {";
  for (const ast::MetaEntry& entry : meta.entries) {
    const std::string atoms =
        Joined(entry.atoms, ", ", [](const ast::MetaAtom& atom) {
          return std::visit(MetaAtomWriter{}, atom.node);
        });
    text += " " + entry.name.text + ": " + (entry.is_list ? "[" + atoms + "]" : atoms);
  }
  return text + " }";
}

std::string CanonicalMatch(const ast::Match& match) {
  std::string text = " match";
  if (match.mode) text += " " + std::string(WordOf(*match.mode));
  if (match.by) text += " " + CanonicalBy(*match.by);
  if (!match.among.empty()) text += " among " + Joined(match.among, " | ", NameText);
  if (match.within) text += " within " + CanonicalSpan(*match.within);
  return text + " { " + CanonicalPattern(match.pattern) + " }";
}

std::string CanonicalEmit(const ast::Emit& emit) {
  std::string text = " emit {";
  for (std::size_t i = 0; i < emit.entries.size(); ++i) {
    const ast::EmitEntry& entry = emit.entries[i];
    const std::vector<ast::Segment>* next =
        i + 1 < emit.entries.size() ? &emit.entries[i + 1].name.segments : nullptr;
    text += " " + SpellSegments(entry.name.segments);
    if (entry.value) text += ": " + CanonicalEntryValue(*entry.value, next);
  }
  return text + " }";
}

std::string CanonicalThrottle(const ast::Throttle& throttle) {
  if (const auto* step = std::get_if<ast::Step>(&throttle.what)) {
    return " throttle until " + CanonicalStep(*step);
  }
  std::string text = " throttle ";
  if (throttle.count) text += CanonicalCount(*throttle.count) + " per ";
  text += CanonicalSpan(std::get<ast::Span>(throttle.what));
  if (throttle.by.empty()) return text;
  return text + " by " + Joined(throttle.by, ", ", [](const ast::FieldPath& path) {
           return SpellSegments(path.segments);
         });
}

std::string CanonicalRecord(const ast::Record& record) {
  std::string text = "{";
  for (std::size_t i = 0; i < record.entries.size(); ++i) {
    const ast::RecordEntry& entry = record.entries[i];
    const std::vector<ast::Segment>* next = i + 1 < record.entries.size()
                                                ? &record.entries[i + 1].name.segments
                                                : nullptr;
    text += " " + SpellSegments(entry.name.segments) + ": " +
            CanonicalEntryValue(entry.value, next);
  }
  return text + " }";
}

std::string CanonicalAt(const std::optional<ast::DurationLiteral>& at) {
  return at ? " at " + SpellDuration(at->nanoseconds) : std::string();
}

struct TestEntryWriter {
  std::string operator()(const ast::ClockEntry& entry) const {
    return " clock " + SpellDuration(entry.to.nanoseconds);
  }
  std::string operator()(const ast::LatenessEntry& entry) const {
    return " lateness " + SpellDuration(entry.lateness.nanoseconds);
  }
  std::string operator()(const ast::FromEntry& entry) const {
    return " from time " + SpellString(entry.time.text.value);
  }
  std::string operator()(const ast::ListEntry& entry) const {
    return " list " + entry.list.text + " " + CanonicalList(entry.values);
  }
  std::string operator()(const ast::TableEntry& entry) const {
    return " table " + entry.table.text + " " + CanonicalRecord(entry.row);
  }
  std::string operator()(const ast::ExpectEntry& entry) const {
    if (!entry.rule) return " expect nothing";
    std::string text = " expect ";
    if (entry.count) text += std::to_string(*entry.count) + " ";
    text += entry.rule->text;
    if (entry.record) text += " " + CanonicalRecord(*entry.record);
    return text + CanonicalAt(entry.at);
  }
  std::string operator()(const ast::GivenEntry& entry) const {
    std::string text = " ";
    if (entry.repeat) {
      text += "repeat " + std::to_string(*entry.repeat) + " every " +
              SpellDuration(entry.every->nanoseconds) + " ";
    }
    return text + entry.type.text + " " + CanonicalRecord(entry.record) +
           CanonicalAt(entry.at);
  }
};

struct DeclarationWriter {
  std::string operator()(const ast::Event& event) const {
    std::string text = "event " + event.name.text;
    if (event.from) text += " from " + SpellString(event.from->value);
    return text + Where(event.where) + " " + CanonicalFields(event.fields);
  }
  std::string operator()(const ast::DerivedEvent& event) const {
    std::string text = "event " + event.name.text + " = " +
                       Joined(event.bases, " | ", NameText) + Where(event.where);
    if (!event.computed || event.computed->empty()) return text;
    return text + CanonicalComputed(*event.computed);
  }
  std::string operator()(const ast::Window& window) const {
    std::string text = "window " + window.name.text;
    if (window.by) text += " " + CanonicalBy(*window.by);
    return text + " over " + std::visit(ExtentWriter{}, window.extent) + " {" +
           Joined(window.aggregates, "", CanonicalAggregate) + " }";
  }
  std::string operator()(const ast::Rule& rule) const {
    std::string text = "rule " + rule.name.text;
    if (rule.title) text += " " + SpellString(rule.title->value);
    text += " {";
    if (rule.meta) text += CanonicalMeta(*rule.meta);
    text += CanonicalMatch(rule.match) + Where(rule.where);
    if (rule.emit) text += CanonicalEmit(*rule.emit);
    if (rule.throttle) text += CanonicalThrottle(*rule.throttle);
    return text + " }";
  }
  std::string operator()(const ast::Tune& tune) const {
    std::string text = "tune " + tune.name.text + " {" + Where(tune.where);
    if (tune.meta) text += CanonicalMeta(*tune.meta);
    if (tune.throttle) text += CanonicalThrottle(*tune.throttle);
    return text + " }";
  }
  std::string operator()(const ast::List& list) const {
    std::string text = "list " + list.name.text + ": " + CanonicalType(list.element);
    if (const auto* path = std::get_if<ast::StringLiteral>(&list.source)) {
      return text + " from " + SpellString(path->value);
    }
    return text + " = " + CanonicalList(std::get<std::vector<ast::Expr>>(list.source));
  }
  std::string operator()(const ast::Table& table) const {
    return "table " + table.name.text + " from " +
           (table.from_stream ? "stream " : "") + SpellString(table.source.value) +
           " by " + Joined(table.by, ", ", [](const ast::FieldPath& path) {
             return SpellSegments(path.segments);
           }) + " " + CanonicalFields(table.fields);
  }
  std::string operator()(const ast::Const& constant) const {
    return "const " + constant.name.text + " = " + CanonicalExpr(constant.value);
  }
  std::string operator()(const ast::Def& def) const {
    return "def " + def.name.text + CanonicalParams(def.params) + " = " +
           CanonicalExpr(def.body);
  }
  std::string operator()(const ast::Model& model) const {
    return "model " + model.name.text + CanonicalParams(model.params) + ": " +
           CanonicalType(model.result) + " from " + SpellString(model.source.value);
  }
  std::string operator()(const ast::Test& test) const {
    std::string text = "test " + SpellString(test.title.value);
    if (!test.of.empty()) text += " of " + Joined(test.of, ", ", NameText);
    return text + " {" + Joined(test.entries, "", [](const ast::TestEntry& entry) {
             return std::visit(TestEntryWriter{}, entry.node);
           }) + " }";
  }
};

}  // namespace

std::string CanonicalType(const ast::Type& type) {
  const std::string name(WordOf(type.name));
  return (type.is_list ? "[" + name + "]" : name) + (type.may_be_missing ? "?" : "");
}

std::string Print(const ast::File& file) {
  std::string text;
  for (const ast::Declaration& declaration : file.declarations) {
    text += Print(declaration) + "\n";
  }
  return text;
}

std::string Print(const ast::Declaration& declaration) {
  return std::visit(DeclarationWriter{}, declaration.node);
}

std::string Print(const ast::Pattern& pattern) { return CanonicalPattern(pattern); }

std::string Print(const ast::Expr& expr) { return CanonicalExpr(expr); }

std::string Print(const ast::FieldPath& path) { return SpellSegments(path.segments); }

}  // namespace precept::lang
