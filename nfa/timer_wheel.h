// Deadlines in event time: at most one a timer, timers numbered by the caller.
//
// A hierarchical timing wheel (Varghese, Lauck 1987): eight levels of 64 slots
// over ticks of about a millisecond; arming and cancelling are O(1), a timer
// moves down at most once a level.  Exact to the nanosecond: the slot of the
// current tick is looked through timer by timer.
//
// Thread safety: none.

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "nfa/value.h"

namespace precept::nfa {

class TimerWheel {
 public:
  TimerWheel();

  // Arms `timer`, again if it is armed.  A deadline that has passed is due at
  // the next call of TakeDue.
  void Arm(std::uint32_t timer, Timestamp deadline);
  // Does nothing if it is not armed.
  void Cancel(std::uint32_t timer);
  // Of a timer that is not armed: the end of time.
  Timestamp DeadlineOf(std::uint32_t timer) const;
  // Brings a timer near that will be read soon.
  void Prefetch(std::uint32_t timer) const {
    if (timer < timers_.size()) __builtin_prefetch(&timers_[timer]);
  }
  // Disarms and appends to `due` all timers with a deadline before `time`, in
  // no particular order.  REQUIRES: `time` never goes back.
  void TakeDue(Timestamp time, std::vector<std::uint32_t>& due);
  // False if TakeDue(time) would surely find nothing.
  bool MayBeDue(Timestamp time) const { return bound_ < time.ns; }

 private:
  static constexpr int kTickBits = 20;
  static constexpr int kLevelBits = 6;
  static constexpr int kLevels = 8;
  static constexpr std::uint32_t kSlots = 1u << kLevelBits;
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  static constexpr std::uint32_t kFirst = 1u << 31;

  struct Timer {
    std::int64_t deadline = 0;
    // kFirst and the slot (level * kSlots + slot) for the first of a slot; kNone:
    // not armed.
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;

    bool is_armed() const { return previous != kNone; }
    bool is_first() const { return (previous & kFirst) != 0; }
  };

  static std::uint64_t TickOf(std::int64_t ns);
  void Insert(std::uint32_t timer);
  // The earliest occupied slot; false if nothing is armed.
  bool EarliestSlot(std::uint32_t& slot, std::uint64_t& tick) const;

  std::vector<Timer> timers_;
  std::array<std::uint32_t, kLevels * kSlots> heads_;
  std::array<std::uint64_t, kLevels> occupied_{};
  std::uint64_t now_ = 0;  // Tick.
  // No armed timer has a deadline below this.
  std::int64_t bound_;
  std::vector<std::uint32_t> kept_;
};

}  // namespace precept::nfa
