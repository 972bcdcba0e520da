// The clause `meta` of a rule.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/reporter.h"
#include "lang/ast.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

struct CheckedMeta {
  nfa::Severity severity = nfa::Severity::kMedium;
  std::optional<double> risk;
  std::vector<std::string> attack;
  std::vector<std::pair<std::string, std::string>> labels;  // Name, JSON text.
  bool off = false;  // mode: off
};

CheckedMeta CheckMeta(const lang::ast::Meta& meta, Reporter& reporter);

// "info", "low", … in order.
std::vector<std::string> SeverityWords();
std::optional<nfa::Severity> SeverityOf(const std::string& word);

}  // namespace precept::compiler
