#include "runtime/emit_frame.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace precept::runtime {

EmitFrame::EmitFrame(const nfa::Rule& rule, const nfa::EventRowStore& rows,
                     nfa::Evaluator& evaluator)
    : rule_(rule), rows_(rows), evaluator_(evaluator), values_(rule.frame.size()) {
  for (const nfa::FrameColumn& column : rule.frame) columns_.emplace_back(column.type);
}

void EmitFrame::Fill(const nfa::Match& match, const std::vector<nfa::Value>& key) {
  for (std::size_t i = 0; i < rule_.frame.size(); ++i) {
    const nfa::FrameColumn& column = rule_.frame[i];
    columns_[i].Clear();
    switch (column.source) {
      case nfa::FrameColumn::Source::kKey: values_[i] = key[column.index]; break;
      case nfa::FrameColumn::Source::kField: values_[i] = FieldOf(match, column); break;
    }
    columns_[i].AppendValue(values_[i]);
  }
}

nfa::Value EmitFrame::Evaluate(nfa::ExprId expression) {
  return evaluator_.EvaluateRow(expression, columns_, 0);
}

nfa::Value EmitFrame::FieldOf(const nfa::Match& match,
                              const nfa::FrameColumn& column) const {
  nfa::Value last;
  nfa::ValueList all;
  for (const nfa::TakenEvent& taken : match.events) {
    const nfa::Alternative& alternative = rule_.alternatives[taken.alternative];
    if (rule_.steps[alternative.step.index()].variable != column.index) continue;
    const std::optional<std::uint32_t> slot = alternative.slots[column.field];
    last = slot ? rows_.Field(taken.event, *slot) : nfa::Value();
    const bool is_element = column.type.is_list && !last.is_missing() &&
                            !last.get_if<nfa::ValueList>();
    if (is_element) all.push_back(last);
  }
  if (!column.type.is_list || last.get_if<nfa::ValueList>() != nullptr) return last;
  return all.empty() ? nfa::Value() : nfa::Value(std::move(all));
}

}  // namespace precept::runtime
