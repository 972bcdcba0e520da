// Strong ids: positions in the vectors of a RuleSet.  An id of one kind does
// not compare with or convert to another.

#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace precept::nfa {

template <class Tag>
struct Id {
  std::uint32_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t v) : value(static_cast<std::uint32_t>(v)) {}
  constexpr std::size_t index() const { return value; }
  constexpr auto operator<=>(const Id&) const = default;
};

using StreamId = Id<struct StreamTag>;          // RuleSet::schema.streams
using EventTypeId = Id<struct EventTypeTag>;    // RuleSet::schema.types
using ColumnId = Id<struct ColumnTag>;          // Stream::columns, or a frame's
using ExprId = Id<struct ExprTag>;              // ExpressionPool
using ConditionId = Id<struct ConditionTag>;    // StreamScreen::conditions
using RuleId = Id<struct RuleTag>;              // RuleSet::rules
using StepId = Id<struct StepTag>;              // Rule::steps, at most 64
using PositionId = Id<struct PositionTag>;      // Automaton::positions
using RegisterId = Id<struct RegisterTag>;      // Automaton::registers
using PlaceId = Id<struct PlaceTag>;            // PlaceTable
using StageId = Id<struct StageTag>;            // StagePlan::stages

}  // namespace precept::nfa

template <class Tag>
struct std::hash<precept::nfa::Id<Tag>> {
  std::size_t operator()(precept::nfa::Id<Tag> id) const noexcept {
    return std::hash<std::uint32_t>()(id.value);
  }
};
