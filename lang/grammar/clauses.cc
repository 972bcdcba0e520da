#include "lang/grammar/clauses.h"

#include <string>

namespace precept::lang::grammar {
namespace {

std::string Quoted(std::string_view word) { return "`" + std::string(word) + "`"; }

std::string Listed(const ClauseWords& words) {
  std::string text;
  for (const std::string_view word : words) {
    if (word.empty()) continue;
    if (!text.empty()) text += ", ";
    text += Quoted(word);
  }
  return text;
}

}  // namespace

bool ClauseOrder::Begin(const ParseState& state, Iterator place) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i].empty()) continue;
    const Iterator stop = ScanWord(place, state.end(), words_[i]);
    if (stop == nullptr) continue;
    current_ = i;
    current_place_ = state.Range(place, stop);
    return true;
  }
  return false;
}

void ClauseOrder::End(ParseState& state) {
  const std::string word = Quoted(words_[current_]);
  if (seen_[current_]) {
    state.ReportOnce({DiagnosticCode::kClauseRepeated, current_place_,
                      "the clause " + word + " stands here a second time",
                      "join the two clauses into one",
                      {{places_[current_], "the first one"}}});
    return;
  }
  seen_[current_] = true;
  places_[current_] = current_place_;
  for (std::size_t later = current_ + 1; later < words_.size(); ++later) {
    if (!seen_[later]) continue;
    const std::string other = Quoted(words_[later]);
    state.ReportOnce({DiagnosticCode::kClauseOutOfOrder, current_place_,
                      "the clause " + word + " stands before " + other +
                          "; the order is " + Listed(words_),
                      "move " + word + " before " + other,
                      {{places_[later], other + " stands here"}}});
    return;
  }
}

void ClauseOrder::Require(ParseState& state, Iterator place,
                          std::string_view word) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i] == word && seen_[i]) return;
  }
  const Iterator stop = place == state.end() ? place : place + 1;
  state.ReportOnce({DiagnosticCode::kMissingMatch, state.Range(place, stop),
                    "the rule ends here without a clause " + Quoted(word),
                    "write " + Quoted("match { … }") +
                        " with the pattern in the braces",
                    {}});
}

}  // namespace precept::lang::grammar
