// What is known of the recorded data: for each rule of ours the answer in
// expected.json that it must give.
//
// The data lie beside the checkout (../shared/data), packed; the answers in
// expected.json were worked out by other means.  Events are numbered by line.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "nfa/value.h"

namespace precept::tests {

// The lines of one match, in the order taken.
using Lines = std::vector<std::int64_t>;

enum class Compare : std::uint8_t {
  kMatches,
  kInAnyOrder,  // The answer lists a match's lines by step.
  kLastLines,   // Of each match its last line.
  kCount,       // The answer is a number only.
};

struct Answer {
  const char* rule;   // Ours.
  const char* id;     // In expected.json.
  const char* list;   // The member that holds the matches; null: none does.
  const char* count;  // The member that holds their number.
  Compare compare;
  std::size_t known;  // How many there are, as a guard against lost answers.
};

struct DataSet {
  const char* name;
  const char* stream;
  nfa::Duration lateness;  // With which nothing is late.
  std::span<const Answer> answers;
};

inline void PrintTo(const DataSet& set, std::ostream* out) { *out << set.name; }

const std::vector<DataSet>& DataSets();
std::filesystem::path FolderOf(const DataSet& set);

struct Expected {
  std::size_t count = 0;
  // Sorted; of many matches those with the lowest lines.
  std::vector<Lines> matches;
};

Expected ExpectedOf(const DataSet& set, const Answer& answer);

// How many matches of each id are left where events are late.
struct LatenessRow {
  std::string name;
  nfa::Duration lateness;
  // By id, and under "late_dropped" how many events are.
  std::map<std::string, std::uint64_t> counts;
};

// Empty if the data set has no such table.
std::vector<LatenessRow> LatenessTableOf(const DataSet& set);

}  // namespace precept::tests
