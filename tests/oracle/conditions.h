// The conditions of steps and of the clause `where`, with what names mean at
// each of them (LANGUAGE 2.1, Conditions and The clause `where`).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/oracle/evaluator.h"
#include "tests/oracle/keys.h"
#include "tests/oracle/pattern.h"
#include "tests/oracle/run.h"

namespace precept::oracle {

class Conditions {
 public:
  // `events` are in the order of events; a Taken's event is an index into it.
  Conditions(const lang::ast::Rule& rule, const PatternTree& pattern,
             const lang::ast::By* header,
             const std::vector<const Event*>& events, Evaluator& evaluator);

  // Whether the event is of the step's type and meets its condition, for a run
  // that has taken `taken` and would take it in the rounds `rounds`.
  bool StepFits(const Step& step, const Event& event,
                const std::vector<Taken>& taken, const Rounds& rounds);

  std::size_t num_conjuncts() const { return conjuncts_.size(); }
  // Whether no variable that the conjunct names may still grow, given the steps
  // still ahead.
  bool IsComplete(std::size_t conjunct,
                  const std::vector<const Step*>& ahead) const;
  bool ConjunctHolds(std::size_t conjunct, const std::vector<Taken>& taken,
                     const KeyTuple& key);

 private:
  // The variables as a step in `loops` and `rounds` sees them.
  void AddVariables(const std::vector<const Node*>& loops, const Rounds& rounds,
                    const std::vector<Taken>& taken, Context& context) const;
  void AddKeys(const KeyTuple& key, Context& context);

  const PatternTree& pattern_;
  const lang::ast::By* header_;
  const std::vector<const Event*>& events_;
  Evaluator& evaluator_;
  std::vector<const lang::ast::Expr*> conjuncts_;
  std::vector<std::vector<std::string>> names_;  // By conjunct.
};

}  // namespace precept::oracle
