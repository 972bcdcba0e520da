// The steps of LANGUAGE 2.3 for one rule and all its keys.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/oracle/conditions.h"
#include "tests/oracle/evaluator.h"
#include "tests/oracle/keys.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/run.h"

namespace precept::oracle {

// What is at hand: an event, or a deadline at a time.
struct Moment {
  nfa::Timestamp time;
  std::optional<std::size_t> event;  // Place in the order of events.
  std::size_t ordinal = 0;           // Moments so far.
};

// A match as it is reported, before indices are those of the caller.
struct Report {
  Run run;
  Moment decided;
  KeyTuple key;
  bool incomplete = false;
};

class Runner {
 public:
  Runner(const lang::ast::Rule& rule, const PatternTree& pattern,
         const Catalog& catalog, const std::vector<const Event*>& events,
         const Options& options, Evaluator& evaluator);

  // Reads all events in order, and lets time run out if asked.
  void RunAll();

  const std::vector<Report>& reports() const { return reports_; }
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  // 2.3, item 1.
  void MeetDeadlines(std::optional<nfa::Timestamp> before);
  std::optional<nfa::Timestamp> NextDeadline(
      std::optional<nfa::Timestamp> before) const;
  void MeetDeadline(nfa::Timestamp deadline);
  // Sorts the reports from this one on by preference.
  void SortReports(std::size_t reported);
  void MeetInRun(const KeyState& state, const Run& run, nfa::Timestamp deadline,
                 const Moment& moment, std::vector<Run>& out);
  // Adds what an absence leads to.
  void TakeAbsence(const KeyState& state, const Run& run, const Way& way,
                   const Moment& moment, std::vector<Run>& out);
  // 2.3, item 2.
  void EndScopes(KeyState& state, const Event& event, const Moment& moment);
  // The outermost scope of the way that the event ends; null: none.
  const Frame* ScopeEnded(const KeyState& state, const Run& run, const Way& way,
                          const Event& event);
  // 2.3, item 3.
  void ReadEvent(KeyState& state, const Event& event, const Moment& moment);
  std::optional<Run> Take(const KeyState& state, const Run& run, const Way& way,
                          const Event& event, const Moment& moment);
  bool GuardFits(const KeyState& state, const Run& run, const Event& event);
  std::vector<Way> WaysThatRemain(const Run& run,
                                  const std::vector<const Way*>& takers,
                                  const Event& event) const;
  // 2.3, item 4.
  void Begin(KeyState& state, const Event& event, const Moment& moment);
  // Settles where a run stands after it came to new ways.
  void Arrive(Run& run, std::vector<Way> ways, const Moment& moment) const;
  // 2.3, item 5 and 2.2.
  void ReportAll(KeyState& state, const Moment& moment);
  void ReportFirst(KeyState& state, const Moment& moment);
  void ReportLongest(KeyState& state, const Moment& moment, bool drained);
  void ReportEach(KeyState& state, const Moment& moment);
  void ReportEvery(KeyState& state, const Moment& moment);
  void KeepLatest(KeyState& state);
  void HoldComplete(KeyState& state);
  bool PassesRest(const KeyState& state, const Run& run);
  bool AddReport(KeyState& state, const Run& run, const Moment& moment);

  KeyState& StateOf(const KeyTuple& key);
  bool IsAmong(const Event& event) const;
  bool HasKey(const Step& step, const Event& event, const KeyTuple& key);
  std::size_t RankOfKey(const Report& report);

  const lang::ast::Rule& rule_;
  const PatternTree& pattern_;
  const Catalog& catalog_;
  const std::vector<const Event*>& events_;
  const Options& options_;
  lang::ast::Mode mode_;
  Keys keys_;
  Conditions conditions_;
  std::vector<std::string> strict_types_;  // Base types that close `=>`.
  std::set<std::string> streams_;
  std::vector<std::unique_ptr<KeyState>> states_;  // In order of appearance.
  std::vector<Report> reports_;
  std::vector<std::string> failures_;
  nfa::Timestamp now_{INT64_MIN};
  std::size_t ordinal_ = 0;
};

}  // namespace precept::oracle
