// A range of keys in the order of their bytes.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace precept::runtime {

// The keys that are not less than `begin` and less than `end`.
struct KeyRange {
  std::string begin;
  std::optional<std::string> end;  // Nothing: all keys from `begin` on.

  static KeyRange All() { return {}; }

  // The keys that begin with `prefix`, it among them.
  static KeyRange Prefix(std::string_view prefix) {
    KeyRange range{std::string(prefix), std::string(prefix)};
    // The least key behind them: the last byte that can grow grows.
    while (!range.end->empty() && range.end->back() == '\xFF') range.end->pop_back();
    if (range.end->empty()) {
      range.end.reset();
    } else {
      ++range.end->back();
    }
    return range;
  }

  bool empty() const { return end && *end <= begin; }
};

}  // namespace precept::runtime
