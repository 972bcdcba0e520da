// A register is live at a position if some way from there reads it before it is
// written, which is found backwards until nothing changes.  One of an event is
// needed there only if it may hold one, which is found forwards.

#include "compiler/lower_registers.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace precept::compiler {
namespace {

using nfa::FrameColumn;
using nfa::Register;
using nfa::RegisterChange;

// What a condition needs of a column that is not of the key or the event.
std::optional<Register> RegisterFor(const FrameColumn& column) {
  switch (column.source) {
    case FrameColumn::Source::kKey:
    case FrameColumn::Source::kOwn:
      return std::nullopt;
    case FrameColumn::Source::kField:
    case FrameColumn::Source::kLast:
      return Register{Register::Kind::kLastEvent, column.index, column.round_of};
    case FrameColumn::Source::kFirst:
      return Register{Register::Kind::kFirstEvent, column.index, column.round_of};
    case FrameColumn::Source::kItem:
    case FrameColumn::Source::kList:
    case FrameColumn::Source::kCount:
      return Register{Register::Kind::kHistory, 0, {}};
  }
  return std::nullopt;
}

// The old value is lost.
bool Overwrites(RegisterChange::Kind kind) {
  return kind != RegisterChange::Kind::kAddOne &&
         kind != RegisterChange::Kind::kEventIfNone;
}

}  // namespace

RegisterLowering::RegisterLowering(const nfa::Rule& rule, nfa::Automaton& automaton)
    : rule_(rule), automaton_(automaton) {
  automaton_.register_of_column.resize(rule.frame.size());
  std::set<std::uint32_t> columns;
  for (const nfa::Condition& condition : rule.conditions) {
    columns.insert(condition.columns.begin(), condition.columns.end());
  }
  for (std::uint32_t column : columns) AddColumn(column);
}

void RegisterLowering::AddColumn(std::size_t column) {
  const std::optional<Register> wanted = RegisterFor(rule_.frame[column]);
  if (wanted) automaton_.register_of_column[column] = Add(*wanted);
}

nfa::RegisterId RegisterLowering::Add(Register wanted) {
  std::vector<Register>& registers = automaton_.registers;
  const auto found = std::find(registers.begin(), registers.end(), wanted);
  const nfa::RegisterId id(static_cast<std::size_t>(found - registers.begin()));
  if (found == registers.end()) registers.push_back(wanted);
  return id;
}

std::vector<nfa::RegisterId> RegisterLowering::EventsOf(std::uint32_t variable) const {
  std::vector<nfa::RegisterId> ids;
  for (std::size_t i = 0; i < automaton_.registers.size(); ++i) {
    const Register& reg = automaton_.registers[i];
    if (reg.holds_event() && reg.index == variable) ids.push_back(nfa::RegisterId(i));
  }
  return ids;
}

std::vector<nfa::RegisterId> RegisterLowering::EventsForgottenBy(
    const std::vector<std::uint32_t>& groups) const {
  std::vector<nfa::RegisterId> ids;
  for (std::size_t i = 0; i < automaton_.registers.size(); ++i) {
    const Register& reg = automaton_.registers[i];
    if (reg.holds_event() && reg.round_of &&
        std::find(groups.begin(), groups.end(), *reg.round_of) != groups.end()) {
      ids.push_back(nfa::RegisterId(i));
    }
  }
  return ids;
}

// ---- liveness ----------------------------------------------------------------

void RegisterLowering::AddCondition(std::uint32_t condition,
                                    std::vector<bool>& reads) const {
  for (std::uint32_t column : rule_.conditions[condition].columns) {
    const std::optional<nfa::RegisterId>& id = automaton_.register_of_column[column];
    if (id) reads[id->index()] = true;
  }
}

// What a way, its guards and what watches over it read before it is taken.
std::vector<bool> RegisterLowering::ReadBy(const nfa::Way& way) const {
  std::vector<bool> reads(automaton_.registers.size());
  for (const nfa::RoundGuard& guard : way.rounds) reads[guard.rounds.index()] = true;
  if (way.low || way.high || way.wait) {
    for (std::size_t i = 0; i < reads.size(); ++i) {
      if (automaton_.registers[i].kind == Register::Kind::kLastTime) reads[i] = true;
    }
  }
  for (const nfa::Way::Clock& clock : way.clocks) reads[clock.since.index()] = true;
  for (const nfa::ConditionUse& use : way.conditions) AddCondition(use.condition, reads);
  for (const auto* watches : {&way.negations, &way.untils}) {
    for (const nfa::Watch& watch : *watches) {
      for (const nfa::ConditionUse& use : watch.conditions) AddCondition(use.condition, reads);
    }
  }
  if (automaton_.mode == nfa::ReportMode::kLatest) {
    for (nfa::RegisterId id : way.content_rounds) reads[id.index()] = true;
  }
  return reads;
}

// What must be known once a way has been taken: there, and to come there.
std::vector<bool> RegisterLowering::NeededAfter(const nfa::Way& way,
                                                const std::vector<bool>& live) const {
  std::vector<bool> needed = live;
  for (std::uint32_t condition : way.where) AddCondition(condition, needed);
  const nfa::Position& target = automaton_.positions[way.target.index()];
  if (target.accepting && automaton_.mode != nfa::ReportMode::kLongest) {
    for (std::uint32_t condition : target.rest) AddCondition(condition, needed);
  }
  return needed;
}

// What must be known before it is taken.
std::vector<bool> RegisterLowering::NeededBefore(const nfa::Way& way,
                                                 const std::vector<bool>& live) const {
  std::vector<bool> needed = NeededAfter(way, live);
  for (const RegisterChange& change : way.changes) {
    if (Overwrites(change.kind)) needed[change.target.index()] = false;
  }
  const std::vector<bool> reads = ReadBy(way);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (reads[i]) needed[i] = true;
  }
  return needed;
}

// By position and register: whether it may hold an event there.
std::vector<std::vector<bool>> RegisterLowering::FindHeld() const {
  const std::size_t num_registers = automaton_.registers.size();
  std::vector<std::vector<bool>> held(automaton_.positions.size(),
                                      std::vector<bool>(num_registers));
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < automaton_.positions.size(); ++i) {
      for (const nfa::Way& way : automaton_.positions[i].ways) {
        std::vector<bool> after = held[i];
        for (const RegisterChange& change : way.changes) {
          after[change.target.index()] = change.kind == RegisterChange::Kind::kEvent ||
                                         change.kind == RegisterChange::Kind::kEventIfNone;
        }
        std::vector<bool>& target = held[way.target.index()];
        for (std::size_t r = 0; r < num_registers; ++r) {
          if (!after[r] || target[r]) continue;
          target[r] = true;
          changed = true;
        }
      }
    }
  }
  return held;
}

void RegisterLowering::FindLive() {
  const std::size_t num_registers = automaton_.registers.size();
  std::vector<std::vector<bool>> live(automaton_.positions.size(),
                                      std::vector<bool>(num_registers));
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = automaton_.positions.size(); i-- > 0;) {
      for (const nfa::Way& way : automaton_.positions[i].ways) {
        const std::vector<bool> needed = NeededBefore(way, live[way.target.index()]);
        for (std::size_t r = 0; r < num_registers; ++r) {
          if (!needed[r] || live[i][r]) continue;
          live[i][r] = true;
          changed = true;
        }
      }
    }
  }
  const std::vector<std::vector<bool>> held = FindHeld();
  for (std::size_t i = 0; i < automaton_.positions.size(); ++i) {
    for (nfa::Way& way : automaton_.positions[i].ways) {
      const std::vector<bool> needed = NeededBefore(way, live[way.target.index()]);
      for (std::size_t r = 0; r < num_registers; ++r) {
        const Register& reg = automaton_.registers[r];
        if (!needed[r] || (reg.holds_event() && !held[i][r])) continue;
        way.needs.push_back(nfa::RegisterId(r));
        const bool is_value = reg.holds_event() || reg.kind == Register::Kind::kHistory;
        if (i > 0 && is_value) automaton_.keeps_apart = true;
      }
      const std::vector<bool> after = NeededAfter(way, live[way.target.index()]);
      std::erase_if(way.changes, [&](const RegisterChange& change) {
        return !after[change.target.index()];
      });
    }
  }
}

void RegisterLowering::Prune() {
  std::vector<bool> needed(automaton_.registers.size());
  // What `where` reads of the event that is taken need not be known before.
  for (const auto& id : automaton_.register_of_column) {
    if (id) needed[id->index()] = true;
  }
  for (const nfa::Position& position : automaton_.positions) {
    for (const nfa::Way& way : position.ways) {
      for (nfa::RegisterId id : way.needs) needed[id.index()] = true;
    }
  }
  std::vector<nfa::RegisterId> number(needed.size());
  std::vector<Register> kept;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    number[i] = nfa::RegisterId(kept.size());
    if (needed[i]) kept.push_back(automaton_.registers[i]);
  }
  automaton_.registers = std::move(kept);
  const auto renumber = [&](nfa::RegisterId& id) { id = number[id.index()]; };
  for (auto& id : automaton_.register_of_column) {
    if (id) renumber(*id);
  }
  for (nfa::Position& position : automaton_.positions) {
    for (nfa::Way& way : position.ways) {
      for (nfa::RoundGuard& guard : way.rounds) renumber(guard.rounds);
      for (nfa::Way::Clock& clock : way.clocks) renumber(clock.since);
      for (RegisterChange& change : way.changes) renumber(change.target);
      for (nfa::RegisterId& id : way.needs) renumber(id);
      for (nfa::RegisterId& id : way.content_rounds) renumber(id);
    }
  }
}

}  // namespace precept::compiler
