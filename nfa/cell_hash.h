// Hashes of cells, equal for cells that are equal (-0 and 0 are).

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <boost/unordered/unordered_flat_set.hpp>
#include <xxhash.h>

#include "nfa/value.h"

namespace precept::nfa {

struct CellHash {
  using is_avalanching = void;

  std::size_t operator()(std::uint64_t bits) const {
    // The finaliser of splitmix64.
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
    return bits ^ bits >> 31;
  }
  std::size_t operator()(std::uint8_t cell) const { return (*this)(std::uint64_t{cell}); }
  std::size_t operator()(std::int64_t cell) const {
    return (*this)(static_cast<std::uint64_t>(cell));
  }
  std::size_t operator()(double cell) const {
    return (*this)(std::bit_cast<std::uint64_t>(cell == 0 ? 0.0 : cell));
  }
  std::size_t operator()(Decimal cell) const {
    const auto units = static_cast<unsigned __int128>(cell.units());
    return (*this)(static_cast<std::uint64_t>(units) ^
                   (*this)(static_cast<std::uint64_t>(units >> 64)));
  }
  std::size_t operator()(std::string_view cell) const {
    return XXH3_64bits(cell.data(), cell.size());
  }
  std::size_t operator()(const Ip& cell) const {
    return XXH3_64bits(cell.bytes.data(), cell.bytes.size());
  }
  std::size_t operator()(Timestamp cell) const { return (*this)(cell.ns); }
  std::size_t operator()(Duration cell) const { return (*this)(cell.ns); }
};

// Of what is missing: that of no small number.
inline constexpr std::uint64_t kHashOfMissing = 0x9E3779B97F4A7C15u;

// Of a value, missing or not; lists are hashed in their order.
inline std::uint64_t HashOf(const Value& value) {
  return std::visit(
      [&value](const auto& held) -> std::uint64_t {
        using Held = std::remove_cvref_t<decltype(held)>;
        std::uint64_t hash = value.variant().index();
        if constexpr (std::is_same_v<Held, ValueList>) {
          for (const Value& element : held) {
            hash = (hash ^ HashOf(element)) * 0x9E3779B97F4A7C15ull;
          }
        } else if constexpr (std::is_same_v<Held, bool>) {
          hash += held ? 1 : 2;
        } else if constexpr (!std::is_same_v<Held, std::monostate>) {
          hash ^= CellHash()(held);
        }
        return CellHash()(hash);
      },
      value.variant());
}

template <class Cell>
using CellSet = boost::unordered_flat_set<Cell, CellHash>;

}  // namespace precept::nfa
