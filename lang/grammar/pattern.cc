// Patterns from the loosest operator to the step.

#include "lang/grammar/pattern.h"

#include <string>
#include <utility>
#include <vector>

#include "lang/grammar/actions.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/pattern_parts.h"

namespace precept::lang::grammar {
namespace {

using ast::Contiguity;

constexpr auto kQuiet = Expectation::Weight::kQuiet;

constexpr Option<Contiguity> kArrows[] = {
    {"->", Contiguity::kRelaxed},
    {"=>", Contiguity::kStrict},
    {"~>", Contiguity::kNondeterministic}};
constexpr Option<Contiguity> kNegatableArrows[] = {
    {"->", Contiguity::kRelaxed}, {"=>", Contiguity::kStrict}};

// Several operands of `&` or `|`; a single one stands for itself.
template <class Operator, auto kOperands>
struct JoinAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    std::vector<ast::Term>& terms = x3::_attr(context);
    ast::Term& joined = x3::_val(context);
    if (terms.size() == 1) {
      joined = std::move(terms.front());
      return;
    }
    joined.range = terms.front().range;
    joined.range.end = terms.back().range.end;
    Operator node;
    node.*kOperands = std::move(terms);
    joined.node = std::move(node);
  }
};
constexpr JoinAction<ast::Conjunction, &ast::Conjunction::operands> kJoinBoth{};
constexpr JoinAction<ast::Alternation, &ast::Alternation::branches> kJoinEither{};

// The operand that ends a term.
const ast::Term& LastOperand(const ast::Term& term) {
  if (const auto* both = std::get_if<ast::Conjunction>(&term.node)) {
    return LastOperand(both->operands.back());
  }
  if (const auto* either = std::get_if<ast::Alternation>(&term.node)) {
    return LastOperand(either->branches.back());
  }
  return term;
}

// The sequence goes on beyond a group that ends it: what follows the group's
// parenthesis would seem to bound the group and bound the sequence.
bool EndsWithInnerGroup(const ast::Sequence& sequence) {
  const ast::Term* last = &sequence.first;
  if (!sequence.links.empty()) {
    const auto* follow = std::get_if<ast::Follow>(&sequence.links.back());
    if (follow == nullptr) return false;
    last = &follow->term;
  }
  const ast::Term& operand = LastOperand(*last);
  const auto* group = std::get_if<Box<ast::Group>>(&operand.node);
  return group != nullptr && !(*group)->repeat &&
         operand.range != sequence.range;
}

// The word that has just been read bounds the sequence before it.
template <bool kIsWithin>
struct CheckBoundAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    const ast::Pattern& value = x3::_val(context);
    // An `until` in between has been checked itself.
    if (!value.until.empty() || !EndsWithInnerGroup(value.sequence)) return;
    constexpr std::string_view kWord = kIsWithin ? "within" : "until";
    ParseState& state = StateOf(context);
    const Iterator end = x3::_where(context).begin();
    state.ReportOnce({DiagnosticCode::kMisplacedBound,
                      state.Range(end - kWord.size(), end),
                      "`" + std::string(kWord) +
                          "` right after `)` bounds the whole sequence, not only "
                          "the group",
                      "write it inside the parentheses to bound the group, or "
                      "put the whole sequence in parentheses before it",
                      {}});
  }
};

}  // namespace

const x3::rule<struct GroupId, ast::Group> group = "group";
const x3::rule<struct ItemId, ast::Term> item = "item";
const x3::rule<struct BothId, ast::Term> both = "both";
const x3::rule<struct AltId, ast::Term> alt = "alt";
const x3::rule<struct GapRangeId, ast::GapRange> gap_range = "gap_range";
const x3::rule<struct FollowId, ast::Follow> follow = "follow";
const x3::rule<struct NegationId, ast::Negation> negation = "negation";
const x3::rule<struct SequenceId, ast::Sequence> sequence = "sequence";

const auto group_def = Mark("(") >> Nested(pattern)[Set<&ast::Group::body>]
                       >> Mark(")") >> -repeat[Set<&ast::Group::repeat>];

const auto item_def =
    Described("a step", "the step",
              Ranged(group[Set<&ast::Term::node>] | step[Set<&ast::Term::node>]));

const auto both_def = (item % Mark("&", {}, kQuiet))[kJoinBoth];

const auto alt_def = (both % Mark("|", {}, kQuiet))[kJoinEither];

const auto gap_range_def = Ranged(
    Mark("[", {}, kQuiet) >> -Duration()[Set<&ast::GapRange::low>] >> Mark("..")
    >> -Duration()[Set<&ast::GapRange::high>] >> Mark("]"));

const auto negation_def = Described(
    {}, "the negation",
    Ranged(OneOf(kNegatableArrows, Phrase("`->`", kQuiet))[Set<&ast::Negation::contiguity>]
           >> Word("not", kQuiet)
           >> (step % Mark("|", {}, kQuiet))[Set<&ast::Negation::steps>]
           >> -(Word("for") >> span[Set<&ast::Negation::wait>])));

const auto follow_def = Ranged(
    OneOf(kArrows, Phrase(kAnyArrow))[Set<&ast::Follow::contiguity>]
    >> -gap_range[Set<&ast::Follow::gap>] >> alt[Set<&ast::Follow::term>]);

const auto sequence_def = Ranged(
    alt[Set<&ast::Sequence::first>]
    >> *(negation[Append<&ast::Sequence::links>]
         | follow[Append<&ast::Sequence::links>]));

const auto pattern_def = Ranged(
    sequence[Set<&ast::Pattern::sequence>]
    >> -(Word("until")[CheckBoundAction<false>{}]
         >> Described({}, kAfterUntil,
                      (step % Mark("|", {}, kQuiet))[Set<&ast::Pattern::until>]))
    >> -Described({}, kAfterWithin,
                  Word("within")[CheckBoundAction<true>{}]
                      >> span[Set<&ast::Pattern::within>]));

BOOST_SPIRIT_DEFINE(group, item, both, alt, gap_range, negation, follow, sequence,
                    pattern)

BOOST_SPIRIT_INSTANTIATE(PatternRule, Iterator, Context)

}  // namespace precept::lang::grammar
