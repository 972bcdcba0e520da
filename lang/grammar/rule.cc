// Rules and tunes.

#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/clauses.h"
#include "lang/grammar/declaration.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"
#include "lang/grammar/pattern.h"

namespace precept::lang::grammar {
namespace {

using ast::Mode;

constexpr auto kQuiet = Expectation::Weight::kQuiet;

constexpr Option<Mode> kModes[] = {{"first", Mode::kFirst},
                                   {"longest", Mode::kLongest},
                                   {"each", Mode::kEach},
                                   {"all", Mode::kAll},
                                   {"latest", Mode::kLatest}};

constexpr ClauseWords kRuleClauses = {"meta", "match", "where", "emit", "throttle"};
constexpr ClauseWords kTuneClauses = {"where", "meta", "throttle", {}, {}};

}  // namespace

const x3::rule<struct MetaAtomId, ast::MetaAtom> meta_atom = "meta_atom";
const x3::rule<struct MetaEntryId, ast::MetaEntry> meta_entry = "meta_entry";
const x3::rule<struct MetaId, ast::Meta> meta = "meta";
const x3::rule<struct MatchId, ast::Match> match = "match";
const x3::rule<struct EmitEntryId, ast::EmitEntry> emit_entry = "emit_entry";
const x3::rule<struct EmitId, ast::Emit> emit = "emit";
const x3::rule<struct ThrottleCountId, ast::Count> throttle_count = "throttle_count";
const x3::rule<struct ThrottleId, ast::Throttle> throttle = "throttle";

const auto meta_atom_def = Described(
    "a value", "the value",
    Ranged(String()[Set<&ast::MetaAtom::node>] | Duration()[Set<&ast::MetaAtom::node>]
           | MetaNumber()[Set<&ast::MetaAtom::node>]
           | MetaWord()[Set<&ast::MetaAtom::node>]));

const auto meta_entry_def = Described(
    "an entry", "the entry",
    Ranged(Identifier("an entry")[Set<&ast::MetaEntry::name>] >> Mark(":")
           >> (Mark("[", {}, kQuiet)[Flag<&ast::MetaEntry::is_list>]
                   >> -(meta_atom[Append<&ast::MetaEntry::atoms>] % Mark(","))
                   >> Mark("]")
               | meta_atom[Append<&ast::MetaEntry::atoms>])));

const auto meta_def = Ranged(Word("meta") >> Mark("{")
                             >> Entries(meta_entry[Append<&ast::Meta::entries>])
                             >> Mark("}"));

const auto match_def = Ranged(
    Word("match") >> -OneOf(kModes, Phrase("a mode", kQuiet))[Set<&ast::Match::mode>]
    >> -by_clause[Set<&ast::Match::by>]
    >> -(Word("among")
         >> DeclaredName("the name of an event type")[Append<&ast::Match::among>]
                % Mark("|", {}, kQuiet))
    >> -within_clause[Set<&ast::Match::within>] >> Mark("{")
    >> pattern[Set<&ast::Match::pattern>] >> Mark("}"));

const auto emit_entry_def = Described(
    "an entry", "the entry",
    Ranged(Path(SegmentBan::kExpressionWords, "an entry")[Set<&ast::EmitEntry::name>]
           >> -(Mark(":", {}, kQuiet) >> expr[Set<&ast::EmitEntry::value>])));

const auto emit_def =
    Ranged(Word("emit") >> Mark("{")
           >> AtLeastOneEntry(emit_entry[Append<&ast::Emit::entries>]) >> Mark("}"));

const auto throttle_count_def = count[Self] >> Word("per");

const auto throttle_def = Ranged(
    Word("throttle")
    >> (Word("until") >> step[Set<&ast::Throttle::what>]
        | -throttle_count[Set<&ast::Throttle::count>] >> span[Set<&ast::Throttle::what>]
              >> -(Word("by")
                   >> Path(SegmentBan::kExpressionWords, "a field")[Append<&ast::Throttle::by>]
                          % Mark(",", {}, kQuiet))));

const auto rule_decl_def =
    Word("rule", kQuiet) >> DeclaredName("the name of a rule")[Set<&ast::Rule::name>]
    >> -String("a title")[Set<&ast::Rule::title>] >> Mark("{")
    >> Clauses(kRuleClauses, "match",
               meta[Set<&ast::Rule::meta>] | match[Set<&ast::Rule::match>]
                   | where_clause[Set<&ast::Rule::where>]
                   | emit[Set<&ast::Rule::emit>]
                   | throttle[Set<&ast::Rule::throttle>])
    >> Mark("}");

const auto tune_def =
    Word("tune", kQuiet) >> DeclaredName("the name of a rule")[Set<&ast::Tune::name>]
    >> Mark("{")
    >> Clauses(kTuneClauses, {},
               where_clause[Set<&ast::Tune::where>] | meta[Set<&ast::Tune::meta>]
                   | throttle[Set<&ast::Tune::throttle>])
    >> Mark("}");

BOOST_SPIRIT_DEFINE(meta_atom, meta_entry, meta, match, emit_entry, emit,
                    throttle_count, throttle, rule_decl, tune)

BOOST_SPIRIT_INSTANTIATE(RuleRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(TuneRule, Iterator, Context)

}  // namespace precept::lang::grammar
