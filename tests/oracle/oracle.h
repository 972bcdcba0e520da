// The definition of a match, run as it is written (LANGUAGE 2.1 to 2.3).
//
// Every partial match is a run of its own: a copy of its bindings and of the
// ways that are open to it.  Nothing is shared, indexed or pruned; what a run
// does is the sentence of the text that is cited beside the code.  The cost is
// exponential where the pattern is.
//
// It shares values with the engine and nothing else, and is linked nowhere but
// in tests.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/ast.h"
#include "nfa/value.h"
#include "tests/oracle/event.h"

namespace precept::oracle {

struct Options {
  // "`--drain` lets it run out, and then reports what is held".
  bool drain = false;
  // "the starting events with a run alive", per key.
  std::size_t start_cap = 1'000'000;
  // "Matches of one event under `all`".
  std::size_t matches_cap = 10'000;
  // The oracle gives up, as a failure, rather than run for ever.
  std::size_t max_runs = 100'000;
};

struct Binding {
  std::string label;      // The step's name, else its type.
  int variable = 0;       // Labels in the order of the text, from 0.
  std::size_t event = 0;  // Index in the events given.
  bool operator==(const Binding&) const = default;
};

struct Match {
  nfa::Timestamp decided_at;
  // The event that decided it, by its index in the events given; nothing: a
  // deadline, or the end of a drained input.
  std::optional<std::size_t> decided_by;
  std::vector<nfa::Value> key;
  std::vector<Binding> bindings;  // "in the order taken"
  bool incomplete = false;        // A cap dropped something.
  bool operator==(const Match&) const = default;
};

struct Outcome {
  std::vector<Match> matches;  // In the order of report.
  // What the oracle could not read or evaluate; the matches mean nothing
  // unless this is empty.
  std::vector<std::string> failures;
};

// A rule read once, to be run over many inputs.
//
// Thread safety: none.  The files must outlive it.
class PreparedRule {
 public:
  PreparedRule(const std::vector<lang::ast::File>& files,
               const std::string& rule);
  ~PreparedRule();

  // What cannot be read as a rule; if there is any, it does not run.
  const std::vector<std::string>& failures() const;
  // Runs it over the events, which may be given in any order.
  Outcome Run(const std::vector<Event>& events,
              const Options& options = {}) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

// The same for one input.
Outcome RunOracle(const std::vector<lang::ast::File>& files,
                  const std::string& rule, const std::vector<Event>& events,
                  const Options& options = {});

// One line a match: for tables of expectations and reports of failures.
std::string ToText(const Match& match);

}  // namespace precept::oracle
