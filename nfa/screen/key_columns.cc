#include "nfa/screen/key_columns.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "nfa/key.h"

namespace precept::nfa::screen {

// Leaves in elements_ the parts that a list gives; is_first_ marks those that
// are not repetitions.
void KeyEncoder::FindElements(const KeySpec::Part& part, const Column& cells,
                              std::size_t row) {
  elements_.Clear();
  const ListSlice slice = cells.is_present(row) ? cells.cell<ListSlice>(row) : ListSlice();
  for (std::uint32_t i = 0; i < slice.size; ++i) {
    AppendKeyPart(cells.elements(), slice.begin + i, elements_.bytes);
    elements_.End();
  }
  if (slice.size == 0 && part.optional) {
    AppendMissingKeyPart(elements_.bytes);
    elements_.End();
  }
  is_first_.assign(elements_.size(), 1);
  if (elements_.size() < 2) return;
  by_bytes_.resize(elements_.size());
  std::iota(by_bytes_.begin(), by_bytes_.end(), 0u);
  std::sort(by_bytes_.begin(), by_bytes_.end(), [this](std::uint32_t a, std::uint32_t b) {
    const auto order = elements_[a] <=> elements_[b];
    return order == 0 ? a < b : order < 0;
  });
  for (std::size_t i = 1; i < by_bytes_.size(); ++i) {
    if (elements_[by_bytes_[i]] == elements_[by_bytes_[i - 1]]) is_first_[by_bytes_[i]] = 0;
  }
}

void KeyEncoder::AppendPart(const KeySpec::Part& part, const EventBatch& batch,
                            Evaluator& evaluator, KeyColumn& column) {
  const Column& cells = evaluator.Evaluate(part.value, batch.columns, column.rows);
  next_.Clear();
  column.rows.KeepIf([&](std::size_t row) {
    if (!part.optional && !cells.is_present(row)) return false;
    if (part.any) FindElements(part, cells, row);
    KeyRange& range = column.ranges[row];
    const auto begin = static_cast<std::uint32_t>(next_.size());
    for (std::uint32_t key = range.begin; key < range.end; ++key) {
      if (!part.any) {
        next_.bytes.append(keys_[key]);
        AppendKeyPart(cells, row, next_.bytes);
        next_.End();
        continue;
      }
      for (std::size_t i = 0; i < elements_.size(); ++i) {
        if (is_first_[i] == 0) continue;
        next_.bytes.append(keys_[key]).append(elements_[i]);
        next_.End();
      }
    }
    range = {begin, static_cast<std::uint32_t>(next_.size())};
    return range.begin != range.end;
  });
  std::swap(keys_, next_);
}

void KeyEncoder::Encode(const KeySpec& spec, const EventBatch& batch, Evaluator& evaluator,
                        KeyColumn& column, std::string& bytes, ScreenedRows& out) {
  if (column.ranges.size() < batch.size()) column.ranges.resize(batch.size());
  // One key without parts a row.
  keys_.Clear();
  column.rows.ForEach([&](std::size_t row) {
    const auto begin = static_cast<std::uint32_t>(keys_.size());
    column.ranges[row] = {begin, begin + 1};
    keys_.End();
  });
  for (const KeySpec::Part& part : spec.parts) AppendPart(part, batch, evaluator, column);
  const auto before = static_cast<std::uint32_t>(out.keys.size());
  column.rows.ForEach([&](std::size_t row) {
    column.ranges[row].begin += before;
    column.ranges[row].end += before;
  });
  bytes.assign(keys_.bytes);
  std::size_t begin = 0;
  for (const std::size_t end : keys_.ends) {
    const std::string_view key = std::string_view(bytes).substr(begin, end - begin);
    out.keys.push_back({key, HashKey(key)});
    begin = end;
  }
}

}  // namespace precept::nfa::screen
