#include "runtime/raw_text.h"

#include <algorithm>

#include "nfa/value.h"

namespace precept::runtime {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

struct Sequence {
  std::size_t bytes = 1;
  bool well_formed = false;
};

// The code point at the front, or the longest beginning of one (Unicode 3.9,
// table 3-7).
Sequence FirstSequence(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned low = 0x80, high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size()) return {i, false};
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < low || byte > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

void AppendBase64(std::string_view bytes, std::string& out) {
  constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= n ? kLetters[group >> (18 - 6 * k) & 63] : '=';
    }
  }
}

// At most kMaxRawBytes, not through a code point.
std::string_view Beginning(std::string_view text) {
  if (text.size() <= kMaxRawBytes) return text;
  std::size_t end = kMaxRawBytes;
  while (end > kMaxRawBytes - 3 && IsContinuation(text[end])) --end;
  return text.substr(0, IsContinuation(text[end]) ? kMaxRawBytes : end);
}

}  // namespace

std::string RepairUtf8(std::string_view text, bool& changed) {
  std::string repaired;
  changed = false;
  while (!text.empty()) {
    const Sequence first = FirstSequence(text);
    repaired += first.well_formed ? text.substr(0, first.bytes) : kReplacement;
    changed |= !first.well_formed;
    text.remove_prefix(first.bytes);
  }
  return repaired;
}

void AppendRaw(std::string_view text, std::uint64_t whole_bytes, std::string& out) {
  const std::string_view shown = Beginning(text);
  bool changed = false;
  const std::string repaired = RepairUtf8(shown, changed);
  out += "\"raw\":";
  nfa::AppendJsonString(repaired, out);
  if (changed) {
    out += ",\"raw_base64\":\"";
    AppendBase64(shown, out);
    out += '"';
  }
  const std::uint64_t bytes = std::max<std::uint64_t>(whole_bytes, text.size());
  if (bytes > shown.size()) out += ",\"raw_bytes\":" + std::to_string(bytes);
}

}  // namespace precept::runtime
