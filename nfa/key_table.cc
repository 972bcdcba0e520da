#include "nfa/key_table.h"

#include <cstring>

namespace precept::nfa {

std::uint32_t KeyTable::Find(const EncodedKey& key) const {
  const auto it = by_bytes_.find(key);
  return it == by_bytes_.end() ? kNone : *it;
}

std::uint32_t KeyTable::Add(const EncodedKey& key) {
  const std::uint32_t number = states_.Allocate();
  KeyState& state = states_[number];
  state = KeyState{};
  state.hash = key.hash;
  if (!key.bytes.empty()) {
    auto* bytes = static_cast<char*>(memory_.allocate(key.bytes.size(), 1));
    std::memcpy(bytes, key.bytes.data(), key.bytes.size());
    state.bytes = {bytes, key.bytes.size()};
  }
  by_bytes_.insert(number);
  return number;
}

void KeyTable::Remove(std::uint32_t number) {
  KeyState& state = states_[number];
  by_bytes_.erase(number);
  if (!state.bytes.empty()) {
    memory_.deallocate(const_cast<char*>(state.bytes.data()), state.bytes.size(), 1);
  }
  state.buckets.clear();
  states_.Free(number);
}

}  // namespace precept::nfa
