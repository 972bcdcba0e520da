// What a pattern becomes: the tree, its steps, what conditions read of other
// steps, the types among which it is matched, the conjuncts of the clause.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "compiler/check.h"
#include "compiler/explain.h"
#include "lang/parser.h"

namespace precept::compiler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// By name: types 0 A, 1 B, 2 C, 3 D (of A), 4 E (of B or C).
constexpr const char* kEvents = R"(
event A from "a" { at: timestamp @time  user: string  n: int  home: string?  tags: [string] }
event B from "b" { at: timestamp @time  user: string  n: int  m: decimal }
event C from "c" { at: timestamp @time  user: string @nocase  n: int }
event D = A where n > 1
event E = B | C
const few = 3
const soon = 5m
def more(v: int, w: int) = v > 1 and w > 2
)";

class Checked {
 public:
  // `rule` is what follows `match by user within 1h`.
  explicit Checked(const std::string& rule) : Checked("by user within 1h", rule) {}
  Checked(const std::string& header, const std::string& rule) {
    lang::SourceMap sources;
    lang::DiagnosticSink sink;
    const std::string text =
        std::string(kEvents) + "rule r { match " + header + " " + rule + " }";
    files_.push_back(lang::Parse(sources.Add("test", text), sink));
    rules_ = Check(files_, sink);
    for (const auto& diagnostic : sink.diagnostics()) {
      if (diagnostic.severity() == lang::Severity::kError) {
        ADD_FAILURE() << rule << ": " << diagnostic.message;
      }
    }
    if (!rules_) rules_.emplace().rules.emplace_back();
  }

  const CheckedRule& rule() const { return rules_->rules.at(0); }

  // "last a@0 A.n B.n": source, variable or step, round, fields.
  std::vector<std::string> Frame() const {
    std::vector<std::string> texts;
    for (const CheckedFrameColumn& column : rule().frame) {
      texts.push_back(ColumnText(column));
    }
    return texts;
  }

  std::string Text(nfa::ExprId id) const {
    return rules_->expressions.ToText(id, Frame());
  }
  std::vector<std::string> Own(std::size_t step) const {
    const CheckedStep& checked = rule().steps.at(step);
    std::vector<std::string> names;
    for (const CheckedField& field : rules_->types[checked.type].fields) {
      names.push_back(field.path.front());
    }
    std::vector<std::string> texts;
    for (const nfa::ExprId id : checked.conditions) {
      texts.push_back(rules_->expressions.ToText(id, names));
    }
    return texts;
  }
  std::vector<std::string> Across(std::size_t step) const {
    std::vector<std::string> texts;
    for (const nfa::ExprId id : rule().steps.at(step).across) {
      texts.push_back(Text(id));
    }
    return texts;
  }
  // "(condition): variables".
  std::vector<std::string> Where() const {
    std::vector<std::string> texts;
    for (const CheckedConjunct& conjunct : rule().where) {
      std::string text = Text(conjunct.condition) + ":";
      for (const std::uint32_t variable : conjunct.variables) {
        text += " " + rule().variables[variable].name;
      }
      texts.push_back(text);
    }
    return texts;
  }
  std::vector<std::string> Among() const {
    std::vector<std::string> names;
    for (const std::uint32_t type : rule().among) {
      names.push_back(rules_->types[type].name);
    }
    return names;
  }
  // What `explain` shows below the line `pattern`.
  std::string Pattern() const {
    const std::string text = ExplainChecked(*rules_, "r");
    const std::string begin = "  pattern\n";
    return text.substr(text.find(begin) + begin.size());
  }

 private:
  std::string ColumnText(const CheckedFrameColumn& column) const {
    using Source = CheckedFrameColumn::Source;
    std::string text;
    switch (column.source) {
      case Source::kKey: return "key " + rule().keys[column.index].name;
      case Source::kOwn: text = "own " + std::to_string(column.index); break;
      case Source::kField: text = "field"; break;
      case Source::kFirst: text = "first"; break;
      case Source::kLast: text = "last"; break;
      case Source::kItem: text = "item " + std::to_string(column.item); break;
      case Source::kList: text = "list"; break;
      case Source::kCount: text = "count"; break;
    }
    if (column.source != Source::kOwn) {
      text += " " + rule().variables[column.index].name;
    }
    if (column.round_of) text += "@" + std::to_string(*column.round_of);
    for (const CheckedFrameColumn::Field& field : column.fields) {
      const CheckedType& type = rules_->types[field.type];
      text += " " + type.name + "." + type.fields[field.field].path.front();
    }
    return text;
  }

  std::vector<lang::ast::File> files_;
  std::optional<CheckedRules> rules_;
};

// ---- conditions --------------------------------------------------------------

TEST(CheckPatternTest, ConditionsAreSplitByWhatTheyRead) {
  const Checked checked(
      "{ a: A -> B where n > 1 and (n < a.n and m > 2.5) and more(n, a.n) }");
  EXPECT_THAT(checked.Own(1), ElementsAre("(> n 1)", "(> m 2.5)", "(> n 1)"));
  EXPECT_THAT(checked.Across(1),
              ElementsAre("(< own 1 B.n field a A.n)", "(> field a A.n 2)"));
  EXPECT_THAT(checked.Frame(), ElementsAre("field a A.n", "own 1 B.n"));
}

TEST(CheckPatternTest, EqualColumnsAreOne) {
  const Checked checked(
      "{ a: A -> b: B where n < a.n -> C where n < a.n and n > b.n } "
      "where a.n > 3 emit { a.n  user }");
  EXPECT_THAT(checked.Frame(),
              ElementsAre("field a A.n", "own 1 B.n", "field b B.n", "own 2 C.n",
                          "key user"));
}

TEST(CheckPatternTest, NegationsAndUntilReadEarlierSteps) {
  const Checked checked(
      "{ a: A -> not B where n > a.n -> c: C until B where n == a.n and n < c.n }");
  ASSERT_EQ(checked.rule().steps.size(), 4u);
  EXPECT_EQ(checked.rule().steps[1].role, CheckedStep::Role::kNegated);
  EXPECT_EQ(checked.rule().steps[3].role, CheckedStep::Role::kUntil);
  EXPECT_THAT(checked.Across(1), ElementsAre("(> own 1 B.n field a A.n)"));
  EXPECT_THAT(checked.Across(3), ElementsAre("(== own 3 B.n field a A.n)",
                                             "(< own 3 B.n field c C.n)"));
}

// ---- lists -------------------------------------------------------------------

TEST(CheckPatternTest, StepsThatRepeatAreLists) {
  const Checked checked(
      "{ a: A{2,} -> B where n > first(a).n and n > last(a).n and n > a[1].n "
      "and n > a[-few].n and n > sum(a.n) and n > count(a) and any a.n == n }");
  EXPECT_THAT(checked.Frame(),
              ElementsAre("first a A.n", "last a A.n", "item 1 a A.n",
                          "item -3 a A.n", "list a A.n", "count a", "own 1 B.n"));
  EXPECT_THAT(checked.Across(1),
              ElementsAre("(> own 1 B.n first a A.n)", "(> own 1 B.n last a A.n)",
                          "(> own 1 B.n item 1 a A.n)",
                          "(> own 1 B.n item -3 a A.n)",
                          "(> own 1 B.n (sum list a A.n))",
                          "(> own 1 B.n count a)",
                          "(any list a A.n (== it own 1 B.n))"));
}

TEST(CheckPatternTest, InItsOwnConditionAVariableHoldsWhatWasTaken) {
  const Checked checked("{ a: A{3} where n > (last(a).n ?? 0) -> B }");
  EXPECT_THAT(checked.Across(0), ElementsAre("(> own 0 A.n (?? last a A.n 0))"));
}

TEST(CheckPatternTest, ValuesOfAListFieldAreItsElements) {
  const Checked checked("{ a: A{3} -> B } emit { x: values(a.tags)  y: a.tags }");
  ASSERT_EQ(checked.rule().frame.size(), 1u);
  EXPECT_EQ(checked.rule().frame[0].type, (nfa::Type{nfa::Scalar::kString, true}));
}

TEST(CheckPatternTest, OneEventIsAFieldWhateverItsRepetitionSays) {
  const Checked checked("{ a: A? -> b: B{1} -> (c: C){0,1} -> A where n > a.n + b.n + c.n }");
  EXPECT_THAT(checked.Frame(), ElementsAre("field a A.n", "field b B.n",
                                           "field c C.n", "own 3 A.n"));
}

TEST(CheckPatternTest, AnEventIsMissingIfNoneWasTaken) {
  const Checked checked(
      "{ a: A? -> b: B{2} -> C where a is missing and last(b) is present and "
      "b[2] is missing and b[-2] is missing }");
  EXPECT_THAT(checked.Across(2),
              ElementsAre("(== count a 0)", "(not (== count b 0))",
                          "(<= count b 2)", "(<= count b 1)"));
}

// ---- rounds ------------------------------------------------------------------

TEST(CheckPatternTest, InsideAGroupTheCurrentRoundIsSeen) {
  const Checked checked(
      "{ (a: A -> b: B{2} where n > a.n -> C where n > last(b).n){few} "
      "-> A where n > last(a).n and n > count(b) }");
  EXPECT_THAT(checked.Across(1), ElementsAre("(> own 1 B.n field a@0 A.n)"));
  EXPECT_THAT(checked.Across(2), ElementsAre("(> own 2 C.n last b@0 B.n)"));
  EXPECT_THAT(checked.Across(3),
              ElementsAre("(> own 3 A.n last a A.n)", "(> own 3 A.n count b)"));
  EXPECT_THAT(checked.rule().steps[0].groups, ElementsAre(0u));
  EXPECT_THAT(checked.rule().steps[3].groups, IsEmpty());
}

TEST(CheckPatternTest, TheInnermostGroupAroundBothCounts) {
  const Checked checked(
      "{ x: A -> (a: A -> (b: B where n > a.n and n > x.n){2} -> "
      "C where n > sum(b.n) and n > a.n){2} }");
  EXPECT_THAT(checked.Across(2), ElementsAre("(> own 2 B.n field a@0 A.n)",
                                             "(> own 2 B.n field x A.n)"));
  EXPECT_THAT(checked.Across(3), ElementsAre("(> own 3 C.n (sum list b@0 B.n))",
                                             "(> own 3 C.n field a@0 A.n)"));
  EXPECT_THAT(checked.rule().steps[2].groups, ElementsAre(0u, 1u));
}

TEST(CheckPatternTest, AGroupOfAtMostOneRoundIsNone) {
  const Checked checked("{ (a: A -> B where n > a.n)? -> C where n > a.n }");
  EXPECT_THAT(checked.Frame(),
              ElementsAre("field a A.n", "own 1 B.n", "own 2 C.n"));
  EXPECT_THAT(checked.rule().steps[0].groups, IsEmpty());
}

// ---- branches ----------------------------------------------------------------

TEST(CheckPatternTest, ANameInBranchesIsOneVariable) {
  const Checked checked(
      "{ (x: B | x: A | x: D) -> C where n > x.n } emit { x.m  x.home  h: x.n }");
  ASSERT_EQ(checked.rule().variables.size(), 1u);
  EXPECT_THAT(checked.rule().variables[0].steps, ElementsAre(0u, 1u, 2u));
  EXPECT_THAT(checked.Frame(),
              ElementsAre("field x A.n B.n D.n", "own 3 C.n", "field x B.m",
                          "field x A.home D.home"));
}

TEST(CheckPatternTest, ABranchThatRepeatsMakesAList) {
  const Checked checked("{ (x: A{2} | x: B) -> C where n > max(x.n) }");
  EXPECT_THAT(checked.Frame(), ElementsAre("list x A.n B.n", "own 2 C.n"));
}

TEST(CheckPatternTest, CaseIsFoldedIfAnyBranchFoldsIt) {
  const Checked checked("{ (x: A | x: C) -> B where user == x.user }");
  const Checked plain("{ (x: A | x: A) -> B where user == x.user }");
  EXPECT_THAT(checked.Across(2),
              ElementsAre("(== own 2 B.user field x A.user C.user nocase)"));
  EXPECT_THAT(plain.Across(2), ElementsAre("(== own 2 B.user field x A.user)"));
}

TEST(CheckPatternTest, WhatIsTakenFromValuesFoldsCaseAsTheyDo) {
  const Checked checked(
      "{ c: C{3} -> B where distinct(c.user) > 1 and user == max(c.user) and "
      "user in values(c.user) and user != last(c).user }");
  EXPECT_THAT(checked.Across(1),
              ElementsAre("(> (distinct (fold list c C.user)) 1)",
                          "(== own 1 B.user (max list c C.user) nocase)",
                          "(in own 1 B.user (values list c C.user) nocase)",
                          "(!= own 1 B.user last c C.user nocase)"));
}

// ---- the clause where --------------------------------------------------------

TEST(CheckPatternTest, ConjunctsAreThoseThatAreWritten) {
  const Checked checked(
      "{ b: B -> a: A{2} -> C } where user != \"root\" and (sum(a.n) > b.n and "
      "(b.n > 1 or count(a) > 2)) and more(b.n, last(a).n)");
  EXPECT_THAT(
      checked.Where(),
      ElementsAre("(!= key user \"root\" nocase):",
                  "(> (sum list a A.n) field b B.n): b a",
                  "(or (> field b B.n 1) (> count a 2)): b a",
                  "(and (> field b B.n 1) (> last a A.n 2)): b a"));
}

// ---- among -------------------------------------------------------------------

TEST(CheckPatternTest, AmongAreTheBaseTypesOfTheStepsTaken) {
  EXPECT_THAT(Checked("{ D => A }").Among(), ElementsAre("A"));
  EXPECT_THAT(Checked("{ A => E }").Among(), ElementsAre("A", "B", "C"));
  EXPECT_THAT(Checked("{ A -> not B => A until C }").Among(), ElementsAre("A"));
  EXPECT_THAT(Checked("{ A => not B -> A }").Among(), ElementsAre("A", "B"));
}

TEST(CheckPatternTest, AmongNamesTheTypes) {
  EXPECT_THAT(Checked("by user among A | E within 1h", "{ A => A }").Among(),
              ElementsAre("A", "B", "C"));
  EXPECT_THAT(Checked("by user among D within 1h", "{ A => not C => A }").Among(),
              ElementsAre("A", "C"));
}

TEST(CheckPatternTest, TypesThatOnlyAmongNamesGetAKey) {
  const Checked checked("by user among D | E | A within 1h", "{ A => B }");
  const std::vector<CheckedStep>& steps = checked.rule().steps;
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[2].role, CheckedStep::Role::kAmong);
  EXPECT_EQ(steps[2].type, 2u);  // C; B is taken.
  ASSERT_EQ(steps[2].keys.size(), 1u);
  EXPECT_EQ(steps[2].keys[0].field, 1u);
}

// ---- keys --------------------------------------------------------------------

TEST(CheckPatternTest, KeysOfEachStep) {
  const Checked checked("by user within 1h", "{ A by any tags? -> B }");
  const CheckedStep::Key& any = checked.rule().steps[0].keys.at(0);
  EXPECT_TRUE(any.any);
  EXPECT_TRUE(any.optional);
  const CheckedStep::Key& plain = checked.rule().steps[1].keys.at(0);
  EXPECT_FALSE(plain.any);
  EXPECT_FALSE(plain.optional);
  EXPECT_EQ(checked.rule().keys.at(0).type,
            (nfa::Type{nfa::Scalar::kString, false}));
}

// ---- the tree ----------------------------------------------------------------

TEST(CheckPatternTest, AWithinIsAScopeWhereverItStands) {
  for (const Checked& checked :
       {Checked("by user within soon", "{ A -> B until C }"),
        Checked("by user", "{ A -> B until C within 5m }")}) {
    const CheckedNode& root = checked.rule().pattern;
    ASSERT_EQ(root.kind, CheckedNode::Kind::kScope);
    EXPECT_EQ(root.within, nfa::Duration{300'000'000'000});
    EXPECT_THAT(root.until, ElementsAre(2u));
    EXPECT_EQ(root.children.at(0).kind, CheckedNode::Kind::kSequence);
  }
}

TEST(CheckPatternTest, OneRoundIsARepetition) {
  const Checked checked("by user", "{ A{1} => (B){1} }");
  const CheckedNode& root = checked.rule().pattern;
  ASSERT_EQ(root.kind, CheckedNode::Kind::kSequence);
  for (const CheckedLink& link : root.links) {
    EXPECT_EQ(link.term.at(0).kind, CheckedNode::Kind::kRepeat);
    EXPECT_EQ(link.term.at(0).min, 1u);
    EXPECT_EQ(link.term.at(0).max, 1u);
    EXPECT_EQ(link.term.at(0).group, std::nullopt);
  }
}

TEST(CheckPatternTest, ThePatternAsATree) {
  const Checked checked(
      "by user within 1h",
      "{ A{few,} consecutive ->[1m..5m] (B -> D within soon){2} | C ~> A{2} & B "
      "=> not C => A{0,1} -> not B | C for soon until C where n > 1 }");
  EXPECT_EQ(checked.Pattern(), R"(    until C by user where n > 1 within 1h
      repeat {3,} consecutive
        A by user
      ->[1m..5m] either
        | repeat {2}, group 0
          within 5m
            B by user
            -> D by user
        | C by user
      ~> all, in any order
        & 2 times A by user
        & 1 times B by user
      => not C by user
      => repeat {0,1}
        A by user
      -> not B by user | C by user for 5m
)");
}

TEST(CheckPatternTest, WhatTheRuleReads) {
  const Checked checked("{ a: A where n > 1 -> B where m > 2 -> C } emit { a.home }");
  using Read = std::pair<std::uint32_t, std::uint32_t>;
  EXPECT_THAT(checked.rule().reads,
              ElementsAre(Read(0, 1), Read(0, 2), Read(0, 3), Read(1, 1),
                          Read(1, 3), Read(2, 1)));
}

}  // namespace
}  // namespace precept::compiler
