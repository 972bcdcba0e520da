#include "compiler/step_scope.h"

#include <algorithm>

#include "compiler/rewrite.h"

namespace precept::compiler {

namespace ast = lang::ast;

PatternVariable* StepScope::FindVariable(const ast::FieldPath& path) const {
  const ast::Segment& first = path.segments.front();
  if (first.kind != ast::Segment::Kind::kPlain) return nullptr;
  return reader_.Find(first.text);
}

bool StepScope::Has(const ast::FieldPath& path) {
  return FindVariable(path) != nullptr || TypeScope::Has(path);
}

std::optional<Typed> StepScope::Resolve(const ast::FieldPath& path) {
  if (TypeScope::Has(path)) return TypeScope::Resolve(path);
  PatternVariable* variable = FindVariable(path);
  if (variable == nullptr) return std::nullopt;
  return reader_.Read(*variable, path);
}

void StepScope::ReportUnknown(const ast::FieldPath& path,
                              const std::vector<std::string>& others) {
  std::vector<std::string> names = others;
  for (std::string& name : reader_.Names()) names.push_back(std::move(name));
  TypeScope::ReportUnknown(path, names);
}

void SplitCondition(CheckContext& context, nfa::ExprId condition,
                    std::uint32_t step, std::uint32_t type,
                    std::vector<CheckedFrameColumn>& frame,
                    std::vector<nfa::ExprId>& own,
                    std::vector<nfa::ExprId>& across) {
  nfa::ExpressionPool& pool = context.pool;
  const auto over_frame = [&](std::uint32_t column, nfa::Type value) {
    if (column >= StepScope::kFrameColumns) {
      return pool.Column(column - StepScope::kFrameColumns, value);
    }
    CheckedFrameColumn read;
    read.source = CheckedFrameColumn::Source::kOwn;
    read.index = step;
    read.fields = {{type, column}};
    read.type = value;
    const auto at = std::find(frame.begin(), frame.end(), read);
    const auto number = static_cast<std::uint32_t>(at - frame.begin());
    if (at == frame.end()) frame.push_back(std::move(read));
    return pool.Column(number, value);
  };
  for (const nfa::ExprId conjunct : pool.Conjuncts(condition)) {
    const std::vector<std::uint32_t> columns = pool.ColumnsOf(conjunct);
    if (columns.empty() || columns.back() < StepScope::kFrameColumns) {
      own.push_back(conjunct);
    } else {
      across.push_back(Substitute(pool, conjunct, over_frame, pool));
    }
  }
}

}  // namespace precept::compiler
