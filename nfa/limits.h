// Every bound of the engine in one place, with its reason.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace precept::nfa {

// Steps of one rule: what an event fits is one 64-bit mask.
inline constexpr std::size_t kMaxSteps = 64;

// Operands of one `&`, and its places, the product of what each can have taken
// (LANGUAGE 2.1).
inline constexpr std::size_t kMaxOperands = 8;
inline constexpr std::uint64_t kMaxConjunctionPlaces = 256;

// Bounds of `combinations` (LANGUAGE 2.1), and of any repetition: more events
// than the memory of an engine holds, and a sum of two fits 32 bits.
inline constexpr std::uint64_t kMaxCombinations = 32;
inline constexpr std::uint64_t kMaxRounds = 1'000'000'000;

// Starting events with a run alive, a rule and key (LANGUAGE 2.3); the second
// where conditions across steps keep runs apart.
inline constexpr std::uint64_t kMaxStarts = 1'000'000;
inline constexpr std::uint64_t kMaxApartStarts = 10'000;

// Matches of one event and key under `all` (LANGUAGE 2.3).
inline constexpr std::uint64_t kMaxMatches = 10'000;

// Entries of a table from which an index over what conditions read is made: to
// look at fewer one by one costs no more than to keep it.
inline constexpr std::uint64_t kIndexedFrom = 8;

// The caps that show, settable.
struct Caps {
  std::uint64_t starts = kMaxStarts;  // Open, a rule and key.
  std::uint64_t matches = kMaxMatches;
  // Not shown: entries from which a table is searched by an index.
  std::uint64_t indexed_from = kIndexedFrom;
};

// What a user has set; nothing: the cap of the language.
struct CapSettings {
  std::optional<std::uint64_t> starts;
  std::optional<std::uint64_t> matches;
  std::optional<std::uint64_t> indexed_from = std::nullopt;
};

// Ways of an automaton and alternatives of a rule: they share 32 bits in a
// history, and a pattern of more ways takes seconds to compile.
inline constexpr std::uint32_t kMaxWays = 1u << 15;
inline constexpr std::uint32_t kMaxAlternatives = 1u << 12;

// Shapes beyond which `check` warns of a pattern (LANGUAGE 7).
inline constexpr std::size_t kManyShapes = 256;

// Events that an alert shows, and their bytes (LANGUAGE 2.4).
inline constexpr std::size_t kMaxAlertEvents = 100;
inline constexpr std::size_t kMaxAlertEventBytes = 256 * 1024;

// A snapshot of a key's state up to this size is written at once: no journal is
// worth its row.
inline constexpr std::size_t kSmallSnapshot = 256;
// Of the larger ones an epoch writes one anew.
inline constexpr std::size_t kLargeSnapshot = std::size_t{1} << 20;

// A record longer than this is a dead letter: a runaway producer must not take
// the memory of the engine.
inline constexpr std::size_t kMaxRecordBytes = 64u * 1024 * 1024;

}  // namespace precept::nfa
