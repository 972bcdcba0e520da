// Which strptime texts can say when an event was.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace precept::nfa {

// Why a format cannot be read: a directive that does not exist or that names a
// zone by letters (letters do not say which zone is meant), or no whole date.
// Nothing if it can.
std::optional<std::string> CheckTimestampFormat(std::string_view format);

}  // namespace precept::nfa
