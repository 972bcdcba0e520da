// Small blocks of bytes of many sizes, each size with a list of free blocks.
//
// To take and to free a block touches nothing but the block and the head of its
// list.  A block once made keeps its size; all go with the pool.
//
// Thread safety: none.

#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace precept::nfa {

class BlockPool {
 public:
  // Blocks are aligned so; larger ones than kLargest come from operator new.
  static constexpr std::size_t kAlign = 8;
  static constexpr std::size_t kLargest = 4096;

  BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  void* Allocate(std::size_t size) {
    if (size > kLargest) return ::operator new(size);
    const std::size_t steps = StepsOf(size);
    Free*& free = free_[steps];
    if (free == nullptr) return Cut(steps * kAlign);
    void* block = free;
    free = free->next;
    return block;
  }
  // `size` as it was asked for.
  void Release(void* block, std::size_t size) {
    if (size > kLargest) return ::operator delete(block);
    Free*& free = free_[StepsOf(size)];
    free = new (block) Free{free};
  }

 private:
  struct Free {
    Free* next;
  };
  static constexpr std::size_t kChunk = 16 * kLargest;

  static std::size_t StepsOf(std::size_t size) {
    return size == 0 ? 1 : (size + kAlign - 1) / kAlign;
  }
  // A block of memory that no block has had yet.
  void* Cut(std::size_t size) {
    if (left_ < size) {
      chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunk));
      next_ = chunks_.back().get();
      left_ = kChunk;
    }
    void* block = next_;
    next_ += size;
    left_ -= size;
    return block;
  }

  std::array<Free*, kLargest / kAlign + 1> free_{};  // By size in steps of kAlign.
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace precept::nfa
