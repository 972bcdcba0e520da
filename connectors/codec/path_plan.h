// The paths that are wanted of a stream's records, ready to be followed all at
// once in one walk over a record.
//
// At an object, a path goes on through the shortest run of its segments that
// is a key there: a.b.c through "a", or where there is none "a.b", or else
// "a.b.c".  A node of the plan is where a set of paths stands, each with a
// number of segments behind it; a key of a node is one such run.
//
// Invariant: a node does not reach itself, since every key uses up segments.
//
// Thread safety: immutable once built.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace precept::connectors {

using PathSegments = std::vector<std::string>;

class PathPlan {
 public:
  static constexpr std::size_t kRoot = 0;

  struct Key {
    std::string text;
    std::size_t child = 0;  // A node.
    // Positions in Node::paths of those for which it is a run.
    std::vector<std::uint32_t> members;
    std::size_t stamp = 0;  // Numbers all keys of the plan.
  };
  struct Node {
    std::vector<std::uint32_t> paths;   // Standing here, ascending.
    std::vector<std::uint32_t> leaves;  // Those of them that end here.
    std::vector<Key> keys;
    // Some path could go on by more than one key.
    bool ambiguous = false;
    std::size_t first_stamp = 0;  // Numbers Node::paths of the whole plan.
    // Open addressing: position in keys + 1, 0 for none.
    std::vector<std::uint32_t> table;
  };

  // REQUIRES: distinct paths, none empty.
  explicit PathPlan(std::vector<PathSegments> paths);

  const std::vector<PathSegments>& paths() const { return paths_; }
  const Node& node(std::size_t id) const { return nodes_[id]; }
  // How many keys, and how many places of paths, all nodes have together.
  std::size_t num_keys() const { return num_keys_; }
  std::size_t num_places() const { return num_places_; }

  // Null if no path goes on by it.
  static const Key* Find(const Node& node, std::string_view text) {
    if (node.table.empty()) return nullptr;
    const std::size_t mask = node.table.size() - 1;
    for (std::size_t i = Slot(text) & mask; node.table[i] != 0; i = (i + 1) & mask) {
      const Key& key = node.keys[node.table[i] - 1];
      if (key.text == text) return &key;
    }
    return nullptr;
  }

 private:
  // Path and number of segments behind it.
  using Place = std::pair<std::uint32_t, std::uint32_t>;

  static std::size_t Slot(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [](char c) { return static_cast<unsigned char>(c); };
    return text.size() * 5 + byte(text.front()) * 3 + byte(text.back()) * 17 +
           byte(text[text.size() / 2]) * 7;
  }
  std::size_t NodeOf(const std::vector<Place>& places);
  static void FillTable(Node& node);

  std::vector<PathSegments> paths_;
  std::vector<Node> nodes_;
  std::map<std::vector<Place>, std::size_t> by_places_;
  std::size_t num_keys_ = 0;
  std::size_t num_places_ = 0;
};

}  // namespace precept::connectors
