// Which declaration refers to which: for the hash of a rule's meaning and for
// the warnings about what nothing reads.

#pragma once

#include <map>
#include <set>
#include <string>

namespace precept::compiler {

class References {
 public:
  // `from` names `to`; names of declarations.
  void Add(const std::string& from, const std::string& to) {
    if (from != to) edges_[from].insert(to);
  }
  // Everything that `from` reaches, itself left out.
  std::set<std::string> ReachedFrom(const std::string& from) const;
  // Whether any declaration names it.
  bool IsNamed(const std::string& name) const;

 private:
  std::map<std::string, std::set<std::string>> edges_;
};

}  // namespace precept::compiler
