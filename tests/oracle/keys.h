// Under which keys an event is seen (LANGUAGE 2.1, Keys).

#pragma once

#include <vector>

#include "nfa/value.h"
#include "tests/oracle/evaluator.h"
#include "tests/oracle/pattern.h"

namespace precept::oracle {

using KeyTuple = std::vector<nfa::Value>;

class Keys {
 public:
  Keys(const lang::ast::Match& match, const PatternTree& pattern,
       const Catalog& catalog, Evaluator& evaluator);

  // The keys under which a step finds the event; none if it is of another type
  // or "an event whose key is missing".
  std::vector<KeyTuple> KeysForStep(const Step& step, const Event& event);
  // "An event is seen once under every key that some step gives it", in the
  // order of the steps that gave them.
  std::vector<KeyTuple> KeysOf(const Event& event);
  // The names of the key: the header's, else the first step's.
  const lang::ast::By* header() const { return header_; }

 private:
  std::vector<KeyTuple> KeysBy(const lang::ast::By* by, const std::string& type,
                               const Event& event);
  bool HasStep(const std::string& base) const;

  const lang::ast::Match& match_;
  const PatternTree& pattern_;
  const Catalog& catalog_;
  Evaluator& evaluator_;
  const lang::ast::By* header_ = nullptr;
};

}  // namespace precept::oracle
