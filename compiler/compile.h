// Rule files to a rule set, in one call: parse, check, lower.
//
//   SourceText → ast::File → CheckedRules → nfa::RuleSet
//
// Files are read by the caller: the compiler does no I/O.

#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "compiler/checked_rules.h"
#include "lang/ast.h"
#include "lang/diagnostic.h"
#include "lang/source_text.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

struct CompileResult {
  // Parsed files in the order of the SourceMap; those of tests included.
  std::vector<lang::ast::File> files;
  // Nothing if there were errors.
  std::optional<CheckedRules> checked;
  std::shared_ptr<const nfa::RuleSet> rules;
  lang::DiagnosticSink diagnostics;
};

// Compiles all files of `sources` as one rule set.  Errors of all stages that
// can run are reported; a stage runs if the one before it left what it needs.
CompileResult Compile(const lang::SourceMap& sources);

}  // namespace precept::compiler
