#include "runtime/nested_object.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "nfa/value.h"

namespace precept::runtime {

NestedObject::NestedObject(const std::vector<Path>& paths) : nodes_(1) {
  for (std::size_t i = 0; i < paths.size(); ++i) Insert(paths, i);
}

void NestedObject::Insert(const std::vector<Path>& paths, std::size_t index) {
  const Path& path = paths[index];
  std::size_t node = 0, depth = 0;
  for (; depth + 1 < path.size(); ++depth) {
    const Path behind(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth) + 1);
    if (std::find(paths.begin(), paths.end(), behind) != paths.end()) break;
    const Member* member = Find(node, path[depth]);
    const std::size_t child = member != nullptr ? member->node : nodes_.size();
    if (member == nullptr) {
      nodes_.emplace_back();
      AddMember(node, path[depth], kNone, child);
    }
    node = child;
  }
  std::string rest = path[depth];
  for (++depth; depth < path.size(); ++depth) rest += "." + path[depth];
  AddMember(node, std::move(rest), index, kNone);
}

NestedObject::Member* NestedObject::Find(std::size_t node, std::string_view name) {
  for (Member& member : nodes_[node]) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

void NestedObject::AddMember(std::size_t node, std::string name, std::size_t path,
                             std::size_t child) {
  Member member{std::move(name), {}, path, child};
  nfa::AppendJsonString(member.name, member.label);
  member.label += ':';
  nodes_[node].push_back(std::move(member));
}

}  // namespace precept::runtime
