// Without ? the literals between the stars are looked for from left to right:
// the first place where one fits leaves most room for the rest.  With ? the
// same is done code point by code point: after a mismatch the last star takes
// one more, which no earlier star could better.

#include "nfa/like.h"

#include "nfa/unicode.h"

namespace precept::nfa {

LikePattern::LikePattern(std::string_view pattern)
    : pattern_(pattern),
      has_star_(pattern.find('*') != std::string_view::npos),
      has_question_(pattern.find('?') != std::string_view::npos) {}

bool LikePattern::Matches(std::string_view text) const {
  if (has_question_) return MatchesAny(text);
  return has_star_ ? MatchesLiterals(text) : text == pattern_;
}

bool LikePattern::MatchesLiterals(std::string_view text) const {
  std::string_view rest = pattern_;
  const std::string_view head = rest.substr(0, rest.find('*'));
  const std::string_view tail = rest.substr(rest.rfind('*') + 1);
  if (text.size() < head.size() + tail.size() || !text.starts_with(head) ||
      !text.ends_with(tail)) {
    return false;
  }
  text = text.substr(head.size(), text.size() - head.size() - tail.size());
  rest = rest.substr(head.size(), rest.size() - head.size() - tail.size());
  while (!rest.empty()) {
    rest.remove_prefix(1);  // The star.
    const std::string_view literal = rest.substr(0, rest.find('*'));
    const std::size_t found = text.find(literal);
    if (found == std::string_view::npos) return false;
    text.remove_prefix(found + literal.size());
    rest.remove_prefix(literal.size());
  }
  return true;
}

bool LikePattern::MatchesAny(std::string_view text) const {
  std::string_view pattern = pattern_;
  bool starred = false;
  std::string_view after_star;  // The pattern after the last star,
  std::string_view star_text;   // and the text that it is tried on.
  for (;;) {
    if (!pattern.empty() && pattern.front() == '*') {
      pattern.remove_prefix(1);
      starred = true;
      after_star = pattern;
      star_text = text;
      continue;
    }
    if (text.empty() && pattern.empty()) return true;
    if (!text.empty() && !pattern.empty()) {
      const CodePoint have = FirstCodePoint(text);
      const CodePoint want = FirstCodePoint(pattern);
      if (want.value == U'?' || want.value == have.value) {
        text.remove_prefix(have.size);
        pattern.remove_prefix(want.size);
        continue;
      }
    }
    if (!starred || star_text.empty()) return false;
    star_text.remove_prefix(FirstCodePoint(star_text).size);
    text = star_text;
    pattern = after_star;
  }
}

}  // namespace precept::nfa
