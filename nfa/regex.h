// Regular expressions of the language: RE2, unanchored, over UTF-8.
//
// Thread safety: immutable; may be used by several threads at once.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace precept::nfa {

class Regex {
 public:
  enum class Case { kSensitive, kFolded };

  Regex(std::string_view pattern, Case sensitivity);
  ~Regex();
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;

  bool ok() const;
  // Why it is not ok().
  std::string error() const;

  // REQUIRES for what follows: ok().
  bool Matches(std::string_view text) const;
  // The first group of the leftmost match, the whole match where the pattern
  // has no group; nothing if it does not match, the group took no part, or what
  // it took is a part of a character only.
  std::optional<std::string_view> Extract(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> re2_;
};

}  // namespace precept::nfa
