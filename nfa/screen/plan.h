// What the screen knows of a rule set before it sees events.
//
// Thread safety: immutable once built.

#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "nfa/cell_hash.h"
#include "nfa/rule_set.h"
#include "nfa/screen/screen.h"

namespace precept::nfa::screen {

template <class Cell>
using GroupOf = boost::unordered_flat_map<Cell, std::uint32_t, CellHash>;
using GroupTable =
    std::variant<GroupOf<std::uint8_t>, GroupOf<std::int64_t>, GroupOf<double>,
                 GroupOf<Decimal>, GroupOf<std::string_view>, GroupOf<Ip>,
                 GroupOf<Timestamp>, GroupOf<Duration>>;

enum class Finding : std::uint8_t {
  kByBitmap,  // All rows of its type, narrowed by its conditions.
  kByLookup,  // The rows whose value leads to it, narrowed by the rest.
  kNever,     // Fits no row: Step::Role::kAmong.
};

// An alternative of a rule over the stream of its base type.
struct PlannedAlternative {
  RuleId rule;
  std::uint32_t number = 0;  // Rule::alternatives.
  StepId step;
  std::uint32_t type = 0;    // Position in Stream::types.
  std::uint32_t key = 0;     // Position in StreamPlan::keys.
  bool among = false;        // Rows that do not fit are candidates too.
  // The rule's steps find their keys in several ways: every alternative says
  // under which keys it sees a row that serves the rule, so that the matcher
  // knows the order of the keys.
  bool ranks_keys = false;
  Finding finding{};
  // In StreamPlan::conditions, cheap ones first; without the one looked up.
  std::vector<std::uint32_t> conditions;
};

// A value of an expression leads to a group: alternatives that ask for it.
struct Lookup {
  ExprId value;
  bool folded = false;
  GroupTable groups;
  std::vector<std::uint32_t> types;  // Positions in Stream::types that need it.
};

struct StreamPlan {
  // By rule, then number.
  std::vector<PlannedAlternative> alternatives;
  std::vector<ExprId> conditions;
  std::vector<Lookup> lookups;
  // Positions in `alternatives`, ascending; distinct groups are distinct sets.
  std::vector<std::vector<std::uint32_t>> groups;
  std::vector<std::uint32_t> keys;  // Positions in RuleSet::keys.
  // Alternatives to look at whatever the values are.
  Bitmap always;
  std::size_t by_lookup = 0;  // Distinct conditions that are looked up.
};

StreamPlan PlanStream(const RuleSet& rules, StreamId stream, TextArena& texts);

}  // namespace precept::nfa::screen

namespace precept::nfa {

struct ScreenPlan::Impl {
  std::vector<screen::StreamPlan> streams;  // By StreamId.
  TextArena texts;                          // Folded constants.
};

}  // namespace precept::nfa
