#include "lang/grammar/recovery.h"

#include <algorithm>
#include <string>
#include <vector>

namespace precept::lang::grammar {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Blanks and comments, without collecting the comments.
Iterator PassBlanks(Iterator p, Iterator end) {
  while (p != end) {
    const bool is_comment =
        end - p >= 2 && *p == '/' && (p[1] == '/' || p[1] == '*');
    if (!IsBlank(*p) && !is_comment) break;
    p = PassToken(p, end);
  }
  return p;
}

// An unterminated string is as long as its line.
Iterator PassString(Iterator p, Iterator end) {
  if (const Iterator stop = ScanString(p, end)) return stop;
  return std::find(p, end, '\n');
}

Iterator PassComment(Iterator p, Iterator end) {
  const std::string_view rest(p, static_cast<std::size_t>(end - p));
  const bool is_line = p[1] == '/';
  const std::size_t stop = is_line ? rest.find('\n') : rest.find("*/", 2);
  if (stop == std::string_view::npos) return end;
  return p + stop + (is_line ? 0 : 2);
}

bool Begins(Iterator p, Iterator end, std::string_view text) {
  return static_cast<std::size_t>(end - p) >= text.size() &&
         std::string_view(p, text.size()) == text;
}

// The end of `word` after blanks, on the same line where `same_line`.
Iterator PassWord(Iterator p, Iterator end, std::string_view word) {
  return ScanWord(PassBlanks(p, end), end, word);
}

bool StringFollows(Iterator p, Iterator end) {
  p = PassBlanks(p, end);
  return p != end && (*p == '"' || Begins(p, end, "r\"") || Begins(p, end, "r#\""));
}

bool MarkFollows(Iterator p, Iterator end, std::string_view mark) {
  return Begins(PassBlanks(p, end), end, mark);
}

bool WordFollowsOnLine(Iterator p, Iterator end, std::string_view word) {
  while (p != end && (*p == ' ' || *p == '\t')) ++p;
  return ScanWord(p, end, word) != nullptr;
}

bool FromStringFollows(Iterator p, Iterator end) {
  const Iterator from = PassWord(p, end, "from");
  if (from == nullptr) return false;
  const Iterator stream = PassWord(from, end, "stream");
  return StringFollows(stream == nullptr ? from : stream, end);
}

// `: type from "…"` or `: type = […]`
bool ListGoesOn(Iterator p, Iterator end) {
  p = PassBlanks(p, end);
  if (p == end || *p != ':') return false;
  const Iterator type = ScanIdent(PassBlanks(p + 1, end), end);
  return type != nullptr &&
         (FromStringFollows(type, end) || MarkFollows(type, end, "="));
}

bool DeclarationGoesOn(std::string_view word, Iterator p, Iterator end) {
  if (word == "test") return StringFollows(p, end);
  p = ScanIdent(PassBlanks(p, end), end);
  if (p == nullptr) return false;
  if (word == "event") {
    return MarkFollows(p, end, "{") || MarkFollows(p, end, "=") ||
           FromStringFollows(p, end) || WordFollowsOnLine(p, end, "where");
  }
  if (word == "rule") return MarkFollows(p, end, "{") || StringFollows(p, end);
  if (word == "tune") return MarkFollows(p, end, "{");
  if (word == "const") return MarkFollows(p, end, "=");
  if (word == "def" || word == "model") return MarkFollows(p, end, "(");
  if (word == "window") {
    return WordFollowsOnLine(p, end, "by") || WordFollowsOnLine(p, end, "over");
  }
  return word == "list" ? ListGoesOn(p, end) : FromStringFollows(p, end);
}

// Walks over the tokens of a block from inside it, keeping count of the
// brackets opened since `start`.
class BlockWalk {
 public:
  BlockWalk(const ParseState& state, Iterator start)
      : state_(state), place_(start) {}

  Iterator place() const { return place_; }

  // Moves to the next token.  False at the end of the block: its closing
  // brace, the next declaration, or the end of the text.
  bool Next() {
    if (place_ == state_.end()) return false;
    const int change = DepthChange(*place_);
    depth_ = std::max(0, depth_ + change);
    first_on_line_ = false;
    Pass(PassToken(place_, state_.end()));
    while (place_ != state_.end() && place_ != PassBlanks(place_, state_.end())) {
      Pass(PassToken(place_, state_.end()));
    }
    return !AtEnd();
  }

  // The token stands first on its line and outside of inner brackets.
  bool AtLineOfBlock() const { return first_on_line_ && depth_ == 0; }
  int depth() const { return depth_; }

 private:
  void Pass(Iterator to) {
    if (std::find(place_, to, '\n') != to) first_on_line_ = true;
    place_ = to;
  }

  bool AtEnd() const {
    if (place_ == state_.end()) return true;
    if (*place_ == '}' && depth_ == 0) return true;
    return first_on_line_ && DeclarationBegins(state_, place_);
  }

  const ParseState& state_;
  Iterator place_;
  int depth_ = 0;
  bool first_on_line_ = false;
};

}  // namespace

Iterator PassToken(Iterator place, Iterator end) {
  if (Begins(place, end, "//") || Begins(place, end, "/*")) {
    return PassComment(place, end);
  }
  const bool is_string = *place == '"' || Begins(place, end, "r\"") ||
                         Begins(place, end, "r#\"");
  if (is_string) return PassString(place, end);
  if (Begins(place, end, "f\"")) return PassString(place + 1, end);
  if (const Iterator quoted = ScanQuotedName(place, end)) return quoted;
  if (IsWordChar(*place)) {
    while (place != end && IsWordChar(*place)) ++place;
    return place;
  }
  return place + 1;
}

int DepthChange(char c) {
  if (c == '{' || c == '(' || c == '[') return 1;
  return c == '}' || c == ')' || c == ']' ? -1 : 0;
}

bool StandsFirstOnLine(const ParseState& state, Iterator place) {
  while (place != state.begin()) {
    const char before = *--place;
    if (before == '\n') return true;
    if (!IsBlank(before)) return false;
  }
  return true;
}

bool DeclarationBegins(const ParseState& state, Iterator place) {
  for (const std::string_view word : kDeclarationWords) {
    const Iterator stop = ScanWord(place, state.end(), word);
    if (stop != nullptr) return DeclarationGoesOn(word, stop, state.end());
  }
  return false;
}

bool ResemblesKeyword(std::string_view word) {
  const std::vector<std::string> words(kDeclarationWords.begin(),
                                       kDeclarationWords.end());
  return std::find(words.begin(), words.end(), word) != words.end() ||
         NearestName(word, words).has_value();
}

namespace {

// A keyword, or nearly one, at the very start of a line and a word or a title
// after it: enough to look at after an error, where entries are indented.
bool SeemsToBegin(const ParseState& state, Iterator place) {
  if (place == state.begin() || place[-1] != '\n') return false;
  const Iterator stop = ScanIdent(place, state.end());
  if (stop == nullptr || stop == state.end() || *stop != ' ') return false;
  const char next = stop + 1 == state.end() ? ' ' : stop[1];
  if (!IsWordStart(next) && next != '"') return false;
  return ResemblesKeyword({place, static_cast<std::size_t>(stop - place)});
}

}  // namespace

Iterator FindDeclaration(const ParseState& state, Iterator start,
                         Iterator error) {
  // The keyword may have been taken for a name just before the error.
  constexpr std::ptrdiff_t kFarthestBack = 200;
  Iterator place = std::max(start, error);
  const Iterator limit = place - std::min(kFarthestBack, place - start);
  for (Iterator p = place; p != limit; --p) {
    if (p[-1] == '\n' && p - 1 > start) {
      place = p;
      break;
    }
  }
  bool at_boundary = true;
  while (place != state.end()) {
    const bool may_begin = place > start && at_boundary;
    if (may_begin && (DeclarationBegins(state, place) || SeemsToBegin(state, place))) {
      break;
    }
    const Iterator next = PassToken(place, state.end());
    if (*place == '}' || std::find(place, next, '\n') != next) {
      at_boundary = true;
    } else if (!IsBlank(*place)) {
      at_boundary = false;
    }
    place = next;
  }
  return place;
}

Iterator FindEntry(const ParseState& state, Iterator start, Iterator error) {
  BlockWalk walk(state, start);
  while (walk.Next()) {
    if (walk.place() >= error && walk.place() != start && walk.AtLineOfBlock()) {
      break;
    }
  }
  return walk.place();
}

Iterator FindClause(const ParseState& state, Iterator start, Iterator error,
                    const std::array<std::string_view, 5>& words) {
  BlockWalk walk(state, start);
  while (walk.Next()) {
    if (walk.place() < error || walk.depth() != 0) continue;
    const bool is_clause =
        std::any_of(words.begin(), words.end(), [&](std::string_view word) {
          return !word.empty() &&
                 ScanWord(walk.place(), state.end(), word) != nullptr;
        });
    if (is_clause) break;
  }
  return walk.place();
}

}  // namespace precept::lang::grammar
