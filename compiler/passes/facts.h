// What is known where an expression is evaluated: which values are present and
// which are not 0, because a condition before it says so.
//
// In `home is present and home != "DE"` the second comparison may rely on the
// first, and in `if n > 0 then x / n else 0` so may the division.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/scope.h"
#include "nfa/expression.h"

namespace precept::compiler {

// Thread safety: none.
class Facts {
 public:
  using FindEvent = std::function<std::optional<EventBehind>(nfa::ExprId)>;

  // `event_behind` tells of a value which event it is read of.  `pool` must
  // outlive this.
  explicit Facts(
      const nfa::ExpressionPool& pool,
      FindEvent event_behind = [](nfa::ExprId) { return std::nullopt; })
      : pool_(pool), event_behind_(std::move(event_behind)) {}

  void AssumeTrue(nfa::ExprId condition);
  void AssumeFalse(nfa::ExprId condition);
  bool IsPresent(nfa::ExprId value) const;
  bool IsNotZero(nfa::ExprId value) const;

  // What has been assumed since a Mark is forgotten by Return.
  struct Mark {
    std::size_t present = 0;
    std::size_t not_zero = 0;
    std::size_t events = 0;
  };
  Mark Here() const {
    return {present_.size(), not_zero_.size(), events_.size()};
  }
  void Return(Mark mark);

 private:
  // A value that is present, and what it is worked out from.
  void AssumePresent(nfa::ExprId value);
  // A number that is not 0; where it counts events, they are there.
  void AssumeNotZero(nfa::ExprId value);

  const nfa::ExpressionPool& pool_;
  FindEvent event_behind_;
  std::vector<nfa::ExprId> present_;
  std::vector<nfa::ExprId> not_zero_;
  std::vector<std::uint32_t> events_;  // EventBehind::event of those there.
};

// Whether a value is missing where those are for which `is_missing` says so.
bool IsMissingWith(const nfa::ExpressionPool& pool, nfa::ExprId value,
                   const std::function<bool(nfa::ExprId)>& is_missing);

// ==, <, in, like, …: false where an operand is missing.
bool IsComparison(nfa::Op op);

// The sign of a number or duration; nothing for anything else.
enum class Sign { kNegative, kZero, kPositive };
bool HasSign(const nfa::Value& value, Sign sign);

}  // namespace precept::compiler
