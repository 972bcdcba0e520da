// Rules that the translation units of patterns share among themselves.

#pragma once

#include <boost/spirit/home/x3.hpp>

#include "lang/ast.h"
#include "lang/grammar/terminals.h"

namespace precept::lang::grammar {

using RepeatRule = x3::rule<struct RepeatId, ast::Repeat>;

inline const RepeatRule repeat = "repeat";

BOOST_SPIRIT_DECLARE(RepeatRule)

}  // namespace precept::lang::grammar
