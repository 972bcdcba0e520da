// The text of a record inside a line of JSON, whatever bytes it has.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace precept::runtime {

// More of a record than this is not repeated.
inline constexpr std::size_t kMaxRawBytes = 64 * 1024;

// Appends the member "raw".  Bytes that are not UTF-8 stand there as U+FFFD, and
// "raw_base64" follows with the bytes as they are.  Of a text longer than
// kMaxRawBytes only the beginning is given, and "raw_bytes" says how long the
// record is: `whole_bytes`, or the text's size if that is greater.
void AppendRaw(std::string_view text, std::uint64_t whole_bytes, std::string& out);

// The text with every maximal part of an ill-formed sequence replaced.
// `changed`: there was one.
std::string RepairUtf8(std::string_view text, bool& changed);

}  // namespace precept::runtime
