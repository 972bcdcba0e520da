// Lines that say where their record stood when it was exported.
//
// Such a line is an object that begins with the members "@partition" and
// "@offset", whole numbers; then may come "@timestamp" (RFC 3339), "@key"
// (a string), "@headers" (an object of strings) and "@value" (the record's own
// text; without it the line itself is the record).  README.md has the format
// for users, and what becomes of faults.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nfa/column.h"
#include "nfa/value.h"

namespace precept::connectors {

// Texts view the line or the reader's arena.
struct ExportedCoordinates {
  std::uint32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<nfa::Timestamp> timestamp;
  std::optional<std::string_view> key;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  // Only if the line is one object, and UTF-8 around it.
  std::optional<std::string_view> value;
};

// False if the line carries none: it is then a record like any other.  A fault
// after the two numbers makes that member missing; that the line is no JSON
// object is left to the decoder to find, which gets the line itself then.
bool ReadExportedCoordinates(std::string_view line, nfa::TextArena& texts,
                             ExportedCoordinates& out);

}  // namespace precept::connectors
