#include "connectors/codec/json_scalar.h"

#include <cstring>

#include "connectors/codec/number_text.h"

namespace precept::connectors {
namespace {

std::optional<unsigned> HexOf(std::string_view digits) {
  if (digits.size() < 4) return std::nullopt;
  unsigned value = 0;
  for (char c : digits.substr(0, 4)) {
    value <<= 4;
    if (c >= '0' && c <= '9') value |= static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f') value |= static_cast<unsigned>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F') value |= static_cast<unsigned>(c - 'A' + 10);
    else return std::nullopt;
  }
  return value;
}

char* AppendUtf8(unsigned point, char* out) {
  const auto put = [&out](unsigned byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
  return out;
}

// The code point after "\u" at the front of `rest`, which moves past it.
std::optional<unsigned> TakeCodePoint(std::string_view& rest) {
  const std::optional<unsigned> first = HexOf(rest);
  if (!first) return std::nullopt;
  rest.remove_prefix(4);
  if (*first < 0xD800 || *first > 0xDFFF) return first;
  if (*first >= 0xDC00 || !rest.starts_with("\\u")) return std::nullopt;
  const std::optional<unsigned> second = HexOf(rest.substr(2));
  if (!second || *second < 0xDC00 || *second > 0xDFFF) return std::nullopt;
  rest.remove_prefix(6);
  return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
}

// What a backslash and this letter stand for; 0: nothing.
char SimpleEscape(char letter) {
  switch (letter) {
    case '"': case '\\': case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
  }
}

// The end of what was written to `out`; null for a fault.
char* Unescape(std::string_view rest, char* out) {
  while (!rest.empty()) {
    const std::size_t plain = std::min(rest.find('\\'), rest.size());
    std::memcpy(out, rest.data(), plain);
    out += plain;
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    if (rest.size() < 2) return nullptr;
    const char letter = rest[1];
    rest.remove_prefix(2);
    if (letter == 'u') {
      const std::optional<unsigned> point = TakeCodePoint(rest);
      if (!point) return nullptr;
      out = AppendUtf8(*point, out);
    } else if (const char c = SimpleEscape(letter)) {
      *out++ = c;
    } else {
      return nullptr;
    }
  }
  return out;
}

enum class Content { kPlain, kEscaped, kFaulty };

Content ContentOf(std::string_view inner) {
  bool escaped = false, control = false;
  for (char c : inner) {
    escaped |= c == '\\';
    control |= static_cast<unsigned char>(c) < 0x20;
  }
  if (control) return Content::kFaulty;
  return escaped ? Content::kEscaped : Content::kPlain;
}

}  // namespace

JsonKind KindOf(std::string_view text) {
  switch (text.front()) {
    case '"':
      return text.size() >= 2 && text.back() == '"' ? JsonKind::kString : JsonKind::kFaulty;
    case 't': return text == "true" ? JsonKind::kTrue : JsonKind::kFaulty;
    case 'f': return text == "false" ? JsonKind::kFalse : JsonKind::kFaulty;
    case 'n': return text == "null" ? JsonKind::kNull : JsonKind::kFaulty;
    default: return IsJsonNumber(text) ? JsonKind::kNumber : JsonKind::kFaulty;
  }
}

std::optional<std::string_view> Unquote(std::string_view quoted, nfa::TextArena& texts) {
  const std::string_view inner = quoted.substr(1, quoted.size() - 2);
  switch (ContentOf(inner)) {
    case Content::kPlain: return inner;
    case Content::kFaulty: return std::nullopt;
    case Content::kEscaped: break;
  }
  // No escape is shorter than what it stands for.
  char* begin = texts.Allocate(inner.size());
  const char* end = Unescape(inner, begin);
  if (end == nullptr) return std::nullopt;
  return std::string_view(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace precept::connectors
