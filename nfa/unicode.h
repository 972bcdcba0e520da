// Texts as code points: UTF-8, simple case mappings, white space.
//
// Texts of events are valid UTF-8; a byte that is none stands for itself as
// one code point of the surrogate range, which no valid text has, so that
// nothing is ever read beyond a text.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace precept::nfa {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // Bytes it takes.
};

// The first code point.  REQUIRES: not empty.
CodePoint FirstCodePoint(std::string_view text);
// REQUIRES: a code point, or what FirstCodePoint made of a stray byte.
void AppendUtf8(char32_t code_point, std::string& out);
bool IsUtf8(std::string_view text);

std::size_t CountCodePoints(std::string_view text);
// The byte at which code point `n` begins, text.size() if there are fewer.
std::size_t OffsetOfCodePoint(std::string_view text, std::size_t n);

char32_t SimpleFold(char32_t code_point);
char32_t SimpleUpper(char32_t code_point);

// Appends the text, each code point folded or in upper case.
void AppendFolded(std::string_view text, std::string& out);
void AppendUpper(std::string_view text, std::string& out);
std::string Folded(std::string_view text);
// Whether `text` folds to `folded`.
bool FoldsTo(std::string_view text, std::string_view folded);
// Whether both fold to the same text.
bool EqualFolded(std::string_view a, std::string_view b);

// Without white space (Unicode's White_Space) at both ends.
std::string_view Trimmed(std::string_view text);

}  // namespace precept::nfa
