// What conditions become: the types that literals take, the conversions that
// are put in, what is made of missing values and of case.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/check.h"
#include "lang/parser.h"

namespace precept::compiler {
namespace {

constexpr const char* kEvents = R"(
event E {
  at: timestamp @time
  s: string
  f: string @nocase
  opt: string?
  n: int
  x: float
  d: decimal
  a: ip
  b: bool
  t: duration
  xs: [string]
  ns: [int]
}
const limit = 500
const half = 0.5
const net = "10.0.0.0/8"
list words: string = ["p", "q"]
list nets: ip = ["10.0.0.0/8", "::1"]
def twice(v: decimal) = v * 2
def same(v: string) = v == "Abc"
)";

struct Checked {
  std::vector<lang::ast::File> files;
  std::optional<CheckedRules> rules;
  std::string errors;
};

Checked CheckText(const std::string& text) {
  lang::SourceMap sources;
  lang::DiagnosticSink sink;
  Checked checked;
  checked.files.push_back(lang::Parse(sources.Add("test", text), sink));
  checked.rules = Check(checked.files, sink);
  for (const auto& diagnostic : sink.diagnostics()) {
    if (diagnostic.severity() == lang::Severity::kError) {
      checked.errors += diagnostic.message + "\n";
    }
  }
  return checked;
}

// The condition of a step, its columns named as the fields.
std::string Condition(const std::string& condition) {
  const Checked checked = CheckText(
      kEvents + std::string("rule r { match { E where ") + condition + " } }");
  if (!checked.rules) return checked.errors;
  std::vector<std::string> names;
  for (const CheckedField& field : checked.rules->types.at(0).fields) {
    names.push_back(field.path.front());
  }
  std::string text;
  for (const nfa::ExprId id : checked.rules->rules.at(0).steps.at(0).conditions) {
    text += (text.empty() ? "" : " ") + checked.rules->expressions.ToText(id, names);
  }
  return text;
}

struct Case {
  std::string condition;
  std::string expected;
};

void ExpectAll(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    EXPECT_EQ(Condition(one.condition), one.expected) << one.condition;
  }
}

TEST(CheckTypesTest, LiteralsTakeTheTypeOfTheOtherSide) {
  ExpectAll({
      {"n > 5", "(> n 5)"},
      {"5 < n", "(< 5 n)"},
      {"n > 1e3", "(> n 1000)"},
      {"n > 0xff", "(> n 255)"},
      {"n > 2.5", "(> (float n) 2.5)"},
      {"d > 2.50", "(> d 2.5)"},
      {"d > limit", "(> d 500)"},
      {"d > half", "(> d 0.5)"},
      {"d > 1 + half", "(> d (+ 1 0.5))"},
      {"-d > -5", "(> (negate d) -5)"},
      {"a == \"10.0.0.1\"", "(== a \"10.0.0.1\")"},
      {"at > \"2026-01-01T01:00:00+01:00\"",
       "(> at time \"2026-01-01T00:00:00Z\")"},
      {"(if b then 1 else 2.5) < d", "(< (if b 1 2.5) d)"},
  });
}

TEST(CheckTypesTest, IntsWiden) {
  ExpectAll({
      {"n > x", "(> (float n) x)"},
      {"n > d", "(> (decimal n) d)"},
      {"x in [1, 2.5]", "(in x [1,2.5])"},
      {"n + d > 1", "(> (+ (decimal n) d) 1)"},
      {"max(d, 2.5) > 1", "(> (greatest d 2.5) 1)"},
      {"twice(n) > 1", "(> (* (decimal n) 2) 1)"},
  });
}

TEST(CheckTypesTest, WhatDoesNotFitIsAnError) {
  ExpectAll({
      {"d > x", "`>` compares values of one type: `d` is a decimal and `x` a float\n"},
      {"s > 5", "`>` compares values of one type: `s` is a string and `5` an int\n"},
      {"xs == s",
       "`==` compares values of one type: `xs` is a list of strings and `s` a "
       "string\n"},
  });
}

TEST(CheckTypesTest, Membership) {
  ExpectAll({
      {"s in words", "(in s [\"p\",\"q\"])"},
      {"n in ns", "(in n ns)"},
      {"s in [opt, \"z\"]", "(or (== s opt) (== s \"z\"))"},
      {"a in \"10.0.0.0/8\"", "(in_blocks a [\"10.0.0.0/8\"])"},
      {"a in nets", "(in_blocks a [\"10.0.0.0/8\",\"::1\"])"},
      {"a in net", "(in_blocks a [\"10.0.0.0/8\"])"},
      {"a in [net, \"::1\"]", "(in_blocks a [\"10.0.0.0/8\",\"::1\"])"},
      {"\"p\" in xs", "(in \"p\" xs)"},
  });
}

TEST(CheckTypesTest, NotInIsFalseOfWhatIsMissing) {
  ExpectAll({
      {"n not in [1]", "(not (is_missing n)) (not (in n [1]))"},
      {"not n in [1]", "(not (in n [1]))"},
  });
}

TEST(CheckTypesTest, CaseIsFoldedWhereTheFieldSaysSo) {
  ExpectAll({
      {"f == \"Abc\"", "(== f \"Abc\" nocase)"},
      {"s == f", "(== s f nocase)"},
      {"s == \"Abc\" nocase", "(== s \"Abc\" nocase)"},
      {"f in words", "(in f [\"p\",\"q\"] nocase)"},
      {"f like \"a*\"", "(like f \"a*\" nocase)"},
      {"same(f)", "(== f \"Abc\" nocase)"},
      {"same(s)", "(== s \"Abc\")"},
      {"(opt ?? f) == \"x\"", "(== (?? opt f) \"x\" nocase)"},
  });
}

TEST(CheckTypesTest, DerivedTypesAreExpressionsOverTheirBase) {
  const Checked checked = CheckText(R"(
event A { k: string  v: int }
event B { k: string  w: int }
event Big = A where v > 10 { double = v * 2 }
event Any = Big | B where k != "" { more = double + 1 }
rule r { match by k { e: Any where more > 5 } emit { e.more } }
)");
  ASSERT_TRUE(checked.rules) << checked.errors;
  const CheckedType& any = checked.rules->types.at(1);
  ASSERT_EQ(any.name, "Any");
  ASSERT_EQ(any.bases.size(), 2u);
  std::vector<std::string> names;
  for (const CheckedField& field : any.fields) names.push_back(field.path.front());
  EXPECT_EQ(std::vector<std::string>(names.begin(), names.begin() + 5),
            (std::vector<std::string>{"k", "v", "double", "w", "more"}));
  const auto text = [&](const std::optional<nfa::ExprId>& id) {
    return id ? checked.rules->expressions.ToText(*id) : std::string("none");
  };
  EXPECT_EQ(text(any.bases[0].fields[4]), "(+ (* c1 2) 1)");
  EXPECT_EQ(text(any.bases[1].fields[1]), "none");
  ASSERT_EQ(any.bases[0].conditions.size(), 2u);
  EXPECT_EQ(text(any.bases[0].conditions[0]), "(> c1 10)");
  EXPECT_EQ(text(any.bases[0].conditions[1]), "(!= c0 \"\")");
  EXPECT_TRUE(any.fields[1].may_be_missing);
}

TEST(CheckTypesTest, OneBaseReachedTwiceIsOneWay) {
  const Checked checked = CheckText(R"(
event A { v: int }
event Low = A where v < 1 { kind = "low" }
event High = A where v > 9 { kind = "high" }
event Odd = Low | High
rule r { match { Odd } }
)");
  ASSERT_TRUE(checked.rules) << checked.errors;
  const CheckedType& odd = checked.rules->types.at(3);
  ASSERT_EQ(odd.name, "Odd");
  ASSERT_EQ(odd.bases.size(), 1u);
  ASSERT_EQ(odd.bases[0].conditions.size(), 1u);
  const nfa::ExpressionPool& pool = checked.rules->expressions;
  EXPECT_EQ(pool.ToText(odd.bases[0].conditions[0]), "(or (< c0 1) (> c0 9))");
  EXPECT_EQ(pool.ToText(*odd.bases[0].fields[1]),
            "(if (< c0 1) \"low\" \"high\")");
}

std::string MeaningOfRule(const std::string& text) {
  const Checked checked = CheckText(text);
  return checked.rules ? checked.rules->rules.at(0).meaning : checked.errors;
}

TEST(CheckTypesTest, MeaningLeavesOutMetaLayoutAndWhatIsNotReached) {
  const std::string events = "event A { v: int }\nconst c = 5\n";
  const std::string rule = MeaningOfRule(events + "rule r { match { A where v > c } }");
  EXPECT_EQ(rule, MeaningOfRule(events +
                                "list other: int = [1]\n"
                                "rule r \"Title\" { meta { severity: high }\n"
                                "  match { /* x */ A where v > c } }"));
  EXPECT_NE(rule, MeaningOfRule("event A { v: int }\nconst c = 6\n"
                                "rule r { match { A where v > c } }"));
  EXPECT_NE(rule, MeaningOfRule(events + "rule r { match { A where v >= c } }"));
}

TEST(CheckTypesTest, MeaningIsOneHoweverItIsWritten) {
  const std::string events =
      "event A { v: int  s: string @oneof([\"a\"])  w: int }\n"
      "event B = A where w > 0 { t = v }\n";
  const auto with = [](const std::string& declared, const std::string& match) {
    return MeaningOfRule(declared + "rule r { " + match + " emit { b.s } }");
  };
  const std::string match =
      "match by v within 5m { a: B where t > 5 -> b: A where v == -5 }";
  const std::string meaning = with(events, match);
  ASSERT_NE(meaning.find("rule r"), std::string::npos) << meaning;
  const std::vector<std::string> alike{
      "match first by v within 5m { a: B where t > 5 -> b: A where v == -5 }",
      "match by v { a: B where t > 5 -> b: A where v == -5 within 5m }",
      "match by v within 5m { a: B where t > 0x5 -> b: A where v == -0x05 }",
  };
  for (const std::string& other : alike) EXPECT_EQ(meaning, with(events, other));
  const std::vector<std::string> unlike{
      "match each by v within 5m { a: B where t > 5 -> b: A where v == -5 }",
      "match by v within 6m { a: B where t > 5 -> b: A where v == -5 }",
      "match by v { a: B where t > 5 -> b: A where v == -5 }",
      "match by v within 5m { a: B where t > 0x6 -> b: A where v == -5 }",
      "match by v within 5m { a: B where t > 5 -> b: A where v == 5 }",
  };
  for (const std::string& other : unlike) EXPECT_NE(meaning, with(events, other));
}

TEST(CheckTypesTest, MeaningHasTheFieldsThatAlertsDependOn) {
  const auto with = [](const std::string& fields) {
    return MeaningOfRule(
        "event A { " + fields + " }\nevent B = A where w > 0 { t = v }\n"
        "event C { s: string }\nevent D = B | C\n"
        "rule r { match { a: D where t > 5 } emit { a.s } }");
  };
  const std::string meaning = with("v: int  s: string  w: int");
  ASSERT_NE(meaning.find("rule r"), std::string::npos) << meaning;
  const std::vector<std::string> alike{
      "v: int  s: string  w: int  x: int",
      "x: int?  v: int  s: string @oneof([\"a\"])  w: int",
  };
  for (const std::string& fields : alike) EXPECT_EQ(meaning, with(fields));
  const std::vector<std::string> unlike{
      "v: float  s: string  w: int",
      "v: int  s: string @nocase  w: int",
      "v: int  s: string  w: int @from(\"x\")",
      "v: int  s: string  w: int  x: int @required",
      "v: int  s: string  w: int  x: int @evidence",
      "v: int  s: string  w: int  x: timestamp @time",
  };
  for (const std::string& fields : unlike) EXPECT_NE(meaning, with(fields));
}

TEST(CheckTypesTest, WhereOfATypeCountsForItsMeaning) {
  const auto with = [](const std::string& type_of_k) {
    return MeaningOfRule("event A where k == \"1\" { v: int  k: " + type_of_k +
                         " }\nrule r { match { A where v > 5 } }");
  };
  EXPECT_NE(with("string"), with("string @nocase"));
}

TEST(CheckTypesTest, PathsOfTheSourceMayHaveBackticks) {
  const Checked checked = CheckText(
      "event A { a: string @from(\"`a.b`.c\")  b: string @from(\"x.`y`.z-1\") }");
  ASSERT_TRUE(checked.rules) << checked.errors;
  const auto path = [&](std::size_t field) {
    return std::get<nfa::SourcePath>(
               checked.rules->types.at(0).fields.at(field).source->source)
        .segments;
  };
  EXPECT_EQ(path(0), (std::vector<std::string>{"a.b", "c"}));
  EXPECT_EQ(path(1), (std::vector<std::string>{"x", "y", "z-1"}));
}

TEST(CheckTypesTest, RulesThatAreOffAreLeftOut) {
  const Checked checked = CheckText(
      "event A { v: int }\nrule r { meta { mode: off } match { A } }\n"
      "rule s { meta { mode: shadow } match { A } }");
  ASSERT_TRUE(checked.rules);
  ASSERT_EQ(checked.rules->rules.size(), 1u);
  EXPECT_EQ(checked.rules->rules[0].name, "s");
}

TEST(CheckTypesTest, LabelsAreJsonInTheirOrder) {
  const Checked checked = CheckText(
      "event A { v: int }\nrule r { meta { owner: \"x\"  b: [T1, 1.50, 90s]  "
      "a: true  risk: 3 } match { A } }");
  ASSERT_TRUE(checked.rules);
  const auto& labels = checked.rules->rules[0].labels;
  ASSERT_EQ(labels.size(), 3u);
  EXPECT_EQ(labels[0].second, "\"x\"");
  EXPECT_EQ(labels[1].first, "b");
  EXPECT_EQ(labels[1].second, "[\"T1\",1.5,\"1m30s\"]");
  EXPECT_EQ(labels[2].second, "true");
  EXPECT_EQ(checked.rules->rules[0].risk, 3.0);
}

}  // namespace
}  // namespace precept::compiler
