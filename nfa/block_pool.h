// Small blocks of bytes of many sizes, each size with a list of free blocks.
//
// A block is told by a 32-bit place, which says where it is without a table of
// all blocks.  To take and to free a block touches nothing but the block and the
// head of its list.  A block once made keeps its size; all go with the pool.
//
// Thread safety: none.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace precept::nfa {

class BlockPool {
 public:
  // Blocks are aligned so; larger ones than kLargest are allocated one by one.
  static constexpr std::size_t kAlign = 8;
  static constexpr std::size_t kLargest = 4096;

  BlockPool() { free_.fill(kNone); }
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  // The place of a block.  Small blocks of 16 GB in all are all the memory there is.
  std::uint32_t Allocate(std::size_t size) {
    if (size > kLargest) return AllocateLarge(size);
    const std::size_t steps = StepsOf(size);
    const std::uint32_t place = free_[steps];
    if (place == kNone) return Cut(static_cast<std::uint32_t>(steps));
    free_[steps] = static_cast<const Free*>(At(place))->next;
    return place;
  }
  // `size` as it was asked for.
  void Release(std::uint32_t place, std::size_t size) {
    if (size > kLargest) {
      large_[place & ~kLargeBit].reset();
      free_large_.push_back(place);
      return;
    }
    std::uint32_t& free = free_[StepsOf(size)];
    new (At(place)) Free{free};
    free = place;
  }
  void* At(std::uint32_t place) { return const_cast<void*>(std::as_const(*this).At(place)); }
  const void* At(std::uint32_t place) const {
    if ((place & kLargeBit) != 0) return large_[place & ~kLargeBit].get();
    return &chunks_[place / kChunkSteps]->bytes[place % kChunkSteps * kAlign];
  }

 private:
  // Small blocks: which kAlign bytes of all chunks they begin with.
  static constexpr std::uint32_t kLargeBit = 0x8000'0000u;
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::uint32_t kChunkSteps = 8192;
  static_assert(kLargest <= kChunkSteps * kAlign);

  struct Free {
    std::uint32_t next;
  };
  // Blocks of half a cache line lie in one.
  struct alignas(64) Chunk {
    std::array<std::byte, kChunkSteps * kAlign> bytes;
  };

  static std::size_t StepsOf(std::size_t size) {
    return size == 0 ? 1 : (size + kAlign - 1) / kAlign;
  }
  // A block of memory that no block has had yet.
  std::uint32_t Cut(std::uint32_t steps) {
    const auto end = static_cast<std::uint32_t>(chunks_.size() * kChunkSteps);
    if (end - next_ < steps) {
      if (end >= kLargeBit) throw std::bad_alloc();  // As where memory has run out.
      chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
      next_ = end;
    }
    const std::uint32_t place = next_;
    next_ += steps;
    return place;
  }
  std::uint32_t AllocateLarge(std::size_t size) {
    if (free_large_.empty()) {
      free_large_.push_back(static_cast<std::uint32_t>(large_.size()) | kLargeBit);
      large_.emplace_back();
    }
    const std::uint32_t place = free_large_.back();
    free_large_.pop_back();
    large_[place & ~kLargeBit] = std::make_unique_for_overwrite<std::byte[]>(size);
    return place;
  }

  std::array<std::uint32_t, kLargest / kAlign + 1> free_{};  // By size in steps of kAlign.
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::uint32_t next_ = 0;  // Place of what is left of the last chunk.
  std::vector<std::unique_ptr<std::byte[]>> large_;
  std::vector<std::uint32_t> free_large_;
};

}  // namespace precept::nfa
