// Shrinking by trial: every way of dropping one thing gives a smaller case, and
// the first that still fails takes the case's place.  The changes of a rule are
// numbered as a walk over it meets them, so that "the n-th change" needs no
// list of them.

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {
namespace {

// Walks a rule and makes the change numbered `wanted`, if there is one.
class Change {
 public:
  explicit Change(int wanted) : wanted_(wanted) {}

  bool done() const { return done_; }

  void Apply(RuleModel& rule) {
    Apply(rule.pattern);
    ApplyToList(rule.where);
    if (Now(rule.keys.size() > 1)) rule.keys.pop_back();
    if (Now(!rule.keys.empty())) rule.keys.clear();
    if (Now(!rule.among.empty())) rule.among.clear();
    if (rule.among.size() > 1) ApplyToList(rule.among);
    if (Now(rule.within_in_header)) rule.within_in_header = false;
    if (Now(rule.mode != "first")) rule.mode = "first";
  }

 private:
  // Whether it is this change's turn.
  bool Now(bool possible) {
    if (!possible || done_) return false;
    done_ = next_++ == wanted_;
    return done_;
  }

  template <class T>
  void ApplyToList(std::vector<T>& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (Now(true)) {
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        return;
      }
    }
  }

  void Apply(PatternModel& pattern) {
    for (std::size_t i = 0; i < pattern.links.size(); ++i) {
      if (Now(pattern.links.size() > 1)) {
        pattern.links.erase(pattern.links.begin() +
                            static_cast<std::ptrdiff_t>(i));
        return;
      }
      Apply(pattern.links[i]);
    }
    if (Now(!pattern.until.empty())) pattern.until.clear();
    if (pattern.until.size() > 1) ApplyToList(pattern.until);
    if (Now(!pattern.within.empty())) pattern.within.clear();
    for (StepModel& step : pattern.until) Apply(step);
  }

  void Apply(Link& link) {
    if (Now(!link.range.empty())) link.range.clear();
    if (Now(link.arrow == "~>" || link.arrow == "=>")) link.arrow = "->";
    for (StepModel& step : link.negated) Apply(step);
    if (link.negated.size() > 1) ApplyToList(link.negated);
    for (RuleNode& node : link.target) Apply(node);
  }

  void Apply(RuleNode& node) {
    Apply(node.step);
    Apply(node.body);
    ApplyToRepeat(node.repeat);
    for (RuleNode& child : node.children) Apply(child);
    if (node.children.size() > 2) ApplyToList(node.children);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (Now(node.children.size() == 2))
        TakePlaceOf(node, RuleNode(node.children[i]));
    }
    if (Now(IsParenthesesOnly(node)))
      TakePlaceOf(node, RuleNode(node.body.links[0].target[0]));
  }

  static void TakePlaceOf(RuleNode& node, RuleNode part) {
    node = std::move(part);
  }

  static bool IsParenthesesOnly(const RuleNode& node) {
    return node.kind == RuleNode::Kind::kGroup && node.repeat.count.empty() &&
           node.body.links.size() == 1 &&
           node.body.links[0].target.size() == 1 && node.body.until.empty() &&
           node.body.within.empty();
  }

  void Apply(StepModel& step) {
    ApplyToRepeat(step.repeat);
    if (Now(!step.by.empty())) step.by.clear();
    ApplyToList(step.conditions);
  }

  void ApplyToRepeat(RepeatModel& repeat) {
    if (Now(!repeat.joints.empty())) repeat.joints.clear();
    if (Now(!repeat.count.empty())) repeat = {};
    static const std::map<std::string, std::string> smaller{
        {"{3}", "{2}"},   {"{2,3}", "{1,2}"}, {"{2,4}", "{2,3}"},
        {"{3,}", "{2,}"}, {"{2,}", "+"},      {"{0,2}", "*"}};
    const auto found = smaller.find(repeat.count);
    if (Now(found != smaller.end())) repeat.count = found->second;
  }

  int wanted_;
  int next_ = 0;
  bool done_ = false;
};

using Test = std::function<bool(const RandomCase&)>;

bool DropEvents(RandomCase& c, const Test& fails) {
  bool dropped = false;
  for (std::size_t i = c.events.size(); i > 0; --i) {
    RandomCase smaller = c;
    smaller.events.erase(smaller.events.begin() +
                         static_cast<std::ptrdiff_t>(i - 1));
    if (!fails(smaller)) continue;
    c = std::move(smaller);
    dropped = true;
  }
  return dropped;
}

bool DropFields(RandomCase& c, const Test& fails) {
  bool dropped = false;
  for (std::size_t i = 0; i < c.events.size(); ++i) {
    for (const auto& [name, value] : std::map(c.events[i].fields)) {
      RandomCase smaller = c;
      if (name == "id") continue;
      smaller.events[i].fields.erase(name);
      if (!fails(smaller)) continue;
      c = std::move(smaller);
      dropped = true;
    }
  }
  return dropped;
}

bool ChangeRule(RandomCase& c, const Test& fails) {
  bool changed = false;
  for (int i = 0;; ++i) {
    RandomCase smaller = c;
    Change change(i);
    change.Apply(smaller.rule);
    if (!change.done()) return changed;
    Retext(smaller);
    if (!fails(smaller)) continue;
    c = std::move(smaller);
    changed = true;
    --i;  // What was the next change has this one's number now.
  }
}

}  // namespace

RandomCase Shrink(RandomCase c, const Test& fails) {
  bool smaller = true;
  while (smaller) {
    smaller = DropEvents(c, fails);
    smaller = ChangeRule(c, fails) || smaller;
    smaller = DropFields(c, fails) || smaller;
  }
  return c;
}

}  // namespace precept::exhaustive
