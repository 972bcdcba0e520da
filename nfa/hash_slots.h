// Numbers, found by a hash of what they stand for; 4 bytes a slot.
//
// Open addressing: a number stands in the slot that its hash says, its home, or
// as near behind it as can be.  Those further from home go first (Robin Hood
// hashing: Celis 1986), so that a search ends where one nearer to home stands, and
// what is removed leaves no mark: those behind it move up.  A slot holds
//
//   bits of the hash | 1 + distance from home | number
//
// of which the number takes as many bits as slots are numbered by, the distance
// 4, the hash the rest: mostly a search reads one slot and asks about one number.
// A distance that 4 bits do not hold is worked out when it is wanted.  There are at
// most 2^28 slots, of which 7 in 8 are in use.
//
// Thread safety: none.

#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

namespace precept::nfa {

// `HashOf` says the hash of a number that is here.
template <class HashOf>
class HashSlots {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  explicit HashSlots(HashOf hash_of) : hash_of_(hash_of), slots_(std::size_t{1} << kFewest) {}

  // The number with this hash of which `is_it` is true, or kNone.
  template <class IsIt>
  std::uint32_t Find(std::uint64_t hash, IsIt is_it) const {
    const std::uint32_t wanted = BitsOf(hash);
    std::uint32_t distance = 1;
    for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
      const std::uint32_t slot = slots_[at];
      if (FieldOf(slot) < distance) return kNone;
      if (IsLike(slot, wanted, distance) && is_it(NumberOf(slot))) return NumberOf(slot);
      distance = std::min(distance + 1, kFar);
    }
  }
  // A number that probably has this hash, or kNone: no record of any is read.
  std::uint32_t Guess(std::uint64_t hash) const {
    return Find(hash, [](std::uint32_t) { return true; });
  }
  // Brings near what Find will read.
  void Prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash & mask()]); }

  // REQUIRES: it is not here; numbers are dense: less than as many as have ever
  // been here at once.
  void Insert(std::uint32_t number) {
    if ((size_ + 1) * 8 > slots_.size() * 7) Grow();
    ++size_;
    Place(number);
  }
  // REQUIRES: it is here.
  void Remove(std::uint32_t number) {
    std::size_t at = hash_of_(number) & mask();
    while (NumberOf(slots_[at]) != number) at = (at + 1) & mask();
    --size_;
    for (std::size_t next = (at + 1) & mask(); FieldOf(slots_[next]) > 1;
         at = next, next = (next + 1) & mask()) {
      slots_[at] = WithDistance(slots_[next], DistanceAt(next) - 1);
    }
    slots_[at] = 0;
  }

  std::size_t size() const { return size_; }
  // In no particular order.
  template <class F>
  void ForEach(F f) const {
    for (std::uint32_t slot : slots_) {
      if (slot != 0) f(NumberOf(slot));
    }
  }

 private:
  static constexpr int kFewest = 4;  // Slots, as a power of two.
  static constexpr int kDistanceBits = 4;
  static constexpr std::uint32_t kFar = (1u << kDistanceBits) - 1;

  std::size_t mask() const { return slots_.size() - 1; }
  std::uint32_t NumberOf(std::uint32_t slot) const {
    return slot & static_cast<std::uint32_t>(mask());
  }
  // 0: nothing is there; kFar: that or more.
  std::uint32_t FieldOf(std::uint32_t slot) const { return slot >> number_bits_ & kFar; }
  // What a slot has of a hash.
  std::uint32_t BitsOf(std::uint64_t hash) const {
    const int shift = number_bits_ + kDistanceBits;
    return static_cast<std::uint32_t>(hash >> 32 >> shift << shift);
  }
  bool IsLike(std::uint32_t slot, std::uint32_t bits, std::uint32_t field) const {
    return (slot ^ bits) >> number_bits_ == field;
  }
  std::uint32_t WithDistance(std::uint32_t slot, std::size_t distance) const {
    const auto field = static_cast<std::uint32_t>(std::min<std::size_t>(distance + 1, kFar));
    return (slot & ~(kFar << number_bits_)) | field << number_bits_;
  }
  // REQUIRES: a number is there.
  std::size_t DistanceAt(std::size_t at) const {
    const std::uint32_t field = FieldOf(slots_[at]);
    return field < kFar ? field - 1 : (at - hash_of_(NumberOf(slots_[at]))) & mask();
  }

  void Place(std::uint32_t number) {
    assert(number <= mask());
    const std::uint64_t hash = hash_of_(number);
    std::uint32_t placed = BitsOf(hash) | number;
    std::size_t distance = 0;
    for (std::size_t at = hash & mask();; at = (at + 1) & mask(), ++distance) {
      if (slots_[at] == 0) {
        slots_[at] = WithDistance(placed, distance);
        return;
      }
      const std::size_t other = DistanceAt(at);
      if (other >= distance) continue;
      placed = std::exchange(slots_[at], WithDistance(placed, distance));
      distance = other;
    }
  }
  void Grow() {
    // As where memory has run out.
    if (number_bits_ + 1 + kDistanceBits > 32) throw std::bad_alloc();
    const std::vector<std::uint32_t> old =
        std::exchange(slots_, std::vector<std::uint32_t>(slots_.size() * 2));
    const std::uint32_t numbers = (1u << number_bits_) - 1;
    ++number_bits_;
    for (std::uint32_t slot : old) {
      if (slot != 0) Place(slot & numbers);
    }
  }

  HashOf hash_of_;
  std::vector<std::uint32_t> slots_;  // A power of two; 0: nothing is there.
  int number_bits_ = kFewest;
  std::size_t size_ = 0;
};

}  // namespace precept::nfa
