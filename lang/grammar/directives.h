// Directives of the grammar: parsers of Spirit X3 around other parsers.
//
// Values are built by semantic actions alone (actions.h), so a directive takes
// no attribute unless it says so; `rcontext` is the value of the rule at work.

#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/grammar/recovery.h"
#include "lang/grammar/syntax_error.h"
#include "lang/grammar/terminals.h"

namespace precept::lang::grammar {

// Sets `range` of the rule's value to the text that the subject took.
template <class Subject>
struct RangedDirective
    : x3::unary_parser<Subject, RangedDirective<Subject>> {
  using Base = x3::unary_parser<Subject, RangedDirective<Subject>>;
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  static constexpr bool has_action = true;

  explicit RangedDirective(const Subject& inner) : Base(inner) {}

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext& rcontext, Attribute&) const {
    ParseState& state = StateOf(context);
    const Iterator start = state.Skip(first);
    if (!this->subject.parse(first, last, context, rcontext, x3::unused)) {
      return false;
    }
    rcontext.range = state.Range(start, first);
    return true;
  }
};

template <class Subject>
auto Ranged(const Subject& subject) {
  return RangedDirective<typename x3::extension::as_parser<Subject>::value_type>(
      x3::as_parser(subject));
}

// Names the construct: before it as a whole ("expected a step") and after it
// ("… after the step").  Passes the attribute on.
template <class Subject>
struct DescribedDirective
    : x3::unary_parser<Subject, DescribedDirective<Subject>> {
  using Base = x3::unary_parser<Subject, DescribedDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;

  DescribedDirective(const Subject& inner, std::string_view before_phrase,
                     std::string_view after_phrase)
      : Base(inner), before(before_phrase), after(after_phrase) {}

  std::string_view before;  // Empty: its terminals speak for themselves.
  std::string_view after;

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext& rcontext, Attribute& attribute) const {
    ParseState& state = StateOf(context);
    const Iterator start = state.Skip(first);
    const bool hides = !before.empty() && !state.IsHidden(start);
    const Iterator outer = hides ? state.Hide(start) : nullptr;
    const bool fits =
        this->subject.parse(first, last, context, rcontext, attribute);
    if (hides) state.Hide(outer);
    if (fits) {
      state.Completed(first, after);
    } else if (hides) {
      state.Expect(start, Phrase(before));
    }
    return fits;
  }
};

template <class Subject>
auto Described(std::string_view before, std::string_view after,
               const Subject& subject) {
  return DescribedDirective<
      typename x3::extension::as_parser<Subject>::value_type>(
      x3::as_parser(subject), before, after);
}

// One node of an expression: its height is one more than that of the highest
// node inside.  `levels` is 1 where a level of nesting begins.
template <class Subject>
struct NodeDirective : x3::unary_parser<Subject, NodeDirective<Subject>> {
  using Base = x3::unary_parser<Subject, NodeDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;

  enum class Nesting { kSame, kDeeper };

  NodeDirective(const Subject& inner, Nesting nesting_change)
      : Base(inner), nesting(nesting_change) {}

  Nesting nesting;

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext& rcontext, Attribute& attribute) const {
    ParseState& state = StateOf(context);
    if (nesting == Nesting::kDeeper) state.Enter(state.Skip(first));
    const int outside = state.BeginNode();
    const bool fits =
        this->subject.parse(first, last, context, rcontext, attribute);
    state.EndNode(outside, fits, first);
    if (nesting == Nesting::kDeeper) state.Leave();
    return fits;
  }
};

template <class Subject>
auto Node(const Subject& subject) {
  using Parser = typename x3::extension::as_parser<Subject>::value_type;
  return NodeDirective<Parser>(x3::as_parser(subject),
                               NodeDirective<Parser>::Nesting::kSame);
}

// Where the text nests one level deeper.
template <class Subject>
auto Nested(const Subject& subject) {
  using Parser = typename x3::extension::as_parser<Subject>::value_type;
  return NodeDirective<Parser>(x3::as_parser(subject),
                               NodeDirective<Parser>::Nesting::kDeeper);
}

// For the first of two readings of one text: is not tried again where it
// failed before, so that nested text is read twice, not twice a level.
// `construct` is an address that stands for this use.
template <class Subject>
struct FirstReadingDirective
    : x3::unary_parser<Subject, FirstReadingDirective<Subject>> {
  using Base = x3::unary_parser<Subject, FirstReadingDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;

  FirstReadingDirective(const Subject& inner, const void* stands_for)
      : Base(inner), construct(stands_for) {}

  const void* construct;

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext& rcontext, Attribute& attribute) const {
    ParseState& state = StateOf(context);
    const Iterator start = state.Skip(first);
    if (state.KnownToFail(construct, start)) return false;
    const bool fits =
        this->subject.parse(first, last, context, rcontext, attribute);
    if (!fits) state.RememberFailure(construct, start);
    return fits;
  }
};

template <class Subject>
auto FirstReading(const void* construct, const Subject& subject) {
  return FirstReadingDirective<
      typename x3::extension::as_parser<Subject>::value_type>(
      x3::as_parser(subject), construct);
}

// The entries of a block up to its closing brace.  One that does not parse is
// reported, and reading goes on with the next.
template <class Subject>
struct EntriesDirective
    : x3::unary_parser<Subject, EntriesDirective<Subject>> {
  using Base = x3::unary_parser<Subject, EntriesDirective<Subject>>;
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  enum class Least { kNone, kOne };

  EntriesDirective(const Subject& inner, Least least_number)
      : Base(inner), least(least_number) {}

  Least least;

  template <class AnyContext, class RContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext& rcontext, Attribute&) const {
    ParseState& state = StateOf(context);
    bool any = least == Least::kNone;
    while (true) {
      const Iterator place = state.Skip(first);
      const bool ends = place == last || *place == '}' ||
                        (StandsFirstOnLine(state, place) &&
                         DeclarationBegins(state, place));
      if (ends && any) return true;
      any = true;
      if (this->subject.parse(first, last, context, rcontext, x3::unused)) {
        continue;
      }
      if (ends) return false;
      ReportFailure(state, place);
      first = FindEntry(state, place, state.farthest());
      state.ResumeAt(first);
    }
  }
};

template <class Subject>
auto Entries(const Subject& subject) {
  using Parser = typename x3::extension::as_parser<Subject>::value_type;
  return EntriesDirective<Parser>(x3::as_parser(subject),
                                  EntriesDirective<Parser>::Least::kNone);
}

template <class Subject>
auto AtLeastOneEntry(const Subject& subject) {
  using Parser = typename x3::extension::as_parser<Subject>::value_type;
  return EntriesDirective<Parser>(x3::as_parser(subject),
                                  EntriesDirective<Parser>::Least::kOne);
}

// A left-associative chain of binary operators on one level of precedence.
template <class Operand, class Operator>
struct LeftChain : x3::parser<LeftChain<Operand, Operator>> {
  using attribute_type = ast::Expr;
  static constexpr bool has_attribute = true;

  LeftChain(const Operand& operand_parser, const Operator& operator_parser)
      : operand(operand_parser), op(operator_parser) {}

  Operand operand;
  Operator op;

  template <class AnyContext, class RContext>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext&, ast::Expr& left) const {
    ParseState& state = StateOf(context);
    if (!operand.parse(first, last, context, x3::unused, left)) return false;
    int height = state.height();
    while (true) {
      Iterator place = first;
      ast::BinaryOp which{};
      ast::Expr right;
      if (!op.parse(place, last, context, x3::unused, which) ||
          !operand.parse(place, last, context, x3::unused, right)) {
        state.SetHeight(height, first);
        return true;
      }
      first = place;
      height = std::max(height, state.height()) + 1;
      state.SetHeight(height, first);
      const SourceRange range{left.range.file, left.range.begin, right.range.end};
      left = ast::Expr{
          ast::Binary{which, std::move(left), std::move(right), false}, range};
    }
  }

  template <class AnyContext, class RContext>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RContext& rcontext, x3::unused_type) const {
    ast::Expr ignored;
    return parse(first, last, context, rcontext, ignored);
  }
};

template <class Operand, class Operator>
auto Chain(const Operand& operand, const Operator& op) {
  return LeftChain<Operand, Operator>(operand, op);
}

}  // namespace precept::lang::grammar
