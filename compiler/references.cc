#include "compiler/references.h"

#include <algorithm>
#include <vector>

namespace precept::compiler {

std::set<std::string> References::ReachedFrom(const std::string& from) const {
  std::set<std::string> reached;
  std::vector<std::string> pending{from};
  while (!pending.empty()) {
    const auto at = edges_.find(pending.back());
    pending.pop_back();
    if (at == edges_.end()) continue;
    for (const std::string& to : at->second) {
      if (to != from && reached.insert(to).second) pending.push_back(to);
    }
  }
  return reached;
}

bool References::IsNamed(const std::string& name) const {
  return std::any_of(edges_.begin(), edges_.end(), [&](const auto& edge) {
    return edge.second.count(name) > 0;
  });
}

}  // namespace precept::compiler
