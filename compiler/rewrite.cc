#include "compiler/rewrite.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace precept::compiler {
namespace {

using ColumnFunction = std::function<nfa::ExprId(std::uint32_t, nfa::Type)>;

class Substitution {
 public:
  Substitution(const nfa::ExpressionPool& from, const ColumnFunction& column,
               nfa::ExpressionPool& to)
      : from_(from), column_(column), to_(to) {}

  nfa::ExprId Apply(nfa::ExprId id) {
    const auto known = done_.find(id);
    if (known != done_.end()) return known->second;
    nfa::Expr node = from_[id];  // A copy: `to` may be the same pool.
    const nfa::ExprId result = Rebuild(std::move(node));
    done_.emplace(id, result);
    return result;
  }

 private:
  nfa::ExprId Rebuild(nfa::Expr node) {
    if (node.op == nfa::Op::kColumn) return column_(node.column, node.type);
    for (nfa::ExprId& arg : node.args) arg = Apply(arg);
    return to_.Intern(std::move(node));
  }

  const nfa::ExpressionPool& from_;
  const ColumnFunction& column_;
  nfa::ExpressionPool& to_;
  std::map<nfa::ExprId, nfa::ExprId> done_;
};

ExpressionSize Measure(const nfa::ExpressionPool& pool, nfa::ExprId id,
                       std::map<nfa::ExprId, ExpressionSize>& known) {
  const auto at = known.find(id);
  if (at != known.end()) return at->second;
  constexpr std::size_t kMany = std::size_t{1} << 40;
  ExpressionSize size{1, 1};
  for (const nfa::ExprId arg : pool[id].args) {
    const ExpressionSize part = Measure(pool, arg, known);
    size.nodes = std::min(kMany, size.nodes + part.nodes);
    size.depth = std::max(size.depth, part.depth + 1);
  }
  known.emplace(id, size);
  return size;
}

}  // namespace

nfa::ExprId Substitute(const nfa::ExpressionPool& from, nfa::ExprId id,
                       std::span<const std::optional<nfa::ExprId>> columns,
                       nfa::ExpressionPool& to) {
  return Substitute(
      from, id,
      [&](std::uint32_t number, nfa::Type type) {
        const auto& column = columns[number];
        return column ? *column : to.Constant(nfa::Value(), type);
      },
      to);
}

nfa::ExprId Substitute(
    const nfa::ExpressionPool& from, nfa::ExprId id,
    const std::function<nfa::ExprId(std::uint32_t, nfa::Type)>& column,
    nfa::ExpressionPool& to) {
  return Substitution(from, column, to).Apply(id);
}

ExpressionSize SizeOf(const nfa::ExpressionPool& pool, nfa::ExprId id) {
  std::map<nfa::ExprId, ExpressionSize> known;
  return Measure(pool, id, known);
}

}  // namespace precept::compiler
