// Numbers as text, exactly.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace precept::connectors {

// Whether the text is a number as JSON writes one: "-0.5e3", not "01" or "+1".
bool IsJsonNumber(std::string_view text);

// The number times `unit`, if that is a whole number of 64 bits: "1.5" with a
// unit of 1000 is 1500, with 1 nothing.
// REQUIRES: IsJsonNumber(text), 0 < unit < 10^16.
std::optional<std::int64_t> ParseScaled(std::string_view text, std::int64_t unit);

}  // namespace precept::connectors
