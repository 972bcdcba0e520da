// All small patterns, each once up to renaming of types, in a fixed order.
//
// A pattern of n steps has at most kMaxOperators[n] operators.  Each of these
// is one: a repetition with its joints, a range, a negation, a wait at the end,
// a group with a repetition, `within`, `until` or wait of its own, `|`, `&`,
// `until`, and with four steps an arrow other than -> and the pattern's
// `within`; below four steps arrows and `within` are free.  What the language
// refuses for its place is not made, nor is a wait after what may take no
// event; a pattern that can match no event is.
//
// Thread safety: none.

#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/exhaustive/rule_model.h"
#include "tests/oracle/event.h"

namespace precept::exhaustive {

inline constexpr int kMostSteps = 4;
// By number of steps.
inline constexpr int kMaxOperators[kMostSteps + 1] = {0, 4, 2, 2, 2};

// Every sequence of answers to "which of n?", where what is asked may depend on
// the answers before: the last answer that can still rise does so.
class Choices {
 public:
  // 0 to n - 1.  REQUIRES: n > 0.
  int Among(int n);
  // Goes back to the first question, for the next sequence; false: none left.
  bool Advance();

 private:
  struct Digit {
    int value;
    int bound;
  };
  std::vector<Digit> digits_;
  std::size_t asked_ = 0;
};

class PatternSpace {
 public:
  // The patterns of `num_steps` steps.  REQUIRES: 1 to kMostSteps.
  explicit PatternSpace(int num_steps) : num_steps_(num_steps) {}

  // Goes to the next pattern, at first to the first; false: none left.
  bool Next();
  const PatternModel& pattern() const { return pattern_; }
  // Types that it names: "A", or "A" and "B", or these and "C".
  int num_types() const { return num_types_; }

 private:
  int num_steps_;
  bool begun_ = false;
  bool ended_ = false;
  Choices choices_;
  PatternModel pattern_;
  int num_types_ = 0;
};

// What a pattern is made of.  Most patterns of the space have repeated groups;
// a sample takes each pair of kinds equally often.
enum class Kind : std::uint8_t {
  kWithin,
  kUntil,
  kRange,
  kStrict,            // =>
  kNondeterministic,  // ~>
  kRepeat,            // Of a step.
  kOptional,
  kConsecutive,
  kCombinations,
  kGroup,
  kRepeatedGroup,
  kBoundedGroup,  // With a `within` of its own.
  kGuardedGroup,  // With an `until` of its own.
  kAlternation,
  kConjunction,
  kNegation,  // -> not n -> q
  kVeryNext,  // => not n -> q
  kWait,      // To the end of the `within`.
  kWaitFor,
};
inline constexpr std::size_t kNumKinds = 19;
using Kinds = std::bitset<kNumKinds>;

Kinds KindsOf(const PatternModel& pattern);

struct PatternCounts {
  std::uint64_t patterns = 0;
  // With both kinds; on the diagonal, with the kind.
  std::array<std::array<std::uint64_t, kNumKinds>, kNumKinds> with{};
};

PatternCounts CountPatterns(int num_steps);

// "Needs a `within` or an `until` …, unless all edges are strict": whether the
// pattern may stand under `match longest`.
bool MayBeLongest(const PatternModel& pattern);

// All streams of one to five events of the types A, B and C, each at the time
// of the one before or one second later.
inline constexpr int kMostEvents = 5;
std::uint64_t NumStreams();
// Types as 0 to 2 and seconds since the first, of the stream numbered `index`.
std::vector<std::pair<int, int>> StreamOf(std::uint64_t index);
// Types that a pattern does not name are alike: of streams that differ in them
// only, the one in which they appear in order stands for all.
bool StandsForAll(const std::vector<std::pair<int, int>>& stream,
                  int num_types);

}  // namespace precept::exhaustive
