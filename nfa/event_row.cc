#include "nfa/event_row.h"

#include <cstring>
#include <new>
#include <utility>

namespace precept::nfa {

EventRowStore::EventRowStore(const RuleSet& rules,
                             const PreparedExpressions& expressions)
    : rules_(rules), evaluator_(expressions) {
  for (const std::vector<ExprId>& kept : rules.kept) {
    std::vector<Type> types;
    for (ExprId field : kept) types.push_back(rules.expressions[field].type);
    layouts_.emplace_back(std::move(types));
  }
}

EventRowStore::~EventRowStore() = default;

EventRowId EventRowStore::Keep(const EventBatch& batch, std::size_t row) {
  if (newest_) {
    AddReference(*newest_);
    return *newest_;
  }
  one_row_.Reset(batch.size());
  one_row_.set(row);
  const std::size_t stream = batch.stream().index();
  const auto column_of = [&](std::uint32_t slot) -> const Column& {
    const ExprId field = rules_.kept[stream][slot];
    const Expr& expr = rules_.expressions[field];
    return expr.op == Op::kColumn ? batch.columns[expr.column]
                                  : evaluator_.Evaluate(field, batch.columns, one_row_);
  };
  layouts_[stream].Pack(column_of, row, packed_);
  newest_ = Add({batch.times[row], batch.stream(), batch.partition, batch.offsets[row]});
  return *newest_;
}

EventRowId EventRowStore::Restore(const Coordinates& at, const std::vector<Value>& kept) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    columns.emplace_back(rules_.expressions[rules_.kept[at.stream.index()][i]].type);
    columns.back().AppendValue(kept[i]);
  }
  const auto column_of = [&](std::uint32_t slot) -> const Column& { return columns[slot]; };
  layouts_[at.stream.index()].Pack(column_of, 0, packed_);
  return Add(at);
}

// A row with the fields in packed_.
EventRowId EventRowStore::Add(const Coordinates& at) {
  const std::string& bytes = packed_.bytes;
  const EventRowId id(memory_.Allocate(sizeof(Row) + bytes.size()));
  Row* kept = new (&RowOf(id)) Row{1, at.stream.value, at.partition,
                                   static_cast<std::uint32_t>(bytes.size()), at.offset,
                                   at.time.ns};
  std::memcpy(kept + 1, bytes.data(), bytes.size());
  ++size_;
  return id;
}

void EventRowStore::Release(EventRowId id) {
  Row& row = RowOf(id);
  if (--row.references > 0) return;
  memory_.Release(id.value, sizeof(Row) + row.bytes);
  --size_;
  if (newest_ == id) newest_.reset();
}

Coordinates EventRowStore::CoordinatesOf(EventRowId id) const {
  const Row& row = RowOf(id);
  return {Timestamp{row.time}, StreamId(row.stream), row.partition, row.offset};
}

Value EventRowStore::Field(EventRowId id, std::uint32_t slot) const {
  const Row& row = RowOf(id);
  return layouts_[row.stream].Field(reinterpret_cast<const char*>(&row + 1), slot);
}

std::uint64_t EventRowStore::HashOf(EventRowId id, std::uint32_t slot) const {
  const Row& row = RowOf(id);
  return layouts_[row.stream].HashOf(reinterpret_cast<const char*>(&row + 1), slot);
}

void EventRowStore::Read(EventRowId id, std::uint32_t slot, Column& out, std::size_t row) const {
  const Row& kept = RowOf(id);
  layouts_[kept.stream].Read(reinterpret_cast<const char*>(&kept + 1), slot, out, row);
}

}  // namespace precept::nfa
