// Patterns of `like`: * stands for any text, ? for one code point, everything
// else for itself.  The whole text must match.
//
// Thread safety: immutable.

#pragma once

#include <string>
#include <string_view>

namespace precept::nfa {

class LikePattern {
 public:
  explicit LikePattern(std::string_view pattern);
  bool Matches(std::string_view text) const;

 private:
  bool MatchesLiterals(std::string_view text) const;
  bool MatchesAny(std::string_view text) const;

  std::string pattern_;
  bool has_star_ = false;
  bool has_question_ = false;
};

}  // namespace precept::nfa
