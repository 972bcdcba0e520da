// Expressions in conditions: LANGUAGE 5 and 1.

#include <gtest/gtest.h>

#include "tests/oracle/compact_case.h"

namespace precept::oracle {
namespace {

class ConditionCase : public testing::TestWithParam<CompactCase> {};

TEST_P(ConditionCase, ReportsWhatTheSentenceSays) {
  EXPECT_EQ(RunCompact(GetParam()), GetParam().matches) << GetParam().sentence;
}

constexpr const char* kLogic =
    "5: a comparison with something missing is false, not of it true";
constexpr const char* kLiteral =
    "5: a literal takes the type of the other side";
constexpr const char* kArithmetic =
    "5: arithmetic with something missing is "
    "missing; so is division by zero";

INSTANTIATE_TEST_SUITE_P(
    Conditions, ConditionCase,
    testing::Values(
        CompactCase{kLogic, "all { a: A where x != 1 }",
                    "A@1; A@2 x=1; A@3 x=2", "a2 by 2"},
        CompactCase{kLogic, "all { a: A where not x == 1 }",
                    "A@1; A@2 x=1; A@3 x=2", "a0 by 0; a2 by 2"},
        CompactCase{"5: is missing, is present",
                    "all { a: A where x is missing or k is present }",
                    "A@1; A@2 x=1; A@3 x=2 k=u", "a0 by 0; a2 by 2"},
        CompactCase{kLiteral, "all { a: A where m == 0.1 }", "A@1 m=0.10",
                    "a0 by 0"},
        CompactCase{kLiteral, "all { a: A where 3 * m == 0.3 and y == 1 }",
                    "A@1 m=0.1 y=1", "a0 by 0"},
        CompactCase{kArithmetic, "all { a: A where x / 0 is missing }",
                    "A@1 x=1", "a0 by 0"},
        CompactCase{"5: / of two ints is a float",
                    "all { a: A where x / 2 == 0.5 and x % 2 == 1 }", "A@1 x=1",
                    "a0 by 0"},
        CompactCase{"5: timestamp - timestamp a duration",
                    "{ a: A -> b: B where at - a.at > 2s }", "A@1; B@3; B@4",
                    "a0 b2 by 2"},
        CompactCase{"5: ??, if then else",
                    "all { a: A where (if x ?? 3 > 2 then 1 else 0) == 1 }",
                    "A@1; A@2 x=1", "a0 by 0"},
        CompactCase{"5: in, not in",
                    "all { a: A where k in few and h not in "
                    "[\"x\", \"y\"] }",
                    "A@1 k=u h=x; A@2 k=u h=z; A@3 k=w h=z; A@4 k=u",
                    "a1 by 1"},
        CompactCase{"5: like, nocase, lists on the right",
                    "all { a: A where k like [\"*.SCR\", \"po?er*\"] nocase }",
                    "A@1 k=a.scr; A@2 k=power; A@3 k=pwer", "a0 by 0; a1 by 1"},
        CompactCase{"5: contains startswith endswith matches",
                    "all { a: A where k contains \"b\" and k startswith \"a\" "
                    "and k endswith \"c\" and k matches \"^a.c$\" }",
                    "A@1 k=abc; A@2 k=abbc", "a0 by 0"},
        CompactCase{"5: any of missing or empty is false; all of missing false",
                    "all { a: A where any tags == \"u\" or all tags == \"v\" }",
                    "A@1; A@2 tags=w|u; A@3 tags=v|v; A@4 tags=v|w",
                    "a1 by 1; a2 by 2"},
        CompactCase{"5: xs[i], len(xs)",
                    "all { a: A where tags[-1] == \"u\" and len(tags) == 2 }",
                    "A@1 tags=v|u; A@2 tags=u", "a0 by 0"},
        CompactCase{"5: functions and defs",
                    "all { a: A where twice(x) == 4 and upper(k) == \"U\" and "
                    "max(x, 1) == 2 and hour(at) == 1 }",
                    "A@3600 x=2 k=u", "a0 by 0"},
        CompactCase{"1: a derived type with a computed field",
                    "all { a: Loud where loud == 4 }", "A@1 x=2; A@2 x=3",
                    "a0 by 0"},
        CompactCase{"1: union", "{ p: P{2} }", "A@1; C@2; B@3", "p0 p2 by 2"},
        CompactCase{"2.1: a bare name is the step's own event, var.field an "
                    "earlier step's",
                    "{ a: A -> b: B where x > a.x }",
                    "A@1 x=3; B@2 x=3; B@3 x=4", "a0 b2 by 2"},
        CompactCase{"5: templates",
                    "all { a: A where f\"{x}-{k}\" == \"1-u\" }",
                    "A@1 x=1 k=u; A@2 x=1", "a0 by 0"}));

TEST(ConditionFailure, WhatTheEvaluatorDoesNotKnowIsAFailure) {
  const CompactCase c{"", "{ a: A where entropy(k) > 1 }", "A@1 k=u", ""};
  EXPECT_EQ(RunCompact(c), "failure: unknown function entropy");
}

}  // namespace
}  // namespace precept::oracle
