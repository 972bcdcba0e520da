#include "nfa/regex.h"

#include <array>
#include <cstddef>

#include <re2/re2.h>

namespace precept::nfa {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

// No character of the text goes on at `place`.
bool IsBoundary(std::string_view text, std::ptrdiff_t place) {
  const auto at = static_cast<std::size_t>(place);
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

}  // namespace

Regex::Regex(std::string_view pattern, Case sensitivity) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(sensitivity == Case::kSensitive);
  re2_ = std::make_unique<re2::RE2>(Piece(pattern), options);
}

Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

bool Regex::ok() const { return re2_->ok(); }
std::string Regex::error() const { return re2_->error(); }

bool Regex::Matches(std::string_view text) const {
  return re2_->Match(Piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

std::optional<std::string_view> Regex::Extract(std::string_view text) const {
  std::array<re2::StringPiece, 2> groups;
  const int wanted = re2_->NumberOfCapturingGroups() > 0 ? 2 : 1;
  // An empty text must not look like a group that took no part.
  const re2::StringPiece whole = text.empty() ? re2::StringPiece("", 0) : Piece(text);
  if (!re2_->Match(whole, 0, whole.size(), re2::RE2::UNANCHORED, groups.data(), wanted)) {
    return std::nullopt;
  }
  const re2::StringPiece& found = groups[static_cast<std::size_t>(wanted - 1)];
  if (found.data() == nullptr) return std::nullopt;
  // `\C` takes single bytes; a part of a character is no text.
  if (!IsBoundary(text, found.begin() - whole.begin()) ||
      !IsBoundary(text, found.end() - whole.begin())) {
    return std::nullopt;
  }
  return std::string_view(found.data(), found.size());
}

}  // namespace precept::nfa
