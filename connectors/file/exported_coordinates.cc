#include "connectors/file/exported_coordinates.h"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "connectors/codec/json_scalar.h"
#include "connectors/codec/structural_index.h"

namespace precept::connectors {
namespace {

// Walks over JSON text from left to right.  Every Take moves past what it
// found, or stays and says no; behind what does not close there is nothing.
class Cursor {
 public:
  Cursor(std::string_view text, nfa::TextArena& texts) : rest_(text), texts_(texts) {}

  bool Take(char c) {
    SkipBlanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool AtEnd() {
    SkipBlanks();
    return rest_.empty();
  }

  // Any string with its quotes; empty if there is none.
  std::string_view TakeQuoted() {
    SkipBlanks();
    const std::string_view quoted = rest_.substr(0, EndOfString());
    rest_.remove_prefix(quoted.size());
    return quoted;
  }

  // Any value, up to the comma or bracket that ends it; empty if there is none,
  // or if what it opens does not close.
  std::string_view TakeValue() {
    SkipBlanks();
    const std::string_view whole = rest_;
    std::string open;
    while (!rest_.empty()) {
      const char c = rest_.front();
      std::size_t step = 1;
      if (c == '"') {
        step = EndOfString();
        if (step == 0) return Broken();
      } else if (c == '{' || c == '[') {
        open.push_back(c);
      } else if (open.empty() && (c == ',' || c == '}' || c == ']')) {
        break;
      } else if (c == '}' || c == ']') {
        if (open.back() != (c == '}' ? '{' : '[')) return Broken();
        open.pop_back();
      }
      rest_.remove_prefix(step);
    }
    if (!open.empty()) return {};
    std::string_view value = whole.substr(0, whole.size() - rest_.size());
    while (!value.empty() && IsBlank(value.back())) value.remove_suffix(1);
    return value;
  }

  // A value that may be anything, if it is a string.
  std::optional<std::string_view> TakeText() {
    Cursor value(TakeValue(), texts_);
    const std::string_view quoted = value.TakeQuoted();
    if (quoted.empty() || !value.AtEnd()) return std::nullopt;
    return Unquote(quoted, texts_);
  }

  template <class T>
  bool TakeNumber(T& value) {
    const std::string_view digits = TakeValue();
    if (digits.empty() || digits.front() == '-') return false;
    if (digits.front() == '0' && digits.size() > 1) return false;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    return error == std::errc() && stop == end;
  }

 private:
  std::string_view Broken() {
    rest_ = {};
    return {};
  }
  static bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
  void SkipBlanks() {
    while (!rest_.empty() && IsBlank(rest_.front())) rest_.remove_prefix(1);
  }
  // Length of the string at the front with its quotes; 0: none that closes.
  std::size_t EndOfString() const {
    if (!rest_.starts_with('"')) return 0;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '\\') ++i;
      else if (rest_[i] == '"') return i + 1;
    }
    return 0;
  }

  std::string_view rest_;
  nfa::TextArena& texts_;
};

// A member's name in quotes; empty if that, or the colon behind it, is not there.
std::string_view TakeName(Cursor& cursor) {
  const std::string_view quoted = cursor.TakeQuoted();
  return cursor.Take(':') ? quoted : std::string_view();
}

// A header that is no string, or has a faulty name, is missing.
void ReadHeaders(std::string_view object, nfa::TextArena& texts, ExportedCoordinates& out) {
  Cursor cursor(object, texts);
  if (!cursor.Take('{') || cursor.Take('}')) return;
  do {
    const std::string_view quoted = TakeName(cursor);
    const std::optional<std::string_view> value = cursor.TakeText();
    if (quoted.empty() || !value) continue;
    if (const auto name = Unquote(quoted, texts)) out.headers.emplace_back(*name, *value);
  } while (cursor.Take(','));
}

// REQUIRES: `part` views `line`.
bool IsUtf8Around(std::string_view part, std::string_view line) {
  const auto before = static_cast<std::size_t>(part.data() - line.data());
  return IsUtf8(line.substr(0, before)) && IsUtf8(line.substr(before + part.size()));
}

// The members after the coordinates.
class Members {
 public:
  Members(Cursor& cursor, nfa::TextArena& texts, ExportedCoordinates& out)
      : cursor_(cursor), texts_(texts), out_(out) {}

  // "@value" is the record only if it stands before any member of a record, in
  // a line that is whole; else the line is what the decoder judges.
  void Take(std::string_view line) {
    while (cursor_.Take(',')) {
      if (!TakeOne() && !has_value_) return;
    }
    const bool is_whole = cursor_.Take('}') && cursor_.AtEnd();
    if (!out_.value) return;
    if (!is_whole || !IsUtf8Around(*out_.value, line)) out_.value.reset();
  }

 private:
  // False if it is none of the envelope.  Of equal members the first counts.
  bool TakeOne() {
    const std::string_view quoted = TakeName(cursor_);
    const std::optional<std::string_view> name =
        quoted.empty() ? std::nullopt : Unquote(quoted, texts_);
    if (name == "@timestamp") {
      const std::optional<std::string_view> text = cursor_.TakeText();
      if (!std::exchange(has_timestamp_, true) && text) {
        out_.timestamp = nfa::ParseTimestamp(*text);
      }
    } else if (name == "@key") {
      const std::optional<std::string_view> text = cursor_.TakeText();
      if (!std::exchange(has_key_, true)) out_.key = text;
    } else if (name == "@headers") {
      const std::string_view object = cursor_.TakeValue();
      if (!std::exchange(has_headers_, true)) ReadHeaders(object, texts_, out_);
    } else if (name == "@value") {
      const std::string_view value = cursor_.TakeValue();
      if (!std::exchange(has_value_, true) && !value.empty()) out_.value = value;
    } else {
      cursor_.TakeValue();
      return false;
    }
    return true;
  }

  Cursor& cursor_;
  nfa::TextArena& texts_;
  ExportedCoordinates& out_;
  bool has_timestamp_ = false, has_key_ = false, has_headers_ = false, has_value_ = false;
};

}  // namespace

bool ReadExportedCoordinates(std::string_view line, nfa::TextArena& texts,
                             ExportedCoordinates& out) {
  Cursor cursor(line, texts);
  if (!cursor.Take('{') || TakeName(cursor) != "\"@partition\"") return false;
  out = {};
  const bool has_both = cursor.TakeNumber(out.partition) && cursor.Take(',') &&
                        TakeName(cursor) == "\"@offset\"" && cursor.TakeNumber(out.offset);
  if (has_both) Members(cursor, texts, out).Take(line);
  return has_both;
}

}  // namespace precept::connectors
