#include "connectors/codec/path_plan.h"

#include <bit>

namespace precept::connectors {

PathPlan::PathPlan(std::vector<PathSegments> paths) : paths_(std::move(paths)) {
  std::vector<Place> start;
  for (std::uint32_t i = 0; i < paths_.size(); ++i) start.emplace_back(i, 0);
  NodeOf(start);
}

std::size_t PathPlan::NodeOf(const std::vector<Place>& places) {
  if (const auto found = by_places_.find(places); found != by_places_.end()) {
    return found->second;
  }
  const std::size_t id = nodes_.size();
  by_places_.emplace(places, id);
  nodes_.emplace_back();

  Node node;
  node.first_stamp = num_places_;
  num_places_ += places.size();
  // By key: where it leads, and the positions in Node::paths that it serves.
  std::map<std::string, std::pair<std::vector<Place>, std::vector<std::uint32_t>>> runs;
  for (const auto& [path, behind] : places) {
    const PathSegments& segments = paths_[path];
    const auto position = static_cast<std::uint32_t>(node.paths.size());
    node.paths.push_back(path);
    if (behind == segments.size()) node.leaves.push_back(path);
    if (segments.size() - behind > 1) node.ambiguous = true;
    std::string run;
    for (std::uint32_t i = behind; i < segments.size(); ++i) {
      run += (i == behind ? "" : ".") + segments[i];
      auto& [targets, members] = runs[run];
      targets.emplace_back(path, i + 1);
      members.push_back(position);
    }
  }
  for (auto& [text, run] : runs) {
    const std::size_t child = NodeOf(run.first);
    node.keys.push_back({text, child, std::move(run.second), num_keys_++});
  }
  FillTable(node);
  nodes_[id] = std::move(node);
  return id;
}

void PathPlan::FillTable(Node& node) {
  if (node.keys.empty()) return;
  node.table.assign(std::bit_ceil(4 * node.keys.size()), 0);
  const std::size_t mask = node.table.size() - 1;
  for (std::size_t k = 0; k < node.keys.size(); ++k) {
    std::size_t i = Slot(node.keys[k].text) & mask;
    while (node.table[i] != 0) i = (i + 1) & mask;
    node.table[i] = static_cast<std::uint32_t>(k + 1);
  }
}

}  // namespace precept::connectors
