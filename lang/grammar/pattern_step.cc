// Steps: counts and spans, keys, repetition.

#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"
#include "lang/grammar/pattern.h"
#include "lang/grammar/pattern_parts.h"

namespace precept::lang::grammar {
namespace {

using ast::Repeat;

constexpr auto kQuiet = Expectation::Weight::kQuiet;

constexpr Option<Repeat::Form> kShortForms[] = {{"+", Repeat::Form::kPlus},
                                                {"*", Repeat::Form::kStar},
                                                {"?", Repeat::Form::kQuestion}};
constexpr Option<Repeat::Joints> kJoints[] = {
    {"consecutive", Repeat::Joints::kConsecutive},
    {"combinations", Repeat::Joints::kCombinations}};

// {min,} unless a count follows.
struct OpenEndedAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    x3::_val(context).open_ended = true;
  }
};
struct MaxAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    x3::_val(context).open_ended = false;
    x3::_val(context).max = std::move(x3::_attr(context));
  }
};

}  // namespace

const x3::rule<struct KeyId, ast::Key> key = "key";
const x3::rule<struct VariableId, ast::Name> variable = "variable";

const auto count_def = Ranged(WholeNumber()[Set<&ast::Count::value>]
                              | DeclaredName("the name of a constant")[Set<&ast::Count::value>]);

const auto span_def = Ranged(Duration()[Set<&ast::Span::value>]
                             | DeclaredName("the name of a constant")[Set<&ast::Span::value>]);

const auto within_clause_def = Described(
    {}, kAfterWithin, Word("within") >> span[Self]);

const auto key_def = Described(
    "a key", "the key",
    Ranged(-Named("any", Phrase("`any`", kQuiet), ".")[Flag<&ast::Key::any>]
           >> Path(SegmentBan::kAlsoPatternWords, "a field")[Set<&ast::Key::field>]
           >> -Mark("?", {}, kQuiet)[Flag<&ast::Key::optional>]));

const auto by_clause_def = Ranged(
    Word("by") >> key[Append<&ast::By::keys>] % Mark(",", {}, kQuiet));

const auto repeat_def = Described(
    {}, "the repetition",
    Ranged((Mark("{", {}, kQuiet) >> count[Set<&Repeat::min>]
            >> -(Mark(",")[OpenEndedAction{}] >> -count[MaxAction{}])
            >> Mark("}")
            | OneOf(kShortForms, Phrase("a repetition", kQuiet))[Set<&Repeat::form>])
           >> -OneOf(kJoints, Phrase("`consecutive`", kQuiet))[Set<&Repeat::joints>]));

const auto variable_def =
    DeclaredName("a variable")[Self] >> Mark(":", ":", kQuiet);

const auto step_def = Described(
    "a step", "the step",
    Ranged(-variable[Set<&ast::Step::variable>]
           >> DeclaredName("the name of an event type")[Set<&ast::Step::type>]
           >> -repeat[Set<&ast::Step::repeat>] >> -by_clause[Set<&ast::Step::by>]
           >> -where_clause[Set<&ast::Step::where>]));

BOOST_SPIRIT_DEFINE(count, span, within_clause, key, by_clause, repeat, variable,
                    step)

BOOST_SPIRIT_INSTANTIATE(CountRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(SpanRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(WithinRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ByRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(RepeatRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(StepRule, Iterator, Context)

}  // namespace precept::lang::grammar
