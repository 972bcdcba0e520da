#include "compiler/event_types.h"

#include <string>
#include <variant>
#include <vector>

#include "compiler/passes/facts.h"

namespace precept::compiler {
namespace {

using lang::DiagnosticCode;
namespace ast = lang::ast;

// Walks the types over others from the bases up.
class DerivationWalk {
 public:
  explicit DerivationWalk(CheckContext& context)
      : context_(context), states_(context.types.size(), State::kUntouched) {}

  void CheckAll() {
    for (const auto& [name, entry] : context_.catalog.entries()) {
      if (const auto* event = std::get_if<const ast::DerivedEvent*>(&entry.declared)) {
        Check(**event);
      }
    }
  }

 private:
  enum class State { kUntouched, kOpen, kDone };

  void Check(const ast::DerivedEvent& event) {
    const std::uint32_t number = *context_.types.Find(event.name.text);
    if (states_[number] != State::kUntouched) return;
    if (context_.catalog.IsFaulty(event.name.text)) {
      states_[number] = State::kDone;
      return;
    }
    states_[number] = State::kOpen;
    for (const ast::Name& base : event.bases) {
      const auto* over = context_.catalog.Find<ast::DerivedEvent>(base.text);
      if (over == nullptr) continue;
      if (states_[*context_.types.Find(base.text)] == State::kOpen) {
        ReportCycle(event, base);
      } else {
        Check(*over);
      }
    }
    CheckDerivedType(context_, number, event);
    states_[number] = State::kDone;
  }

  void ReportCycle(const ast::DerivedEvent& event, const ast::Name& base) {
    context_.types[*context_.types.Find(base.text)].broken = true;
    const bool itself = event.name.text == base.text;
    context_.reporter.Report(
        DiagnosticCode::kCyclicType, base.range,
        itself ? Quoted(base.text) + " is defined by itself"
               : Quoted(base.text) + " is itself defined by " +
                     Quoted(event.name.text));
  }

  CheckContext& context_;
  std::vector<State> states_;
};

}  // namespace

void NotePresence(CheckContext& context, EventType& type) {
  std::vector<Facts> facts;
  for (const CheckedBase& base : type.checked.bases) {
    Facts& known = facts.emplace_back(context.pool);
    const auto& where = context.types[base.base].checked.where;
    if (where) known.AssumeTrue(*where);
    for (const nfa::ExprId condition : base.conditions) known.AssumeTrue(condition);
  }
  for (std::size_t i = 0; i < type.notes.size(); ++i) {
    bool present = !facts.empty();
    for (std::size_t base = 0; base < facts.size(); ++base) {
      const auto& value = type.checked.bases[base].fields[i];
      present = present && value && facts[base].IsPresent(*value);
    }
    type.notes[i].is_present = present;
  }
}

void CheckEventTypes(CheckContext& context) {
  const auto& entries = context.catalog.entries();
  for (const auto& [name, entry] : entries) {
    const bool base = std::holds_alternative<const ast::Event*>(entry.declared);
    if (!base && !std::holds_alternative<const ast::DerivedEvent*>(entry.declared)) {
      continue;
    }
    EventType& type = context.types[context.types.Add(name)];
    type.checked.is_base = base;
    type.checked.declared = entry.name->range;
    if (!entry.is_faulty()) continue;
    type.broken = true;
    context.types.AddSystemFields(type);
  }
  for (const auto& [name, entry] : entries) {
    const auto* event = std::get_if<const ast::Event*>(&entry.declared);
    if (event != nullptr && !entry.is_faulty()) {
      CheckBaseType(context, *context.types.Find(name), **event);
    }
  }
  DerivationWalk(context).CheckAll();
  CheckStreamTimes(context);
}

}  // namespace precept::compiler
