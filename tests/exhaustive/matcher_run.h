// One rule's matcher alone, with what it holds open to view: events go through
// the classifier and the screen one by one, in the order of events.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nfa/classify.h"
#include "nfa/matcher.h"
#include "nfa/screen/screen.h"
#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {

// The rule set of a text, or nothing if it is refused.
std::shared_ptr<const nfa::RuleSet> CompileText(const std::string& rule_text);

class MatcherRun : public nfa::MatchSink {
 public:
  MatcherRun(std::shared_ptr<const nfa::RuleSet> rules, const nfa::CapSettings& caps);

  // Feeds an event, `later` than it says.
  void Feed(const oracle::Event& event, nfa::Duration later);
  void AdvanceTo(nfa::Timestamp time) { matcher_.AdvanceTo(time, *this); }
  void Finish(nfa::Timestamp time) { matcher_.Finish(time, *this); }

  nfa::Matcher& matcher() { return matcher_; }
  std::size_t open_starts() const { return matcher_.open_starts(); }
  std::size_t open_keys() const { return matcher_.open_keys(); }
  std::size_t num_rows() const { return rows_.size(); }

  // "decided [key] step=stream:offset …", a line a match, with the times as they
  // would be if nothing had been fed later.
  std::vector<std::string> matches;

 private:
  void OnMatch(const nfa::Match& match) override;

  std::shared_ptr<const nfa::RuleSet> rules_;
  nfa::PreparedExpressions prepared_;
  nfa::ScreenPlan plan_;
  nfa::Screen screen_;
  nfa::Classifier classifier_;
  nfa::EventRowStore rows_;
  nfa::Matcher matcher_;
  nfa::ScreenedRows screened_;
  nfa::Duration later_;
};

// The caps of a case; tables are searched however small they are.
nfa::CapSettings CapsOf(const RandomCase& c);

// The events of a case in the order in which they are read.
std::vector<oracle::Event> InOrder(const RandomCase& c);

}  // namespace precept::exhaustive
