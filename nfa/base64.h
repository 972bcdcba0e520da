// Base64 of RFC 4648.

#pragma once

#include <string>
#include <string_view>

namespace precept::nfa {

// Appends the bytes that `text` encodes, in the standard or the URL alphabet,
// padded or not; false if it encodes nothing.
bool DecodeBase64(std::string_view text, std::string& out);

}  // namespace precept::nfa
