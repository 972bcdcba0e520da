#include "nfa/address_set.h"

#include <algorithm>

namespace precept::nfa {
namespace {

Ip LastOf(const IpBlock& block) {
  Ip last = block.network;
  for (int bit = block.prefix_bits; bit < 128; ++bit) {
    last.bytes[static_cast<std::size_t>(bit / 8)] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
  }
  return last;
}

}  // namespace

// Two blocks are disjoint or one holds the other, so that in the order of
// (network, prefix) what is held follows its holder.
AddressSet::AddressSet(std::span<const IpBlock> blocks) {
  std::vector<IpBlock> sorted(blocks.begin(), blocks.end());
  std::sort(sorted.begin(), sorted.end());
  for (const IpBlock& block : sorted) {
    if (ranges_.empty() || ranges_.back().last < block.network) {
      ranges_.push_back({block.network, LastOf(block)});
    }
  }
}

bool AddressSet::Contains(const Ip& address) const {
  const auto range = std::lower_bound(
      ranges_.begin(), ranges_.end(), address,
      [](const Range& candidate, const Ip& value) { return candidate.last < value; });
  return range != ranges_.end() && range->first <= address;
}

}  // namespace precept::nfa
