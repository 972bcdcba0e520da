// Where a parse may go on after an error.
//
// All searches read forward from the error token by token, so that text in
// strings and comments is never taken for a keyword or a bracket, and each
// ends before what it has not understood.

#pragma once

#include <array>
#include <string_view>

#include "lang/grammar/parse_state.h"

namespace precept::lang::grammar {

inline constexpr std::array<std::string_view, 10> kDeclarationWords = {
    "event", "window", "rule", "tune", "list",
    "table", "const", "def", "model", "test"};

// The end of the token or comment at `place`: a string, a word, a number, a
// run of blanks, or a single character.  REQUIRES: place != end.
Iterator PassToken(Iterator place, Iterator end);

// 1 for an opening bracket, -1 for a closing one, else 0.
int DepthChange(char c);

// Only blanks stand between the line's start and `place`.
bool StandsFirstOnLine(const ParseState& state, Iterator place);

// A declaration begins at `place`: its keyword is followed by what only a
// declaration can go on with, so that a field or entry of that name is none.
bool DeclarationBegins(const ParseState& state, Iterator place);

// `word` is the keyword of a declaration, misspelt perhaps.
bool ResemblesKeyword(std::string_view word);

// The next declaration that stands first on its line, or after a closing
// brace, beyond `start`, where the failed one began.
Iterator FindDeclaration(const ParseState& state, Iterator start,
                         Iterator error);

// The next entry of a block whose entry at `start` failed at `error`: the first
// token of a later line, at the block's own depth, or its closing brace, or the
// next declaration.
Iterator FindEntry(const ParseState& state, Iterator start, Iterator error);

// As FindEntry, for clauses: stops at one of their words only.
Iterator FindClause(const ParseState& state, Iterator start, Iterator error,
                    const std::array<std::string_view, 5>& words);

}  // namespace precept::lang::grammar
