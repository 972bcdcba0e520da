// Negations, absences, `until`, `within`, deadlines: LANGUAGE 2.1 and 2.3,
// items 1 and 2.

#include <gtest/gtest.h>

#include "tests/oracle/compact_case.h"

namespace precept::oracle {
namespace {

class AbsenceCase : public testing::TestWithParam<CompactCase> {};

TEST_P(AbsenceCase, ReportsWhatTheSentenceSays) {
  EXPECT_EQ(RunCompact(GetParam()), GetParam().matches) << GetParam().sentence;
}

constexpr const char* kBetween = "2.1: no event fitting n between p and q";
constexpr const char* kFor = "2.1: no n for d after p's last event";
constexpr const char* kUntil =
    "2.1: an event fitting n discards the partial matches of p";
constexpr const char* kWithin =
    "2.1: last event minus first event of the (sub)pattern <= d";
constexpr Options kDrain{.drain = true};

INSTANTIATE_TEST_SUITE_P(
    Negation, AbsenceCase,
    testing::Values(
        CompactCase{kBetween, "{ a: A -> not C -> b: B }", "A@1; C@2; B@3", ""},
        CompactCase{kBetween, "{ a: A -> not C -> b: B }", "A@1; D@2; B@3",
                    "a0 b2 by 2"},
        CompactCase{kBetween, "{ a: A -> not C | D -> b: B }", "A@1; D@2; B@3",
                    ""},
        CompactCase{"2.1: it may read earlier variables",
                    "{ a: A -> not C where x == a.x -> b: B }",
                    "A@1 x=1; C@2 x=2; B@3; A@4 x=1; C@5 x=1; B@6",
                    "a0 b2 by 2"},
        CompactCase{"2.1: before that B is ignored",
                    "{ a: A{2,} -> not B -> c: C }", "A@1; B@2; A@3; C@4",
                    "a0 a2 c3 by 3"},
        CompactCase{
            "2.1: once three A are taken a B ends the run, even if more "
            "A follow",
            "all { a: A{2,} -> not B -> c: C }", "A@1; A@2; B@3; A@4; C@5",
            "a1 a3 c4 by 4"},
        CompactCase{"2.3: the event that an open step takes is not between",
                    "{ a: A -> not B -> c: C }", "A@1; B+C@2", "a0 c1 by 1"},
        CompactCase{"2.1: the arrow after it carries contiguity and range",
                    "all { a: A -> not C ~> b: B }", "A@1; B@2; B@3; C@4; B@5",
                    "a0 b1 by 1; a0 b2 by 2"},
        CompactCase{"2.3: => not n looks at the very next event only",
                    "{ a: A => not C -> b: B }", "A@1; D@2; C@3; B@4", ""},
        CompactCase{"2.3: => not n looks at the very next event only",
                    "{ a: A => not C -> b: B -> d: D? }", "A@1; D@2; C@3; B@4",
                    "a0 b3 by 3"}));

INSTANTIATE_TEST_SUITE_P(
    Absence, AbsenceCase,
    testing::Values(
        CompactCase{kFor, "{ a: A -> not B for 5s }", "A@1; C@7", "a0 at 6"},
        CompactCase{kFor, "{ a: A -> not B for 5s }", "A@1; B@5; C@9", ""},
        CompactCase{"2.3: a deadline is met when time has passed it, strictly",
                    "{ a: A -> not B for 5s }", "A@1; B@6; C@9", ""},
        CompactCase{"2.3: a deadline is met when time has passed it, strictly",
                    "{ a: A -> not B for 5s }", "A@1; D@6; C@6.5", "a0 at 6"},
        CompactCase{"2.1: a file that ends sooner decides nothing without "
                    "--drain",
                    "{ a: A -> not B for 5s }", "A@1; D@6", ""},
        CompactCase{"2.1: … --drain", "{ a: A -> not B for 5s }", "A@1; D@6",
                    "a0 at 6", kDrain},
        CompactCase{"2.1: without for the wait ends with the within around it, "
                    "counted from its first event",
                    "{ c: C -> a: A -> not B within span }", "C@1; A@3; D@9",
                    "c0 a1 at 6"},
        CompactCase{"2.1: without for …", "{ a: A -> not B within 5s }",
                    "A@1; B@6; D@9", ""},
        CompactCase{"2.3: a wait with for outlasts the within",
                    "{ a: A -> not B for 9s within 5s }", "A@1; D@20",
                    "a0 at 10"},
        CompactCase{"2.3: an absence that is met is a way taken on ->",
                    "all { a: A+ -> not B for 5s }", "A@1; A@2; D@20",
                    "a0 a1 at 7; a1 at 7"},
        CompactCase{"2.1: at the end of a subpattern",
                    "{ (a: A -> not B for 5s) -> c: C }", "A@1; C@3; D@7; C@8",
                    "a0 c3 by 3"},
        CompactCase{"2.1: a negation that ends an inner group needs for or a "
                    "within in that group",
                    "{ (a: A -> not B within 5s) -> c: C }",
                    "A@1; C@3; D@7; C@8", "a0 c3 by 3"},
        CompactCase{"2.3: time is that of any record of its streams that has "
                    "an event type",
                    "{ a: A -> not B for 5s }", "A@1; none@9; G@9", ""},
        CompactCase{"2.2: an absence adds no event of its own: what began "
                    "during the silence lives on",
                    "{ a: A -> not B for 5s }", "A@1; A@3; D@20",
                    "a0 at 6; a1 at 8"},
        CompactCase{"2.3: deadlines in order of (deadline, preference)",
                    "by k { a: A -> not B for 5s }", "A@1 k=v; A@1 k=u; D@20",
                    "[v] a0 at 6; [u] a1 at 6"}));

INSTANTIATE_TEST_SUITE_P(
    Scopes, AbsenceCase,
    testing::Values(
        CompactCase{kUntil, "{ a: A -> b: B until C }", "A@1; C@2; B@3", ""},
        CompactCase{"2.1: the event may begin a new run",
                    "{ a: A -> b: B until C | A }", "A@1; A@2; B@3",
                    "a1 b2 by 2"},
        CompactCase{"2.1: it guards from p's first event until the run has "
                    "taken an event after p",
                    "{ (a: A -> b: B until C) -> d: D }", "A@1; B@2; C@3; D@4",
                    "a0 b1 d3 by 3"},
        CompactCase{"2.3: a run that could leave it leaves it and reads on",
                    "{ (a: A+ until C) -> d: D }", "A@1; C@2; A@3; D@4",
                    "a0 d3 by 3"},
        CompactCase{"2.3: … any other is dropped",
                    "{ (a: A{2,} until C) -> d: D }", "A@1; C@2; A@3; D@4", ""},
        CompactCase{"2.1: until reads earlier variables",
                    "{ a: A -> b: B until C where x == a.x }",
                    "A@1 x=1; C@2 x=2; B@3; A@4 x=3; C@5 x=3; B@6",
                    "a0 b2 by 2"},
        CompactCase{kWithin, "{ a: A -> b: B within 5s }", "A@1; B@6",
                    "a0 b1 by 1"},
        CompactCase{kWithin, "within 5s { a: A -> b: B }", "A@1; B@6.001", ""},
        CompactCase{"2.1: each round of a repeated group has its own clock",
                    "{ (a: A -> b: B within 2s){2} }", "A@1; B@3; A@9; B@10",
                    "a0 b1 a2 b3 by 3"},
        CompactCase{"2.3: when a within ends, a run that can skip what is left "
                    "inside it leaves it, by ways that are open",
                    "{ (a: A -> b: B? within 2s) -> c: C }", "A@1; B@4; C@5",
                    "a0 c2 by 2"},
        CompactCase{"2.3: … by ways that are open",
                    "{ (a: A -> b: B? within 2s) => c: C }",
                    "A@1; A@1.5; B@2; B@4; C@5", ""}));

}  // namespace
}  // namespace precept::oracle
