// An alert as one readable line, from its JSON.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace precept::cli {

// Names and JSON texts of the members of an object, in order; nothing more
// once the text is not what an alert or a dead letter is.
std::vector<std::pair<std::string_view, std::string_view>> TopLevelMembers(
    std::string_view object);

// The text of the member, without quotes if it is a string; empty if there is
// none.
std::string_view MemberText(std::string_view object, std::string_view name);

// Time, severity, rule, key and message; what could steer a terminal stays
// escaped as it is in JSON.
std::string ReadableAlert(std::string_view alert, bool colors);

// A text of JSON, without quotes, for a terminal: quotes and backslashes
// plain, all else as it was escaped.
std::string TerminalText(std::string_view json);

}  // namespace precept::cli
