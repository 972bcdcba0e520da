#include "tests/unit/nfa/evaluation.h"

#include <gtest/gtest.h>

namespace precept::nfa::testing {
namespace {

std::string Json(const Value& value) {
  std::string text;
  AppendJson(value, text);
  return text;
}

}  // namespace

std::string Evaluate(Op op, Type result, const std::vector<Arg>& args, bool nocase,
                     std::size_t first_constant) {
  ExpressionPool pool;
  Expr constants{op, result, nocase, {}, Value(), 0};
  Expr columns = constants;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const ExprId constant = pool.Constant(args[i].value, args[i].type);
    constants.args.push_back(constant);
    columns.args.push_back(i >= first_constant
                               ? constant
                               : pool.Column(static_cast<std::uint32_t>(i), args[i].type));
  }
  const ExprId of_constants = pool.Intern(constants);
  const ExprId of_columns = pool.Intern(columns);
  const PreparedExpressions prepared(pool);
  Evaluator evaluator(prepared);

  const std::string expected = Json(evaluator.EvaluateRow(of_constants, {}, 0));
  for (std::size_t size : {std::size_t{1}, std::size_t{1000}}) {
    // Every third row has the arguments, the others lack them.
    std::vector<Column> batch;
    for (const Arg& arg : args) {
      batch.emplace_back(arg.type);
      for (std::size_t row = 0; row < size; ++row) {
        row % 3 == 0 ? batch.back().AppendValue(arg.value) : batch.back().AppendMissing();
      }
    }
    Bitmap rows;
    rows.Reset(size);
    for (std::size_t row = 0; row < size; row += 3) rows.set(row);
    const Column& cells = evaluator.Evaluate(of_columns, batch, rows);
    rows.ForEach([&](std::size_t row) {
      EXPECT_EQ(Json(cells.Get(row)), expected) << OpName(op) << " in row " << row;
    });
    if (result == Of(Scalar::kBool)) {
      const std::size_t all = rows.count();
      evaluator.Filter(of_columns, batch, rows);
      EXPECT_EQ(rows.count(), expected == "true" ? all : 0u) << OpName(op);
    }
    EXPECT_EQ(Json(evaluator.EvaluateRow(of_columns, batch, size - 1)), expected);
  }
  return expected;
}

}  // namespace precept::nfa::testing
