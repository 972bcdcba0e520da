// Rules are drawn from the outside in.  What is in scope travels with the draw:
// the variables that a condition may read, and the repeated groups around it,
// which say whether a variable is a list.

#include "tests/exhaustive/random_rule.h"

#include <algorithm>

namespace precept::exhaustive {
namespace {

struct Visible {
  std::string name;
  bool repeats = false;
  std::vector<int> loops;
};

class Maker {
 public:
  Maker(const Features& features, Draw& draw) : f_(features), d_(draw) {}

  RuleModel Make() {
    rule_.mode = d_.Of(f_.modes);
    MakeKeys();
    const bool bounded =
        f_.within && (rule_.mode == "longest" || d_.Chance(60));
    rule_.pattern = MakePattern(0, bounded);
    if (f_.among && d_.Chance(25)) rule_.among = {"A", "B", "C", "D"};
    if (f_.where && !seen_.empty() && d_.Chance(35)) MakeWhere();
    return std::move(rule_);
  }

 private:
  void MakeKeys() {
    if (f_.any_keys && d_.Chance(20)) {
      rule_.keys = {"any tags"};
      return;
    }
    if (f_.no_key && d_.Chance(35)) return;
    const std::string mark = f_.optional_keys && d_.Chance(25) ? "?" : "";
    rule_.keys = {"k" + mark};
    if (f_.several_keys && d_.Chance(20)) rule_.keys.push_back("h" + mark);
  }

  std::string MakeStepKey() {
    if (!f_.step_keys || rule_.keys.empty() || !d_.Chance(20)) return "";
    if (rule_.keys.size() == 2) return "by h, k";
    return rule_.keys[0].ends_with('?') && d_.Chance(50) ? "by h?" : "by h";
  }

  std::string MakeType() {
    std::vector<std::string> types{"A", "B", "C", "D", "A", "B"};
    if (f_.unions) types.push_back("P");
    if (f_.derived_types) types.push_back("Big");
    return d_.Of(types);
  }

  std::string Seconds(int least, int most) {
    return std::to_string(least + d_.Below(most - least + 1)) + "s";
  }

  // Before it: whether the pattern is to have a `within` of its own.
  PatternModel MakePattern(int depth, bool bounded) {
    PatternModel pattern;
    const int length = depth == 0 ? 1 + d_.Below(3) : 1 + d_.Below(2);
    const int first = d_.Below(length);  // One that must be taken.
    for (int i = 0; i < length; ++i) {
      Link link;
      if (i > 0) {
        if (f_.negation && d_.Chance(20))
          pattern.links.push_back(MakeNegation());
        link.arrow = MakeArrow();
        if (f_.ranges && d_.Chance(20)) link.range = MakeRange();
      }
      // What follows a negation is not optional: it is what the negation
      // stands before.
      const bool guarded =
          !pattern.links.empty() && pattern.links.back().target.empty();
      link.target.push_back(MakeTerm(depth, i == first || guarded));
      pattern.links.push_back(std::move(link));
    }
    if (bounded) pattern.within = Seconds(2, 6);
    if (f_.trailing_absence && d_.Chance(depth == 0 ? 20 : 10)) {
      Link link = MakeNegation();
      if (!bounded || d_.Chance(50)) link.wait = "for " + Seconds(1, 3);
      if (link.arrow == "=>") link.arrow = "->";
      pattern.links.push_back(std::move(link));
    }
    const bool waits = pattern.links.back().target.empty();
    if (f_.until && !waits && d_.Chance(15)) {
      pattern.until.push_back(MakeNegativeStep());
    }
    return pattern;
  }

  std::string MakeArrow() {
    if (f_.strict && d_.Chance(25)) return "=>";
    if (f_.nondeterministic && d_.Chance(20)) return "~>";
    return "->";
  }

  std::string MakeRange() {
    switch (d_.Below(3)) {
      case 0:
        return "[" + Seconds(0, 2) + "..]";
      case 1:
        return "[.." + Seconds(1, 3) + "]";
      default:
        break;
    }
    // One after the other: the operands of + have no order of their own.
    const std::string low = Seconds(0, 1);
    const std::string high = Seconds(2, 4);
    return "[" + low + ".." + high + "]";
  }

  Link MakeNegation() {
    Link link;
    link.arrow = f_.strict && d_.Chance(15) ? "=>" : "->";
    link.negated.push_back(MakeNegativeStep());
    if (d_.Chance(15)) link.negated.push_back(MakeNegativeStep());
    return link;
  }

  StepModel MakeNegativeStep() {
    StepModel step;
    step.type = MakeType();
    step.by = MakeStepKey();
    MakeConditions(step, seen_);
    return step;
  }

  RuleNode MakeTerm(int depth, bool required) {
    RuleNode node;
    const int roll = d_.Below(100);
    if (f_.groups && depth < 2 && roll < 18) {
      node.kind = RuleNode::Kind::kGroup;
      if (d_.Chance(60)) node.repeat = MakeRepeat(required, true);
      const bool loops = !node.repeat.count.empty() && node.repeat.count != "?";
      if (loops) loops_.push_back(next_loop_++);
      node.body = MakePattern(depth + 1, f_.nested_within && d_.Chance(30));
      if (loops) loops_.pop_back();
    } else if (f_.alternation && depth < 2 && roll < 30) {
      node.kind = RuleNode::Kind::kAlternation;
      MakeBranches(node, depth);
    } else if (f_.conjunction && roll < 42) {
      node.kind = RuleNode::Kind::kConjunction;
      MakeOperands(node);
    } else {
      node.step = MakeStep(required);
    }
    return node;
  }

  // A branch sees what stands before the whole, not the other branches.
  void MakeBranches(RuleNode& node, int depth) {
    const std::vector<Visible> before = seen_;
    std::vector<Visible> after = seen_;
    for (int i = 2 + (d_.Chance(15) ? 1 : 0); i > 0; --i) {
      seen_ = before;
      RuleNode branch;
      if (f_.groups && d_.Chance(35)) {
        branch.kind = RuleNode::Kind::kGroup;
        branch.body = MakePattern(depth + 2, false);
        // A branch that ends in a wait is one; what it waits for is bounded.
      } else {
        branch.step = MakeStep(true);
      }
      node.children.push_back(std::move(branch));
      after.insert(after.end(),
                   seen_.begin() + static_cast<std::ptrdiff_t>(before.size()),
                   seen_.end());
    }
    seen_ = std::move(after);
  }

  // A condition inside & reads no variable of another operand.
  void MakeOperands(RuleNode& node) {
    const std::vector<Visible> before = seen_;
    std::vector<Visible> after = seen_;
    for (int i = 2 + (d_.Chance(15) ? 1 : 0); i > 0; --i) {
      seen_ = before;
      RuleNode operand;
      RepeatModel repeat;
      if (f_.repetition && d_.Chance(15)) repeat.count = "{2}";
      operand.step = MakeStepWith(repeat);
      node.children.push_back(std::move(operand));
      after.insert(after.end(),
                   seen_.begin() + static_cast<std::ptrdiff_t>(before.size()),
                   seen_.end());
    }
    seen_ = std::move(after);
  }

  RepeatModel MakeRepeat(bool required, bool group) {
    RepeatModel repeat;
    if (!required && f_.optional && d_.Chance(35)) {
      repeat.count = d_.Chance(70) ? "?" : "*";
    } else if (f_.repetition) {
      const std::vector<std::string> counts{"{2}", "{1,2}", "{2,3}", "{2,}",
                                            "+"};
      repeat.count = d_.Of(counts);
      if (group && d_.Chance(60)) repeat.count = "{1,2}";
    }
    if (repeat.count.empty() || repeat.count == "?") return repeat;
    if (f_.consecutive && d_.Chance(20)) {
      repeat.joints = "consecutive";
    } else if (f_.combinations && d_.Chance(15)) {
      repeat.joints = "combinations";
    }
    return repeat;
  }

  StepModel MakeStep(bool required) {
    const bool repeats = (f_.repetition || f_.optional) && d_.Chance(35);
    return MakeStepWith(repeats ? MakeRepeat(required, false) : RepeatModel{});
  }

  StepModel MakeStepWith(const RepeatModel& repeat) {
    StepModel step;
    step.type = MakeType();
    // A step without a name goes by its type, which then is no other's name.
    const bool unnamed =
        d_.Chance(15) && std::find(unnamed_.begin(), unnamed_.end(),
                                   step.type) == unnamed_.end();
    if (unnamed) {
      unnamed_.push_back(step.type);
    } else {
      step.variable = "v" + std::to_string(next_variable_++);
    }
    step.repeat = repeat;
    step.by = MakeStepKey();
    const Visible own{step.variable,
                      !repeat.count.empty() && repeat.count != "?", loops_};
    MakeConditions(step, seen_);
    if (f_.aggregates && own.repeats && !unnamed && d_.Chance(25)) {
      step.conditions.push_back(
          {"x >= (last(" + own.name + ").x ?? 0)", {own.name}});
    }
    if (!unnamed) seen_.push_back(own);
    return step;
  }

  bool IsList(const Visible& v) const {
    return v.repeats || v.loops.size() > loops_.size() ||
           !std::equal(v.loops.begin(), v.loops.end(), loops_.begin());
  }

  void MakeConditions(StepModel& step, const std::vector<Visible>& seen) {
    if (f_.conditions && d_.Chance(25)) {
      const std::vector<std::string> simple{"x > 0",
                                            "x != 1",
                                            "x <= 2",
                                            "k == \"u\"",
                                            "h in [\"u\", \"w\"]",
                                            "x is present",
                                            "not x == 2",
                                            "any tags == \"u\"",
                                            "(x ?? 3) > 1"};
      step.conditions.push_back({d_.Of(simple), {}});
    }
    if (!f_.cross_conditions || seen.empty() || !d_.Chance(20)) return;
    const Visible& other = d_.Of(seen);
    if (!IsList(other)) {
      const std::vector<std::string> ops{"x >= ", "x == ", "x != ", "h == "};
      const std::string op = d_.Of(ops);
      step.conditions.push_back(
          {op + other.name + (op[0] == 'h' ? ".k" : ".x"), {other.name}});
    } else if (f_.aggregates) {
      step.conditions.push_back({ListCondition(other.name), {other.name}});
    }
  }

  std::string ListCondition(const std::string& v) {
    switch (d_.Below(7)) {
      case 0:
        return "x >= (min(" + v + ".x) ?? 0)";
      case 1:
        return "x <= sum(" + v + ".x)";
      case 2:
        return "count(" + v + ") >= 1";
      case 3:
        return "x >= (avg(" + v + ".x) ?? 0)";
      case 4:
        return "k in values(" + v + ".k)";
      case 5:
        return "(last(" + v + ").x ?? 1) > 0";
      default:
        return "(" + v + "[0].x ?? 1) >= 1";
    }
  }

  void MakeWhere() {
    const Visible v = d_.Of(seen_);
    const Visible w = d_.Of(seen_);
    if (IsList(v)) {
      if (f_.aggregates) {
        rule_.where.push_back({d_.Chance(50) ? "count(" + v.name + ") >= 2"
                                             : "sum(" + v.name + ".x) > 1",
                               {v.name}});
      }
    } else if (v.name != w.name && !IsList(w)) {
      rule_.where.push_back(
          {v.name + ".x <= " + w.name + ".x", {v.name, w.name}});
    } else {
      rule_.where.push_back({v.name + ".x > 0", {v.name}});
    }
  }

  const Features& f_;
  Draw& d_;
  RuleModel rule_;
  std::vector<Visible> seen_;  // Variables in scope, in order of the text.
  std::vector<int> loops_;     // Repeated groups around.
  std::vector<std::string> unnamed_;  // Types of steps without a name.
  int next_variable_ = 0;
  int next_loop_ = 0;
};

}  // namespace

Features Sequences() {
  Features f;
  f.strict = f.within = f.no_key = f.several_keys = f.step_keys = true;
  f.optional_keys = f.derived_types = f.unions = f.conditions = true;
  f.modes = {"first", "each"};
  return f;
}

Features Everything() {
  Features f = Sequences();
  f.nondeterministic = f.ranges = f.repetition = f.consecutive = true;
  f.combinations = f.optional = f.groups = f.alternation = true;
  f.conjunction = f.negation = f.trailing_absence = f.until = true;
  f.nested_within = f.any_keys = f.among = f.cross_conditions = true;
  f.aggregates = f.where = true;
  f.modes = {"first", "longest", "each", "all", "latest"};
  return f;
}

RuleModel RandomRule(const Features& features, Draw& draw) {
  return Maker(features, draw).Make();
}

}  // namespace precept::exhaustive
