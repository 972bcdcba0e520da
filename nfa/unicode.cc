#include "nfa/unicode.h"

#include <algorithm>
#include <span>

#include "nfa/casefold_table.h"

namespace precept::nfa {
namespace {

constexpr char32_t kStrayByte = 0xDC00;  // + the byte.

std::uint8_t ByteAt(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

bool IsContinuation(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

char32_t Map(char32_t code_point, std::span<const CaseRange> ranges) {
  const auto range = std::lower_bound(
      ranges.begin(), ranges.end(), code_point,
      [](const CaseRange& candidate, char32_t value) { return candidate.last < value; });
  if (range == ranges.end() || code_point < range->first ||
      (code_point - range->first) % range->stride != 0) {
    return code_point;
  }
  return static_cast<char32_t>(static_cast<std::int32_t>(code_point) + range->delta);
}

char AsciiLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char AsciiUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
bool IsAscii(char c) { return static_cast<std::uint8_t>(c) < 0x80; }

template <class Ascii, class Other>
void AppendMapped(std::string_view text, std::string& out, Ascii ascii, Other other) {
  for (std::size_t i = 0; i < text.size();) {
    if (IsAscii(text[i])) {
      out.push_back(ascii(text[i++]));
    } else {
      const CodePoint point = FirstCodePoint(text.substr(i));
      AppendUtf8(other(point.value), out);
      i += point.size;
    }
  }
}

bool IsWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Where the last code point begins.  REQUIRES: not empty.
std::size_t LastCodePoint(std::string_view text) {
  std::size_t begin = text.size() - 1;
  while (begin > 0 && text.size() - begin < 4 && IsContinuation(ByteAt(text, begin))) --begin;
  return begin;
}

}  // namespace

CodePoint FirstCodePoint(std::string_view text) {
  const std::uint8_t lead = ByteAt(text, 0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const CodePoint stray{kStrayByte + lead, 1};
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return stray;
  char32_t value = lead & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!IsContinuation(ByteAt(text, i))) return stray;
    value = value << 6 | (ByteAt(text, i) & 0x3Fu);
  }
  const bool too_long = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (too_long || surrogate || value > 0x10FFFF) return stray;
  return {value, size};
}

void AppendUtf8(char32_t c, std::string& out) {
  const auto tail = [&](int shift) {
    out.push_back(static_cast<char>(0x80 | (c >> shift & 0x3F)));
  };
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | c >> 6));
    tail(0);
  } else if (c >= kStrayByte && c <= kStrayByte + 0xFF) {
    out.push_back(static_cast<char>(c - kStrayByte));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | c >> 12));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = FirstCodePoint(text);
    if (point.value >= kStrayByte && point.value <= kStrayByte + 0xFF) return false;
    text.remove_prefix(point.size);
  }
  return true;
}

std::size_t CountCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    i += IsAscii(text[i]) ? 1 : FirstCodePoint(text.substr(i)).size;
  }
  return count;
}

std::size_t OffsetOfCodePoint(std::string_view text, std::size_t n) {
  std::size_t offset = 0;
  for (; n > 0 && offset < text.size(); --n) {
    offset += FirstCodePoint(text.substr(offset)).size;
  }
  return offset;
}

char32_t SimpleFold(char32_t c) {
  if (c < 0x80) return static_cast<char32_t>(AsciiLower(static_cast<char>(c)));
  return Map(c, FoldRanges());
}

char32_t SimpleUpper(char32_t c) {
  if (c < 0x80) return static_cast<char32_t>(AsciiUpper(static_cast<char>(c)));
  return Map(c, UpperRanges());
}

void AppendFolded(std::string_view text, std::string& out) {
  AppendMapped(text, out, AsciiLower, SimpleFold);
}

void AppendUpper(std::string_view text, std::string& out) {
  AppendMapped(text, out, AsciiUpper, SimpleUpper);
}

std::string Folded(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  AppendFolded(text, folded);
  return folded;
}

bool FoldsTo(std::string_view text, std::string_view folded) {
  while (!text.empty() && !folded.empty()) {
    if (IsAscii(text[0]) && IsAscii(folded[0])) {
      if (AsciiLower(text[0]) != folded[0]) return false;
      text.remove_prefix(1);
      folded.remove_prefix(1);
      continue;
    }
    const CodePoint point = FirstCodePoint(text);
    const CodePoint wanted = FirstCodePoint(folded);
    if (SimpleFold(point.value) != wanted.value) return false;
    text.remove_prefix(point.size);
    folded.remove_prefix(wanted.size);
  }
  return text.empty() && folded.empty();
}

bool EqualFolded(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const CodePoint left = FirstCodePoint(a);
    const CodePoint right = FirstCodePoint(b);
    if (left.value != right.value && SimpleFold(left.value) != SimpleFold(right.value)) {
      return false;
    }
    a.remove_prefix(left.size);
    b.remove_prefix(right.size);
  }
  return a.empty() && b.empty();
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    if (!IsWhiteSpace(first.value)) break;
    text.remove_prefix(first.size);
  }
  while (!text.empty()) {
    const std::size_t last = LastCodePoint(text);
    if (!IsWhiteSpace(FirstCodePoint(text.substr(last)).value)) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

}  // namespace precept::nfa
