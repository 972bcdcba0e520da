#include "connectors/file/exported_coordinates.h"

#include <charconv>

#include "connectors/codec/json_scalar.h"

namespace precept::connectors {
namespace {

// Walks over JSON text from left to right.  Every Take moves past what it
// found, or stays and says no.
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

  std::optional<std::string_view> TakeString() {
    SkipBlanks();
    const std::size_t end = EndOfString();
    if (end == 0) return std::nullopt;
    const std::string_view quoted = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return Unquote(quoted, texts_);
  }

  template <class T>
  bool TakeNumber(T& value) {
    SkipBlanks();
    const char* end = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data(), end, value);
    if (error != std::errc() || value < 0) return false;
    if (stop != end && (*stop == '.' || *stop == 'e' || *stop == 'E')) return false;
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    return true;
  }

  // Any value, up to the comma or bracket that ends it; empty if there is none.
  std::string_view TakeValue() {
    SkipBlanks();
    std::size_t depth = 0, at = 0;
    const std::string_view whole = rest_;
    while (!rest_.empty()) {
      const char c = rest_.front();
      std::size_t step = 1;
      if (c == '"') {
        step = EndOfString();
        if (step == 0) return {};
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
        break;
      } else if (c == '}' || c == ']') {
        --depth;
      }
      rest_.remove_prefix(step);
      at += step;
    }
    std::string_view value = whole.substr(0, at);
    while (!value.empty() && IsBlank(value.back())) value.remove_suffix(1);
    return value;
  }

 private:
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

bool TakeMember(Cursor& cursor, std::string_view name) {
  const std::optional<std::string_view> found = cursor.TakeString();
  return found == name && cursor.Take(':');
}

// False if the headers do not read.
bool TakeHeaders(Cursor& cursor, ExportedCoordinates& out) {
  if (!cursor.Take('{')) return false;
  if (cursor.Take('}')) return true;
  do {
    const std::optional<std::string_view> name = cursor.TakeString();
    if (!name || !cursor.Take(':')) return false;
    const std::optional<std::string_view> value = cursor.TakeString();
    if (value) out.headers.emplace_back(*name, *value);
    else if (cursor.TakeValue().empty()) return false;
  } while (cursor.Take(','));
  return cursor.Take('}');
}

enum class MemberKind { kKnown, kOther, kFaulty };

MemberKind TakeOptionalMember(Cursor& cursor, ExportedCoordinates& out) {
  const std::optional<std::string_view> name = cursor.TakeString();
  if (!name || !cursor.Take(':')) return MemberKind::kFaulty;
  if (name == "@timestamp") {
    const std::optional<std::string_view> text = cursor.TakeString();
    if (text) out.timestamp = nfa::ParseTimestamp(*text);
    return text || !cursor.TakeValue().empty() ? MemberKind::kKnown : MemberKind::kFaulty;
  }
  if (name == "@key") {
    out.key = cursor.TakeString();
    return out.key || !cursor.TakeValue().empty() ? MemberKind::kKnown : MemberKind::kFaulty;
  }
  if (name == "@headers") {
    return TakeHeaders(cursor, out) ? MemberKind::kKnown : MemberKind::kFaulty;
  }
  const std::string_view value = cursor.TakeValue();
  if (value.empty()) return MemberKind::kFaulty;
  if (name != "@value") return MemberKind::kOther;
  if (!out.value) out.value = value;
  return MemberKind::kKnown;
}

// The members after the coordinates.  "@value" is the record only if the
// object around it is whole; else the line is what is broken.
void TakeRest(Cursor& cursor, ExportedCoordinates& out) {
  while (cursor.Take(',')) {
    const MemberKind kind = TakeOptionalMember(cursor, out);
    if (kind == MemberKind::kKnown) continue;
    if (kind == MemberKind::kOther && out.value) continue;
    out.value.reset();
    return;
  }
  if (!cursor.Take('}') || !cursor.AtEnd()) out.value.reset();
}

}  // namespace

bool ReadExportedCoordinates(std::string_view line, nfa::TextArena& texts,
                             ExportedCoordinates& out) {
  Cursor cursor(line, texts);
  if (!cursor.Take('{')) return false;
  const std::size_t member = line.find_first_not_of(" \t", line.find('{') + 1);
  if (member == std::string_view::npos ||
      !line.substr(member).starts_with("\"@partition\"")) {
    return false;
  }
  out = {};
  const bool has_both = TakeMember(cursor, "@partition") &&
                        cursor.TakeNumber(out.partition) && cursor.Take(',') &&
                        TakeMember(cursor, "@offset") && cursor.TakeNumber(out.offset);
  if (has_both) TakeRest(cursor, out);
  return has_both;
}

}  // namespace precept::connectors
