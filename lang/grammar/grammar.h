// The whole grammar behind one function, without Spirit in its signature.

#pragma once

#include <optional>

#include "lang/ast.h"
#include "lang/grammar/parse_state.h"

namespace precept::lang::grammar {

struct Reading {
  std::optional<ast::Declaration> declaration;
  // What was passed over may have been one that nothing stands for.
  bool loses_declaration = false;
  // What was passed over goes on with the declaration before.
  bool spoils_previous = false;
};

// Reads the declaration at `place`, blanks before it allowed, and moves `place`
// past it.  Where it does not parse, its mistakes are reported and `place` moves
// to where the next may begin.
// REQUIRES: something but blanks stands at or after `place`.
Reading ReadDeclaration(ParseState& state, Iterator& place);

}  // namespace precept::lang::grammar
