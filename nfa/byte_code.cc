#include "nfa/byte_code.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>
#include <variant>

namespace precept::nfa {
namespace {

constexpr std::uint8_t kMissingTag = 0;
constexpr std::uint8_t kListTag = 32;

std::uint8_t TagOf(Scalar scalar) {
  return static_cast<std::uint8_t>(1 + static_cast<int>(scalar));
}

void AppendLittleEndian(unsigned __int128 number, int bytes, std::string& out) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(number >> (8 * i) & 0xff));
}

unsigned __int128 LittleEndian(std::string_view bytes) {
  unsigned __int128 number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

// Writes what a value holds.
class PutCell {
 public:
  PutCell(ByteWriter& writer, std::string& out) : writer_(writer), out_(out) {}

  void operator()(std::monostate) const { writer_.Byte(kMissingTag); }
  void operator()(bool cell) const {
    writer_.Byte(TagOf(Scalar::kBool));
    writer_.Byte(cell ? 1 : 0);
  }
  void operator()(std::int64_t cell) const { Number(Scalar::kInt, cell); }
  void operator()(double cell) const {
    writer_.Byte(TagOf(Scalar::kFloat));
    AppendLittleEndian(std::bit_cast<std::uint64_t>(cell), 8, out_);
  }
  void operator()(Decimal cell) const {
    writer_.Byte(TagOf(Scalar::kDecimal));
    AppendLittleEndian(static_cast<unsigned __int128>(cell.units()), 16, out_);
  }
  void operator()(const std::string& cell) const {
    writer_.Byte(TagOf(Scalar::kString));
    writer_.Text(cell);
  }
  void operator()(const Ip& cell) const {
    writer_.Byte(TagOf(Scalar::kIp));
    out_.append(reinterpret_cast<const char*>(cell.bytes.data()), cell.bytes.size());
  }
  void operator()(Timestamp cell) const { Number(Scalar::kTimestamp, cell.ns); }
  void operator()(Duration cell) const { Number(Scalar::kDuration, cell.ns); }
  void operator()(const ValueList& list) const {
    writer_.Byte(kListTag);
    writer_.Unsigned(list.size());
    for (const Value& element : list) writer_.Put(element);
  }

 private:
  void Number(Scalar scalar, std::int64_t number) const {
    writer_.Byte(TagOf(scalar));
    writer_.Signed(number);
  }

  ByteWriter& writer_;
  std::string& out_;
};

}  // namespace

// ---- writing -----------------------------------------------------------------

void ByteWriter::Unsigned(std::uint64_t number) {
  while (number >= 0x80) {
    Byte(static_cast<std::uint8_t>(number | 0x80));
    number >>= 7;
  }
  Byte(static_cast<std::uint8_t>(number));
}

void ByteWriter::Signed(std::int64_t number) {
  Unsigned(ZigZag(number));
}

void ByteWriter::Text(std::string_view text) {
  Unsigned(text.size());
  out_ += text;
}

void ByteWriter::Put(const Value& value) { std::visit(PutCell(*this, out_), value.variant()); }

// ---- reading -----------------------------------------------------------------

std::string_view ByteReader::Bytes(std::size_t size) {
  if (size > rest_.size()) Fail();
  const std::string_view bytes = rest_.substr(0, size);
  rest_.remove_prefix(bytes.size());
  return bytes;
}

std::uint8_t ByteReader::Byte() {
  const std::string_view byte = Bytes(1);
  return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte[0]);
}

std::uint64_t ByteReader::Unsigned() {
  std::uint64_t number = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = Byte();
    const std::uint64_t bits = byte & 0x7f;
    if (shift == 63 && bits > 1) break;  // More than 64 bits.
    number |= bits << shift;
    if ((byte & 0x80) == 0) return ok_ ? number : 0;
  }
  Fail();
  return 0;
}

std::int64_t ByteReader::Signed() {
  return UnZigZag(Unsigned());
}

std::string_view ByteReader::Text() { return Bytes(Unsigned()); }

std::uint32_t ByteReader::Below(std::size_t bound) {
  const std::uint64_t number = Unsigned();
  if (number < bound) return static_cast<std::uint32_t>(number);
  Fail();
  return 0;
}

std::uint32_t ByteReader::Count() {
  const std::uint64_t number = Unsigned();
  if (number <= rest_.size()) return static_cast<std::uint32_t>(number);
  Fail();
  return 0;
}

Value ByteReader::TakeScalar(Scalar scalar) {
  switch (scalar) {
    case Scalar::kBool: return Value(Byte() != 0);
    case Scalar::kInt: return Value(Signed());
    case Scalar::kFloat: {
      const auto bits = static_cast<std::uint64_t>(LittleEndian(Bytes(8)));
      const auto number = std::bit_cast<double>(bits);
      if (!std::isfinite(number)) Fail();
      return Value(std::isfinite(number) ? number : 0.0);
    }
    case Scalar::kDecimal: {
      const auto units = static_cast<Decimal::Units>(LittleEndian(Bytes(16)));
      const std::optional<Decimal> decimal = Decimal::FromUnitsChecked(units);
      if (!decimal) Fail();
      return Value(decimal.value_or(Decimal()));
    }
    case Scalar::kString: return Value(std::string(Text()));
    case Scalar::kIp: {
      Ip ip;
      const std::string_view bytes = Bytes(ip.bytes.size());
      if (ok_) std::memcpy(ip.bytes.data(), bytes.data(), bytes.size());
      return Value(ip);
    }
    case Scalar::kTimestamp: return Value(Time());
    case Scalar::kDuration: return Value(Duration{Signed()});
  }
  return Value();
}

Timestamp ByteReader::Time() {
  const Timestamp time{Signed()};
  if (kMinTimestamp <= time && time <= kMaxTimestamp) return time;
  Fail();
  return {};
}

Value ByteReader::Take(Type type) {
  const std::uint8_t tag = Byte();
  if (!ok_ || tag == kMissingTag) return Value();
  if (!type.is_list) {
    if (tag == TagOf(type.scalar)) return TakeScalar(type.scalar);
    Fail();
    return Value();
  }
  if (tag != kListTag) Fail();
  ValueList list(Count());
  for (Value& element : list) {
    if (Byte() != TagOf(type.scalar)) Fail();
    element = TakeScalar(type.scalar);
  }
  return Value(std::move(list));
}

}  // namespace precept::nfa
