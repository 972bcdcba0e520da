// A rule that can be printed and taken apart: what random cases are made of.
//
// Plainer than the syntax tree on purpose: parts are kept as text, so that a
// part can be dropped without knowing what it means.

#pragma once

#include <string>
#include <vector>

namespace precept::exhaustive {

struct Condition {
  std::string text;
  std::vector<std::string> reads;  // Variables that it names.
};

struct RepeatModel {
  std::string count;   // "{2,3}", "+", "?"; empty: none.
  std::string joints;  // "consecutive", "combinations" or empty.
};

struct StepModel {
  std::string variable;  // Empty: none.
  std::string type;
  RepeatModel repeat;
  std::string by;  // "by h"; empty: the header's.
  std::vector<Condition> conditions;
};

struct RuleNode;

// An arrow with what follows it; the first of a pattern has no arrow.
struct Link {
  std::string arrow;  // "->", "=>", "~>"
  std::string range;  // "[1s..2s]" or empty
  // Exactly one, unless it is a negation.
  std::vector<RuleNode> target;
  std::vector<StepModel> negated;
  std::string wait;  // "for 2s" or empty
};

struct PatternModel {
  std::vector<Link> links;
  std::vector<StepModel> until;
  std::string within;  // "2s" or empty
};

struct RuleNode {
  enum class Kind { kStep, kGroup, kAlternation, kConjunction };
  Kind kind = Kind::kStep;
  StepModel step;                  // kStep
  PatternModel body;               // kGroup
  RepeatModel repeat;              // kGroup
  std::vector<RuleNode> children;  // kAlternation, kConjunction
};

struct RuleModel {
  std::string mode;               // "first", …; never empty.
  std::vector<std::string> keys;  // "k", "h?", "any tags"
  std::vector<std::string> among;
  PatternModel pattern;
  bool within_in_header = false;
  std::vector<Condition> where;
};

// "rule r { match … }" with a line a clause.
std::string ToText(const RuleModel& rule);

// The steps that bind, in the order of the text.
std::vector<const StepModel*> StepsOf(const PatternModel& pattern);
// Those of negations and `until`.
std::vector<const StepModel*> NegativeStepsOf(const PatternModel& pattern);

}  // namespace precept::exhaustive
