// event X = Y | Z where … { computed }
//
// The fields of the bases are merged into an inner type, over which the
// computed fields and the condition are checked.  Then every expression is
// brought over to each base type below: first through the bases' own fields,
// which are expressions over base types already.
//
// One base type may be reached by several ways (`A | B`, both over one type).
// An event is then of the type if it is so by either way, and its fields are
// those of the first way that it goes.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/event_types.h"
#include "compiler/expression_checker.h"
#include "compiler/rewrite.h"
#include "compiler/type_scope.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

constexpr nfa::Type kBool{nfa::Scalar::kBool, false};

std::string NameOf(const CheckedField& field) {
  std::string name;
  for (const std::string& segment : field.path) {
    name += (name.empty() ? "" : ".") + segment;
  }
  return name;
}

bool IsSystemField(const CheckedField& field) {
  return field.path.size() == 1 && field.path[0].front() == '@';
}

// The inner type, and the computed fields above the one being checked.
class ComputedScope : public TypeScope {
 public:
  ComputedScope(CheckContext& context, EventType& inner,
                const ast::DerivedEvent& event)
      : TypeScope(context, inner, context.pool), event_(event) {}

  void Add(const std::string& name, const Typed& value) {
    computed_.emplace(name, value);
  }

  bool Has(const ast::FieldPath& path) override {
    return computed_.count(JoinPath(path.segments)) > 0 || TypeScope::Has(path);
  }

  std::optional<Typed> Resolve(const ast::FieldPath& path) override {
    const auto at = computed_.find(JoinPath(path.segments));
    return at == computed_.end() ? TypeScope::Resolve(path) : at->second;
  }

  void ReportUnknown(const ast::FieldPath& path,
                     const std::vector<std::string>& others) override {
    const std::string name = JoinPath(path.segments);
    static const std::vector<ast::ComputedField> kNone;
    for (const auto& field : event_.computed ? *event_.computed : kNone) {
      if (field.name.text != name) continue;
      context_.reporter.Report(DiagnosticCode::kUnknownField, path.range,
                               Quoted(name) + " is worked out further down",
                               "put it above");
      return;
    }
    TypeScope::ReportUnknown(path, others);
  }

 private:
  const ast::DerivedEvent& event_;
  std::map<std::string, Typed> computed_;
};

class DerivedTypeChecker {
 public:
  DerivedTypeChecker(CheckContext& context, std::uint32_t number,
                     const ast::DerivedEvent& event)
      : context_(context), event_(event), type_(context.types[number]) {}

  void Check() {
    inner_.checked.name = event_.name.text;
    inner_.checked.declared = event_.name.range;
    inner_.broken = type_.broken;
    for (const ast::Name& base : event_.bases) AddBase(base);
    MergeFields();
    context_.types.AddSystemFields(inner_);
    for (const EventType* base : bases_) MapBase(*base);
    ComputedScope scope(context_, inner_, event_);
    CheckComputed(scope);
    CheckWhere(scope);
    Finish();
  }

 private:
  struct Computed {
    CheckedField field;
    nfa::ExprId value;
    FieldNotes notes;
  };

  void AddBase(const ast::Name& name) {
    const auto number = context_.types.Find(name.text);
    if (!number) {
      inner_.broken = true;
      ReportNoType(name);
      return;
    }
    context_.references.Add(event_.name.text, name.text);
    EventType& base = context_.types[*number];
    inner_.broken = inner_.broken || base.broken;
    if (std::find(bases_.begin(), bases_.end(), &base) == bases_.end()) {
      bases_.push_back(&base);
    }
  }

  void ReportNoType(const ast::Name& name) {
    if (name.text.empty()) return;  // The parser has reported it.
    const CatalogEntry* entry = context_.catalog.Find(name.text);
    const bool alerts = name.text == "alert" ||
                        context_.catalog.Find<ast::Rule>(name.text) != nullptr;
    if (alerts) {
      context_.reporter.NotInThisVersion(name.range, "events over alerts are");
    } else if (entry == nullptr) {
      context_.reporter.Report(DiagnosticCode::kUnknownType, name.range,
                               "there is no event type " + Quoted(name.text),
                               DidYouMean(name.text, context_.catalog.TypeNames()));
    } else if (!std::holds_alternative<const ast::Window*>(entry->declared)) {
      // A window has been refused at its declaration.
      context_.reporter.Report(DiagnosticCode::kWrongKindOfName, name.range,
                               Quoted(name.text) + " is " +
                                   KindOf(entry->declared) +
                                   ", not an event type");
    }
  }

  // ---- fields of the bases ----

  void MergeFields() {
    for (const EventType* base : bases_) {
      for (const auto& [name, text] : base->conflicts) {
        inner_.conflicts.emplace(name, text);
      }
    }
    for (const EventType* base : bases_) {
      for (const CheckedField& field : base->checked.fields) {
        const std::string name = NameOf(field);
        const bool known = inner_.by_name.count(name) > 0 ||
                           inner_.conflicts.count(name) > 0;
        if (!known && !IsSystemField(field)) MergeField(name, field);
      }
    }
  }

  void MergeField(const std::string& name, const CheckedField& first) {
    CheckedField merged = first;
    merged.source.reset();
    merged.may_be_missing = false;
    FieldNotes notes;
    bool all_oneof = true;
    std::string declared_as;
    bool agree = true;
    for (const EventType* base : bases_) {
      const auto at = base->by_name.find(name);
      if (at == base->by_name.end()) {
        merged.may_be_missing = true;
        continue;
      }
      const CheckedField& field = base->checked.fields[at->second];
      agree = agree && field.type == first.type;
      declared_as += (declared_as.empty() ? "" : ", ") + Phrase(field.type) +
                     " in " + Quoted(base->checked.name);
      const bool missing =
          field.may_be_missing && !base->notes[at->second].is_present;
      merged.may_be_missing = merged.may_be_missing || missing;
      merged.nocase = merged.nocase || field.nocase;
      merged.evidence = merged.evidence || field.evidence;
      merged.required = merged.required && field.required;
      const auto& oneof = base->notes[at->second].oneof;
      all_oneof = all_oneof && oneof.has_value();
      if (!oneof) continue;
      if (!notes.oneof) notes.oneof.emplace();
      notes.oneof->insert(notes.oneof->end(), oneof->begin(), oneof->end());
    }
    if (!agree) {
      inner_.conflicts.emplace(name, declared_as);
      return;
    }
    if (!all_oneof) notes.oneof.reset();
    inner_.AddField(name, std::move(merged), std::move(notes));
  }

  // ---- the ways down to base types ----

  void MapBase(const EventType& base) {
    for (const CheckedBase& below : base.checked.bases) {
      CheckedBase way;
      way.base = below.base;
      way.conditions = below.conditions;
      for (const CheckedField& field : inner_.checked.fields) {
        const auto at = base.by_name.find(NameOf(field));
        way.fields.push_back(at == base.by_name.end() ? std::nullopt
                                                      : below.fields[at->second]);
      }
      AddWay(std::move(way));
    }
  }

  void AddWay(CheckedBase way) {
    std::vector<CheckedBase>& ways = inner_.checked.bases;
    const auto at = std::lower_bound(
        ways.begin(), ways.end(), way.base,
        [](const CheckedBase& other, std::uint32_t base) {
          return other.base < base;
        });
    if (at == ways.end() || at->base != way.base) {
      ways.insert(at, std::move(way));
    } else if (!at->conditions.empty()) {
      JoinWays(*at, way);
    }
  }

  // `first` holds of what goes either way.
  void JoinWays(CheckedBase& first, const CheckedBase& second) {
    const nfa::ExprId by_first = AllOf(first.conditions);
    for (std::size_t i = 0; i < first.fields.size(); ++i) {
      if (first.fields[i] == second.fields[i]) continue;
      const nfa::Type type = inner_.checked.fields[i].type;
      const nfa::ExprId missing = context_.pool.Constant(nfa::Value(), type);
      first.fields[i] = Intern(nfa::Op::kIf, type,
                               {by_first, first.fields[i].value_or(missing),
                                second.fields[i].value_or(missing)});
    }
    if (second.conditions.empty()) {
      first.conditions.clear();
      return;
    }
    const nfa::ExprId by_second = AllOf(second.conditions);
    first.conditions = {Intern(nfa::Op::kOr, kBool, {by_first, by_second})};
  }

  nfa::ExprId AllOf(const std::vector<nfa::ExprId>& conditions) {
    if (conditions.size() == 1) return conditions.front();
    return Intern(nfa::Op::kAnd, kBool, conditions);
  }

  nfa::ExprId Intern(nfa::Op op, nfa::Type type, std::vector<nfa::ExprId> args) {
    nfa::Expr node;
    node.op = op;
    node.type = type;
    node.args = std::move(args);
    return context_.pool.Intern(std::move(node));
  }

  // ---- computed fields, the condition ----

  void CheckComputed(ComputedScope& scope) {
    if (!event_.computed) return;
    for (const ast::ComputedField& field : *event_.computed) {
      const std::string& name = field.name.text;
      if (!CheckComputedName(field)) continue;
      ExpressionChecker checker(context_, event_.name.text, scope, context_.pool);
      const Typed value = checker.Check(field.value);
      scope.Add(name, value);
      ranges_.emplace(name, field.range);
      if (value.is_error) {
        type_.broken = true;
        continue;
      }
      Computed computed;
      computed.field.path = {name};
      computed.field.type = value.type;
      computed.field.may_be_missing = value.may_be_missing;
      computed.field.nocase = value.nocase;
      computed.field.declared = field.range;
      computed.value = value.id;
      if (value.notes != nullptr) computed.notes = *value.notes;
      computed_.push_back(std::move(computed));
    }
  }

  bool CheckComputedName(const ast::ComputedField& field) {
    const std::string& name = field.name.text;
    if (field.name.kind == ast::Segment::Kind::kSystem) {
      context_.reporter.Report(DiagnosticCode::kSystemFieldDeclared, field.range,
                               Quoted(name) + " cannot be declared: names with "
                               "`@` are those of the language");
      return false;
    }
    const auto twice = ranges_.find(name);
    if (twice != ranges_.end()) {
      context_.reporter.Report(DiagnosticCode::kDuplicateField, field.range,
                               Quoted(name) + " is worked out already", {},
                               {{twice->second, "first declared here"}});
      return false;
    }
    const auto hidden = inner_.by_name.find(name);
    if (hidden == inner_.by_name.end() && inner_.conflicts.count(name) == 0) {
      return true;
    }
    std::vector<lang::Label> labels;
    if (hidden != inner_.by_name.end()) {
      const CheckedField& field_below = inner_.checked.fields[hidden->second];
      labels.push_back({field_below.declared, "the field that it would hide"});
    }
    context_.reporter.Report(DiagnosticCode::kComputedFieldHides, field.range,
                             Quoted(name) + " is a field of a base of " +
                                 Quoted(event_.name.text) + " already",
                             "give it another name", std::move(labels));
    return false;
  }

  void CheckWhere(ComputedScope& scope) {
    if (!event_.where) return;
    ExpressionChecker checker(context_, event_.name.text, scope, context_.pool);
    where_ = checker.CheckCondition(*event_.where);
  }

  // ---- the type itself ----

  void Finish() {
    type_.broken = type_.broken || inner_.broken;
    type_.conflicts = std::move(inner_.conflicts);
    const std::vector<CheckedField>& inner = inner_.checked.fields;
    std::vector<std::size_t> own;
    std::vector<std::size_t> system;
    for (std::size_t i = 0; i < inner.size(); ++i) {
      (IsSystemField(inner[i]) ? system : own).push_back(i);
    }
    for (const std::size_t i : own) CopyField(i);
    for (const Computed& computed : computed_) {
      type_.AddField(computed.field.path[0], computed.field, computed.notes);
    }
    for (const std::size_t i : system) CopyField(i);
    for (const CheckedBase& way : inner_.checked.bases) {
      type_.checked.bases.push_back(FinishWay(way, own, system));
    }
    NotePresence(context_, type_);
  }

  void CopyField(std::size_t i) {
    const CheckedField& field = inner_.checked.fields[i];
    type_.AddField(NameOf(field), field, inner_.notes[i]);
  }

  CheckedBase FinishWay(const CheckedBase& way,
                        const std::vector<std::size_t>& own,
                        const std::vector<std::size_t>& system) {
    const auto over_base = [&](nfa::ExprId id) {
      return Substitute(context_.pool, id, way.fields, context_.pool);
    };
    CheckedBase finished;
    finished.base = way.base;
    finished.conditions = way.conditions;
    if (where_) {
      for (const nfa::ExprId id : context_.pool.Conjuncts(over_base(*where_))) {
        finished.conditions.push_back(id);
      }
    }
    for (const std::size_t i : own) finished.fields.push_back(way.fields[i]);
    for (const Computed& computed : computed_) {
      finished.fields.emplace_back(over_base(computed.value));
    }
    for (const std::size_t i : system) finished.fields.push_back(way.fields[i]);
    return finished;
  }

  CheckContext& context_;
  const ast::DerivedEvent& event_;
  EventType& type_;
  EventType inner_;
  std::vector<EventType*> bases_;
  std::vector<Computed> computed_;
  std::map<std::string, lang::SourceRange> ranges_;
  std::optional<nfa::ExprId> where_;
};

}  // namespace

void CheckDerivedType(CheckContext& context, std::uint32_t number,
                      const ast::DerivedEvent& event) {
  DerivedTypeChecker(context, number, event).Check();
}

}  // namespace precept::compiler
