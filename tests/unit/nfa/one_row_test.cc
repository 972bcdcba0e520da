// One row evaluated without kernels is what the kernels make of it.

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nfa/bitmap.h"
#include "nfa/column.h"
#include "nfa/evaluator.h"
#include "nfa/expression.h"

namespace precept::nfa {
namespace {

constexpr Scalar kScalars[] = {Scalar::kBool, Scalar::kInt, Scalar::kFloat,
                               Scalar::kDecimal, Scalar::kString, Scalar::kIp,
                               Scalar::kTimestamp, Scalar::kDuration};
constexpr Op kComparisons[] = {Op::kEqual, Op::kNotEqual, Op::kLess,
                               Op::kLessEqual, Op::kGreater, Op::kGreaterEqual};
constexpr Type kBool{Scalar::kBool, false};
constexpr int kForms = 5;

// Few values, so that some are equal, and the ends of their types.
class Values {
 public:
  Value Any(Type type) { return random_() % 6 == 0 ? Value() : Present(type); }
  Value Present(Type type) {
    if (type.is_list) {
      ValueList list;
      for (std::uint64_t left = random_() % 3; left > 0; --left) {
        list.push_back(Present({type.scalar, false}));
      }
      return Value(std::move(list));
    }
    const auto small = static_cast<std::int64_t>(random_() % 5) - 2;
    switch (type.scalar) {
      case Scalar::kBool: return Value(small > 0);
      case Scalar::kInt: {
        using Limits = std::numeric_limits<std::int64_t>;
        return Value(Of({small, small, Limits::min(), Limits::max()}));
      }
      case Scalar::kFloat: return Value(Of({0.0, -0.0, 0.5, -0.5, 5e-324, -5e-324, 1e308}));
      case Scalar::kDecimal: return Value(Decimal::FromUnits(small));
      case Scalar::kString: return Value(std::string(Of({"", "a", "A", "Ä", "ä", "ab"})));
      case Scalar::kIp: {
        Ip ip;
        ip.bytes[random_() % ip.bytes.size()] = static_cast<std::uint8_t>(small);
        return Value(ip);
      }
      case Scalar::kTimestamp: return Value(Timestamp{small});
      case Scalar::kDuration: return Value(Duration{small});
    }
    return Value();
  }

 private:
  template <class T>
  T Of(std::initializer_list<T> choices) { return choices.begin()[random_() % choices.size()]; }

  std::mt19937_64 random_{7};
};

// A comparison of columns 0 to 2, constants and the first that is not missing.
ExprId MakeComparison(ExpressionPool& pool, Op op, Type type, bool nocase, int form,
                      Values& values) {
  const auto first_of = [&](std::vector<ExprId> args) {
    Expr expr;
    expr.op = Op::kCoalesce;
    expr.type = type;
    expr.args = std::move(args);
    return pool.Intern(expr);
  };
  const auto constant = [&] { return pool.Constant(values.Present(type), type); };
  const ExprId a = pool.Column(0, type), b = pool.Column(1, type), c = pool.Column(2, type);
  Expr comparison;
  comparison.op = op;
  comparison.type = kBool;
  comparison.nocase = nocase;
  switch (form) {
    case 0: comparison.args = {a, b}; break;
    case 1: comparison.args = {a, constant()}; break;
    case 2: comparison.args = {first_of({a, c}), b}; break;
    case 3: comparison.args = {a, first_of({b, constant()})}; break;
    default: comparison.args = {constant(), first_of({first_of({a, b}), c})}; break;
  }
  return pool.Intern(comparison);
}

void Compare(Op op, Type type, bool nocase, int form, Values& values, int& times_true) {
  ExpressionPool pool;
  const ExprId comparison = MakeComparison(pool, op, type, nocase, form, values);
  const ExprId sides[] = {pool[comparison].args[0], pool[comparison].args[1]};
  const PreparedExpressions prepared(pool);
  Evaluator evaluator(prepared);
  for (int i = 0; i < 200; ++i) {
    const Value read[] = {values.Any(type), values.Any(type), values.Any(type)};
    std::vector<Column> columns;
    for (const Value& value : read) columns.emplace_back(type).AppendValue(value);
    Bitmap row;
    row.Fill(1);
    evaluator.Filter(comparison, columns, row);
    ASSERT_EQ(evaluator.Holds(comparison, columns, 0), row.test(0));
    times_true += row.test(0) ? 1 : 0;
    row.Fill(1);
    for (ExprId side : sides) {
      const Value value = evaluator.Evaluate(side, columns, row).Get(0);
      ASSERT_EQ(evaluator.EvaluateRow(side, columns, 0), value);
    }
  }
}

TEST(OneRow, IsWhatKernelsMake) {
  Values values;
  for (Scalar scalar : kScalars) {
    for (bool is_list : {false, true}) {
      for (Op op : kComparisons) {
        const bool equality = op == Op::kEqual || op == Op::kNotEqual;
        if (is_list && !equality) continue;
        for (bool nocase : {false, true}) {
          if (nocase && (scalar != Scalar::kString || !equality)) continue;
          int times_true = 0;
          for (int form = 0; form < kForms; ++form) {
            Compare(op, {scalar, is_list}, nocase, form, values, times_true);
            ASSERT_FALSE(HasFatalFailure())
                << Type{scalar, is_list}.ToText() << " operator " << static_cast<int>(op)
                << " form " << form << (nocase ? " nocase" : "");
          }
          EXPECT_GT(times_true, 0);
        }
      }
    }
  }
}

}  // namespace
}  // namespace precept::nfa
