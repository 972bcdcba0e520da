// The text of one JSON scalar: what it is, and what a string says.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "nfa/column.h"

namespace precept::connectors {

enum class JsonKind : std::uint8_t {
  kString, kNumber, kTrue, kFalse, kNull,
  kFaulty,  // None of these: "01", "tru", "1x".
};

// REQUIRES: !text.empty().
JsonKind KindOf(std::string_view text);

// What stands between the quotes, escapes resolved; nothing for a bad escape, a
// lone surrogate or a control character.  Stored only where it has escapes.
std::optional<std::string_view> Unquote(std::string_view quoted, nfa::TextArena& texts);

}  // namespace precept::connectors
