// Texts of addresses and blocks of them.

#include <algorithm>
#include <charconv>

#include "nfa/value.h"

namespace precept::nfa {
namespace {

constexpr std::size_t kV4Offset = 12;  // Where IPv4's four bytes stand.

// A decimal number without needless zeros, at most `max`.
std::optional<int> ParseNumber(std::string_view text, int max) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) {
    return std::nullopt;
  }
  int number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  if (number > max) return std::nullopt;
  return number;
}

// Four numbers into out[0..4).
bool ParseDotted(std::string_view text, std::uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return false;
    const std::optional<int> number = ParseNumber(text.substr(0, dot), 255);
    if (!number) return false;
    out[i] = static_cast<std::uint8_t>(*number);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

bool ParseGroup(std::string_view text, std::uint8_t* out) {
  if (text.empty() || text.size() > 4) return false;
  std::uint16_t group = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, group, 16);
  if (result.ec != std::errc() || result.ptr != end) return false;
  out[0] = static_cast<std::uint8_t>(group >> 8);
  out[1] = static_cast<std::uint8_t>(group & 0xff);
  return true;
}

// Groups between colons, the last of them perhaps dotted, into out[0..16);
// how many bytes they are.
std::optional<std::size_t> ParseGroups(std::string_view text, bool dotted_end,
                                       std::uint8_t* out) {
  std::size_t bytes = 0;
  if (text.empty()) return bytes;
  for (;;) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    const bool last = colon == std::string_view::npos;
    if (last && dotted_end && group.find('.') != std::string_view::npos) {
      if (bytes > 12 || !ParseDotted(group, out + bytes)) return std::nullopt;
      return bytes + 4;
    }
    if (bytes > 14 || !ParseGroup(group, out + bytes)) return std::nullopt;
    bytes += 2;
    if (last) return bytes;
    text.remove_prefix(colon + 1);
  }
}

std::optional<Ip> ParseColons(std::string_view text) {
  Ip ip;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (ParseGroups(text, true, ip.bytes.data()) != 16) return std::nullopt;
    return ip;
  }
  std::array<std::uint8_t, 16> tail{};
  const auto before = ParseGroups(text.substr(0, gap), false, ip.bytes.data());
  const auto after = ParseGroups(text.substr(gap + 2), true, tail.data());
  // The gap stands for one group at least.
  if (!before || !after || *before + *after > 14) return std::nullopt;
  std::copy_n(tail.begin(), *after, ip.bytes.end() - static_cast<std::ptrdiff_t>(*after));
  return ip;
}

// The first of the longest runs of two zero groups or more: [begin, end).
struct ZeroRun {
  std::size_t begin = 8;
  std::size_t end = 8;
};

ZeroRun LongestZeroRun(const std::array<std::uint16_t, 8>& groups) {
  ZeroRun best;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i >= 2 && end - i > best.end - best.begin) best = {i, end};
    if (end > i) i = end - 1;
  }
  return best;
}

std::string FormatColons(const Ip& ip) {
  std::array<std::uint16_t, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<std::uint16_t>(ip.bytes[2 * i] << 8 | ip.bytes[2 * i + 1]);
  }
  const ZeroRun gap = LongestZeroRun(groups);
  std::string out;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == gap.begin) {
      out += "::";
      i = gap.end - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    std::array<char, 4> text{};
    const auto end = std::to_chars(text.data(), text.data() + 4, groups[i], 16).ptr;
    out.append(text.data(), end);
  }
  return out;
}

// Bits of the byte `i` that lie within the first `prefix_bits`.
std::uint8_t PrefixMask(int prefix_bits, std::size_t i) {
  const int bits = std::clamp(prefix_bits - static_cast<int>(8 * i), 0, 8);
  return static_cast<std::uint8_t>(0xff00 >> bits);
}

}  // namespace

bool Ip::is_v4() const {
  return std::all_of(bytes.begin(), bytes.begin() + 10,
                     [](std::uint8_t byte) { return byte == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

std::optional<Ip> Ip::Parse(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return ParseColons(text);
  Ip ip;
  if (!ParseDotted(text, ip.bytes.data() + kV4Offset)) return std::nullopt;
  ip.bytes[10] = ip.bytes[11] = 0xff;
  return ip;
}

std::string Ip::ToText() const {
  if (!is_v4()) return FormatColons(*this);
  std::string out;
  for (std::size_t i = kV4Offset; i < 16; ++i) {
    if (i > kV4Offset) out += '.';
    out += std::to_string(bytes[i]);
  }
  return out;
}

std::optional<IpBlock> IpBlock::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const std::optional<Ip> ip = Ip::Parse(address);
  if (!ip) return std::nullopt;
  if (slash == std::string_view::npos) return IpBlock{*ip, 128};
  const bool dotted = address.find(':') == std::string_view::npos;
  const std::optional<int> bits = ParseNumber(text.substr(slash + 1), dotted ? 32 : 128);
  if (!bits) return std::nullopt;
  IpBlock block{*ip, dotted ? *bits + 96 : *bits};
  for (std::size_t i = 0; i < 16; ++i) {
    block.network.bytes[i] &= PrefixMask(block.prefix_bits, i);
  }
  return block;
}

bool IpBlock::Contains(const Ip& address) const {
  for (std::size_t i = 0; i < 16; ++i) {
    if ((address.bytes[i] & PrefixMask(prefix_bits, i)) != network.bytes[i]) return false;
  }
  return true;
}

}  // namespace precept::nfa
