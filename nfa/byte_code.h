// Numbers, texts and values as bytes: what stored state is written in.
//
//   unsigned  seven bits a byte, the least significant first, the top bit says
//             that more follow
//   signed    zigzag (0, -1, 1, -2, …), then as unsigned
//   text      its length, unsigned, and bytes
//   value     a byte: 0 missing, 1 + Scalar, or kListTag, then: bool a byte; int,
//             timestamp, duration signed; float 8 bytes, little-endian; decimal
//             and ip 16 bytes, decimals little-endian; string a text; a list
//             its length, unsigned, and values
//
// A reader never passes the end of its bytes: once something is not there it
// fails, and gives zeros from then on; who reads looks at ok() before it
// believes.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nfa/value.h"

namespace precept::nfa {

// 0, -1, 1, -2, … as 0, 1, 2, 3, …
constexpr std::uint64_t ZigZag(std::int64_t number) {
  return static_cast<std::uint64_t>(number) << 1 ^ (number < 0 ? ~std::uint64_t{0} : 0);
}
constexpr std::int64_t UnZigZag(std::uint64_t bits) {
  return static_cast<std::int64_t>(bits >> 1 ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
}

class ByteWriter {
 public:
  // Appends to `out`, which must outlive this.
  explicit ByteWriter(std::string& out) : out_(out) {}

  void Byte(std::uint8_t byte) { out_.push_back(static_cast<char>(byte)); }
  void Unsigned(std::uint64_t number);
  void Signed(std::int64_t number);
  void Text(std::string_view text);
  void Put(const Value& value);

  std::size_t size() const { return out_.size(); }

 private:
  std::string& out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t Byte();
  std::uint64_t Unsigned();
  std::int64_t Signed();
  std::string_view Text();
  // A signed number; one that is no Timestamp fails.
  Timestamp Time();
  // A value of that type, or missing; anything else fails.
  Value Take(Type type);
  // A number below `bound`; anything else fails.
  std::uint32_t Below(std::size_t bound);
  // How many things follow, each of a byte or more.
  std::uint32_t Count();

  void Fail() {
    ok_ = false;
    rest_ = {};
  }
  bool ok() const { return ok_; }
  // Whether all was read.
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view Bytes(std::size_t size);
  Value TakeScalar(Scalar scalar);

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace precept::nfa
