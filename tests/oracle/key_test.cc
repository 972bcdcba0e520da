// Keys: LANGUAGE 2.1, Keys.

#include <gtest/gtest.h>

#include "tests/oracle/compact_case.h"

namespace precept::oracle {
namespace {

class KeyCase : public testing::TestWithParam<CompactCase> {};

TEST_P(KeyCase, ReportsWhatTheSentenceSays) {
  EXPECT_EQ(RunCompact(GetParam()), GetParam().matches) << GetParam().sentence;
}

constexpr const char* kBy = "2.1: match by k1, k2 names the keys";
constexpr const char* kOwn =
    "2.1: a step's own by says where that step finds them";
constexpr const char* kMissing =
    "2.1: an event whose key is missing is not seen";

INSTANTIATE_TEST_SUITE_P(
    Keys, KeyCase,
    testing::Values(
        CompactCase{kBy, "by k { a: A -> b: B }", "A@1 k=u; B@2 k=v; B@3 k=u",
                    "[u] a0 b2 by 2"},
        CompactCase{kBy, "by k, h { a: A -> b: B }",
                    "A@1 k=u h=1; B@2 k=u h=2; B@3 k=u h=1",
                    "[u,1] a0 b2 by 2"},
        CompactCase{kOwn, "by k { a: A -> b: B by h }",
                    "A@1 k=u h=v; B@2 k=u h=v; B@3 k=v h=u", "[u] a0 b2 by 2"},
        CompactCase{"2.1: where every step has its own, the header's may be "
                    "left out: the first step's names serve",
                    "{ a: A by k -> b: B by h } where k == \"u\"",
                    "A@1 k=u; B@2 h=u; A@3 k=v; B@4 h=v", "[u] a0 b1 by 1"},
        CompactCase{"2.1: an event is seen once under every key that some step "
                    "gives it, and each step sees it under its own only",
                    "each by k { a: A -> b: A by h }",
                    "A@1 k=u h=v; A@2 k=v h=u; A@3 k=w h=v",
                    "[u] a0 b1 by 1; [v] a1 b2 by 2"},
        CompactCase{"2.2: across keys in the order of the steps that gave them",
                    "by k { a: A | b: A by h }", "A@1 k=v h=u",
                    "[v] a0 by 0; [u] b0 by 0"},
        CompactCase{kMissing, "by k { a: A -> b: B }", "A@1; B@2; A@3 k=u", ""},
        CompactCase{"2.1: by user? lets missing equal missing",
                    "by k? { a: A -> b: B }", "A@1; B@2 k=u; B@3",
                    "[] a0 b2 by 2"},
        CompactCase{
            "2.1: by any f on a list field: under each distinct element",
            "by any tags { a: A -> b: B }",
            "A@1 tags=u|v|u; B@2 tags=w|v; B@3 tags=u",
            "[v] a0 b1 by 1; [u] a0 b2 by 2"},
        CompactCase{"2.2: across keys in the order of the steps that gave them",
                    "by any tags { a: A -> b: B }",
                    "A@1 tags=u|v; B@2 tags=v|u",
                    "[v] a0 b1 by 1; [u] a0 b1 by 1"},
        CompactCase{"2.1: without by there is one key", "{ a: A -> b: B }",
                    "A@1 k=u; B@2 k=v", "a0 b1 by 1"},
        CompactCase{"2.1: strict: the key's next event",
                    "by k { a: A => b: B }", "A@1 k=u; A@2 k=v; B@3 k=u",
                    "[u] a0 b2 by 2"},
        CompactCase{"2.1: types of negations do not count; they see their own "
                    "events all the same",
                    "by k { a: A -> not C by h -> b: B }",
                    "A@1 k=u; C@2 k=u h=v; B@3 k=u; A@4 k=u; C@5 h=u; B@6 k=u",
                    "[u] a0 b2 by 2"}));

}  // namespace
}  // namespace precept::oracle
