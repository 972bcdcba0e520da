// A match as the alert that users get: one line of JSON, to the byte of the
// schema (docs: the alert).  What the wall clock says is not in it.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "nfa/evaluator.h"
#include "nfa/event_row.h"
#include "nfa/match.h"
#include "nfa/rule_set.h"

namespace precept::runtime {

class AlertWriter {
 public:
  // All must outlive this.
  AlertWriter(const nfa::RuleSet& rules,
              const nfa::PreparedExpressions& expressions,
              const nfa::EventRowStore& rows);
  ~AlertWriter();

  // Appends the alert without a line's end.
  void Append(const nfa::Match& match, std::string& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace precept::runtime
