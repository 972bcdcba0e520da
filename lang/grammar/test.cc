// Tests.

#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/declaration.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"

namespace precept::lang::grammar {
namespace {

constexpr auto kQuiet = Expectation::Weight::kQuiet;

}  // namespace

const x3::rule<struct RecordEntryId, ast::RecordEntry> record_entry = "record_entry";
const x3::rule<struct RecordId, ast::Record> record = "record";
const x3::rule<struct ClockId, ast::ClockEntry> clock_entry = "clock";
const x3::rule<struct LatenessId, ast::LatenessEntry> lateness_entry = "lateness";
const x3::rule<struct FromId, ast::FromEntry> from_entry = "from";
const x3::rule<struct ListEntryId, ast::ListEntry> list_entry = "list_entry";
const x3::rule<struct TableEntryId, ast::TableEntry> table_entry = "table_entry";
const x3::rule<struct ExpectId, ast::ExpectEntry> expect_entry = "expect";
const x3::rule<struct GivenId, ast::GivenEntry> given_entry = "given";
const x3::rule<struct TestEntryId, ast::TestEntry> test_entry = "test_entry";

const auto record_entry_def = Described(
    "an entry", "the entry",
    Path(SegmentBan::kNone, "an entry")[Set<&ast::RecordEntry::name>] >> Mark(":")
        >> expr[Set<&ast::RecordEntry::value>]);

const auto record_def = Ranged(
    Mark("{") >> Entries(record_entry[Append<&ast::Record::entries>]) >> Mark("}"));

const auto clock_entry_def =
    Word("clock") >> Duration()[Set<&ast::ClockEntry::to>];

const auto lateness_entry_def =
    Word("lateness") >> Duration()[Set<&ast::LatenessEntry::lateness>];

const auto from_entry_def =
    Word("from") >> Described("`time` and a string", {}, time_literal)[Set<&ast::FromEntry::time>];

const auto list_entry_def =
    Word("list") >> DeclaredName("the name of a list")[Set<&ast::ListEntry::list>]
    >> Mark("[") >> -(signed_literal[Append<&ast::ListEntry::values>] % Mark(","))
    >> Mark("]");

const auto table_entry_def =
    Word("table") >> DeclaredName("the name of a table")[Set<&ast::TableEntry::table>]
    >> record[Set<&ast::TableEntry::row>];

const auto expect_entry_def =
    Word("expect")
    >> (Word("nothing")
        | -WholeNumber()[Set<&ast::ExpectEntry::count>]
              >> DeclaredName("the name of a rule")[Set<&ast::ExpectEntry::rule>]
              >> -record[Set<&ast::ExpectEntry::record>]
              >> -(Word("at") >> Duration()[Set<&ast::ExpectEntry::at>]));

const auto given_entry_def =
    -(Word("repeat") >> WholeNumber()[Set<&ast::GivenEntry::repeat>] >> Word("every")
      >> Duration()[Set<&ast::GivenEntry::every>])
    >> DeclaredName("the name of an event type")[Set<&ast::GivenEntry::type>]
    >> record[Set<&ast::GivenEntry::record>]
    >> -(Word("at") >> Duration()[Set<&ast::GivenEntry::at>]);

const auto test_entry_def = Described(
    {}, "the entry",
    Ranged(clock_entry[Set<&ast::TestEntry::node>]
           | lateness_entry[Set<&ast::TestEntry::node>]
           | from_entry[Set<&ast::TestEntry::node>]
           | list_entry[Set<&ast::TestEntry::node>]
           | table_entry[Set<&ast::TestEntry::node>]
           | expect_entry[Set<&ast::TestEntry::node>]
           | given_entry[Set<&ast::TestEntry::node>]));

const auto test_def =
    Word("test", kQuiet) >> String("the title of a test")[Set<&ast::Test::title>]
    >> -(Word("of") >> DeclaredName("the name of a rule")[Append<&ast::Test::of>]
                           % Mark(",", {}, kQuiet))
    >> Mark("{") >> Entries(test_entry[Append<&ast::Test::entries>]) >> Mark("}");

BOOST_SPIRIT_DEFINE(record_entry, record, clock_entry, lateness_entry, from_entry,
                    list_entry, table_entry, expect_entry, given_entry, test_entry,
                    test)

BOOST_SPIRIT_INSTANTIATE(TestRule, Iterator, Context)

}  // namespace precept::lang::grammar
