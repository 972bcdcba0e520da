// The one spelling that canonical source gives to each literal and word.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast.h"

namespace precept::lang {

// In double quotes, with the fewest escapes.
std::string SpellString(std::string_view value);
// Text of a template: as in a string, and braces doubled.
std::string SpellTemplateText(std::string_view value);
// "1h30m": the greatest units first; "0s" for nothing.
std::string SpellDuration(std::int64_t nanoseconds);
// Without leading zeros, trailing zeros of a fraction beyond the first, capital
// letters and the plus sign of an exponent.
std::string SpellNumber(std::string_view spelling);
std::string SpellSegments(const std::vector<ast::Segment>& segments);

std::string_view WordOf(ast::BinaryOp op);
std::string_view WordOf(ast::TypeName name);
std::string_view WordOf(ast::Annotation::Kind kind);
std::string_view WordOf(ast::Contiguity contiguity);
std::string_view WordOf(ast::Mode mode);
std::string_view WordOf(ast::Quantified::Kind kind);

}  // namespace precept::lang
