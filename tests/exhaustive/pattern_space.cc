// A pattern is made from the outside in by asking Choices at every turn; what
// may still be spent on operators travels along, and where nothing is left no
// question is asked.  So all sequences of answers give all patterns, and no
// pattern comes twice.

#include "tests/exhaustive/pattern_space.h"

#include <algorithm>
#include <array>

namespace precept::exhaustive {
namespace {

constexpr int kNumTypes = 3;
constexpr int kMaxDepth = 2;

const std::vector<RepeatModel>& Repetitions() {
  static const std::vector<RepeatModel> repetitions = [] {
    std::vector<RepeatModel> all{{"{1}", ""}, {"?", ""}};
    for (const char* count : {"{2}", "{1,2}", "{2,}", "+", "*"}) {
      for (const char* joints : {"", "consecutive", "combinations"}) {
        all.push_back({count, joints});
      }
    }
    return all;
  }();
  return repetitions;
}

constexpr std::array<const char*, 6> kRanges = {
    "[1s..2s]", "[2s..2s]", "[1s..]", "[2s..]", "[..1s]", "[..2s]"};
constexpr std::array<const char*, 2> kSpans = {"1s", "2s"};

bool MayTakeNothing(const PatternModel& pattern);

bool MayTakeNothing(const RuleNode& node) {
  const auto skips = [](const RepeatModel& repeat) {
    return repeat.count == "?" || repeat.count == "*";
  };
  switch (node.kind) {
    case RuleNode::Kind::kStep:
      return skips(node.step.repeat);
    case RuleNode::Kind::kGroup:
      return skips(node.repeat) || MayTakeNothing(node.body);
    case RuleNode::Kind::kAlternation:
      return std::any_of(
          node.children.begin(), node.children.end(),
          [](const RuleNode& child) { return MayTakeNothing(child); });
    case RuleNode::Kind::kConjunction:
      return false;
  }
  return false;
}

bool MayTakeNothing(const PatternModel& pattern) {
  return std::all_of(
      pattern.links.begin(), pattern.links.end(), [](const Link& link) {
        return link.target.empty() || MayTakeNothing(link.target[0]);
      });
}

class Maker {
 public:
  Maker(Choices& choices, int num_steps)
      : choices_(choices),
        num_steps_(num_steps),
        budget_(kMaxOperators[num_steps]) {}

  PatternModel Make() {
    PatternModel pattern;
    MakeSequence(pattern, num_steps_);
    Price price{IsSmall()};
    pattern.within = MakeWithin(price);
    MakeEnd(pattern, price);
    return pattern;
  }

  // Whether what was made is to be kept.
  bool valid() const { return valid_; }
  int num_types() const { return num_types_; }

 private:
  // What pays for an operator where it is not the budget.
  struct Price {
    bool free = false;  // `within` of a small pattern.
    bool paid = false;  // By the group: its first operator.
  };

  bool IsSmall() const { return num_steps_ < kMostSteps; }

  // 0: none of the n.
  int Option(int n) {
    if (budget_ == 0) return 0;
    const int chosen = choices_.Among(n + 1);
    if (chosen > 0) --budget_;
    return chosen;
  }

  int Option(int n, Price& price) {
    if (!price.paid) return Option(n);
    const int chosen = choices_.Among(n + 1);
    if (chosen > 0) price.paid = false;
    return chosen;
  }

  // One of the types named so far, or the next.
  std::string MakeType() {
    const int type = choices_.Among(std::min(num_types_ + 1, kNumTypes));
    num_types_ = std::max(num_types_, type + 1);
    return std::string(1, static_cast<char>('A' + type));
  }

  StepModel MakeNegativeStep() {
    StepModel step;
    step.type = MakeType();
    return step;
  }

  StepModel MakeStep() {
    StepModel step;
    step.variable = "v" + std::to_string(next_variable_++);
    step.type = MakeType();
    return step;
  }

  RepeatModel MakeRepeat(int option) {
    if (option == 0) return {};
    return Repetitions()[static_cast<std::size_t>(option - 1)];
  }

  int NumRepetitions() const { return static_cast<int>(Repetitions().size()); }

  void MakeSequence(PatternModel& pattern, int num_steps) {
    for (int left = num_steps; left > 0;) {
      Link link;
      if (!pattern.links.empty()) {
        if (const int negation = Option(2)) {
          Link negated;
          negated.arrow = negation == 1 ? "->" : "=>";
          negated.negated.push_back(MakeNegativeStep());
          pattern.links.push_back(std::move(negated));
        }
        link.arrow = MakeArrow();
        if (const int range = Option(static_cast<int>(kRanges.size()))) {
          link.range = kRanges[static_cast<std::size_t>(range - 1)];
        }
      }
      const int size = budget_ == 0 ? 1 : 1 + choices_.Among(left);
      link.target.push_back(MakeTerm(size));
      pattern.links.push_back(std::move(link));
      left -= size;
    }
  }

  std::string MakeArrow() {
    const int arrow = IsSmall() ? choices_.Among(3) : Option(2);
    return std::array{"->", "=>", "~>"}[static_cast<std::size_t>(arrow)];
  }

  std::string MakeWithin(Price& price) {
    const int within = price.free ? choices_.Among(3) : Option(2, price);
    return within == 0 ? "" : kSpans[static_cast<std::size_t>(within - 1)];
  }

  // A wait at the end and `until`.
  void MakeEnd(PatternModel& pattern, Price& price) {
    // Without `for` the wait ends with the `within`, so there must be one.
    if (const int wait = Option(pattern.within.empty() ? 2 : 3, price)) {
      // A wait is one "after p's last event".
      valid_ = valid_ && !MayTakeNothing(pattern);
      Link link;
      link.arrow = "->";
      link.negated.push_back(MakeNegativeStep());
      if (wait < 3) {
        link.wait =
            std::string("for ") + kSpans[static_cast<std::size_t>(wait - 1)];
      }
      pattern.links.push_back(std::move(link));
    }
    if (Option(1, price) > 0) pattern.until.push_back(MakeNegativeStep());
  }

  RuleNode MakeTerm(int size) {
    RuleNode node;
    if (size == 1) {
      if (depth_ < kMaxDepth && Option(1) > 0) return MakeGroupOfOne();
      node.step = MakeStep();
      node.step.repeat = MakeRepeat(Option(NumRepetitions()));
      return node;
    }
    --budget_;
    switch (choices_.Among(depth_ < kMaxDepth ? 3 : 2)) {
      case 0:
        return MakeAlternation(size);
      case 1:
        return MakeConjunction(size);
      default:
        return MakeGroup(size);
    }
  }

  // Around one step a repetition alone would be the step's own.
  RuleNode MakeGroupOfOne() {
    RuleNode node;
    node.kind = RuleNode::Kind::kGroup;
    Price price{false, true};
    Price none;
    node.repeat = MakeRepeat(Option(NumRepetitions()));
    Link link;
    link.target.emplace_back().step = MakeStep();
    link.target[0].step.repeat = MakeRepeat(
        Option(NumRepetitions(), node.repeat.count.empty() ? none : price));
    node.body.links.push_back(std::move(link));
    node.body.within = MakeWithin(price);
    MakeEnd(node.body, price);
    valid_ = valid_ && !price.paid;
    return node;
  }

  // A group that is nothing but its content is not kept.
  RuleNode MakeGroup(int size) {
    RuleNode node;
    node.kind = RuleNode::Kind::kGroup;
    Price price{false, true};
    node.repeat = MakeRepeat(Option(NumRepetitions(), price));
    ++depth_;
    MakeSequence(node.body, size);
    --depth_;
    node.body.within = MakeWithin(price);
    MakeEnd(node.body, price);
    valid_ = valid_ && !price.paid;
    return node;
  }

  RuleNode MakeAlternation(int size) {
    RuleNode node;
    node.kind = RuleNode::Kind::kAlternation;
    for (int left = size; left > 0;) {
      // The first branch leaves something for a second.
      const int most = left == size ? left - 1 : left;
      const int steps = 1 + choices_.Among(most);
      node.children.push_back(MakeBranch(steps));
      left -= steps;
    }
    return node;
  }

  RuleNode MakeBranch(int size) {
    RuleNode branch;
    if (size == 1) {
      branch.step = MakeStep();
      branch.step.repeat = MakeRepeat(Option(NumRepetitions()));
      return branch;
    }
    if (Option(1) > 0) return MakeConjunction(size);
    branch.kind = RuleNode::Kind::kGroup;
    MakeSequence(branch.body, size);
    Price price;
    branch.body.within = MakeWithin(price);
    MakeEnd(branch.body, price);
    return branch;
  }

  RuleNode MakeConjunction(int size) {
    RuleNode node;
    node.kind = RuleNode::Kind::kConjunction;
    for (int i = 0; i < size; ++i) {
      RuleNode operand;
      operand.step = MakeStep();
      if (Option(1) > 0) operand.step.repeat.count = "{2}";
      node.children.push_back(std::move(operand));
    }
    return node;
  }

  Choices& choices_;
  int num_steps_;
  int budget_;
  int num_types_ = 0;
  int next_variable_ = 0;
  int depth_ = 0;  // Groups around.
  bool valid_ = true;
};

struct KindCollector {
  Kinds kinds;

  void Add(Kind kind) { kinds.set(static_cast<std::size_t>(kind)); }

  void AddPattern(const PatternModel& pattern, Kind within, Kind until) {
    if (!pattern.within.empty()) Add(within);
    if (!pattern.until.empty()) Add(until);
    for (const Link& link : pattern.links) {
      if (!link.range.empty()) Add(Kind::kRange);
      if (!link.target.empty()) {
        if (link.arrow == "=>") Add(Kind::kStrict);
        if (link.arrow == "~>") Add(Kind::kNondeterministic);
        AddNode(link.target[0]);
      } else if (&link != &pattern.links.back()) {
        Add(link.arrow == "=>" ? Kind::kVeryNext : Kind::kNegation);
      } else {
        Add(link.wait.empty() ? Kind::kWait : Kind::kWaitFor);
      }
    }
  }

  void AddNode(const RuleNode& node) {
    AddRepeat(node.step.repeat, Kind::kRepeat);
    AddRepeat(node.repeat, Kind::kRepeatedGroup);
    if (node.kind == RuleNode::Kind::kGroup) {
      Add(Kind::kGroup);
      AddPattern(node.body, Kind::kBoundedGroup, Kind::kGuardedGroup);
    }
    if (node.kind == RuleNode::Kind::kAlternation) Add(Kind::kAlternation);
    if (node.kind == RuleNode::Kind::kConjunction) Add(Kind::kConjunction);
    for (const RuleNode& child : node.children) AddNode(child);
  }

  void AddRepeat(const RepeatModel& repeat, Kind kind) {
    if (repeat.count.empty()) return;
    Add(repeat.count == "?" ? Kind::kOptional : kind);
    if (repeat.count == "*") Add(Kind::kOptional);
    if (repeat.joints == "consecutive") Add(Kind::kConsecutive);
    if (repeat.joints == "combinations") Add(Kind::kCombinations);
  }
};

std::uint64_t StreamsOfLength(int length) {
  std::uint64_t count = 1;
  for (int i = 0; i < length; ++i) count *= kNumTypes * (i > 0 ? 2 : 1);
  return count;
}

bool IsStrict(const Link& link, bool first) {
  if (link.target.size() != 1 || link.target[0].kind != RuleNode::Kind::kStep) {
    return false;
  }
  const RepeatModel& repeat = link.target[0].step.repeat;
  return (first || link.arrow == "=>") &&
         (repeat.count.empty() || repeat.joints == "consecutive");
}

}  // namespace

int Choices::Among(int n) {
  if (asked_ == digits_.size()) digits_.push_back({0, n});
  return digits_[asked_++].value;
}

bool Choices::Advance() {
  digits_.resize(asked_);
  asked_ = 0;
  while (!digits_.empty() && digits_.back().value + 1 == digits_.back().bound) {
    digits_.pop_back();
  }
  if (digits_.empty()) return false;
  ++digits_.back().value;
  return true;
}

bool PatternSpace::Next() {
  while (!ended_) {
    if (begun_ && !choices_.Advance()) {
      ended_ = true;
      break;
    }
    begun_ = true;
    Maker maker(choices_, num_steps_);
    pattern_ = maker.Make();
    num_types_ = maker.num_types();
    if (maker.valid()) return true;
  }
  return false;
}

Kinds KindsOf(const PatternModel& pattern) {
  KindCollector collector;
  collector.AddPattern(pattern, Kind::kWithin, Kind::kUntil);
  return collector.kinds;
}

PatternCounts CountPatterns(int num_steps) {
  PatternCounts counts;
  for (PatternSpace space(num_steps); space.Next();) {
    ++counts.patterns;
    const Kinds kinds = KindsOf(space.pattern());
    for (std::size_t i = 0; i < kNumKinds; ++i) {
      if (!kinds[i]) continue;
      for (std::size_t j = 0; j < kNumKinds; ++j) {
        if (kinds[j]) ++counts.with[i][j];
      }
    }
  }
  return counts;
}

bool MayBeLongest(const PatternModel& pattern) {
  if (!pattern.within.empty() || !pattern.until.empty()) return true;
  if (pattern.links.size() < 2) return false;
  bool strict = true;
  for (const Link& link : pattern.links) {
    strict = strict && IsStrict(link, &link == &pattern.links.front());
  }
  return strict;
}

std::uint64_t NumStreams() {
  std::uint64_t count = 0;
  for (int length = 1; length <= kMostEvents; ++length)
    count += StreamsOfLength(length);
  return count;
}

std::vector<std::pair<int, int>> StreamOf(std::uint64_t index) {
  int length = 1;
  while (index >= StreamsOfLength(length)) index -= StreamsOfLength(length++);
  std::vector<std::pair<int, int>> stream;
  int seconds = 0;
  for (int i = 0; i < length; ++i) {
    if (i > 0) {
      seconds += static_cast<int>(index % 2);
      index /= 2;
    }
    stream.emplace_back(static_cast<int>(index % kNumTypes), seconds);
    index /= kNumTypes;
  }
  return stream;
}

bool StandsForAll(const std::vector<std::pair<int, int>>& stream,
                  int num_types) {
  int next = num_types;
  for (const auto& [type, seconds] : stream) {
    if (type > next) return false;
    if (type == next) ++next;
  }
  return true;
}

}  // namespace precept::exhaustive
