#include "nfa/row_layout.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nfa/cell_hash.h"

namespace precept::nfa {
namespace {

constexpr std::array<std::size_t, 3> kWidths{16, 8, 1};

// The width of a field's cell, as an index of kWidths; behind them: it varies.
std::size_t WidthOf(Type type) {
  if (type.is_list) return kWidths.size();
  switch (type.scalar) {
    case Scalar::kDecimal:
    case Scalar::kIp: return 0;
    case Scalar::kInt:
    case Scalar::kFloat:
    case Scalar::kTimestamp:
    case Scalar::kDuration: return 1;
    case Scalar::kBool: return 2;
    case Scalar::kString: return kWidths.size();
  }
  return kWidths.size();
}
static_assert(sizeof(Decimal) == 16 && sizeof(Ip) == 16);

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

void PackVarying(const Column& column, std::size_t row, std::string& out) {
  if (!column.type().is_list) {
    out += column.cell<std::string_view>(row);
    return;
  }
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

template <class T>
void ReadCell(const char*& at, Column& out, std::size_t row) {
  out.Set(row, TakeRaw<T>(at));
}

void ReadScalar(Scalar scalar, const char*& at, Column& out, std::size_t row) {
  switch (scalar) {
    case Scalar::kBool: return ReadCell<Native<Scalar::kBool>>(at, out, row);
    case Scalar::kInt: return ReadCell<Native<Scalar::kInt>>(at, out, row);
    case Scalar::kFloat: return ReadCell<Native<Scalar::kFloat>>(at, out, row);
    case Scalar::kDecimal: return ReadCell<Native<Scalar::kDecimal>>(at, out, row);
    case Scalar::kString: {
      const auto size = TakeRaw<std::uint32_t>(at);
      out.Set(row, std::string_view(at, size));
      at += size;
      return;
    }
    case Scalar::kIp: return ReadCell<Native<Scalar::kIp>>(at, out, row);
    case Scalar::kTimestamp: return ReadCell<Native<Scalar::kTimestamp>>(at, out, row);
    case Scalar::kDuration: return ReadCell<Native<Scalar::kDuration>>(at, out, row);
  }
}

Value TakeVarying(Type type, const char* at, std::size_t size) {
  if (!type.is_list) return Value(std::string(at, size));
  ValueList list(TakeRaw<std::uint32_t>(at));
  for (Value& element : list) element = TakeScalar(type.scalar, at);
  return Value(std::move(list));
}

std::uint32_t EndOf(const char* ends, std::size_t i) {
  const char* at = ends + i * sizeof(std::uint32_t);
  return TakeRaw<std::uint32_t>(at);
}

bool IsSet(const char* mask, std::uint32_t bit) {
  return (static_cast<unsigned char>(mask[bit / 8]) >> bit % 8 & 1) != 0;
}

// How many of the bits from `begin` on and before `end` are set.
std::size_t CountSet(const char* mask, std::uint32_t begin, std::uint32_t end) {
  std::size_t count = 0;
  while (begin < end) {
    const std::uint32_t byte = begin / 8;
    const std::uint32_t last = std::min(end, byte * 8 + 8);
    const unsigned bits = static_cast<unsigned char>(mask[byte]);
    const unsigned wanted = (1u << (last - byte * 8)) - (1u << begin % 8);
    count += static_cast<std::size_t>(std::popcount(bits & wanted));
    begin = last;
  }
  return count;
}

}  // namespace

RowLayout::RowLayout(std::vector<Type> fields)
    : position_(fields.size()), mask_bytes_((fields.size() + 7) / 8) {
  for (std::size_t width = 0; width <= kNumWidths; ++width) {
    begin_[width] = static_cast<std::uint32_t>(slot_.size());
    for (std::uint32_t slot = 0; slot < fields.size(); ++slot) {
      if (WidthOf(fields[slot]) != width) continue;
      position_[slot] = static_cast<std::uint32_t>(slot_.size());
      slot_.push_back(slot);
      type_.push_back(fields[slot]);
    }
  }
}

void RowLayout::Append(std::uint32_t position, const Column& column, std::size_t row,
                       Packed& out) const {
  if (!column.is_present(row)) return;
  char& mask = out.bytes[position / 8];
  mask = static_cast<char>(mask | 1 << position % 8);
  if (position < begin_[kNumWidths]) return PackScalar(column, row, out.bytes);
  PackVarying(column, row, out.varying);
  const auto end = static_cast<std::uint32_t>(out.varying.size());
  AppendRaw(&end, sizeof end, out.bytes);
}

const char* RowLayout::Find(const char* bytes, std::uint32_t slot, std::size_t& size) const {
  const std::uint32_t position = position_[slot];
  if (!IsSet(bytes, position)) return nullptr;
  const char* at = bytes + mask_bytes_;
  for (std::size_t width = 0; width < kNumWidths; ++width) {
    const std::uint32_t end = std::min(begin_[width + 1], position);
    if (begin_[width] >= end) continue;
    at += kWidths[width] * CountSet(bytes, begin_[width], end);
  }
  if (position < begin_[kNumWidths]) return at;
  const std::size_t number = CountSet(bytes, begin_[kNumWidths], position);
  const std::size_t present =
      number + CountSet(bytes, position, static_cast<std::uint32_t>(slot_.size()));
  const std::size_t begin = number == 0 ? 0 : EndOf(at, number - 1);
  size = EndOf(at, number) - begin;
  return at + present * sizeof(std::uint32_t) + begin;
}

Value RowLayout::Field(const char* bytes, std::uint32_t slot) const {
  std::size_t size = 0;
  const char* at = Find(bytes, slot, size);
  if (at == nullptr) return Value();
  const std::uint32_t position = position_[slot];
  if (position < begin_[kNumWidths]) return TakeScalar(type_[position].scalar, at);
  return TakeVarying(type_[position], at, size);
}

std::uint64_t RowLayout::HashOf(const char* bytes, std::uint32_t slot) const {
  std::size_t size = 0;
  const char* at = Find(bytes, slot, size);
  if (at == nullptr) return kHashOfMissing;
  const Type type = type_[position_[slot]];
  const CellHash hash;
  if (!type.is_list) {
    switch (type.scalar) {
      case Scalar::kFloat: return hash(TakeRaw<double>(at));
      case Scalar::kInt:
      case Scalar::kTimestamp:
      case Scalar::kDuration: return hash(TakeRaw<std::int64_t>(at));
      case Scalar::kBool: return hash(TakeRaw<std::uint8_t>(at));
      case Scalar::kDecimal: return hash(TakeRaw<Decimal>(at));
      case Scalar::kIp: return hash(TakeRaw<Ip>(at));
      case Scalar::kString: return hash(std::string_view(at, size));
    }
  }
  return nfa::HashOf(TakeVarying(type, at, size));
}

void RowLayout::Read(const char* bytes, std::uint32_t slot, Column& out,
                     std::size_t row) const {
  std::size_t size = 0;
  const char* at = Find(bytes, slot, size);
  if (at == nullptr) {
    out.SetMissing(row);
    return;
  }
  const Scalar scalar = out.type().scalar;
  if (!out.type().is_list) {
    if (scalar == Scalar::kString) {
      out.Set(row, std::string_view(at, size));
    } else {
      ReadScalar(scalar, at, out, row);
    }
    return;
  }
  ListSlice slice{static_cast<std::uint32_t>(out.elements().size()), TakeRaw<std::uint32_t>(at)};
  for (std::uint32_t i = 0; i < slice.size; ++i) {
    out.elements().AppendMissing();
    ReadScalar(scalar, at, out.elements(), slice.begin + i);
  }
  out.Set(row, slice);
}

}  // namespace precept::nfa
