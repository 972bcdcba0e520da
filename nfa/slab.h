// Records of one size, addressed by 32-bit index, in chunks that never move.
//
// Memory is touched when a record is first used, not when its chunk is made.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace precept::nfa {

template <class T>
class Slab {
 public:
  Slab() = default;
  ~Slab() {
    for (std::uint32_t i = 0; i < next_; ++i) (*this)[i].~T();
  }
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;

  // A slot with an unspecified value.
  std::uint32_t Allocate() {
    ++live_;
    if (!free_.empty()) {
      const std::uint32_t index = free_.back();
      free_.pop_back();
      return index;
    }
    if (next_ == chunks_.size() * kChunk) {
      chunks_.push_back(std::make_unique_for_overwrite<Slot[]>(kChunk));
    }
    new (&chunks_[next_ / kChunk][next_ % kChunk]) T();
    return next_++;
  }
  void Free(std::uint32_t index) {
    --live_;
    free_.push_back(index);
  }

  T& operator[](std::uint32_t index) {
    return *std::launder(reinterpret_cast<T*>(&chunks_[index / kChunk][index % kChunk]));
  }
  const T& operator[](std::uint32_t index) const {
    return *std::launder(
        reinterpret_cast<const T*>(&chunks_[index / kChunk][index % kChunk]));
  }

  std::size_t live() const { return live_; }

 private:
  static constexpr std::uint32_t kChunk = 1024;
  struct Slot {
    alignas(T) std::byte bytes[sizeof(T)];
  };
  std::vector<std::unique_ptr<Slot[]>> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_ = 0;
  std::size_t live_ = 0;
};

}  // namespace precept::nfa
