// Numbers and durations of patterns: written out, or consts of them.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "compiler/context.h"
#include "lang/ast.h"
#include "nfa/value.h"

namespace precept::compiler {

// The length of time, if it is one or a const of one; else it is reported.
std::optional<nfa::Duration> CheckSpan(CheckContext& context,
                                       const std::string& owner,
                                       const lang::ast::Span& span);
// The number, if it is one or a const of a whole one; else it is reported.
std::optional<std::uint64_t> CheckCount(CheckContext& context,
                                        const std::string& owner,
                                        const lang::ast::Count& count);

}  // namespace precept::compiler
