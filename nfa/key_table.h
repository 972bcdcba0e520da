// The keys of one rule that have a start open, and what stands under each.
//
// A key with nothing open is not here and holds no memory.
//
// Thread safety: none; a table belongs to one matcher.

#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <memory_resource>
#include <string_view>

#include "nfa/history.h"
#include "nfa/screen/screen.h"
#include "nfa/shape.h"
#include "nfa/slab.h"

namespace precept::nfa {

// All starts of a key that have the same shape.
struct Bucket {
  ShapeId shape;
  Node root;
};

struct KeyState {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::string_view bytes;  // key.h; owned by the table.
  std::uint64_t hash = 0;
  // One bucket a shape in use, in no particular order; few.
  boost::container::small_vector<Bucket, 2> buckets;
  // Open starts in order of start, linked through their leaves.
  std::uint32_t first_start = kNone;
  std::uint32_t last_start = kNone;
  std::uint32_t num_starts = 0;
  // The cap on starts has refused some.
  bool incomplete = false;
};

class KeyTable {
 public:
  static constexpr std::uint32_t kNone = KeyState::kNone;

  KeyTable() : by_bytes_(0, Hash{&states_}, Equal{&states_}) {}
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  // The number of a key, or kNone.
  std::uint32_t Find(const EncodedKey& key) const;
  // REQUIRES: Find(key) is kNone.
  std::uint32_t Add(const EncodedKey& key);
  void Remove(std::uint32_t number);

  KeyState& operator[](std::uint32_t number) { return states_[number]; }
  std::size_t size() const { return by_bytes_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    using is_avalanching = void;
    const Slab<KeyState>* states;
    std::size_t operator()(std::uint32_t number) const { return (*states)[number].hash; }
    std::size_t operator()(const EncodedKey& key) const { return key.hash; }
  };
  struct Equal {
    using is_transparent = void;
    const Slab<KeyState>* states;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(const EncodedKey& a, std::uint32_t b) const {
      return a.hash == (*states)[b].hash && a.bytes == (*states)[b].bytes;
    }
    bool operator()(std::uint32_t a, const EncodedKey& b) const { return (*this)(b, a); }
  };

  std::pmr::unsynchronized_pool_resource memory_;
  Slab<KeyState> states_;
  boost::unordered_flat_set<std::uint32_t, Hash, Equal> by_bytes_;
};

}  // namespace precept::nfa
