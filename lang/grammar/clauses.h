// The clauses of a rule or a tune: each at most once and in one order.
//
// The order is checked here and not by the grammar's sequence, so that a clause
// in the wrong place is named as such and a clause that does not parse hides
// none of the others.

#pragma once

#include <array>
#include <string_view>

#include "lang/grammar/recovery.h"
#include "lang/grammar/syntax_error.h"
#include "lang/grammar/terminals.h"

namespace precept::lang::grammar {

using ClauseWords = std::array<std::string_view, 5>;  // Unused ones are empty.

// Which clauses have been read so far.
class ClauseOrder {
 public:
  explicit ClauseOrder(const ClauseWords& words) : words_(words) {}

  // The clause whose word stands at `place`; nothing if it is none.
  bool Begin(const ParseState& state, Iterator place);
  // Reports the clause begun last if it stands twice or too late.
  void End(ParseState& state);
  // Reports that the block which ends at `place` lacks the clause `word`.
  void Require(ParseState& state, Iterator place, std::string_view word) const;

 private:
  ClauseWords words_;
  std::array<SourceRange, 5> places_{};
  std::array<bool, 5> seen_{};
  std::size_t current_ = 0;
  SourceRange current_place_;
};

// Any number of clauses, each by `Subject`, up to the closing brace.
template <class Subject>
struct ClausesDirective
    : x3::unary_parser<Subject, ClausesDirective<Subject>> {
  using Base = x3::unary_parser<Subject, ClausesDirective<Subject>>;
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  ClausesDirective(const Subject& inner, const ClauseWords& all,
                   std::string_view must)
      : Base(inner), words(all), required(must) {}

  ClauseWords words;
  std::string_view required;  // Empty: none is.

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext& rcontext, Attribute&) const {
    ParseState& state = StateOf(context);
    ClauseOrder order(words);
    bool failed = false;
    while (true) {
      const Iterator place = state.Skip(first);
      const bool begins = order.Begin(state, place);
      const bool fits =
          this->subject.parse(first, last, context, rcontext, x3::unused);
      if (begins) order.End(state);
      if (fits) continue;
      const bool ends = place == last || *place == '}' ||
                        (StandsFirstOnLine(state, place) &&
                         DeclarationBegins(state, place));
      if (ends) {
        const bool is_closed = place != last && *place == '}';
        if (!failed && is_closed && !required.empty()) {
          order.Require(state, place, required);
        }
        return true;
      }
      failed = true;
      ReportFailure(state, place);
      first = FindClause(state, place, state.farthest(), words);
      state.ResumeAt(first);
    }
  }
};

template <class Subject>
auto Clauses(const ClauseWords& words, std::string_view required,
             const Subject& subject) {
  return ClausesDirective<
      typename x3::extension::as_parser<Subject>::value_type>(
      x3::as_parser(subject), words, required);
}

}  // namespace precept::lang::grammar
