// A list that mostly has one element, which it holds in place: 4 bytes more than
// the element.
//
// Once it has had more it keeps its block, so that a list that goes from one to
// two and back does not allocate.
//
// Thread safety: none.

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

namespace precept::nfa {

template <class T>
class SmallList {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) >= sizeof(T*));

 public:
  SmallList() = default;
  SmallList(SmallList&& other) noexcept { Swap(other); }
  SmallList& operator=(SmallList&& other) noexcept {
    Swap(other);
    return *this;
  }
  ~SmallList() {
    if (log_capacity_ != 0) delete[] block();
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return log_capacity_ == 0 ? &element_ : block(); }
  T* end() { return begin() + size_; }
  const T* begin() const { return const_cast<SmallList*>(this)->begin(); }
  const T* end() const { return begin() + size_; }
  T& operator[](std::size_t i) { return begin()[i]; }
  const T& operator[](std::size_t i) const { return begin()[i]; }

  void push_back(T element) {
    if (size_ == std::size_t{1} << log_capacity_) Grow();
    begin()[size_] = element;
    ++size_;
  }
  // REQUIRES: size <= size().
  void Shorten(std::size_t size) { size_ = static_cast<std::uint32_t>(size) & kMostSize; }
  // Those behind it come forward by one.
  void Erase(std::size_t i) {
    std::memmove(begin() + i, begin() + i + 1, (size_ - i - 1) * sizeof(T));
    --size_;
  }

 private:
  static constexpr int kSizeBits = 27;
  static constexpr std::uint32_t kMostSize = (1u << kSizeBits) - 1;

  T* block() const {
    T* block = nullptr;
    std::memcpy(&block, &element_, sizeof block);
    return block;
  }
  void Grow() {
    T* larger = new T[std::size_t{2} << log_capacity_];
    std::memcpy(larger, begin(), size_ * sizeof(T));
    if (log_capacity_ != 0) delete[] block();
    std::memcpy(static_cast<void*>(&element_), &larger, sizeof larger);
    ++log_capacity_;
  }
  void Swap(SmallList& other) {
    std::swap(element_, other.element_);
    const std::uint32_t size = size_;
    const std::uint32_t log_capacity = log_capacity_;
    size_ = other.size_;
    log_capacity_ = other.log_capacity_;
    other.size_ = size & kMostSize;
    other.log_capacity_ = log_capacity & 31u;
  }

  T element_{};  // Or the address of the block.
  std::uint32_t size_ : kSizeBits = 0;
  std::uint32_t log_capacity_ : 5 = 0;  // 0: in place.
};

}  // namespace precept::nfa
