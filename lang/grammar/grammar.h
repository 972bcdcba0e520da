// The whole grammar behind one function, without Spirit in its signature.

#pragma once

#include <optional>

#include "lang/ast.h"
#include "lang/grammar/parse_state.h"

namespace precept::lang::grammar {

// Reads the declaration at `place`, blanks before it allowed, and moves `place`
// past it.  Where it does not parse, its mistakes are reported, `place` moves to
// where the next may begin, and nothing is returned.
// REQUIRES: something but blanks stands at or after `place`.
std::optional<ast::Declaration> ReadDeclaration(ParseState& state,
                                                Iterator& place);

}  // namespace precept::lang::grammar
