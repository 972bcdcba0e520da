#include "nfa/classify.h"

#include <algorithm>
#include <tuple>

namespace precept::nfa {
namespace {

// The first required field that is missing in `row`.
std::optional<std::uint32_t> FirstMissing(const EventType& type, const EventBatch& batch,
                                          std::size_t row) {
  for (std::size_t field = 0; field < type.required.size(); ++field) {
    const ColumnId column = type.required[field].column;
    if (!batch.columns[column.index()].is_present(row)) {
      return static_cast<std::uint32_t>(field);
    }
  }
  return std::nullopt;
}

}  // namespace

Classifier::Classifier(const Schema& schema, const PreparedExpressions& expressions)
    : schema_(schema), evaluator_(expressions) {}

void Classifier::ClassifyRows(EventBatch& batch, std::vector<Refusal>& refusals) {
  const Stream& stream = schema_.streams[batch.stream().index()];
  const std::size_t begin = refusals.size();
  for (std::size_t i = 0; i < stream.types.size(); ++i) {
    const EventType& type = schema_.types[stream.types[i].index()];
    Bitmap& rows = batch.of_type[i];
    rows.Fill(batch.size());
    if (type.where) evaluator_.Filter(*type.where, batch.columns, rows);
    if (type.required.empty()) continue;
    rows.KeepIf([&](std::size_t row) {
      const std::optional<std::uint32_t> field = FirstMissing(type, batch, row);
      if (!field) return true;
      refusals.push_back({static_cast<std::uint32_t>(row), stream.types[i], *field});
      return false;
    });
  }
  std::sort(refusals.begin() + static_cast<std::ptrdiff_t>(begin), refusals.end(),
            [](const Refusal& a, const Refusal& b) {
              return std::tie(a.row, a.type.value) < std::tie(b.row, b.type.value);
            });
}

void Classifier::CountMissing(const EventBatch& batch, const Bitmap& admitted,
                              MissingCounts& counts) const {
  counts.resize(schema_.types.size());
  const Stream& stream = schema_.streams[batch.stream().index()];
  for (std::size_t i = 0; i < stream.types.size(); ++i) {
    const EventType& type = schema_.types[stream.types[i].index()];
    std::vector<std::uint64_t>& of_type = counts[stream.types[i].index()];
    of_type.resize(type.expected.size());
    for (std::size_t field = 0; field < type.expected.size(); ++field) {
      const Column& column = batch.columns[type.expected[field].column.index()];
      batch.of_type[i].ForEach([&](std::size_t row) {
        if (admitted.test(row) && !column.is_present(row)) ++of_type[field];
      });
    }
  }
}

}  // namespace precept::nfa
