// Numbered slots by a value each: a hash, a place in an order, or both.
//
// Without an order, slots of one hash are a chain.  With one they stand sorted
// by (hash, order, slot) in blocks of at most kBlockSize: putting one in moves
// part of a block, finding the block is a search among their first ones.
//
// Thread safety: none.

#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace precept::nfa {

// Where a slot stands in an index.
struct IndexKey {
  std::uint64_t hash = 0;
  unsigned __int128 order = 0;
  auto operator<=>(const IndexKey&) const = default;
};

class ValueIndex {
 public:
  static constexpr std::size_t kBlockSize = 64;
  static constexpr std::size_t kAll = ~std::size_t{0};

  explicit ValueIndex(bool is_ordered) : is_ordered_(is_ordered) {}

  // REQUIRES: the slot is not in it.
  void Add(std::uint32_t slot, const IndexKey& key);
  // Nothing where the slot is not in it.
  void Remove(std::uint32_t slot);
  // Appends the slots with this hash and, if it is ordered, an order from `low` to
  // `high`, both inside, until there are `most` in all.
  void Find(std::uint64_t hash, unsigned __int128 low, unsigned __int128 high,
            std::vector<std::uint32_t>& out, std::size_t most = kAll) const;
  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Spot {
    IndexKey key;
    // In the chain of its hash.
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;
    bool is_in = false;
  };
  struct Sorted {
    Sorted(const IndexKey& key, std::uint32_t at)
        : hash(key.hash), high(static_cast<std::uint64_t>(key.order >> 64)),
          low(static_cast<std::uint64_t>(key.order)), slot(at) {}
    // In two halves: 32 bytes instead of 48, much of the work is moving them.
    std::uint64_t hash;
    std::uint64_t high;
    std::uint64_t low;
    std::uint32_t slot;
    bool operator<(const Sorted& other) const {
      if (hash != other.hash) return hash < other.hash;
      if (high != other.high) return high < other.high;
      return low != other.low ? low < other.low : slot < other.slot;
    }
  };
  using Block = std::vector<Sorted>;

  void Chain(std::uint32_t slot);
  void Unchain(std::uint32_t slot);
  void Insert(const Sorted& sorted);
  void Erase(const Sorted& sorted);
  // The block in which it stands or belongs.  REQUIRES: there are blocks.
  std::size_t BlockOf(const Sorted& sorted) const;

  const bool is_ordered_;
  std::size_t size_ = 0;
  std::vector<Spot> spots_;  // By slot.
  // Unordered: the first of a chain by hash.
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> chains_;
  // Ordered: none is empty.
  std::vector<Block> blocks_;
};

}  // namespace precept::nfa
