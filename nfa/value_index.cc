#include "nfa/value_index.h"

#include <algorithm>
#include <utility>

namespace precept::nfa {

void ValueIndex::Add(std::uint32_t slot, const IndexKey& key) {
  if (slot >= spots_.size()) spots_.resize(slot + 1);
  spots_[slot] = {key, kNone, kNone, true};
  ++size_;
  if (is_ordered_) {
    Insert(Sorted(key, slot));
  } else {
    Chain(slot);
  }
}

void ValueIndex::Remove(std::uint32_t slot) {
  if (slot >= spots_.size() || !spots_[slot].is_in) return;
  if (is_ordered_) {
    Erase(Sorted(spots_[slot].key, slot));
  } else {
    Unchain(slot);
  }
  spots_[slot].is_in = false;
  --size_;
}

void ValueIndex::Find(std::uint64_t hash, unsigned __int128 low, unsigned __int128 high,
                      std::vector<std::uint32_t>& out, std::size_t most) const {
  if (!is_ordered_) {
    const auto chain = chains_.find(hash);
    if (chain == chains_.end()) return;
    for (std::uint32_t at = chain->second; at != kNone && out.size() < most;
         at = spots_[at].next) {
      out.push_back(at);
    }
    return;
  }
  if (blocks_.empty()) return;
  const Sorted first({hash, low}, 0);
  const Sorted last({hash, high}, kNone);
  std::size_t block = BlockOf(first);
  auto at = std::lower_bound(blocks_[block].begin(), blocks_[block].end(), first);
  for (;; ++at) {
    if (at == blocks_[block].end()) {
      if (++block == blocks_.size()) return;
      at = blocks_[block].begin();
    }
    if (last < *at || out.size() >= most) return;
    out.push_back(at->slot);
  }
}

// ---- chains ------------------------------------------------------------------

void ValueIndex::Chain(std::uint32_t slot) {
  const auto [chain, is_new] = chains_.try_emplace(spots_[slot].key.hash, slot);
  if (is_new) return;
  spots_[slot].next = chain->second;
  spots_[chain->second].previous = slot;
  chain->second = slot;
}

void ValueIndex::Unchain(std::uint32_t slot) {
  const Spot& spot = spots_[slot];
  if (spot.next != kNone) spots_[spot.next].previous = spot.previous;
  if (spot.previous != kNone) {
    spots_[spot.previous].next = spot.next;
  } else if (spot.next != kNone) {
    chains_[spot.key.hash] = spot.next;
  } else {
    chains_.erase(spot.key.hash);
  }
}

// ---- blocks ------------------------------------------------------------------

std::size_t ValueIndex::BlockOf(const Sorted& sorted) const {
  const auto after = std::upper_bound(
      blocks_.begin(), blocks_.end(), sorted,
      [](const Sorted& wanted, const Block& block) { return wanted < block.front(); });
  return after == blocks_.begin() ? 0 : static_cast<std::size_t>(after - blocks_.begin()) - 1;
}

void ValueIndex::Insert(const Sorted& sorted) {
  if (blocks_.empty()) {
    blocks_.push_back({sorted});
    return;
  }
  const std::size_t number = BlockOf(sorted);
  Block& block = blocks_[number];
  block.insert(std::lower_bound(block.begin(), block.end(), sorted), sorted);
  if (block.size() <= kBlockSize) return;
  const auto middle = block.begin() + kBlockSize / 2;
  Block upper;
  upper.reserve(kBlockSize + 1);
  upper.assign(middle, block.end());
  block.erase(middle, block.end());
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(number) + 1, std::move(upper));
}

void ValueIndex::Erase(const Sorted& sorted) {
  const std::size_t number = BlockOf(sorted);
  Block& block = blocks_[number];
  block.erase(std::lower_bound(block.begin(), block.end(), sorted));
  if (block.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(number));
}

}  // namespace precept::nfa
