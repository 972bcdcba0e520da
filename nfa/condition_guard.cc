#include "nfa/condition_guard.h"

#include <algorithm>

#include "nfa/condition_split.h"
#include "nfa/shape.h"

namespace precept::nfa {
namespace {

template <class T>
void AddOnce(const T& element, std::vector<T>& list) {
  if (std::find(list.begin(), list.end(), element) == list.end()) list.push_back(element);
}

}  // namespace

ConditionGuard GuardOf(const Rule& rule, const PlaceTable& places, const Shape& shape,
                       std::size_t thread, StepId step, const std::vector<ConditionUse>& uses) {
  ConditionGuard guard;
  guard.step = step;
  for (const ConditionUse& use : uses) {
    guard.conditions.push_back(use.condition);
    for (std::uint32_t i : rule.conditions[use.condition].columns) {
      const FrameColumn& column = rule.frame[i];
      switch (SideOf(column)) {
        case ColumnSide::kEvent: AddOnce(i, guard.own); break;
        case ColumnSide::kKey: AddOnce(i, guard.key); break;
        case ColumnSide::kHistory: guard.reads_lists = true; break;
        case ColumnSide::kEarlier: {
          const bool is_fresh = column.round_of && std::binary_search(use.fresh.begin(),
                                                                      use.fresh.end(),
                                                                      *column.round_of);
          // Without a slot no run that is there holds an event in the register.
          const auto slot =
              is_fresh ? std::nullopt
                       : SlotOf(places, shape, thread, *rule.automaton.register_of_column[i]);
          AddOnce(std::pair(i, slot.value_or(ConditionGuard::kMissing)), guard.earlier);
          break;
        }
      }
    }
  }
  return guard;
}

void SetEvent(const Rule& rule, const ConditionGuard& guard, EventContext& event,
              Frame& frame) {
  if (!guard.key.empty()) frame.SetKey(guard.key, event.Key());
  for (std::uint32_t column : guard.own) {
    if (frame.IsOwnOf(column, guard.step)) continue;
    frame.SetOwn(column, guard.step, event.Own(guard.step, rule.frame[column].index));
  }
}

void SetEarlier(const ConditionGuard& guard, std::span<const std::int64_t> registers,
                Frame& frame) {
  for (const auto& [column, at] : guard.earlier) {
    if (at == ConditionGuard::kMissing || registers[at] == kNoEvent) {
      frame.SetFromEvent(column, nullptr);
    } else {
      const TakenEvent taken{EventOf(registers[at]), AlternativeOf(registers[at]), 0};
      frame.SetFromEvent(column, &taken);
    }
  }
}

bool Holds(const Rule& rule, const ConditionGuard& guard,
           std::span<const std::int64_t> registers, EventContext& event, Frame& frame) {
  SetEvent(rule, guard, event, frame);
  SetEarlier(guard, registers, frame);
  return std::all_of(guard.conditions.begin(), guard.conditions.end(),
                     [&](std::uint32_t condition) {
                       return frame.Holds(rule.conditions[condition].expression);
                     });
}

}  // namespace precept::nfa
