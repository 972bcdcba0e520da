// Keys as bytes: equal bytes if and only if equal keys.
//
// A part is a tag byte (0 missing, else 1 + Scalar) and the value: bool 1 byte;
// int, timestamp, duration 8 bytes big-endian; float 8 bytes of its bits, -0 as
// 0; decimal 16 bytes big-endian; ip 16 bytes; string its length (4 bytes
// big-endian) and bytes.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nfa/column.h"
#include "nfa/value.h"

namespace precept::nfa {

// Appends the part for one cell of a column that is not a list; of a list's
// elements, one of them.
void AppendKeyPart(const Column& column, std::size_t row, std::string& out);
// Appends the part of a value that is missing.
void AppendMissingKeyPart(std::string& out);
// The parts of a key.  REQUIRES: made by AppendKeyPart.
std::vector<Value> DecodeKey(std::string_view bytes);
std::uint64_t HashKey(std::string_view bytes);

}  // namespace precept::nfa
