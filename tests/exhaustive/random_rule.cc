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
    bare_ = d_.Chance(40);
    MakeKeys();
    const bool bounded =
        f_.within && (rule_.mode == "longest" || d_.Chance(60));
    rule_.pattern = MakePattern(0, bounded);
    rule_.within_in_header = bounded && d_.Chance(30);
    if (f_.among && d_.Chance(25)) MakeAmong();
    if (f_.where && !seen_.empty() && d_.Chance(35)) {
      MakeWhere();
      if (d_.Chance(30)) MakeWhere();
    }
    return std::move(rule_);
  }

 private:
  void MakeKeys() {
    const std::string mark = f_.optional_keys && d_.Chance(25) ? "?" : "";
    if (f_.no_key && bare_ && d_.Chance(60)) return;
    if (f_.any_keys && d_.Chance(20)) {
      rule_.keys = {"any tags" + mark};
      if (f_.several_keys && d_.Chance(20)) rule_.keys.push_back("h" + mark);
      return;
    }
    if (f_.own_keys_only && d_.Chance(10)) {
      own_keys_only_ = true;
      return;
    }
    if (f_.no_key && d_.Chance(35)) return;
    rule_.keys = {"k" + mark};
    if (f_.several_keys && d_.Chance(20)) rule_.keys.push_back("h" + mark);
  }

  // The types among which: all, or those of the steps and perhaps others.
  void MakeAmong() {
    const bool all = d_.Chance(40);
    for (const std::string type : {"A", "B", "C", "D"}) {
      const std::vector<const StepModel*> steps = StepsOf(rule_.pattern);
      const bool taken = std::any_of(
          steps.begin(), steps.end(), [&type](const StepModel* step) {
            return step->type == type || (step->type == "Big" && type == "A") ||
                   (step->type == "P" && (type == "A" || type == "C"));
          });
      if (all || taken || d_.Chance(40)) rule_.among.push_back(type);
    }
    // A union stands for its bases.
    const auto is_of_p = [](const std::string& t) {
      return t == "A" || t == "C";
    };
    if (std::count_if(rule_.among.begin(), rule_.among.end(), is_of_p) == 2 &&
        f_.unions && d_.Chance(30)) {
      std::erase_if(rule_.among, is_of_p);
      rule_.among.push_back("P");
    }
  }

  std::string MakeStepKey() {
    if (own_keys_only_) return d_.Chance(50) ? "by h" : "by k";
    if (!f_.step_keys || rule_.keys.empty() || !d_.Chance(20)) return "";
    if (rule_.keys.size() == 2) return "by h, k";
    if (f_.any_keys && d_.Chance(15)) return "by any tags";
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
    const int length = f_.open_loops ? 3
                       : depth == 0  ? 1 + d_.Below(3)
                                     : 1 + d_.Below(2);
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
    if (f_.trailing_absence && d_.Chance(20)) {
      Link link = MakeNegation();
      if (!bounded || d_.Chance(50)) link.wait = "for " + Seconds(1, d_.Chance(25) ? 12 : 3);
      if (link.arrow == "=>") link.arrow = "->";
      pattern.links.push_back(std::move(link));
    }
    if (f_.until && d_.Chance(15)) {
      pattern.until.push_back(MakeNegativeStep());
      if (d_.Chance(15)) pattern.until.push_back(MakeNegativeStep());
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
    link.arrow = f_.strict && d_.Chance(30) ? "=>" : "->";
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
      const bool loops = Loops(node.repeat);
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
    // "The same name in two branches of | stands for either."
    const bool share = f_.shared_variables && d_.Chance(25);
    std::string shared;
    for (int i = 2 + (d_.Chance(15) ? 1 : 0); i > 0; --i) {
      seen_ = before;
      RuleNode branch;
      if (share && i <= 2) {
        branch.step = MakeStepWith({}, shared);
        shared = branch.step.variable;
        // What stands for either is seen once.
        if (i == 2) seen_.resize(before.size());
      } else if (f_.groups && d_.Chance(35)) {
        branch.kind = RuleNode::Kind::kGroup;
        branch.body = MakePattern(depth + 2, false);
        // A branch that ends in a wait is one; what it waits for is bounded.
      } else if (f_.conjunction && d_.Chance(15)) {
        branch.kind = RuleNode::Kind::kConjunction;
        MakeOperands(branch);
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
      const std::vector<std::string> counts{"?", "?",     "?",
                                            "*", "{0,1}", "{0,2}"};
      repeat.count = d_.Of(counts);
    } else if (f_.repetition) {
      const std::vector<std::string> counts{
          "{1}", "{2}", "{1,2}", "{2,3}", "{2,}", "+", "{3}", "{2,4}", "{3,}"};
      repeat.count = d_.Of(counts);
      if (group && d_.Chance(60)) repeat.count = "{1,2}";
    }
    if (!Loops(repeat)) return repeat;
    if (f_.consecutive && d_.Chance(20)) {
      repeat.joints = "consecutive";
    } else if (f_.combinations && d_.Chance(15)) {
      repeat.joints = "combinations";
    }
    return repeat;
  }

  StepModel MakeStep(bool required) {
    if (f_.open_loops && !seen_.empty()) {
      RepeatModel repeat;
      if (d_.Chance(60)) repeat.count = "+";
      return MakeStepWith(repeat);
    }
    const bool repeats = (f_.repetition || f_.optional) && d_.Chance(35);
    return MakeStepWith(repeats ? MakeRepeat(required, false) : RepeatModel{});
  }

  // `shared`: the name of the step of another branch, if it is to be this
  // one's.
  StepModel MakeStepWith(const RepeatModel& repeat,
                         const std::string& shared = "") {
    StepModel step;
    step.type = MakeType();
    // A step without a name goes by its type; several may.
    const bool unnamed = shared.empty() && d_.Chance(15);
    if (!unnamed) {
      step.variable =
          shared.empty() ? "v" + std::to_string(next_variable_++) : shared;
    }
    step.repeat = repeat;
    step.by = MakeStepKey();
    const Visible own{step.variable, Loops(repeat), loops_};
    MakeConditions(step, seen_);
    if (f_.aggregates && own.repeats && !unnamed && d_.Chance(25)) {
      const std::vector<std::string> taken{
          "x >= (last(" + own.name + ").x ?? 0)", "count(" + own.name + ") < 3",
          "not x in values(" + own.name + ".x)",
          "m >= (avg(" + own.name + ".m) ?? 0.5)",
          "(sum(" + own.name + ".x) ?? 0) + x <= 4"};
      step.conditions.push_back({d_.Of(taken), {own.name}});
    }
    // {1} is a repetition, but no list: nothing reads it.
    if (!unnamed && repeat.count != "{1}") seen_.push_back(own);
    return step;
  }

  // Whether it can be taken more than once.
  static bool Loops(const RepeatModel& repeat) {
    return !repeat.count.empty() && repeat.count != "?" &&
           repeat.count != "{0,1}" && repeat.count != "{1}";
  }

  bool IsList(const Visible& v) const {
    return v.repeats || v.loops.size() > loops_.size() ||
           !std::equal(v.loops.begin(), v.loops.end(), loops_.begin());
  }

  void MakeConditions(StepModel& step, const std::vector<Visible>& seen) {
    if (bare_ && d_.Chance(80)) return;
    if (f_.conditions && d_.Chance(25)) {
      const std::vector<std::string> simple{"x > 0",
                                            "x != 1",
                                            "x <= 2",
                                            "k == \"u\"",
                                            "h in [\"u\", \"w\"]",
                                            "x is present",
                                            "not x == 2",
                                            "any tags == \"u\"",
                                            "(x ?? 3) > 1",
                                            "m < 1.5",
                                            "y >= 0.5",
                                            "m == 0.75 or y < 1.0",
                                            "k < h",
                                            "k != h",
                                            "k == h nocase"};
      step.conditions.push_back({d_.Of(simple), {}});
    }
    if (f_.many_comparisons) {
      while (!seen.empty() && d_.Chance(60)) MakeComparison(step, seen);
      return;
    }
    if (!f_.cross_conditions || seen.empty() || !d_.Chance(20)) return;
    const Visible& other = d_.Of(seen);
    if (!IsList(other)) {
      const std::vector<std::string> texts{
          "x >= $.x",     "x == $.x",       "x != $.x",
          "h == $.k",     "m > $.m",        "m * 2 >= $.m + 1.5",
          "y < $.y",      "k < $.k",        "$.x is missing",
          "x + $.x > 2",  "h in $.tags",    "at - $.at >= 1s",
          "not x == $.x", "any tags == $.k"};
      step.conditions.push_back(
          {Named(d_.Of(texts), other.name), {other.name}});
    } else if (f_.aggregates) {
      step.conditions.push_back({ListCondition(other.name), {other.name}});
    }
  }

  void MakeComparison(StepModel& step, const std::vector<Visible>& seen) {
    const Visible& other = d_.Of(seen);
    const Visible& third = d_.Of(seen);
    if (IsList(other)) {
      // Also a list that is read by an aggregate and as it is.
      const std::string both = "sum($.x) >= distinct($.x) + 1";
      const std::string text =
          d_.Chance(10) ? Named(both, other.name) : ListCondition(other.name);
      if (f_.aggregates) step.conditions.push_back({text, {other.name}});
      return;
    }
    if (!IsList(third) && third.name != other.name && d_.Chance(25)) {
      const std::vector<std::string> texts{
          "x >= $.x + #.x",    "x - $.x > #.x - 2", "x + #.x == $.x + 1",
          "$.y - y <= #.y",    "m + $.m > #.m",     "at - $.at <= $.at - #.at + 2s",
          "$.x == #.x",        "$.y < #.y"};
      std::string text = Named(d_.Of(texts), other.name);
      for (std::size_t at; (at = text.find('#')) != std::string::npos;) {
        text.replace(at, 1, third.name);
      }
      step.conditions.push_back({text, {other.name, third.name}});
      return;
    }
    const std::vector<std::string> texts{
        "x > $.x",          "x < $.x",           "x <= $.x",
        "x == $.x",         "x == $.x",          "x != $.x",
        "y > $.x",          "y == $.x",          "m >= $.x",
        "x < $.y",          "m == $.x",          "m < $.m",
        "k == $.k",         "k == $.h nocase",   "k != $.h nocase",
        "k < $.h",          "h >= $.k",          "x - $.x >= 1",
        "x + $.x == 3",     "$.x - x < 0 - 1",   "-$.x < x - 3",
        "y - $.y > 0.25",   "y + $.y <= 1.0",    "y - $.x >= 0.5",
        "m - $.m <= 0.5",   "m + $.x == 2.5",    "at - $.at <= 2s",
        "m > x - $.x",      "m < x - $.x",       "y < x + $.x",       "x - $.x >= 0.5 - y",
        "at > $.at + 1s",   "not x > $.x",       "not x == $.x",
        "x > ($.x ?? 1)",   "(x ?? 2) == $.x",   "$.x is missing",
        "$.x > 1",          "x > $.x * 2 - 1",   "(x * $.x) % 3 == 1",
        "x == $.x or k == $.k", "k in $.tags",   "$.k in tags",
        "any tags == $.k",  "lower(k) == lower($.h)", "len(k) == len($.k)"};
    step.conditions.push_back({Named(d_.Of(texts), other.name), {other.name}});
  }

  // The text with the variable for each `$`.
  static std::string Named(const std::string& text,
                           const std::string& variable) {
    std::string named;
    for (const char c : text) named += c == '$' ? variable : std::string(1, c);
    return named;
  }

  std::string ListCondition(const std::string& v) {
    const std::vector<std::string> texts{"x >= (min($.x) ?? 0)",
                                         "x <= sum($.x)",
                                         "count($) >= 1",
                                         "x >= (avg($.x) ?? 0)",
                                         "k in values($.k)",
                                         "(last($).x ?? 1) > 0",
                                         "($[0].x ?? 1) >= 1",
                                         "count($) == 2",
                                         "distinct($.k) >= 2",
                                         "(stddev($.x) ?? 0.0) < 1.0",
                                         "x == first($).x",
                                         "x != $[-1].x",
                                         "(max($.m) ?? 0.0) <= m",
                                         "m >= avg($.m)",
                                         "(stddev($.m) ?? 0) > 0.25",
                                         "k == $[1].k",
                                         "not h in values($.h)",
                                         "y <= (avg($.y) ?? 9.0)",
                                         "at - last($).at <= 1s"};
    return Named(d_.Of(texts), v);
  }

  void MakeWhere() {
    const Visible v = d_.Of(seen_);
    const Visible w = d_.Of(seen_);
    if (IsList(v)) {
      if (!f_.aggregates) return;
      const std::vector<std::string> texts{
          "count($) >= 2",           "sum($.x) > 1",
          "distinct($.k) >= 2",      "(stddev($.x) ?? 0.0) < 1.0",
          "first($).x <= last($).x", "$[0].k == $[-1].k",
          "\"u\" in values($.h)",    "avg($.m) > 1.0",
          "min($.y) >= 0.5",         "not count($) == 3"};
      rule_.where.push_back({Named(d_.Of(texts), v.name), {v.name}});
    } else if (v.name != w.name && !IsList(w)) {
      const std::vector<std::string> texts{".x <= ", ".x == ", ".x != "};
      rule_.where.push_back(
          {v.name + d_.Of(texts) + w.name + ".x", {v.name, w.name}});
    } else if (v.name != w.name && f_.aggregates) {
      rule_.where.push_back(
          {v.name + ".x in values(" + w.name + ".x)", {v.name, w.name}});
    } else if (!rule_.keys.empty() && rule_.keys[0] == "k" && d_.Chance(40)) {
      // "In `where` and `emit`, bare names are keys."
      rule_.where.push_back({v.name + ".h != k", {v.name}});
    } else {
      rule_.where.push_back({v.name + ".x > 0", {v.name}});
    }
  }

  const Features& f_;
  Draw& d_;
  RuleModel rule_;
  std::vector<Visible> seen_;   // Variables in scope, in order of the text.
  std::vector<int> loops_;      // Repeated groups around.
  bool bare_ = false;           // Few conditions: the pattern itself decides.
  bool own_keys_only_ = false;  // No key in the header, one at each step.
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
  f.own_keys_only = f.shared_variables = true;
  f.nested_within = f.any_keys = f.among = f.cross_conditions = true;
  f.aggregates = f.where = true;
  f.modes = {"first", "longest", "each", "all", "latest"};
  return f;
}

Features Comparisons() {
  Features f = Everything();
  f.several_keys = f.step_keys = f.own_keys_only = f.any_keys = f.among = false;
  f.combinations = f.where = false;
  f.many_comparisons = true;
  return f;
}

Features ComparingLoops() {
  Features f = Comparisons();
  f.strict = f.nondeterministic = f.ranges = f.consecutive = f.repetition = false;
  f.optional = f.groups = f.alternation = f.conjunction = false;
  f.open_loops = true;
  return f;
}

RuleModel RandomRule(const Features& features, Draw& draw) {
  return Maker(features, draw).Make();
}

}  // namespace precept::exhaustive
