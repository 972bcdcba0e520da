// The regular part of the grammar: each function reads one token at the very
// place it is given, without blanks before it.
//
// A function returns the token's end, or nullptr where there is none.  Texts
// end at `end`; nothing here reads beyond it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace precept::lang::grammar {

using Iterator = const char*;

bool IsWordStart(char c);  // [A-Za-z_]
bool IsWordChar(char c);   // [A-Za-z0-9_]
bool IsDigit(char c);

// [A-Za-z_][A-Za-z0-9_]*
Iterator ScanIdent(Iterator p, Iterator end);
// `word`, ending at a word's boundary.
Iterator ScanWord(Iterator p, Iterator end, std::string_view word);
// A reserved word: what no declared name may be.
bool IsReservedWord(Iterator p, Iterator end);
// A word of expressions that is not the head of a dotted path.
bool IsExpressionWord(Iterator p, Iterator end);
// A word that ends a list of keys.
bool IsPatternWord(Iterator p, Iterator end);

Iterator ScanDuration(Iterator p, Iterator end);
Iterator ScanInt(Iterator p, Iterator end);
Iterator ScanNumber(Iterator p, Iterator end);
// Any of the three forms of string, quotes included.
Iterator ScanString(Iterator p, Iterator end);
// The text of a template up to `{`, `"` or what may not stand in one; nullptr
// if there is none.
Iterator ScanTemplateText(Iterator p, Iterator end);
// `text`
Iterator ScanQuotedName(Iterator p, Iterator end);
// @header("text"); `name` is set to the text between the quotes.
Iterator ScanHeader(Iterator p, Iterator end, std::string_view* name);
// @[a-z]+
Iterator ScanAtWord(Iterator p, Iterator end);
// A bare word of meta: [A-Za-z_][A-Za-z0-9_.-]*
Iterator ScanMetaWord(Iterator p, Iterator end);

// A quoted text without its quotes and with its escapes resolved.
struct Unescaped {
  std::string value;
  // The first escape that does not exist, as an offset into the input.
  std::optional<std::size_t> bad_escape;
};

// `spelling` is a whole string token.
Unescaped UnescapeString(std::string_view spelling);
// `spelling` is text of a template, in which doubled braces stand for one.
Unescaped UnescapeTemplateText(std::string_view spelling);

// The value of a token of ScanDuration in nanoseconds; nullopt beyond 64 bits.
std::optional<std::int64_t> DurationValue(std::string_view spelling);
// The value of a token of ScanInt or of digits after 0x; nullopt beyond the
// greatest signed 64-bit number.
std::optional<std::uint64_t> IntegerValue(std::string_view digits, int base);

// The offset of the first byte that begins no UTF-8 sequence, at or after
// `from`; npos if the rest is valid.
std::size_t FindInvalidUtf8(std::string_view text, std::size_t from);

}  // namespace precept::lang::grammar
