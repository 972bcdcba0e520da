#include "nfa/key.h"

#include <array>
#include <bit>
#include <cstring>

#include <xxhash.h>

namespace precept::nfa {
namespace {

constexpr char kMissing = 0;

char TagOf(Scalar scalar) { return static_cast<char>(1 + static_cast<int>(scalar)); }

// Big-endian.
template <class Unsigned>
void AppendUnsigned(Unsigned value, std::string& out) {
  std::array<char, sizeof(Unsigned)> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(value >> (8 * (bytes.size() - 1 - i)) & 0xff);
  }
  out.append(bytes.data(), bytes.size());
}

void AppendCell(std::uint8_t cell, std::string& out) { out.push_back(cell != 0 ? 1 : 0); }
void AppendCell(std::int64_t cell, std::string& out) {
  AppendUnsigned(static_cast<std::uint64_t>(cell), out);
}
void AppendCell(double cell, std::string& out) {
  AppendUnsigned(std::bit_cast<std::uint64_t>(cell == 0 ? 0.0 : cell), out);
}
void AppendCell(Decimal cell, std::string& out) {
  AppendUnsigned(static_cast<unsigned __int128>(cell.units()), out);
}
void AppendCell(std::string_view cell, std::string& out) {
  AppendUnsigned(static_cast<std::uint32_t>(cell.size()), out);
  out.append(cell);
}
void AppendCell(const Ip& cell, std::string& out) {
  out.append(reinterpret_cast<const char*>(cell.bytes.data()), cell.bytes.size());
}
void AppendCell(Timestamp cell, std::string& out) { AppendCell(cell.ns, out); }
void AppendCell(Duration cell, std::string& out) { AppendCell(cell.ns, out); }

// Takes values from the front of a key.
class KeyReader {
 public:
  explicit KeyReader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  Value Next() {
    const char tag = Bytes(1)[0];
    if (tag == kMissing) return Value();
    switch (static_cast<Scalar>(tag - 1)) {
      case Scalar::kBool: return Value(Bytes(1)[0] != 0);
      case Scalar::kInt: return Value(Int());
      case Scalar::kFloat: return Value(std::bit_cast<double>(Unsigned<std::uint64_t>()));
      case Scalar::kDecimal:
        return Value(Decimal::FromUnits(
            static_cast<Decimal::Units>(Unsigned<unsigned __int128>())));
      case Scalar::kString: return Value(std::string(Bytes(Unsigned<std::uint32_t>())));
      case Scalar::kIp: {
        Ip ip;
        std::memcpy(ip.bytes.data(), Bytes(ip.bytes.size()).data(), ip.bytes.size());
        return Value(ip);
      }
      case Scalar::kTimestamp: return Value(Timestamp{Int()});
      case Scalar::kDuration: return Value(Duration{Int()});
    }
    return Value();
  }

 private:
  std::string_view Bytes(std::size_t size) {
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  template <class T>
  T Unsigned() {
    T value = 0;
    for (char byte : Bytes(sizeof(T))) {
      value = static_cast<T>(value << 8 | static_cast<std::uint8_t>(byte));
    }
    return value;
  }
  std::int64_t Int() { return static_cast<std::int64_t>(Unsigned<std::uint64_t>()); }

  std::string_view rest_;
};

template <class Cell>
void AppendCellOf(const Column& column, std::size_t row, std::string& out) {
  AppendCell(column.cell<Cell>(row), out);
}

}  // namespace

void AppendKeyPart(const Column& column, std::size_t row, std::string& out) {
  if (!column.is_present(row)) {
    AppendMissingKeyPart(out);
    return;
  }
  const Scalar scalar = column.type().scalar;
  out.push_back(TagOf(scalar));
  switch (scalar) {
    case Scalar::kBool: return AppendCellOf<std::uint8_t>(column, row, out);
    case Scalar::kInt: return AppendCellOf<std::int64_t>(column, row, out);
    case Scalar::kFloat: return AppendCellOf<double>(column, row, out);
    case Scalar::kDecimal: return AppendCellOf<Decimal>(column, row, out);
    case Scalar::kString: return AppendCellOf<std::string_view>(column, row, out);
    case Scalar::kIp: return AppendCellOf<Ip>(column, row, out);
    case Scalar::kTimestamp: return AppendCellOf<Timestamp>(column, row, out);
    case Scalar::kDuration: return AppendCellOf<Duration>(column, row, out);
  }
}

void AppendMissingKeyPart(std::string& out) { out.push_back(kMissing); }

std::vector<Value> DecodeKey(std::string_view bytes) {
  std::vector<Value> parts;
  for (KeyReader reader(bytes); !reader.at_end();) parts.push_back(reader.Next());
  return parts;
}

std::uint64_t HashKey(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace precept::nfa
