#include "nfa/screen/key_columns.h"

#include "nfa/key.h"

namespace precept::nfa::screen {

void KeyEncoder::AppendPart(const KeySpec::Part& part, const EventBatch& batch,
                            Evaluator& evaluator, Bitmap& rows) {
  const Column& cells = evaluator.Evaluate(part.value, batch.columns, rows);
  if (!part.optional) {
    rows.KeepIf([&](std::size_t row) { return cells.is_present(row); });
  }
  rows.ForEach([&](std::size_t row) { AppendKeyPart(cells, row, texts_[row]); });
}

void KeyEncoder::Encode(const KeySpec& spec, const EventBatch& batch, Evaluator& evaluator,
                        KeyColumn& column, ScreenedRows& out) {
  if (texts_.size() < batch.size()) texts_.resize(batch.size());
  if (column.positions.size() < batch.size()) column.positions.resize(batch.size());
  column.rows.ForEach([&](std::size_t row) { texts_[row].clear(); });
  for (const KeySpec::Part& part : spec.parts) AppendPart(part, batch, evaluator, column.rows);
  column.rows.ForEach([&](std::size_t row) {
    const std::string_view bytes = out.key_bytes.Store(texts_[row]);
    column.positions[row] = static_cast<std::uint32_t>(out.keys.size());
    out.keys.push_back({bytes, HashKey(bytes)});
  });
}

}  // namespace precept::nfa::screen
