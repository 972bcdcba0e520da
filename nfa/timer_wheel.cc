#include "nfa/timer_wheel.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace precept::nfa {

TimerWheel::TimerWheel() : bound_(std::numeric_limits<std::int64_t>::max()) {
  heads_.fill(kNone);
}

std::uint64_t TimerWheel::TickOf(std::int64_t ns) {
  // Flipping the sign makes the order of the bits the order of the times.
  const std::uint64_t ordered =
      static_cast<std::uint64_t>(ns) ^ (std::uint64_t{1} << 63);
  return ordered >> kTickBits;
}

void TimerWheel::Arm(std::uint32_t timer, Timestamp deadline) {
  if (timer >= timers_.size()) timers_.resize(timer + 1);
  Cancel(timer);
  timers_[timer].deadline = deadline.ns;
  Insert(timer);
  bound_ = std::min(bound_, deadline.ns);
}

void TimerWheel::Insert(std::uint32_t timer) {
  Timer& t = timers_[timer];
  // All later slots of a level share the higher digits of the current tick: the
  // highest digit in which the two differ is the level.
  const std::uint64_t tick = std::max(TickOf(t.deadline), now_);
  const std::uint64_t differing = tick ^ now_;
  const int level =
      differing == 0 ? 0 : (63 - std::countl_zero(differing)) / kLevelBits;
  const auto digit =
      static_cast<std::uint32_t>(tick >> (level * kLevelBits)) & (kSlots - 1);
  const std::uint32_t slot = static_cast<std::uint32_t>(level) * kSlots + digit;
  t.previous = kFirst | slot;
  t.next = heads_[slot];
  if (t.next != kNone) timers_[t.next].previous = timer;
  heads_[slot] = timer;
  occupied_[static_cast<std::size_t>(level)] |= std::uint64_t{1} << digit;
}

void TimerWheel::Cancel(std::uint32_t timer) {
  if (timer >= timers_.size() || !timers_[timer].is_armed()) return;
  Timer& t = timers_[timer];
  if (t.next != kNone) timers_[t.next].previous = t.previous;
  if (!t.is_first()) {
    timers_[t.previous].next = t.next;
  } else {
    const std::uint32_t slot = t.previous & ~kFirst;
    heads_[slot] = t.next;
    if (t.next == kNone) {
      occupied_[slot / kSlots] &= ~(std::uint64_t{1} << (slot % kSlots));
    }
  }
  t.previous = kNone;
}

Timestamp TimerWheel::DeadlineOf(std::uint32_t timer) const {
  if (timer >= timers_.size() || !timers_[timer].is_armed()) {
    return {std::numeric_limits<std::int64_t>::max()};
  }
  return {timers_[timer].deadline};
}

bool TimerWheel::EarliestSlot(std::uint32_t& slot, std::uint64_t& tick) const {
  for (int level = 0; level < kLevels; ++level) {
    const std::uint64_t occupied = occupied_[static_cast<std::size_t>(level)];
    if (occupied == 0) continue;
    const auto digit = static_cast<std::uint32_t>(std::countr_zero(occupied));
    slot = static_cast<std::uint32_t>(level) * kSlots + digit;
    const int shift = level * kLevelBits;
    const std::uint64_t higher = now_ >> shift >> kLevelBits << kLevelBits;
    tick = (higher | digit) << shift;
    return true;
  }
  return false;
}

void TimerWheel::TakeDue(Timestamp time, std::vector<std::uint32_t>& due) {
  if (!MayBeDue(time)) return;
  const std::uint64_t target = TickOf(time.ns);
  std::uint32_t slot = 0;
  std::uint64_t tick = 0;
  kept_.clear();
  while (EarliestSlot(slot, tick) && tick <= target) {
    now_ = std::max(now_, tick);
    std::uint32_t timer = heads_[slot];
    heads_[slot] = kNone;
    occupied_[slot / kSlots] &= ~(std::uint64_t{1} << (slot % kSlots));
    while (timer != kNone) {
      Timer& t = timers_[timer];
      const std::uint32_t next = t.next;
      t.previous = kNone;
      if (t.deadline < time.ns) {
        due.push_back(timer);
      } else if (TickOf(t.deadline) <= target) {
        kept_.push_back(timer);  // Later within the tick of `time`.
      } else {
        Insert(timer);
      }
      timer = next;
    }
  }
  now_ = std::max(now_, target);
  for (std::uint32_t timer : kept_) Insert(timer);

  bound_ = std::numeric_limits<std::int64_t>::max();
  if (EarliestSlot(slot, tick)) {
    const std::uint64_t ordered = tick << kTickBits;
    bound_ = static_cast<std::int64_t>(ordered ^ (std::uint64_t{1} << 63));
    for (std::uint32_t timer : kept_) bound_ = std::min(bound_, timers_[timer].deadline);
  }
}

}  // namespace precept::nfa
