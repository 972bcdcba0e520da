// Two texts compared line by line.

#pragma once

#include <string>
#include <string_view>

namespace precept::cli {

// A unified diff with three lines of context, under the name of the file;
// empty if the texts are equal.
std::string UnifiedDiff(std::string_view name, std::string_view before,
                        std::string_view after);

}  // namespace precept::cli
