// A case through the whole engine and through the oracle, both answers in the
// same words.
//
// A rule is read once and asked about any number of cases of the same text.
//
// Thread safety: none.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/source_text.h"
#include "nfa/rule_set.h"
#include "tests/exhaustive/random_case.h"
#include "tests/oracle/oracle.h"

namespace precept::exhaustive {

struct Answer {
  // One line a match, in the order of report: "at TIME [key] step=event …".
  std::vector<std::string> matches;
  // Why there is no answer: the rule did not compile, a part failed.
  std::string failure;
  bool operator==(const Answer&) const = default;
};

// How the engine runs: nothing of it may show.
struct Configuration {
  std::size_t batch_rows = 1024;
  // After so many events all state is thrown away and read from a store again;
  // 0: never.
  std::size_t restart_after = 0;
  // State is journals wherever they are shorter than the snapshot.
  bool prefers_journals = false;
  std::string ToText() const;
};

class EngineRule {
 public:
  explicit EngineRule(const std::string& rule_text);

  // Why it did not compile; empty if it did.
  const std::string& failure() const { return failure_; }

  // Feeds the case's events as JSON lines, and reads the alerts.
  // REQUIRES: the case's rule text is the one given.
  Answer Ask(const RandomCase& c, const Configuration& configuration) const;

 private:
  std::shared_ptr<const nfa::RuleSet> rules_;
  std::string failure_;
};

class OracleRule {
 public:
  explicit OracleRule(const std::string& rule_text);

  // Why it is no rule; empty if it is.
  const std::string& failure() const { return failure_; }
  Answer Ask(const RandomCase& c) const;

 private:
  std::vector<lang::ast::File> files_;
  std::optional<oracle::PreparedRule> rule_;
  std::string failure_;
};

}  // namespace precept::exhaustive
