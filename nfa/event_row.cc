// A row's packed fields: for each kept field of the stream, in order, a byte
// that says whether it is present, then the cell: bool 1 byte, numbers and
// times 8, decimals and addresses 16, a text its length (4 bytes) and bytes, a
// list its length (4 bytes) and cells.  Native byte order: rows live in memory.

#include "nfa/event_row.h"

#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace precept::nfa {
namespace {

void AppendRaw(const void* bytes, std::size_t size, std::string& out) {
  out.append(static_cast<const char*>(bytes), size);
}

template <class T>
T TakeRaw(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  at += sizeof(T);
  return value;
}

template <class T>
void PackCell(const Column& column, std::size_t row, std::string& out) {
  const T& cell = column.cell<T>(row);
  if constexpr (std::is_same_v<T, std::string_view>) {
    const auto size = static_cast<std::uint32_t>(cell.size());
    AppendRaw(&size, sizeof size, out);
    out += cell;
  } else {
    AppendRaw(&cell, sizeof cell, out);
  }
}

void PackScalar(const Column& column, std::size_t row, std::string& out) {
  switch (column.type().scalar) {
    case Scalar::kBool: return PackCell<Native<Scalar::kBool>>(column, row, out);
    case Scalar::kInt: return PackCell<Native<Scalar::kInt>>(column, row, out);
    case Scalar::kFloat: return PackCell<Native<Scalar::kFloat>>(column, row, out);
    case Scalar::kDecimal: return PackCell<Native<Scalar::kDecimal>>(column, row, out);
    case Scalar::kString: return PackCell<Native<Scalar::kString>>(column, row, out);
    case Scalar::kIp: return PackCell<Native<Scalar::kIp>>(column, row, out);
    case Scalar::kTimestamp: return PackCell<Native<Scalar::kTimestamp>>(column, row, out);
    case Scalar::kDuration: return PackCell<Native<Scalar::kDuration>>(column, row, out);
  }
}

void PackField(const Column& column, std::size_t row, std::string& out) {
  out.push_back(column.is_present(row) ? 1 : 0);
  if (!column.is_present(row)) return;
  if (!column.type().is_list) return PackScalar(column, row, out);
  const ListSlice slice = column.cell<ListSlice>(row);
  AppendRaw(&slice.size, sizeof slice.size, out);
  for (std::uint32_t i = 0; i < slice.size; ++i) {
    PackScalar(column.elements(), slice.begin + i, out);
  }
}

Value TakeScalar(Scalar scalar, const char*& at) {
  switch (scalar) {
    case Scalar::kBool: return Value(TakeRaw<std::uint8_t>(at) != 0);
    case Scalar::kInt: return Value(TakeRaw<std::int64_t>(at));
    case Scalar::kFloat: return Value(TakeRaw<double>(at));
    case Scalar::kDecimal: return Value(TakeRaw<Decimal>(at));
    case Scalar::kString: {
      const auto size = TakeRaw<std::uint32_t>(at);
      std::string text(at, size);
      at += size;
      return Value(std::move(text));
    }
    case Scalar::kIp: return Value(TakeRaw<Ip>(at));
    case Scalar::kTimestamp: return Value(TakeRaw<Timestamp>(at));
    case Scalar::kDuration: return Value(TakeRaw<Duration>(at));
  }
  return Value();
}

// Bytes of a cell at `at`.
std::size_t SizeOf(Scalar scalar, const char* at) {
  switch (scalar) {
    case Scalar::kBool: return sizeof(Native<Scalar::kBool>);
    case Scalar::kInt: return sizeof(Native<Scalar::kInt>);
    case Scalar::kFloat: return sizeof(Native<Scalar::kFloat>);
    case Scalar::kDecimal: return sizeof(Native<Scalar::kDecimal>);
    case Scalar::kString: {
      const auto size = TakeRaw<std::uint32_t>(at);
      return sizeof size + size;
    }
    case Scalar::kIp: return sizeof(Native<Scalar::kIp>);
    case Scalar::kTimestamp: return sizeof(Native<Scalar::kTimestamp>);
    case Scalar::kDuration: return sizeof(Native<Scalar::kDuration>);
  }
  return 0;
}

void SkipField(Type type, const char*& at) {
  if (TakeRaw<char>(at) == 0) return;
  std::uint32_t cells = 1;
  if (type.is_list) cells = TakeRaw<std::uint32_t>(at);
  for (std::uint32_t i = 0; i < cells; ++i) at += SizeOf(type.scalar, at);
}

template <class T>
void ReadCell(const char* at, Column& out, std::size_t row) {
  out.Set(row, TakeRaw<T>(at));
}

void ReadScalar(Scalar scalar, const char* at, Column& out, std::size_t row) {
  switch (scalar) {
    case Scalar::kBool: return ReadCell<Native<Scalar::kBool>>(at, out, row);
    case Scalar::kInt: return ReadCell<Native<Scalar::kInt>>(at, out, row);
    case Scalar::kFloat: return ReadCell<Native<Scalar::kFloat>>(at, out, row);
    case Scalar::kDecimal: return ReadCell<Native<Scalar::kDecimal>>(at, out, row);
    case Scalar::kString: {
      const auto size = TakeRaw<std::uint32_t>(at);
      out.Set(row, std::string_view(at, size));
      return;
    }
    case Scalar::kIp: return ReadCell<Native<Scalar::kIp>>(at, out, row);
    case Scalar::kTimestamp: return ReadCell<Native<Scalar::kTimestamp>>(at, out, row);
    case Scalar::kDuration: return ReadCell<Native<Scalar::kDuration>>(at, out, row);
  }
}

Value TakeField(Type type, const char*& at) {
  if (TakeRaw<char>(at) == 0) return Value();
  if (!type.is_list) return TakeScalar(type.scalar, at);
  ValueList list(TakeRaw<std::uint32_t>(at));
  for (Value& element : list) element = TakeScalar(type.scalar, at);
  return Value(std::move(list));
}

}  // namespace

EventRowStore::EventRowStore(const RuleSet& rules,
                             const PreparedExpressions& expressions)
    : rules_(rules), evaluator_(expressions) {}

EventRowStore::~EventRowStore() = default;

EventRowId EventRowStore::Keep(const EventBatch& batch, std::size_t row) {
  if (newest_) {
    AddReference(*newest_);
    return *newest_;
  }
  scratch_.clear();
  one_row_.Reset(batch.size());
  one_row_.set(row);
  for (ExprId field : rules_.kept[batch.stream().index()]) {
    const Expr& expr = rules_.expressions[field];
    const Column& column =
        expr.op == Op::kColumn ? batch.columns[expr.column]
                               : evaluator_.Evaluate(field, batch.columns, one_row_);
    PackField(column, row, scratch_);
  }
  void* memory = memory_.allocate(sizeof(Row) + scratch_.size(), alignof(Row));
  Row* kept = new (memory)
      Row{1, batch.stream().value, batch.partition,
          static_cast<std::uint32_t>(scratch_.size()), batch.offsets[row],
          batch.times[row].ns};
  std::memcpy(kept + 1, scratch_.data(), scratch_.size());
  if (free_.empty()) {
    free_.push_back(EventRowId(rows_.size()));
    rows_.push_back(nullptr);
  }
  const EventRowId id = free_.back();
  free_.pop_back();
  rows_[id.index()] = kept;
  newest_ = id;
  return id;
}

void EventRowStore::Release(EventRowId id) {
  Row* row = rows_[id.index()];
  if (--row->references > 0) return;
  memory_.deallocate(row, sizeof(Row) + row->bytes, alignof(Row));
  rows_[id.index()] = nullptr;
  free_.push_back(id);
  if (newest_ == id) newest_.reset();
}

Coordinates EventRowStore::CoordinatesOf(EventRowId id) const {
  const Row& row = *rows_[id.index()];
  return {Timestamp{row.time}, StreamId(row.stream), row.partition, row.offset};
}

const char* EventRowStore::BytesOf(EventRowId id, std::uint32_t slot) const {
  const Row* row = rows_[id.index()];
  const char* at = reinterpret_cast<const char*>(row + 1);
  const std::vector<ExprId>& kept = rules_.kept[row->stream];
  for (std::uint32_t i = 0; i < slot; ++i) SkipField(rules_.expressions[kept[i]].type, at);
  return at;
}

Value EventRowStore::Field(EventRowId id, std::uint32_t slot) const {
  const char* at = BytesOf(id, slot);
  const std::vector<ExprId>& kept = rules_.kept[rows_[id.index()]->stream];
  return TakeField(rules_.expressions[kept[slot]].type, at);
}

void EventRowStore::Read(EventRowId id, std::uint32_t slot, Column& out, std::size_t row) const {
  const char* at = BytesOf(id, slot);
  if (TakeRaw<char>(at) == 0) {
    out.SetMissing(row);
    return;
  }
  const Scalar scalar = out.type().scalar;
  if (!out.type().is_list) {
    ReadScalar(scalar, at, out, row);
    return;
  }
  ListSlice slice{static_cast<std::uint32_t>(out.elements().size()), TakeRaw<std::uint32_t>(at)};
  for (std::uint32_t i = 0; i < slice.size; ++i) {
    out.elements().AppendMissing();
    ReadScalar(scalar, at, out.elements(), slice.begin + i);
    at += SizeOf(scalar, at);
  }
  out.Set(row, slice);
}

}  // namespace precept::nfa
