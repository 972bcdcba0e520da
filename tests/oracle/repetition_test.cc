// Repetition, optional steps and the clause `where` on lists: LANGUAGE 2.1.

#include <gtest/gtest.h>

#include "tests/oracle/compact_case.h"

namespace precept::oracle {
namespace {

class RepetitionCase : public testing::TestWithParam<CompactCase> {};

TEST_P(RepetitionCase, ReportsWhatTheSentenceSays) {
  EXPECT_EQ(RunCompact(GetParam()), GetParam().matches) << GetParam().sentence;
}

constexpr const char* kRepeat = "2.1: repetition, greedy";
constexpr const char* kTrailing =
    "2.1: a trailing list that fails it is not at its end yet and goes on";

INSTANTIATE_TEST_SUITE_P(
    Counts, RepetitionCase,
    testing::Values(
        CompactCase{"2.2: E{5,} at the fifth E", "{ a: A{3,} }",
                    "A@1; A@2; A@3; A@4", "a0 a1 a2 by 2"},
        CompactCase{kRepeat, "{ a: A{2} -> b: B }", "A@1; A@2; A@3; B@4",
                    "a0 a1 b3 by 3"},
        CompactCase{kRepeat, "{ a: A{1,2} -> b: B }", "A@1; A@2; A@3; B@4",
                    "a0 a1 b3 by 3"},
        CompactCase{kRepeat, "{ a: A{two,} -> b: B }", "A@1; B@2; A@3; B@4",
                    "a0 a2 b3 by 3"},
        CompactCase{kRepeat, "{ a: A+ -> b: B }", "A@1; A@2; B@3",
                    "a0 a1 b2 by 2"},
        CompactCase{kRepeat, "{ a: A -> b: B* -> c: C }", "A@1; C@2",
                    "a0 c1 by 1"},
        CompactCase{kRepeat, "{ a: A -> b: B* -> c: C }", "A@1; B@2; B@3; C@4",
                    "a0 b1 b2 c3 by 3"},
        CompactCase{kRepeat, "{ a: A -> b: B? -> c: C }", "A@1; B@2; B@3; C@4",
                    "a0 b1 c3 by 3"},
        CompactCase{kRepeat, "{ a: A? -> b: B }", "B@1; A@2; B@3",
                    "b0 by 0; a1 b2 by 2"},
        CompactCase{"2.1: anything may happen in between, also between the "
                    "events of {3,}",
                    "{ a: A{2,} -> c: C }", "A@1; B@2; A@3; C@4",
                    "a0 a2 c3 by 3"},
        CompactCase{"2.1: consecutive makes its joints strict",
                    "all { a: A{2} consecutive -> b: B }",
                    "A@1; B@2; A@3; A@4; B@5", "a2 a3 b4 by 4"},
        CompactCase{"2.1: combinations makes its joints non-deterministic",
                    "all { a: A{2} combinations }", "A@1; A@2; A@3",
                    "a0 a1 by 1; a0 a2 by 2; a1 a2 by 2"},
        CompactCase{"2.1: combinations",
                    "all { a: A{1,2} combinations -> b: B }", "A@1; A@2; B@3",
                    "a0 a1 b2 by 2; a0 b2 by 2; a1 b2 by 2"},
        CompactCase{
            "2.3: every open step that fits takes it, a copy of the run "
            "each",
            "all { p: P+ -> b: B }", "A@1; B@2; B@3",
            "p0 b1 by 1; p0 p1 b2 by 2; p1 b2 by 2"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, RepetitionCase,
    testing::Values(
        CompactCase{"2.1: last(v) is the previous one, and missing the first "
                    "time",
                    "{ a: A{3} where x > last(a).x ?? 0 }",
                    "A@1 x=1; A@2 x=1; A@3 x=2; A@4 x=3", "a0 a2 a3 by 3"},
        CompactCase{"2.1: count(v), sum … of a list variable",
                    "{ a: A{2,} -> b: B where x > 2 * avg(a.x) }",
                    "A@1 x=1; A@2 x=2; B@3 x=3; B@4 x=4", "a0 a1 b3 by 3"},
        CompactCase{"2.1: v[i] from 0, negative from the end",
                    "{ a: A{3} -> b: B where x == a[0].x + a[-1].x }",
                    "A@1 x=1; A@2 x=5; A@3 x=2; B@4 x=6; B@5 x=3",
                    "a0 a1 a2 b4 by 4"},
        CompactCase{"2.1: first(v), distinct(v.f), values(v.f)",
                    "{ a: A{3} -> b: B where distinct(a.k) == 2 and k in "
                    "values(a.k) and x == first(a).x }",
                    "A@1 x=1 k=u; A@2 k=v; A@3 k=u; B@4 x=1 k=w; B@5 x=1 k=v",
                    "a0 a1 a2 b4 by 4"},
        CompactCase{"2.1: min max stddev",
                    "{ a: A{2} -> b: B where min(a.x) == 1 and max(a.x) == 3 "
                    "and stddev(a.x) > 1.4 and stddev(a.x) < 1.5 }",
                    "A@1 x=1; A@2 x=3; B@3", "a0 a1 b2 by 2"},
        CompactCase{"3: empty: count, sum, distinct 0",
                    "{ a: A -> c: C* -> b: B where count(c) == 0 and sum(c.x) "
                    "== 0 and avg(c.x) is missing }",
                    "A@1; C@2 x=1; B@3", ""},
        CompactCase{"2.1: a step not taken is missing",
                    "{ a: A -> c: C? -> b: B where c.x ?? 7 == x }",
                    "A@1; B@2 x=6; B@3 x=7", "a0 b2 by 2"}));

INSTANTIATE_TEST_SUITE_P(
    ClauseWhere, RepetitionCase,
    testing::Values(
        CompactCase{"2.1: an event that fails it is not taken",
                    "{ a: A -> b: B -> c: C } where a.x == b.x",
                    "A@1 x=1; B@2 x=2; B@3 x=1; C@4", "a0 b2 c3 by 3"},
        CompactCase{"2.1: each conjunct is tested at the first point at which "
                    "every variable it names is complete",
                    "{ a: A+ -> b: B } where count(a) >= 2",
                    "A@1; B@2; A@3; B@4", "a0 a2 b3 by 3"},
        CompactCase{"2.1: complete: a list that can take no more",
                    "{ a: A{2} -> b: B } where sum(a.x) > 4",
                    "A@1 x=1; A@2 x=2; A@3 x=5; B@4", "a0 a2 b3 by 3"},
        CompactCase{kTrailing, "{ b: B -> a: A{2,} } where sum(a.x) > 4",
                    "B@1; A@2 x=1; A@3 x=2; A@4 x=3", "b0 a1 a2 a3 by 3"},
        CompactCase{"2.1: a conjunct on a step not taken refuses the match",
                    "{ a: A -> c: C? -> b: B } where c.x == 1",
                    "A@1; B@2; C@3 x=1; B@4", "a0 c2 b3 by 3"},
        CompactCase{"2.1: in where, bare names are keys",
                    "by k { a: A -> b: B } where k == \"u\"",
                    "A@1 k=v; A@1 k=u; B@2 k=v; B@2 k=u", "[u] a1 b3 by 3"},
        CompactCase{"2.3: a condition inside & that reads another operand goes "
                    "to the clause where",
                    "{ a: A & b: B } where a.x == b.x",
                    "A@1 x=1; B@2 x=2; B@3 x=1", "a0 b2 by 2"},
        CompactCase{
            "2.1: under longest it is tested on the match that would be "
            "reported, and one that fails is struck out as if reported",
            "longest { a: A{1,} within 5s } where count(a) != 2",
            "A@1; A@2; A@20; A@30", "a2 at 25"},
        CompactCase{"2.1: the clause where on a branch not taken",
                    "{ (a: A | c: C) -> b: B } where a.x == 1",
                    "C@1; B@2; A@3 x=1; B@4", "a2 b3 by 3"}));

}  // namespace
}  // namespace precept::oracle
