#include "lang/grammar/failure.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lang/grammar/pattern_marks.h"
#include "lang/grammar/recovery.h"

namespace precept::lang::grammar {
namespace {

using std::string_view;

constexpr auto kLongMarks = std::to_array<string_view>(
    {"===", "!==", "->", "=>", "~>", "==", "!=", "<=", ">=", "<>", "&&", "||",
     "??", "::", "..", "/*"});

}  // namespace

std::string Quoted(string_view text) { return "`" + std::string(text) + "`"; }

char Closing(char opening) {
  return opening == '{' ? '}' : opening == '(' ? ')' : ']';
}

bool Failure::BeginsAt(Iterator p, string_view text) const {
  return static_cast<std::size_t>(state_.end() - p) >= text.size() &&
         string_view(p, text.size()) == text;
}

bool Failure::Follows(string_view text) const {
  Iterator p = place_;
  while (p != state_.begin() && (p[-1] == ' ' || p[-1] == '\n')) --p;
  return static_cast<std::size_t>(p - state_.begin()) >= text.size() &&
         string_view(p - text.size(), text.size()) == text;
}

string_view Failure::WordAt(Iterator p) const {
  const Iterator stop = ScanIdent(p, state_.end());
  return stop == nullptr ? string_view()
                         : string_view(p, static_cast<std::size_t>(stop - p));
}

Iterator Failure::PassSpaces(Iterator p) const {
  while (p != state_.end() && (*p == ' ' || *p == '\t')) ++p;
  return p;
}

bool Failure::Expects(string_view text) const {
  const auto& all = state_.expected();
  return std::any_of(all.begin(), all.end(),
                     [text](const Expectation& e) { return e.text == text; });
}

bool Failure::ExpectsName() const {
  const auto& all = state_.expected();
  return std::any_of(all.begin(), all.end(), [](const Expectation& e) {
    return e.text.starts_with("the name of") || e.text == "a step" ||
           e.text == "a parameter";
  });
}

bool Failure::ExpectsField() const {
  return Expects("a field") || Expects("a key") || Expects("an entry");
}

bool Failure::ExpectsDuration() const {
  const auto& all = state_.expected();
  return std::any_of(all.begin(), all.end(), [](const Expectation& e) {
    return e.text.starts_with("a duration");
  });
}

bool Failure::ExpectsArrow() const { return Expects(kAnyArrow); }

bool Failure::InMatch() const { return WordAt(start_) == "match"; }

Iterator Failure::PrecedingToken() const {
  Iterator last = start_;
  for (Iterator p = start_; p < place_; p = PassToken(p, state_.end())) {
    if (state_.Skip(p) == p) last = p;
  }
  return last;
}

Iterator Failure::TokenEnd(Iterator p) const {
  if (p == state_.end()) return p;
  for (const string_view mark : kLongMarks) {
    if (BeginsAt(p, mark)) return p + mark.size();
  }
  const Iterator stop = PassToken(p, state_.end());
  return std::find(p, stop, '\n');
}

Iterator Failure::UnclosedBracket() const {
  std::vector<Iterator> open;
  for (Iterator p = start_; p < place_; p = PassToken(p, state_.end())) {
    if (*p == '{' || *p == '(' || *p == '[') open.push_back(p);
    const bool closes = *p == '}' || *p == ')' || *p == ']';
    if (closes && !open.empty() && Closing(*open.back()) == *p) open.pop_back();
  }
  return open.empty() ? nullptr : open.back();
}

bool Failure::AtEndOfDeclaration() const {
  return at_end() || (StandsFirstOnLine(state_, place_) &&
                      DeclarationBegins(state_, place_));
}

Diagnostic Failure::Make(DiagnosticCode code, Iterator from, Iterator to,
                         std::string message, std::string fix) const {
  return {code, state_.Range(from, to), std::move(message), std::move(fix), {}};
}

Diagnostic Failure::Here(DiagnosticCode code, std::string message,
                         std::string fix) const {
  return Make(code, place_, TokenEnd(place_), std::move(message),
              std::move(fix));
}

}  // namespace precept::lang::grammar
