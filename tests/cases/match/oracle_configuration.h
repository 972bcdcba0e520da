// The oracle as one more configuration of a match case.
//
// It is given the events as the codec and the types' conditions leave them, and
// finds the matches without the screen, the reorder buffer and the matcher.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lang/ast.h"
#include "nfa/rule_set.h"
#include "nfa/status.h"
#include "tests/cases/match/alert_summary.h"
#include "tests/cases/match/given_events.h"
#include "tests/oracle/oracle.h"

namespace precept::tests {

// The case's rules and events as the oracle takes them.
class OracleConfiguration {
 public:
  // `rules` is what `file` was compiled to.
  OracleConfiguration(lang::ast::File file,
                      std::shared_ptr<const nfa::RuleSet> rules,
                      const GivenStreams& given);

  // The matches of one rule in the order of report, each as SummarizeMatch
  // tells an alert; or what the oracle does not know.
  nfa::Result<std::vector<std::string>> Matches(
      const std::string& rule, const oracle::Options& options) const;

 private:
  void ReadStream(nfa::StreamId stream,
                  const std::vector<MemoryRecord>& records);

  std::vector<lang::ast::File> files_;
  std::shared_ptr<const nfa::RuleSet> rules_;
  nfa::Timestamp start_;
  std::vector<oracle::Event> events_;
  std::vector<std::int64_t> numbers_;  // By position in events_.
};

}  // namespace precept::tests
