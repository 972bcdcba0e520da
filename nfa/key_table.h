// The keys of one rule that have a start open, and what stands under each.
//
// A key with nothing open is not here and holds no memory.
//
// Thread safety: none; a table belongs to one matcher.

#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

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

  KeyTable() : by_bytes_(0, Hash{&states_}, Equal{&states_}) {}
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  // The number of a key, or kNone.
  std::uint32_t Find(const EncodedKey& key) const {
    const auto found = by_bytes_.find(key);
    return found == by_bytes_.end() ? kNone : *found;
  }
  // REQUIRES: Find(key) is kNone.
  std::uint32_t Add(const EncodedKey& key) {
    const std::uint32_t number = states_.Allocate();
    State& state = states_[number];
    state = State{};
    state.bytes.Assign(key.bytes, memory_);
    by_bytes_.insert(number);
    return number;
  }
  void Remove(std::uint32_t number) {
    by_bytes_.erase(number);
    State& state = states_[number];
    state.bytes.Free(memory_);
    state = State{};
    states_.Free(number);
  }
  std::vector<std::uint32_t> Numbers() const { return {by_bytes_.begin(), by_bytes_.end()}; }
  // In no particular order.
  template <class F>
  void ForEach(F f) const {
    for (std::uint32_t number : by_bytes_) f(number);
  }

  State& operator[](std::uint32_t number) { return states_[number]; }
  const State& operator[](std::uint32_t number) const { return states_[number]; }
  std::size_t size() const { return by_bytes_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    using is_avalanching = void;
    const Slab<State>* states;
    std::size_t operator()(std::uint32_t number) const {
      return HashKey((*states)[number].bytes);
    }
    std::size_t operator()(const EncodedKey& key) const { return key.hash; }
  };
  struct Equal {
    using is_transparent = void;
    const Slab<State>* states;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(const EncodedKey& a, std::uint32_t b) const {
      return a.bytes == std::string_view((*states)[b].bytes);
    }
    bool operator()(std::uint32_t a, const EncodedKey& b) const { return (*this)(b, a); }
  };

  std::pmr::unsynchronized_pool_resource memory_;
  Slab<State> states_;
  boost::unordered_flat_set<std::uint32_t, Hash, Equal> by_bytes_;
};

}  // namespace precept::nfa
