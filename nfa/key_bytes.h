// The bytes of a key in 16 bytes: up to 15 of them in place, more elsewhere.
//
// A value with a memory resource of its owner's: what Assign takes from it,
// Free gives back.  Copies share.
//
// Thread safety: none.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory_resource>
#include <string_view>

namespace precept::nfa {

class KeyBytes {
 public:
  static constexpr std::size_t kMostInPlace = 15;

  // REQUIRES: nothing was assigned since it was made or freed.
  void Assign(std::string_view bytes, std::pmr::memory_resource& memory) {
    if (bytes.size() <= kMostInPlace) {
      std::memcpy(store_.data(), bytes.data(), bytes.size());
      size_ = static_cast<std::uint8_t>(bytes.size());
      return;
    }
    Far far{static_cast<char*>(memory.allocate(bytes.size(), 1)),
            static_cast<std::uint32_t>(bytes.size())};
    std::memcpy(far.bytes, bytes.data(), bytes.size());
    std::memcpy(store_.data(), &far.bytes, sizeof far.bytes);
    std::memcpy(store_.data() + sizeof far.bytes, &far.size, sizeof far.size);
    size_ = kFar;
  }
  // It is empty then.
  void Free(std::pmr::memory_resource& memory) {
    if (size_ == kFar) {
      const Far far = far_bytes();
      memory.deallocate(far.bytes, far.size, 1);
    }
    size_ = 0;
  }
  // Valid while it stays where it is.
  std::string_view view() const {
    if (size_ != kFar) return {store_.data(), size_};
    const Far far = far_bytes();
    return {far.bytes, far.size};
  }

 private:
  struct Far {
    char* bytes;
    std::uint32_t size;
  };
  static constexpr std::uint8_t kFar = 0xFF;

  Far far_bytes() const {
    Far far{};
    std::memcpy(&far.bytes, store_.data(), sizeof far.bytes);
    std::memcpy(&far.size, store_.data() + sizeof far.bytes, sizeof far.size);
    return far;
  }

  std::array<char, kMostInPlace> store_{};
  std::uint8_t size_ = 0;  // kFar: address and size are in store_.
};
static_assert(sizeof(KeyBytes) == 16);

}  // namespace precept::nfa
