// What is known where an expression is evaluated: which values are present and
// which are not 0, because a condition before it says so.
//
// In `home is present and home != "DE"` the second comparison may rely on the
// first, and in `if n > 0 then x / n else 0` so may the division.

#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "nfa/expression.h"

namespace precept::compiler {

// Thread safety: none.
class Facts {
 public:
  // `pool` must outlive this.
  explicit Facts(const nfa::ExpressionPool& pool) : pool_(pool) {}

  void AssumeTrue(nfa::ExprId condition);
  void AssumeFalse(nfa::ExprId condition);
  bool IsPresent(nfa::ExprId value) const;
  bool IsNotZero(nfa::ExprId value) const;

  // What has been assumed since a Mark is forgotten by Return.
  struct Mark {
    std::size_t present = 0;
    std::size_t not_zero = 0;
  };
  Mark Here() const { return {present_.size(), not_zero_.size()}; }
  void Return(Mark mark);

 private:
  // A value that is present, and what it is worked out from.
  void AssumePresent(nfa::ExprId value);

  const nfa::ExpressionPool& pool_;
  std::vector<nfa::ExprId> present_;
  std::vector<nfa::ExprId> not_zero_;
};

// Whether a value is missing where those are for which `is_missing` says so.
bool IsMissingWith(const nfa::ExpressionPool& pool, nfa::ExprId value,
                   const std::function<bool(nfa::ExprId)>& is_missing);

// The sign of a number or duration; nothing for anything else.
enum class Sign { kNegative, kZero, kPositive };
bool HasSign(const nfa::Value& value, Sign sign);

}  // namespace precept::compiler
