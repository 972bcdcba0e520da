// The pattern of a checked rule: a tree of what the text says, numbers filled
// in, names resolved.
//
// Steps are numbered in the order of the text, those of negations and `until`
// among them; nodes refer to them by number.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lang/source_text.h"
#include "nfa/automaton.h"
#include "nfa/expression.h"
#include "nfa/value.h"

namespace precept::compiler {

// A column of the frame that `emit`, the clause `where` and conditions over
// earlier steps read.  One frame serves the whole rule; equal columns are one.
struct CheckedFrameColumn {
  enum class Source : std::uint8_t {
    kKey,    // Part `index` of the key.
    kOwn,    // A field of the event that step `index` reads (its own condition).
    // Of the events that variable `index` has taken:
    kField,  // a field of the one event;
    kFirst,  // a field of the first; kLast: of the last;
    kLast,
    kItem,   // a field of event `item` (from 0, negative from the end);
    kList,   // the values of a field, in the order taken, those that are not
             // missing; of a list field its elements;
    kCount,  // how many there are (an int).
  };
  // A field of one of the types that the variable's steps have.
  struct Field {
    std::uint32_t type = 0;   // CheckedRules::types
    std::uint32_t field = 0;  // CheckedType::fields
    bool operator==(const Field&) const = default;
  };

  Source source{};
  std::uint32_t index = 0;  // CheckedRule::keys, steps or variables.
  // kOwn: one.  Variables: one for each distinct type of its steps that has
  // the field, in order of type; kKey, kCount: none.
  std::vector<Field> fields;
  std::int64_t item = 0;  // kItem
  // Only events of the current round of this repeated group (its number) are
  // looked at: the innermost group that repeats around both the variable's step
  // and the reader.
  std::optional<std::uint32_t> round_of;
  nfa::Type type;
  bool operator==(const CheckedFrameColumn&) const = default;
};

struct CheckedStep {
  enum class Role : std::uint8_t {
    kTaken,    // Of the pattern itself: takes an event.
    kNegated,  // Of `not n`.
    kUntil,    // Of `until n`.
    kAmong,    // Not in the pattern: a type that only `among` names.  It gives
               // its events a key by the header's names, and fits none.
  };
  // The fields of the type that are this step's keys, one a CheckedRule::keys.
  struct Key {
    std::uint32_t field = 0;
    bool optional = false;  // `f?`
    bool any = false;       // `any f`: under each distinct element.
  };

  Role role{};
  std::string variable;                  // Empty: none.
  std::uint32_t type = 0;                // CheckedRules::types.
  // Conjuncts, in order.  Those that read the step's own event only, over the
  // type's fields; those that read earlier steps, over CheckedRule::frame.
  std::vector<nfa::ExprId> conditions;
  std::vector<nfa::ExprId> across;
  std::vector<Key> keys;
  // Numbers of the repeated groups around it, outermost first (a step's own
  // repetition is none, nor is a group that is at most once).
  std::vector<std::uint32_t> groups;
  lang::SourceRange range;
};

// A name that steps give what they take; the same name in branches of `|` is
// one variable.
struct CheckedVariable {
  std::string name;
  std::vector<std::uint32_t> steps;  // Ascending.
};

struct CheckedNode;

// One link of a sequence: a term that an arrow leads to, or a negation.
struct CheckedLink {
  // Of the first link of a sequence it says nothing.
  nfa::Contiguity arrow = nfa::Contiguity::kRelaxed;
  // The range of the arrow, either end may be left out.
  std::optional<nfa::Duration> low;
  std::optional<nfa::Duration> high;
  std::vector<CheckedNode> term;  // One; none for a negation.

  // Negations: the arrow before `not` is kRelaxed, or kStrict (`=> not n`: the
  // very next event only).
  std::vector<std::uint32_t> negated;
  std::optional<nfa::Duration> wait;  // `for d`
};

struct CheckedOperand {
  std::uint32_t step = 0;
  std::uint32_t times = 1;
};

struct CheckedNode {
  enum class Kind : std::uint8_t {
    kStep,
    kSequence,     // Also the content of a group or of the whole pattern.
    kRepeat,       // Of a step or a group.
    kScope,        // What `within` or `until` bounds.
    kAlternation,  // p | q
    kConjunction,  // p & q
  };
  Kind kind{};
  std::uint32_t step = 0;                // kStep
  std::vector<CheckedLink> links;        // kSequence; at least one.
  std::vector<CheckedNode> children;     // kRepeat, kScope: one; kAlternation.
  std::vector<CheckedOperand> operands;  // kConjunction

  // kRepeat.  {1} is a kRepeat too.
  std::uint32_t min = 1;
  std::optional<std::uint32_t> max;  // Nothing: no bound.
  nfa::Contiguity joint = nfa::Contiguity::kRelaxed;
  // A repeated group: its number, in the order of the text.  Nothing for the
  // repetition of a step and for a group that is at most once.
  std::optional<std::uint32_t> group;

  // kScope.  A `within` in the header is a kScope around the whole.
  std::optional<nfa::Duration> within;
  std::vector<std::uint32_t> until;  // Steps.

  lang::SourceRange range;
};

// A conjunct of the clause `where`, over CheckedRule::frame.
struct CheckedConjunct {
  nfa::ExprId condition;
  std::vector<std::uint32_t> variables;  // That it names, ascending.
};

}  // namespace precept::compiler
