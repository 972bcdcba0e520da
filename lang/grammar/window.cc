// Windows.

#include <string>
#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/declaration.h"
#include "lang/grammar/directives.h"
#include "lang/grammar/expression.h"
#include "lang/grammar/pattern.h"

namespace precept::lang::grammar {
namespace {

constexpr auto kQuiet = Expectation::Weight::kQuiet;

constexpr Option<std::string_view> kAggregates[] = {
    {"approx_distinct", "approx_distinct"},
    {"approx_percentile", "approx_percentile"},
    {"approx_top", "approx_top"},
    {"count", "count"},
    {"sum", "sum"},
    {"avg", "avg"},
    {"min", "min"},
    {"max", "max"},
    {"stddev", "stddev"},
    {"distinct", "distinct"},
    {"values", "values"},
    {"first", "first"},
    {"last", "last"},
    {"percentile", "percentile"}};

struct FunctionAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    ParseState& state = StateOf(context);
    const std::string_view word = x3::_attr(context);
    const Iterator end = x3::_where(context).begin();
    x3::_val(context).function = {std::string(word),
                                  state.Range(end - word.size(), end)};
  }
};

}  // namespace

const x3::rule<struct OffsetId, ast::WindowOffset> offset = "at";
const x3::rule<struct TumblingId, ast::TumblingExtent> tumbling = "tumbling";
const x3::rule<struct HoppingId, ast::HoppingExtent> hopping = "hopping";
const x3::rule<struct SessionId, ast::SessionExtent> session = "session";
const x3::rule<struct LastId, ast::LastExtent> last_events = "last";
const x3::rule<struct EverId, ast::EverExtent> ever = "ever";
const x3::rule<struct SlidingId, ast::SlidingExtent> sliding = "sliding";
const x3::rule<struct AggregateId, ast::AggregateDecl> aggregate = "aggregate";

const auto offset_def =
    Word("at") >> Duration()[Set<&ast::WindowOffset::offset>]
    >> -String("a time zone")[Set<&ast::WindowOffset::time_zone>];

const auto tumbling_def = Word("tumbling", kQuiet)
                          >> span[Set<&ast::TumblingExtent::size>]
                          >> -offset[Set<&ast::TumblingExtent::at>];

const auto hopping_def = Word("hopping", kQuiet)
                         >> span[Set<&ast::HoppingExtent::size>] >> Word("every")
                         >> span[Set<&ast::HoppingExtent::every>]
                         >> -offset[Set<&ast::HoppingExtent::at>];

const auto session_def =
    Word("session", kQuiet) >> span[Set<&ast::SessionExtent::gap>];

const auto last_events_def =
    Word("last", kQuiet) >> count[Set<&ast::LastExtent::count>];

const auto ever_def = Word("ever", kQuiet)[([](auto&) {})];

const auto sliding_def =
    span[Set<&ast::SlidingExtent::size>]
    >> -(Word("step") >> span[Set<&ast::SlidingExtent::step>]);

const auto aggregate_def = Described(
    "an aggregate", "the aggregate",
    Ranged(Identifier("the name of an aggregate")[Set<&ast::AggregateDecl::name>]
           >> Mark(":")
           >> OneOf(kAggregates, Phrase("an aggregate function"))[FunctionAction{}]
           >> Mark("(")
           >> DeclaredName("the name of an event type")[Set<&ast::AggregateDecl::source>]
           >> PathTail()[Set<&ast::AggregateDecl::path>]
           >> -by_clause[Set<&ast::AggregateDecl::by>]
           >> -where_clause[Set<&ast::AggregateDecl::where>]
           >> -(Mark(",", {}, kQuiet) >> literal[Set<&ast::AggregateDecl::argument>])
           >> Mark(")")));

const auto window_def =
    Word("window", kQuiet)
    >> DeclaredName("the name of a window")[Set<&ast::Window::name>]
    >> -by_clause[Set<&ast::Window::by>] >> Word("over")
    >> Described("a duration, `tumbling`, `hopping`, `session`, `last` or `ever`",
                 "the extent",
                 tumbling[Set<&ast::Window::extent>]
                     | hopping[Set<&ast::Window::extent>]
                     | session[Set<&ast::Window::extent>]
                     | last_events[Set<&ast::Window::extent>]
                     | ever[Set<&ast::Window::extent>]
                     | sliding[Set<&ast::Window::extent>])
    >> Mark("{") >> AtLeastOneEntry(aggregate[Append<&ast::Window::aggregates>])
    >> Mark("}");

BOOST_SPIRIT_DEFINE(offset, tumbling, hopping, session, last_events, ever, sliding,
                    aggregate, window)

BOOST_SPIRIT_INSTANTIATE(WindowRule, Iterator, Context)

}  // namespace precept::lang::grammar
