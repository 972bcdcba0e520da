// Where a parse failed, and the known slips that may explain it.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/diagnostic.h"
#include "lang/grammar/parse_state.h"

namespace precept::lang::grammar {

using Finding = std::optional<Diagnostic>;

std::string Quoted(std::string_view text);
char Closing(char opening);

// What stands where the parse failed, and what could have.
class Failure {
 public:
  // The construct that failed begins at `start`; `state` must outlive this.
  Failure(ParseState& state, Iterator start)
      : state_(state), start_(start), place_(state.farthest()) {}

  ParseState& state() const { return state_; }
  Iterator start() const { return start_; }
  Iterator place() const { return place_; }
  bool at_end() const { return place_ == state_.end(); }

  bool Begins(std::string_view text) const { return BeginsAt(place_, text); }
  bool BeginsAt(Iterator p, std::string_view text) const;
  // `text` ends right where the failure stands but for blanks.
  bool Follows(std::string_view text) const;
  // The word at `p`, or at the place; empty if none stands there.
  std::string_view WordAt(Iterator p) const;
  std::string_view FoundWord() const { return WordAt(place_); }
  // `p` with the blanks of its line behind it.
  Iterator PassSpaces(Iterator p) const;

  bool Expects(std::string_view text) const;
  bool ExpectsName() const;
  bool ExpectsField() const;
  bool ExpectsDuration() const;
  // A pattern may go on with an arrow.
  bool ExpectsArrow() const;
  bool InMatch() const;

  // The token before the place, blanks and comments passed; the start of the
  // construct if there is none.
  Iterator PrecedingToken() const;
  Iterator TokenEnd(Iterator p) const;
  // The innermost bracket between the start and the place that is not closed;
  // nullptr if there is none.
  Iterator UnclosedBracket() const;
  // Nothing of the declaration follows: the text or another one does.
  bool AtEndOfDeclaration() const;

  Diagnostic Make(DiagnosticCode code, Iterator from, Iterator to,
                  std::string message, std::string fix) const;
  // About the token at the place.
  Diagnostic Here(DiagnosticCode code, std::string message,
                  std::string fix) const;

 private:
  ParseState& state_;
  Iterator start_;
  Iterator place_;
};

// Each tries the slips of one kind in order; the first that knows the case
// explains it.
Finding SlipOfText(const Failure& failure);   // A string without an end.
Finding SlipOfHabit(const Failure& failure);  // `&&`
Finding SlipOfOrder(const Failure& failure);  // A pattern begins with `not`.

}  // namespace precept::lang::grammar
