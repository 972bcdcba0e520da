// Arrows, ranges, `&`, `|`, groups: LANGUAGE 2.1 and 2.3, item 3.

#include <gtest/gtest.h>

#include "tests/oracle/compact_case.h"

namespace precept::oracle {
namespace {

class SequenceCase : public testing::TestWithParam<CompactCase> {};

TEST_P(SequenceCase, ReportsWhatTheSentenceSays) {
  EXPECT_EQ(RunCompact(GetParam()), GetParam().matches) << GetParam().sentence;
}

constexpr const char* kRelaxed =
    "2.1: anything may happen in between; the next event that fits is taken";
constexpr const char* kStrict =
    "2.1: q is the key's next event of the types among which it is matched";
constexpr const char* kNondet = "2.1: q follows p, every combination";
constexpr const char* kRange =
    "2.1: the time from p's last to q's first event lies in the range";
constexpr const char* kAnd =
    "2.1: both, in any order; each event is taken by one of them";
constexpr const char* kOr = "2.1: either; the left is preferred";
constexpr const char* kGroup = "2.1: a group may be repeated";
constexpr const char* kPast =
    "2.3: beginning a branch, an operand or a group of more than one step does "
    "not close the ways past it";

INSTANTIATE_TEST_SUITE_P(
    Arrows, SequenceCase,
    testing::Values(
        CompactCase{kRelaxed, "{ a: A -> b: B }", "A@1; C@2; B@3",
                    "a0 b2 by 2"},
        CompactCase{kRelaxed, "all { a: A -> b: B }", "A@1; B@2; B@3",
                    "a0 b1 by 1"},
        CompactCase{kRelaxed, "{ A -> B }", "A@1; B@2", "A0 B1 by 1"},
        CompactCase{kRelaxed, "{ a: A -> b: B -> c: C }", "A@1; C@2; B@3; C@4",
                    "a0 b2 c3 by 3"},
        CompactCase{"2.3: in the order (event time, stream, partition, offset)",
                    "{ g: G -> a: A }", "A@1; G@1; A@2", "g1 a2 by 2"},
        CompactCase{"2.3: each read once even if it bears several of the names",
                    "{ a: A -> b: B }", "A+B@1; A+B@2", "a0 b1 by 1"},
        CompactCase{kStrict, "{ a: A => b: B }", "A@1; C@2; B@3", "a0 b2 by 2"},
        CompactCase{kStrict, "all { a: A => b: B }", "A@1; A@2; B@3",
                    "a1 b2 by 2"},
        CompactCase{kStrict, "among A | B | C { a: A => b: B }",
                    "A@1; C@2; B@3; A@4; B@5", "a3 b4 by 4"},
        CompactCase{"2.1: a derived type counts as its base",
                    "{ a: Big => b: B }", "A@1 x=9; A@2 x=1; B@3", ""},
        CompactCase{kNondet, "all { a: A ~> b: B }", "A@1; B@2; A@3; B@4",
                    "a0 b1 by 1; a0 b3 by 3; a2 b3 by 3"},
        CompactCase{kNondet, "all { a: A ~> b: B -> c: C }",
                    "A@1; B@2; B@3; C@4", "a0 b1 c3 by 3; a0 b2 c3 by 3"},
        CompactCase{kNondet, "each { a: A ~> b: B }", "A@1; B@2; B@3",
                    "a0 b1 by 1"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, SequenceCase,
    testing::Values(
        CompactCase{kRange, "all { a: A ->[2s..3s] b: B }", "A@1; B@2; B@3",
                    "a0 b2 by 2"},
        CompactCase{"2.1: both ends inside", "all { a: A ->[2s..3s] b: B }",
                    "A@1; B@4", "a0 b1 by 1"},
        CompactCase{kRange, "all { a: A ->[2s..3s] b: B }", "A@1; B@4.5", ""},
        CompactCase{"2.1: either may be left out", "{ a: A ->[..1s] b: B }",
                    "A@1; B@1; B@9", "a0 b1 by 1"},
        CompactCase{"2.1: either may be left out", "{ a: A ->[3s..] b: B }",
                    "A@1; B@2; B@9", "a0 b2 by 2"},
        CompactCase{kRange, "all { a: A =>[2s..] b: B }", "A@1; B@2; B@4", ""},
        CompactCase{kRange, "all { a: A ~>[..2s] b: B }", "A@1; B@2; B@3; B@4",
                    "a0 b1 by 1; a0 b2 by 2"},
        CompactCase{"2.3: ranges count from the last event taken",
                    "{ a: A -> b: B? ->[..2s] c: C }", "A@1; B@4; C@6",
                    "a0 b1 c2 by 2"},
        CompactCase{"2.3: after a skipped optional step the arrow written "
                    "before the step that takes counts",
                    "all { a: A => b: B? -> c: C }", "A@1; A@2; C@3",
                    "a0 c2 by 2; a1 c2 by 2"},
        CompactCase{"2.3: after a skipped optional step the arrow written "
                    "before the step that takes counts",
                    "all { a: A -> b: B? => c: C }", "A@1; A@2; C@3",
                    "a1 c2 by 2"}));

INSTANTIATE_TEST_SUITE_P(
    AndOr, SequenceCase,
    testing::Values(
        CompactCase{kAnd, "{ a: A & b: B }", "B@1; A@2", "b0 a1 by 1"},
        CompactCase{kAnd, "{ a: A & b: A }", "A@1; A@2", "a0 b1 by 1"},
        CompactCase{kAnd, "all { a: A & b: A }", "A@1; A@2",
                    "a0 b1 by 1; b0 a1 by 1"},
        CompactCase{kAnd, "{ a: A{2} & b: B }", "A@1; B@2; A@3",
                    "a0 b1 a2 by 2"},
        CompactCase{"2.1: under `match all` every step of an operand takes and "
                    "also waits",
                    "all { a: A & b: B }", "A@1; B@2; A@3; B@4",
                    "a0 b1 by 1; b1 a2 by 2; a0 b3 by 3; a2 b3 by 3"},
        CompactCase{"2.3: what an operand of & takes closes that operand's "
                    "ways only",
                    "each { c: C -> a: A & b: B }", "C@1; A@2; A@3; B@4",
                    "c0 a1 b3 by 3"},
        CompactCase{"2.3: the arrow before & binds its first event, the others "
                    "follow on ->",
                    "{ c: C => a: A & b: B }", "C@1; B@2; C@3; A@4",
                    "c0 b1 a3 by 3"},
        CompactCase{"2.3: the arrow after & counts from its last event",
                    "{ a: A & b: B ->[..2s] c: C }", "B@1; A@5; C@7",
                    "b0 a1 c2 by 2"},
        CompactCase{kOr, "{ a: A | b: B }", "B@1; A@2", "b0 by 0; a1 by 1"},
        CompactCase{kOr, "{ a: A | b: B }", "A+B@1", "a0 by 0"},
        CompactCase{kOr, "all { a: A | b: B }", "A+B@1", "a0 by 0; b0 by 0"},
        CompactCase{"2.1: the same name in two branches of | stands for either",
                    "{ v: A | v: B -> c: C where x == v.x }",
                    "B@1 x=3; C@2 x=4; C@3 x=3", "v0 c2 by 2"},
        CompactCase{"2.2: a match is what it binds, and is reported once",
                    "all { v: A | v: A }", "A@1", "v0 by 0"},
        CompactCase{kPast, "all { c: C -> ((a: A -> d: D) | b: B) }",
                    "C@1; A@2; B@3; D@4", "c0 b2 by 2; c0 a1 d3 by 3"},
        CompactCase{kPast, "all { c: C -> (a: A -> b: B)? -> d: D }",
                    "C@1; A@2; D@3; B@4; D@5", "c0 d2 by 2; c0 a1 b3 d4 by 4"},
        CompactCase{"2.3: unless a step on -> took the event",
                    "all { c: C -> a: A? -> d: D }", "C@1; A@2; D@3",
                    "c0 a1 d2 by 2"}));

INSTANTIATE_TEST_SUITE_P(
    Groups, SequenceCase,
    testing::Values(
        CompactCase{kGroup, "{ (a: A -> b: B){2} }", "A@1; B@2; A@3; B@4",
                    "a0 b1 a2 b3 by 3"},
        CompactCase{kGroup, "{ (a: A -> b: B){2} consecutive }",
                    "A@1; B@2; B@3; A@4; B@5; A@6; B@7", "a3 b4 a5 b6 by 6"},
        CompactCase{kGroup, "all { (a: A -> b: B){2} combinations }",
                    "A@1; B@2; A@3; A@4; B@5",
                    "a0 b1 a2 b4 by 4; a0 b1 a3 b4 by 4"},
        CompactCase{"2.1: in a repeated group, a.x is this round's inside",
                    "{ (a: A -> b: B where x == a.x){2} }",
                    "A@1 x=1; B@2 x=1; A@3 x=2; B@4 x=1; B@5 x=2",
                    "a0 b1 a2 b4 by 4"},
        CompactCase{"2.1: … and a list outside",
                    "{ (a: A -> b: B){2} -> c: C where x == sum(a.x) }",
                    "A@1 x=1; B@2; A@3 x=2; B@4; C@5 x=2; C@6 x=3",
                    "a0 b1 a2 b3 c5 by 5"},
        CompactCase{kGroup, "{ (a: A? -> b: B?){2} -> c: C }", "A@1; C@2",
                    "a0 c1 by 1"},
        CompactCase{kGroup, "{ ((a: A -> b: B)+ -> c: C){2} }",
                    "A@1; B@2; C@3; A@4; B@5; A@6; B@7; C@8",
                    "a0 b1 c2 a3 b4 a5 b6 c7 by 7"}));

}  // namespace
}  // namespace precept::oracle
