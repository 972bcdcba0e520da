// Where the tokens of one JSON record are, and whether it is a record at all.
//
// What makes a record unreadable is decided here, for the whole text and before
// anybody asks for a field: not UTF-8, not one object, a string or bracket that
// does not close.  Faults inside values are not looked for; who reads a value
// finds them.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace precept::connectors {

enum class RecordFault : std::uint8_t {
  kNone,
  kNotUtf8,
  kOpenString,
  kOpenBracket,
  kStrayBracket,
  kNotOneObject,
};

// One sentence for a person, no full stop.
std::string_view FaultText(RecordFault fault);

// What a record must be, for text around one.
bool IsUtf8(std::string_view text);

class StructuralIndex {
 public:
  StructuralIndex();
  ~StructuralIndex();

  // Indexes a record; the index is valid until the next call.
  RecordFault Scan(std::string_view record);

  // Tokens: brackets, colons, commas, and the beginnings of strings and other
  // scalars.
  std::size_t size() const { return size_; }
  // Some string may hold a control character, which is a fault of its value.
  bool has_control_characters() const { return has_control_characters_; }
  char kind(std::size_t token) const { return text_[tokens_[token]]; }
  // From the token's first byte to the next token's, without trailing blanks.
  std::string_view Text(std::size_t token) const {
    const char* begin = text_ + tokens_[token];
    const char* end = token + 1 < size_ ? text_ + tokens_[token + 1] : end_;
    while (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r') --end;
    return {begin, static_cast<std::size_t>(end - begin)};
  }
  // The closing bracket of an opening one.
  std::size_t CloseOf(std::size_t token) const { return close_[token]; }

 private:
  struct Scanner;

  RecordFault FindTokens(std::string_view record);
  RecordFault MatchBrackets();

  std::unique_ptr<Scanner> scanner_;
  std::string repaired_;
  std::vector<std::uint32_t> open_;
  std::vector<std::uint32_t> close_;  // By token; set for opening brackets.
  const char* text_ = nullptr;
  const char* end_ = nullptr;
  const std::uint32_t* tokens_ = nullptr;
  std::size_t size_ = 0;
  bool has_control_characters_ = false;
};

}  // namespace precept::connectors
