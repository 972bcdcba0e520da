// How the pattern's grammar names its arrows and bounds to the explanation of errors.

#pragma once

#include <string_view>

namespace precept::lang::grammar {

inline constexpr std::string_view kAnyArrow = "`->`, `=>`, `~>`";
inline constexpr std::string_view kAfterWithin = "the `within`";
inline constexpr std::string_view kAfterUntil = "the `until`";

}  // namespace precept::lang::grammar
