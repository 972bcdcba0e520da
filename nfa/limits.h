// Every bound of the engine in one place, with its reason.

#pragma once

#include <cstddef>
#include <cstdint>

namespace precept::nfa {

// Steps of one rule: what an event fits is one 64-bit mask.
inline constexpr std::size_t kMaxSteps = 64;

// Starting events with a run alive, a rule and key (LANGUAGE 2.3).
inline constexpr std::uint64_t kMaxStarts = 1'000'000;

// Shapes a rule is allowed to have numbered; a pattern built to reach more is
// stepped without its memo, correct and slower.
inline constexpr std::size_t kMaxShapes = 65'536;

// Events that an alert shows, and their bytes (LANGUAGE 2.4).
inline constexpr std::size_t kMaxAlertEvents = 100;
inline constexpr std::size_t kMaxAlertEventBytes = 256 * 1024;

// A record longer than this is a dead letter: a runaway producer must not take
// the memory of the engine.
inline constexpr std::size_t kMaxRecordBytes = 64u * 1024 * 1024;

}  // namespace precept::nfa
