// A set of rows of a batch, one bit a row.

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace precept::nfa {

class Bitmap {
 public:
  // `size` rows, none in the set.
  void Reset(std::size_t size) {
    size_ = size;
    words_.assign((size + 63) / 64, 0);
  }
  // `size` rows, all in the set.
  void Fill(std::size_t size) {
    size_ = size;
    words_.assign((size + 63) / 64, ~std::uint64_t{0});
    if (size % 64 != 0) words_.back() = (std::uint64_t{1} << (size % 64)) - 1;
  }

  std::size_t size() const { return size_; }
  bool test(std::size_t row) const { return words_[row / 64] >> (row % 64) & 1; }
  void set(std::size_t row) { words_[row / 64] |= std::uint64_t{1} << (row % 64); }
  void clear(std::size_t row) { words_[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }

  bool none() const {
    for (std::uint64_t word : words_) if (word != 0) return false;
    return true;
  }
  std::size_t count() const {
    std::size_t n = 0;
    for (std::uint64_t word : words_) n += static_cast<std::size_t>(std::popcount(word));
    return n;
  }

  // REQUIRES: equal sizes.
  Bitmap& operator&=(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
  }
  Bitmap& operator|=(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  // Takes the rows of `other` out.  REQUIRES: equal sizes.
  Bitmap& operator-=(const Bitmap& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    return *this;
  }
  // Keeps the rows of the set for which keep(row) holds.
  template <class F>
  void KeepIf(F&& keep) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      std::uint64_t kept = 0;
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(word));
        kept |= std::uint64_t{keep(i * 64 + bit) ? 1u : 0u} << bit;
      }
      words_[i] = kept;
    }
  }
  // Calls f(row) for the rows of the set in ascending order.
  template <class F>
  void ForEach(F&& f) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
        f(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace precept::nfa
