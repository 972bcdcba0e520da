#include <gtest/gtest.h>

#include "nfa/unicode.h"
#include "tests/unit/nfa/evaluation.h"

namespace precept::nfa::testing {
namespace {

const Type kBool = Of(Scalar::kBool);
const Type kInt = Of(Scalar::kInt);

struct Case {
  Op op;
  Type result;
  std::vector<Arg> args;
  std::string expected;
};

TEST(LogicTest, Table) {
  const Arg ints = List(Scalar::kInt, {I(1), I(2)});
  const std::vector<Case> cases = {
      {Op::kAnd, kBool, {B(true), B(true), B(true)}, "true"},
      {Op::kAnd, kBool, {B(true), None(Scalar::kBool)}, "false"},
      {Op::kOr, kBool, {B(false), None(Scalar::kBool), B(true)}, "true"},
      {Op::kOr, kBool, {B(false), B(false)}, "false"},
      {Op::kNot, kBool, {None(Scalar::kBool)}, "true"},
      {Op::kNot, kBool, {B(true)}, "false"},
      {Op::kIsMissing, kBool, {None(Scalar::kString)}, "true"},
      {Op::kIsMissing, kBool, {S("")}, "false"},
      {Op::kIf, kInt, {B(true), I(1), I(2)}, "1"},
      {Op::kIf, kInt, {None(Scalar::kBool), I(1), I(2)}, "2"},
      {Op::kIf, ListOf(Scalar::kInt), {B(true), ints, NoList(Scalar::kInt)}, "[1,2]"},
      {Op::kCoalesce, kInt, {None(Scalar::kInt), I(2), I(3)}, "2"},
      {Op::kCoalesce, kInt, {None(Scalar::kInt), None(Scalar::kInt)}, "null"},
      {Op::kCoalesce, ListOf(Scalar::kInt), {NoList(Scalar::kInt), ints}, "[1,2]"},
      {Op::kItem, kInt, {ints, I(0)}, "1"},
      {Op::kItem, kInt, {ints, I(-1)}, "2"},
      {Op::kItem, kInt, {ints, I(2)}, "null"},
      {Op::kItem, kInt, {ints, I(-3)}, "null"},
      {Op::kEqual, kBool, {I(1), I(1)}, "true"},
      {Op::kEqual, kBool, {None(Scalar::kInt), None(Scalar::kInt)}, "false"},
      {Op::kNotEqual, kBool, {None(Scalar::kInt), I(1)}, "false"},
      {Op::kEqual, kBool, {F(0.0), F(-0.0)}, "true"},
      {Op::kEqual, kBool, {D("1.50"), D("1.5")}, "true"},
      {Op::kEqual, kBool, {ints, ints}, "true"},
      {Op::kNotEqual, kBool, {ints, List(Scalar::kInt, {I(1)})}, "true"},
      {Op::kLess, kBool, {S("Z"), S("a")}, "true"},
      {Op::kLess, kBool, {S("a"), S("ä")}, "true"},
      {Op::kLess, kBool, {D("-1"), D("0.5")}, "true"},
      {Op::kLessEqual, kBool, {U("1h"), U("60m")}, "true"},
      {Op::kGreater, kBool, {T("2026-01-02T00:00:00Z"), T("2026-01-01T00:00:00Z")}, "true"},
      {Op::kGreaterEqual, kBool, {I(1), I(2)}, "false"},
      {Op::kIn, kBool, {I(2), ints}, "true"},
      {Op::kIn, kBool, {I(3), ints}, "false"},
      {Op::kIn, kBool, {None(Scalar::kInt), ints}, "false"},
      {Op::kIn, kBool, {I(1), NoList(Scalar::kInt)}, "false"},
      {Op::kIn, kBool, {F(-0.0), List(Scalar::kFloat, {F(0.0)})}, "true"},
      {Op::kIn, kBool, {A("10.0.0.1"), List(Scalar::kIp, {A("::ffff:10.0.0.1")})}, "true"},
  };
  for (const Case& c : cases) EXPECT_EQ(Evaluate(c.op, c.result, c.args), c.expected) << OpName(c.op);
}

// any xs > limit, all xs > limit, over rows with lists of several lengths.
TEST(LogicTest, QuantifiersSeeElementsAndTheRow) {
  ExpressionPool pool;
  const ExprId list = pool.Column(0, ListOf(Scalar::kInt));
  const ExprId limit = pool.Column(1, kInt);
  const ExprId element = pool.Intern({Op::kElement, kInt, false, {}, Value(), 0});
  const ExprId greater = pool.Intern({Op::kGreater, kBool, false, {element, limit}, Value(), 0});
  const ExprId any = pool.Intern({Op::kAny, kBool, false, {list, greater}, Value(), 0});
  const ExprId all = pool.Intern({Op::kAll, kBool, false, {list, greater}, Value(), 0});
  const PreparedExpressions prepared(pool);
  Evaluator evaluator(prepared);
  struct Row {
    Arg list;
    Arg limit;
    bool any;
    bool all;
  };
  const std::vector<Row> rows = {
      {List(Scalar::kInt, {I(1), I(5), I(2)}), I(4), true, false},
      {List(Scalar::kInt, {I(5), I(6)}), I(4), true, true},
      {List(Scalar::kInt, {I(5), I(6)}), I(5), true, false},
      {List(Scalar::kInt, {I(1)}), I(1), false, false},
      {List(Scalar::kInt, {}), I(1), false, true},
      {NoList(Scalar::kInt), I(1), false, false},
      {List(Scalar::kInt, {I(1)}), None(Scalar::kInt), false, false},
  };
  std::vector<Column> columns;
  columns.emplace_back(ListOf(Scalar::kInt));
  columns.emplace_back(kInt);
  for (const Row& row : rows) {
    columns[0].AppendValue(row.list.value);
    columns[1].AppendValue(row.limit.value);
  }
  Bitmap with_any;
  with_any.Fill(rows.size());
  evaluator.Filter(any, columns, with_any);
  Bitmap with_all;
  with_all.Fill(rows.size());
  evaluator.Filter(all, columns, with_all);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(with_any.test(i), rows[i].any) << i;
    EXPECT_EQ(with_all.test(i), rows[i].all) << i;
    EXPECT_EQ(evaluator.EvaluateRow(any, columns, i), Value(rows[i].any)) << i;
  }
}

// A node that stands in both branches of an `if` keeps the cells of each.
TEST(LogicTest, SharedListsSurviveNarrowing) {
  ExpressionPool pool;
  const Type texts = ListOf(Scalar::kString);
  const ExprId column = pool.Column(0, Of(Scalar::kString));
  const ExprId comma = pool.Constant(Value(std::string(",")), Of(Scalar::kString));
  const ExprId split = pool.Intern({Op::kSplit, texts, false, {column, comma}, Value(), 0});
  const ExprId flag = pool.Column(1, kBool);
  const ExprId either = pool.Intern({Op::kIf, texts, false, {flag, split, split}, Value(), 0});
  const PreparedExpressions prepared(pool);
  Evaluator evaluator(prepared);
  std::vector<Column> columns;
  columns.emplace_back(Of(Scalar::kString));
  columns.emplace_back(kBool);
  columns[0].Append<std::string_view>("a,b");
  columns[0].Append<std::string_view>("c");
  columns[1].Append<std::uint8_t>(1);
  columns[1].Append<std::uint8_t>(0);
  Bitmap rows;
  rows.Fill(2);
  for (int round = 0; round < 2; ++round) {
    const Column& lists = evaluator.Evaluate(either, columns, rows);
    std::string json;
    AppendJson(lists.Get(0), json);
    AppendJson(lists.Get(1), json);
    EXPECT_EQ(json, "[\"a\",\"b\"][\"c\"]");
  }
}

TEST(UnicodeTest, FoldingIsThatOfTheDatabase) {
  // Code point, what it folds to, its upper case: from CaseFolding.txt (C, S)
  // and UnicodeData.txt.
  struct Sample {
    char32_t code;
    char32_t fold;
    char32_t upper;
  };
  const std::vector<Sample> samples = {
      {U'A', U'a', U'A'},         {U'[', U'[', U'['},          {0xB5, 0x3BC, 0x39C},
      {0xC0, 0xE0, 0xC0},         {0xD7, 0xD7, 0xD7},          {0xDF, 0xDF, 0xDF},
      {0xFF, 0xFF, 0x178},        {0x130, 0x130, 0x130},       {0x131, 0x131, U'I'},
      {0x17F, U's', U'S'},        {0x1C5, 0x1C6, 0x1C4},       {0x3C2, 0x3C3, 0x3A3},
      {0x410, 0x430, 0x410},      {0x13A0, 0x13A0, 0x13A0},    {0xAB70, 0x13A0, 0x13A0},
      {0x1E9E, 0xDF, 0x1E9E},     {0x1F88, 0x1F80, 0x1F88},    {0x1F80, 0x1F80, 0x1F88},
      {0x2126, 0x3C9, 0x2126},    {0x212A, U'k', 0x212A},      {0x2C6F, 0x250, 0x2C6F},
      {0xFB00, 0xFB00, 0xFB00},   {0xFF21, 0xFF41, 0xFF21},    {0x10400, 0x10428, 0x10400},
      {0x1E921, 0x1E943, 0x1E921}, {0x10FFFF, 0x10FFFF, 0x10FFFF},
  };
  for (const Sample& sample : samples) {
    EXPECT_EQ(SimpleFold(sample.code), sample.fold) << std::hex << static_cast<int>(sample.code);
    EXPECT_EQ(SimpleUpper(sample.code), sample.upper) << std::hex << static_cast<int>(sample.code);
  }
}

TEST(UnicodeTest, StrayBytesStandForThemselves) {
  const std::string text = "a\xC3\x28\xFF\xE2\x82";
  std::string folded = Folded(text);
  EXPECT_EQ(folded, text);
  EXPECT_EQ(CountCodePoints(text), 6u);
  EXPECT_FALSE(IsUtf8(text));
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsUtf8("\xC0\x80"));
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));
  EXPECT_TRUE(IsUtf8("aä€𝒳"));
}

}  // namespace
}  // namespace precept::nfa::testing
