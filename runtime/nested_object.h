// Fields with dotted names as one JSON object: a.x and a.y stand together in
// "a".  What is missing is left out, and an object of which all is missing too.
//
// Thread safety: immutable once built.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace precept::runtime {

class NestedObject {
 public:
  using Path = std::vector<std::string>;

  // Members stand in the order in which the paths first name them.  A path
  // that goes on through another's value ("a" and "a.b") is not nested there:
  // the rest of its name is one member, "a.b".  REQUIRES: none is empty, they
  // are distinct.
  explicit NestedObject(const std::vector<Path>& paths);

  // `value(i, out)` appends the value of path i as JSON, or returns false.
  template <class F>
  void Append(std::string& out, F&& value) const {
    AppendNode(0, out, value);
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  struct Member {
    std::string name;
    std::string label;  // The name in quotes and a colon.
    std::size_t path = kNone;
    std::size_t node = kNone;  // One of the two.
  };
  using Node = std::vector<Member>;

  void Insert(const std::vector<Path>& paths, std::size_t index);
  Member* Find(std::size_t node, std::string_view name);
  void AddMember(std::size_t node, std::string name, std::size_t path, std::size_t child);

  template <class F>
  bool AppendNode(std::size_t node, std::string& out, F& value) const {
    bool any = false;
    out += '{';
    for (const Member& member : nodes_[node]) {
      const std::size_t mark = out.size();
      if (any) out += ',';
      out += member.label;
      const bool has_value = member.path != kNone ? value(member.path, out)
                                                  : AppendNode(member.node, out, value);
      if (!has_value) out.resize(mark);
      any |= has_value;
    }
    out += '}';
    return any;
  }

  std::vector<Node> nodes_;
};

}  // namespace precept::runtime
