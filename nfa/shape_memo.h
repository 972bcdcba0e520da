// What is remembered of how a shape with registers moves.
//
// Registers decide through guards only: has a repetition come to a bound, is the
// last event too recent or too old.  Of two events that fit the same steps, when
// the guards of the ways on have the same outcome, the same runs take the same
// ways; then only values differ, and these are made of the old ones by a list of
// copies, sums, times and the event itself.  Conditions over earlier steps are
// guards too (condition_guard.h), unless they read lists.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace precept::nfa {

// The end of a span of time that begins at `from`.
inline std::int64_t TimeAfter(std::int64_t from, std::int64_t span) {
  std::int64_t end = 0;
  if (__builtin_add_overflow(from, span, &end)) return std::numeric_limits<std::int64_t>::max();
  return end;
}

// One bit of an outcome.  Along a queue (shape_matcher.h), where rounds fall and
// times rise, it changes at most once.
struct GuardTest {
  enum class Kind : std::uint8_t {
    kRoundAtLeast,  // The register is at least `value`.
    kTooEarly,      // The event is less than `value` after the register's time.
    kTooLate,       // It is more than that after it.
  };
  Kind kind{};
  std::uint32_t slot = 0;  // Of the shape's registers.
  std::int64_t value = 0;
  bool operator==(const GuardTest&) const = default;

  // `rounds`: to be added to registers that count rounds.
  bool Holds(std::span<const std::int64_t> registers, std::int64_t time,
             std::int64_t rounds) const {
    const std::int64_t held = registers[slot];
    switch (kind) {
      case Kind::kRoundAtLeast: return held + rounds >= value;
      case Kind::kTooEarly: return time < TimeAfter(held, value);
      case Kind::kTooLate: return time > TimeAfter(held, value);
    }
    return false;
  }
};

// More guards than an outcome has bits are not remembered by.
inline constexpr std::size_t kMostGuards = 64;

inline std::uint64_t OutcomeOf(std::span<const GuardTest> guards,
                               std::span<const std::int64_t> registers, std::int64_t time,
                               std::int64_t rounds = 0) {
  std::uint64_t outcome = 0;
  for (const GuardTest& guard : guards) {
    outcome = outcome << 1 | (guard.Holds(registers, time, rounds) ? 1u : 0u);
  }
  return outcome;
}

// How a register of the new shape is made.
struct RegisterSource {
  enum class Kind : std::uint8_t {
    kSum,       // Of an old register and `value`.
    kConstant,  // `value`
    kNow,       // The time of the event and `value`.
    kEvent,     // The event, as it fits step `value`.
    kEventIfNone,  // An old register; the same where that holds none.
  };
  Kind kind = Kind::kConstant;
  std::uint32_t slot = 0;  // Of the old shape's registers.
  std::int64_t value = 0;
};

}  // namespace precept::nfa
