// The keys of one rule that have a start open, and what stands under each.
//
// A key with nothing open is not here and holds no memory.
//
// Thread safety: none; a table belongs to one matcher.

#pragma once

#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "nfa/hash_slots.h"
#include "nfa/key.h"
#include "nfa/key_bytes.h"
#include "nfa/screen/screen.h"
#include "nfa/slab.h"

namespace precept::nfa {

// `State` has `bytes`, a KeyBytes that the table owns.
template <class State>
class KeyTable {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  KeyTable() : by_bytes_(Hash{&states_}) {}
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  // The number of a key, or kNone.
  std::uint32_t Find(const EncodedKey& key) const {
    return by_bytes_.Find(key.hash, [&](std::uint32_t number) {
      return key.bytes == states_[number].bytes.view();
    });
  }
  // REQUIRES: Find(key) is kNone.
  std::uint32_t Add(const EncodedKey& key) {
    const std::uint32_t number = states_.Allocate();
    State& state = states_[number];
    state = State{};
    state.bytes.Assign(key.bytes, memory_);
    by_bytes_.Insert(number);
    return number;
  }
  void Remove(std::uint32_t number) {
    by_bytes_.Remove(number);
    State& state = states_[number];
    state.bytes.Free(memory_);
    state = State{};
    states_.Free(number);
  }
  // In no particular order.
  std::vector<std::uint32_t> Numbers() const {
    std::vector<std::uint32_t> numbers;
    ForEach([&](std::uint32_t number) { numbers.push_back(number); });
    return numbers;
  }
  template <class F>
  void ForEach(F f) const {
    by_bytes_.ForEach(f);
  }

  // The number of a key or, rarely, of another; kNone: it is not here.  Reads
  // nothing but what PrefetchSlot brings near.
  std::uint32_t Guess(const EncodedKey& key) const { return by_bytes_.Guess(key.hash); }
  void PrefetchSlot(const EncodedKey& key) const { by_bytes_.Prefetch(key.hash); }
  // What stands under a number, which may lie across two cache lines.
  void Prefetch(std::uint32_t number) const {
    const char* state = reinterpret_cast<const char*>(&states_[number]);
    __builtin_prefetch(state);
    __builtin_prefetch(state + sizeof(State) - 1);
  }

  State& operator[](std::uint32_t number) { return states_[number]; }
  const State& operator[](std::uint32_t number) const { return states_[number]; }
  std::size_t size() const { return by_bytes_.size(); }

 private:
  struct Hash {
    const Slab<State>* states;
    std::uint64_t operator()(std::uint32_t number) const {
      return HashKey((*states)[number].bytes.view());
    }
  };

  std::pmr::unsynchronized_pool_resource memory_;
  Slab<State> states_;
  HashSlots<Hash> by_bytes_;
};

}  // namespace precept::nfa
