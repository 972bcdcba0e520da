#include "lang/grammar/scan.h"

#include <algorithm>
#include <array>
#include <limits>

namespace precept::lang::grammar {
namespace {

using std::string_view;

constexpr auto kExpressionWords = std::to_array<string_view>(
    {"and", "or", "not", "in", "is", "if", "then", "else", "true", "false",
     "any", "all", "like", "contains", "startswith", "endswith", "matches"});

constexpr auto kPatternWords = std::to_array<string_view>(
    {"where", "among", "within", "until", "consecutive", "combinations", "over",
     "from", "by"});

constexpr auto kOtherReservedWords = std::to_array<string_view>(
    {"where",  "by",           "among", "within",   "until",    "for",
     "consecutive", "combinations", "event", "window", "rule",  "tune",
     "list",   "table",        "const", "def",      "model",    "test",
     "from",   "over",         "emit",  "meta",     "match",    "throttle",
     "nothing", "clock",       "lateness", "expect", "repeat"});

template <class Words>
bool Contains(const Words& words, string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

string_view WordAt(Iterator p, Iterator end) {
  const Iterator stop = ScanIdent(p, end);
  return stop == nullptr
             ? string_view()
             : string_view(p, static_cast<std::size_t>(stop - p));
}

Iterator ScanDigits(Iterator p, Iterator end) {
  while (p != end && IsDigit(*p)) ++p;
  return p;
}

bool StartsWith(Iterator p, Iterator end, string_view text) {
  return static_cast<std::size_t>(end - p) >= text.size() &&
         string_view(p, text.size()) == text;
}

// \d+(\.\d+)?[eE][+-]?\d+
Iterator ScanExponential(Iterator p, Iterator end) {
  p = ScanDigits(p, end);
  if (p != end && *p == '.') {
    const Iterator fraction = ScanDigits(p + 1, end);
    if (fraction == p + 1) return nullptr;
    p = fraction;
  }
  if (p == end || (*p != 'e' && *p != 'E')) return nullptr;
  ++p;
  if (p != end && (*p == '+' || *p == '-')) ++p;
  const Iterator stop = ScanDigits(p, end);
  if (stop == p || (stop != end && IsWordChar(*stop))) return nullptr;
  return stop;
}

Iterator ScanFraction(Iterator p, Iterator end) {
  p = ScanDigits(p, end);
  if (p == end || *p != '.') return nullptr;
  const Iterator stop = ScanDigits(p + 1, end);
  if (stop == p + 1 || (stop != end && IsWordStart(*stop))) return nullptr;
  return stop;
}

bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

Iterator ScanHex(Iterator p, Iterator end) {
  if (!StartsWith(p, end, "0x")) return nullptr;
  Iterator stop = p + 2;
  while (stop != end && IsHexDigit(*stop)) ++stop;
  if (stop == p + 2 || (stop != end && IsWordStart(*stop))) return nullptr;
  return stop;
}

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kSecond = 1'000'000'000;

struct Unit {
  string_view name;
  std::int64_t nanoseconds;
};

// Longer names before those they begin with.
constexpr auto kUnits = std::to_array<Unit>({
    {"ms", 1'000 * kMicrosecond},
    {"us", kMicrosecond},
    {"s", kSecond},
    {"m", 60 * kSecond},
    {"h", 3'600 * kSecond},
    {"d", 86'400 * kSecond},
    {"w", 7 * 86'400 * kSecond},
});

const Unit* UnitAt(Iterator p, Iterator end) {
  for (const Unit& unit : kUnits) {
    if (StartsWith(p, end, unit.name)) return &unit;
  }
  return nullptr;
}

// The quoted part of a plain string or of a template's text: stops at a quote,
// at the line's end or at `end`; every backslash takes the next character.
Iterator SkipEscaped(Iterator p, Iterator end, string_view stops) {
  while (p != end && *p != '\n' && stops.find(*p) == string_view::npos) {
    if (*p != '\\') {
      ++p;
      continue;
    }
    if (end - p < 2 || p[1] == '\n') return p;
    p += 2;
  }
  return p;
}

Iterator ScanHashedRawString(Iterator p, Iterator end) {
  for (p += 3; p != end && *p != '\n'; ++p) {
    if (StartsWith(p, end, "\"#")) return p + 2;
  }
  return nullptr;
}

Iterator ScanRawString(Iterator p, Iterator end) {
  for (p += 2; p != end && *p != '\n'; ++p) {
    if (*p == '"') return p + 1;
  }
  return nullptr;
}

void AppendUtf8(std::uint32_t c, std::string* out) {
  if (c < 0x80) {
    out->push_back(static_cast<char>(c));
    return;
  }
  const int tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  const std::uint32_t lead = tail == 1 ? 0xC0 : tail == 2 ? 0xE0 : 0xF0;
  out->push_back(static_cast<char>(lead | (c >> (6 * tail))));
  for (int i = tail - 1; i >= 0; --i) {
    out->push_back(static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F)));
  }
}

std::optional<std::uint32_t> HexValue(string_view digits) {
  if (digits.empty() || digits.size() > 6 ||
      !std::all_of(digits.begin(), digits.end(), IsHexDigit)) {
    return std::nullopt;
  }
  const auto value = IntegerValue(digits, 16);
  return static_cast<std::uint32_t>(*value);
}

bool IsSurrogate(std::uint32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

// \u{1F600}: the text after "\u", which is moved on past what was read.
std::optional<std::uint32_t> ReadBracedCodePoint(string_view* rest) {
  const std::size_t close = rest->find('}');
  if (close == string_view::npos) return std::nullopt;
  const auto value = HexValue(rest->substr(1, close - 1));
  if (!value || *value > 0x10FFFF || IsSurrogate(*value)) return std::nullopt;
  rest->remove_prefix(close + 1);
  return value;
}

// \u00e9, or a surrogate pair as in JSON.
std::optional<std::uint32_t> ReadCodePoint(string_view* rest) {
  if (!rest->empty() && rest->front() == '{') return ReadBracedCodePoint(rest);
  const auto high = HexValue(rest->substr(0, 4));
  if (rest->size() < 4 || !high) return std::nullopt;
  if (!IsSurrogate(*high)) {
    rest->remove_prefix(4);
    return high;
  }
  if (*high >= 0xDC00 || rest->size() < 10 || rest->substr(4, 2) != "\\u") {
    return std::nullopt;
  }
  const auto low = HexValue(rest->substr(6, 4));
  if (!low || *low < 0xDC00 || *low > 0xDFFF) return std::nullopt;
  rest->remove_prefix(10);
  return 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00);
}

struct SimpleEscape {
  char letter;
  char value;
};

constexpr auto kSimpleEscapes = std::to_array<SimpleEscape>({
    {'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'n', '\n'}, {'r', '\r'},
    {'t', '\t'}, {'b', '\b'}, {'f', '\f'},
});

// `rest` begins with a backslash and another character.
bool ReadEscape(string_view* rest, std::string* out) {
  const char letter = (*rest)[1];
  for (const SimpleEscape& escape : kSimpleEscapes) {
    if (escape.letter != letter) continue;
    out->push_back(escape.value);
    rest->remove_prefix(2);
    return true;
  }
  if (letter != 'u') return false;
  string_view digits = rest->substr(2);
  const auto code_point = ReadCodePoint(&digits);
  if (!code_point) return false;
  AppendUtf8(*code_point, out);
  *rest = digits;
  return true;
}

Unescaped Unescape(string_view text, std::size_t offset, bool is_template) {
  Unescaped result;
  string_view rest = text;
  while (!rest.empty()) {
    const char c = rest.front();
    if (c == '\\' && rest.size() > 1) {
      if (ReadEscape(&rest, &result.value)) continue;
      if (!result.bad_escape) {
        result.bad_escape = offset + (text.size() - rest.size());
      }
      rest.remove_prefix(2);
      continue;
    }
    result.value.push_back(c);
    rest.remove_prefix(is_template && (c == '{' || c == '}') ? 2 : 1);
  }
  return result;
}

}  // namespace

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsWordStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool IsWordChar(char c) { return IsWordStart(c) || IsDigit(c); }

Iterator ScanIdent(Iterator p, Iterator end) {
  if (p == end || !IsWordStart(*p)) return nullptr;
  while (p != end && IsWordChar(*p)) ++p;
  return p;
}

Iterator ScanWord(Iterator p, Iterator end, string_view word) {
  if (!StartsWith(p, end, word)) return nullptr;
  p += word.size();
  return p != end && IsWordChar(*p) ? nullptr : p;
}

bool IsReservedWord(Iterator p, Iterator end) {
  const string_view word = WordAt(p, end);
  if (word.empty()) return false;
  if (word == "alert") {
    p += word.size();
    while (p != end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) ++p;
    return p != end && *p == ':';
  }
  return Contains(kExpressionWords, word) || Contains(kOtherReservedWords, word);
}

bool IsExpressionWord(Iterator p, Iterator end) {
  const string_view word = WordAt(p, end);
  const Iterator stop = p + word.size();
  return Contains(kExpressionWords, word) && !(stop != end && *stop == '.');
}

bool IsPatternWord(Iterator p, Iterator end) {
  const string_view word = WordAt(p, end);
  const Iterator stop = p + word.size();
  return Contains(kPatternWords, word) && !(stop != end && *stop == '.');
}

Iterator ScanDuration(Iterator p, Iterator end) {
  Iterator stop = nullptr;
  while (true) {
    const Iterator digits = ScanDigits(p, end);
    if (digits == p) break;
    const Unit* unit = UnitAt(digits, end);
    if (unit == nullptr) return nullptr;
    p = stop = digits + unit->name.size();
  }
  return stop == nullptr || (stop != end && IsWordChar(*stop)) ? nullptr : stop;
}

Iterator ScanInt(Iterator p, Iterator end) {
  const Iterator stop = ScanDigits(p, end);
  if (stop == p || (stop != end && IsWordChar(*stop))) return nullptr;
  return stop;
}

Iterator ScanNumber(Iterator p, Iterator end) {
  if (p == end || !IsDigit(*p)) return nullptr;
  if (const Iterator stop = ScanExponential(p, end)) return stop;
  if (const Iterator stop = ScanFraction(p, end)) return stop;
  if (const Iterator stop = ScanHex(p, end)) return stop;
  return ScanInt(p, end);
}

Iterator ScanString(Iterator p, Iterator end) {
  if (StartsWith(p, end, "r#\"")) return ScanHashedRawString(p, end);
  if (StartsWith(p, end, "r\"")) return ScanRawString(p, end);
  if (p == end || *p != '"') return nullptr;
  p = SkipEscaped(p + 1, end, "\"");
  return p != end && *p == '"' ? p + 1 : nullptr;
}

Iterator ScanTemplateText(Iterator p, Iterator end) {
  const Iterator begin = p;
  while (true) {
    p = SkipEscaped(p, end, "\"{}");
    if (!StartsWith(p, end, "{{") && !StartsWith(p, end, "}}")) break;
    p += 2;
  }
  return p == begin ? nullptr : p;
}

Iterator ScanQuotedName(Iterator p, Iterator end) {
  if (p == end || *p != '`') return nullptr;
  const Iterator begin = ++p;
  while (p != end && *p != '`' && *p != '\n') ++p;
  return p == begin || p == end || *p != '`' ? nullptr : p + 1;
}

Iterator ScanHeader(Iterator p, Iterator end, string_view* name) {
  constexpr string_view kHead = "@header(";
  if (!StartsWith(p, end, kHead)) return nullptr;
  p += kHead.size();
  while (p != end && *p == ' ') ++p;
  if (p == end || *p != '"') return nullptr;
  const Iterator begin = ++p;
  while (p != end && *p != '"' && *p != '\n') ++p;
  if (p == end || *p != '"') return nullptr;
  *name = string_view(begin, static_cast<std::size_t>(p - begin));
  ++p;
  while (p != end && *p == ' ') ++p;
  return p != end && *p == ')' ? p + 1 : nullptr;
}

Iterator ScanAtWord(Iterator p, Iterator end) {
  if (p == end || *p != '@') return nullptr;
  const Iterator begin = ++p;
  while (p != end && *p >= 'a' && *p <= 'z') ++p;
  return p == begin ? nullptr : p;
}

Iterator ScanMetaWord(Iterator p, Iterator end) {
  if (p == end || !IsWordStart(*p)) return nullptr;
  while (p != end && (IsWordChar(*p) || *p == '.' || *p == '-')) ++p;
  return p;
}

Unescaped UnescapeString(string_view spelling) {
  if (spelling.substr(0, 3) == "r#\"") {
    return {std::string(spelling.substr(3, spelling.size() - 5)), std::nullopt};
  }
  if (spelling.front() == 'r') {
    return {std::string(spelling.substr(2, spelling.size() - 3)), std::nullopt};
  }
  return Unescape(spelling.substr(1, spelling.size() - 2), 1, false);
}

Unescaped UnescapeTemplateText(string_view spelling) {
  return Unescape(spelling, 0, true);
}

std::optional<std::int64_t> DurationValue(string_view spelling) {
  std::int64_t total = 0;
  Iterator p = spelling.data();
  const Iterator end = p + spelling.size();
  while (p != end) {
    const Iterator digits = ScanDigits(p, end);
    const Unit* unit = UnitAt(digits, end);
    const auto count =
        IntegerValue({p, static_cast<std::size_t>(digits - p)}, 10);
    std::int64_t part = 0;
    if (!count ||
        __builtin_mul_overflow(static_cast<std::int64_t>(*count),
                               unit->nanoseconds, &part) ||
        __builtin_add_overflow(total, part, &total)) {
      return std::nullopt;
    }
    p = digits + unit->name.size();
  }
  return total;
}

std::optional<std::uint64_t> IntegerValue(string_view digits, int base) {
  constexpr auto kGreatest =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const auto radix = static_cast<std::uint64_t>(base);
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint64_t>(
        IsDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    if (value > (kGreatest - digit) / radix) return std::nullopt;
    value = value * radix + digit;
  }
  return value;
}

std::size_t FindInvalidUtf8(string_view text, std::size_t from) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  for (std::size_t i = from; i < text.size();) {
    const unsigned lead = byte(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const int tail = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    std::uint32_t c = lead & (0x3Fu >> tail);
    bool valid = lead >= 0xC2 && lead <= 0xF4;
    for (int k = 1; valid && k <= tail; ++k) {
      const unsigned next = byte(i + static_cast<std::size_t>(k));
      valid = (next & 0xC0u) == 0x80u;
      c = (c << 6) | (next & 0x3Fu);
    }
    const std::uint32_t least = tail == 1 ? 0x80 : tail == 2 ? 0x800 : 0x10000;
    if (!valid || c < least || c > 0x10FFFF || IsSurrogate(c)) return i;
    i += static_cast<std::size_t>(tail) + 1;
  }
  return string_view::npos;
}

}  // namespace precept::lang::grammar
