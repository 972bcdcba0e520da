// The report modes and the caps: LANGUAGE 2.2 and the end of 2.3.

#include <gtest/gtest.h>

#include "tests/oracle/compact_case.h"

namespace precept::oracle {
namespace {

class ModeCase : public testing::TestWithParam<CompactCase> {};

TEST_P(ModeCase, ReportsWhatTheSentenceSays) {
  EXPECT_EQ(RunCompact(GetParam()), GetParam().matches) << GetParam().sentence;
}

constexpr const char* kFirst =
    "2.2 first: every run of the key that began at or before its last event is "
    "forgotten";
constexpr const char* kLongest =
    "2.2 longest: a complete match is held until no run preferred to it is "
    "alive";
constexpr const char* kEach =
    "2.2 each: for every starting event the first match to complete";
constexpr const char* kAll = "2.2 all: every match";
constexpr const char* kLatest =
    "2.2 latest: at every place only the run that came there last is kept";
constexpr Options kDrain{.drain = true};
constexpr Options kCapOfTwo{.start_cap = 2};
constexpr Options kTwoMatches{.matches_cap = 2};

INSTANTIATE_TEST_SUITE_P(
    First, ModeCase,
    testing::Values(CompactCase{kFirst, "{ a: A -> b: B }",
                                "A@1; A@2; B@3; B@4", "a0 b2 by 2"},
                    CompactCase{kFirst, "{ p: P{2} }", "A@1; B@2; A@3; B@4",
                                "p0 p1 by 1; p2 p3 by 3"},
                    CompactCase{"2.2: of several at one event, the preferred",
                                "{ p: P+ -> b: B }", "A@1; A@2; B@3",
                                "p0 p1 b2 by 2"},
                    CompactCase{"2.2: reported at once", "{ a: A -> b: B+ }",
                                "A@1; B@2; B@3", "a0 b1 by 1"}));

INSTANTIATE_TEST_SUITE_P(
    Longest, ModeCase,
    testing::Values(
        CompactCase{"2.2: a burst longer than its within is cut there",
                    "longest { a: A+ within 5s }", "A@1; A@3; A@9; D@20",
                    "a0 a1 at 6; a2 at 14"},
        CompactCase{"2.2: until closes a complete match: it is then reported",
                    "longest { a: A+ until C }", "A@1; A@2; C@3; A@4",
                    "a0 a1 by 2"},
        CompactCase{kLongest, "longest { a: A -> b: B? within 5s }", "A@1; B@2",
                    "a0 b1 by 1"},
        CompactCase{kLongest, "longest { a: A -> b: B? within 5s }", "A@1; D@7",
                    "a0 at 6"},
        CompactCase{kLongest, "longest { a: A{1,2} within 5s }",
                    "A@1; A@2; A@3; A@4", "a0 a1 by 1; a2 a3 by 3"},
        CompactCase{"2.2: the match that MATCH_RECOGNIZE would prefer: left "
                    "before right",
                    "longest { (a: A | (a: A -> b: B)) within 5s }", "A@1; B@2",
                    "a0 by 0"},
        CompactCase{"2.2: unless all edges are strict",
                    "longest { a: A+ consecutive }", "A@1; A@2; D@3", ""},
        CompactCase{"2.2: unless all edges are strict",
                    "longest among A | D { a: A+ consecutive }",
                    "A@1; A@2; D@3", "a0 a1 by 2"},
        CompactCase{"2.3: --drain … then reports what is held",
                    "longest { a: A+ consecutive }", "A@1; A@2; D@3",
                    "a0 a1 at 3", kDrain},
        CompactCase{kLongest, "longest { a: A -> b: B -> c: C? within 9s }",
                    "A@1; A@2; B@3; D@20", "a0 b2 at 10"}));

INSTANTIATE_TEST_SUITE_P(
    EachAllLatest, ModeCase,
    testing::Values(
        CompactCase{kEach, "each { a: A -> b: B }", "A@1; A@2; B@3; B@4",
                    "a0 b2 by 2; a1 b2 by 2"},
        CompactCase{"2.2: the start's other runs are dropped",
                    "each { a: A ~> b: B -> c: C }", "A@1; B@2; B@3; C@4; C@5",
                    "a0 b1 c3 by 3"},
        CompactCase{kAll, "all { a: A ~> b: B -> c: C }", "A@1; A@2; B@3; C@4",
                    "a0 b2 c3 by 3; a1 b2 c3 by 3"},
        CompactCase{kAll, "all { a: A -> b: B+ }", "A@1; B@2; B@3",
                    "a0 b1 by 1; a0 b1 b2 by 2"},
        CompactCase{"2.2: if they began together, taking precedes waiting",
                    "all { a: A ~> b: B ~> c: C }", "A@1; B@2; B@3; C@4",
                    "a0 b1 c3 by 3; a0 b2 c3 by 3"},
        CompactCase{"2.2: looping leaving",
                    "all { p: P+ combinations -> b: B }", "A@1; B@2; B@3",
                    "p0 b1 by 1; p0 p1 b2 by 2; p1 b2 by 2"},
        CompactCase{kLatest, "latest { a: A -> b: B }", "A@1; A@2; B@3; B@4",
                    "a1 b2 by 2"},
        CompactCase{"2.2: a report removes no others",
                    "latest { a: A -> b: B ~> c: C }", "A@1; B@2; C@3; C@4",
                    "a0 b1 c2 by 2; a0 b1 c3 by 3"},
        CompactCase{kLatest, "latest { a: A -> b: B -> c: C }",
                    "A@1; B@2; A@3; B@4; C@5", "a2 b3 c4 by 4"},
        CompactCase{"2.2: rounds counted up to the bounds",
                    "latest { a: A{2} -> b: B }", "A@1; A@2; A@3; B@4",
                    "a1 a2 b3 by 3"},
        CompactCase{"2.2: of several the one that began last",
                    "latest { a: A{1,} combinations -> b: B }",
                    "A@1; A@2; A@3; B@4", "a2 b3 by 3"}));

INSTANTIATE_TEST_SUITE_P(
    Caps, ModeCase,
    testing::Values(
        CompactCase{"2.3: at the cap no new run begins and open ones go on",
                    "each { a: A -> b: B }", "A@1; A@2; A@3; B@4",
                    "a0 b3 by 3 incomplete; a1 b3 by 3 incomplete", kCapOfTwo},
        CompactCase{"2.3: the starting events with a run alive",
                    "each { a: A -> b: B }", "A@1; A@2; B@3; A@4; B@5",
                    "a0 b2 by 2; a1 b2 by 2; a3 b4 by 4", kCapOfTwo},
        CompactCase{"2.3: matches of one event under all are capped",
                    "all { a: A -> b: B }", "A@1; A@2; A@3; B@4",
                    "a0 b3 by 3; a1 b3 by 3", kTwoMatches}));

INSTANTIATE_TEST_SUITE_P(
    OperatorsByMode, ModeCase,
    testing::Values(CompactCase{kEach, "each { a: A & b: B }", "A@1; B@2; B@3",
                                "a0 b1 by 1"},
                    CompactCase{kLatest, "latest { a: A & b: B }",
                                "A@1; A@2; B@3", "a1 b2 by 2"},
                    CompactCase{kLongest, "longest { a: A & b: B within 5s }",
                                "A@1; B@2", "a0 b1 by 1"},
                    CompactCase{kEach, "each { a: A -> not B for 5s }",
                                "A@1; A@2; D@20", "a0 at 6; a1 at 7"},
                    CompactCase{kLatest, "latest { a: A -> not B for 5s }",
                                "A@1; A@3; D@20", "a1 at 8"},
                    CompactCase{kLongest,
                                "longest { a: A+ -> not B for 2s within 9s }",
                                "A@1; A@2; D@20", "a0 a1 at 4"},
                    CompactCase{kAll, "all { a: A -> b: B until C }",
                                "A@1; A@2; C@3; A@4; B@5", "a3 b4 by 4"},
                    CompactCase{kLatest, "latest { a: A -> not C -> b: B }",
                                "A@1; C@2; A@3; B@4", "a2 b3 by 3"},
                    CompactCase{kLatest, "latest { a: A => b: B }", "A@1; B@2",
                                "a0 b1 by 1"},
                    CompactCase{"2.2: taking precedes waiting",
                                "longest { a: A ~> b: B within 5s }",
                                "A@1; B@2; B@3", "a0 b1 by 1"},
                    CompactCase{"2.2: left right", "each { a: A | b: B }",
                                "A+B@1", "a0 by 0"},
                    CompactCase{kLatest, "latest { (a: A -> b: B){2} }",
                                "A@1; B@2; A@3; B@4", "a0 b1 a2 b3 by 3"}));

}  // namespace
}  // namespace precept::oracle
