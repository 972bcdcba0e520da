// Random rules that keep the language's own rules.

#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "tests/exhaustive/rule_model.h"

namespace precept::exhaustive {

// Draws that are the same on every platform: the distributions of the standard
// library are not.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  // One byte a draw, as long as there are any: a change to a byte changes a
  // draw.  They must outlive this.
  explicit Draw(std::span<const std::uint8_t> bytes)
      : engine_(bytes.size()), bytes_(bytes) {}

  // 0 to bound - 1.  REQUIRES: bound > 0.
  int Below(int bound) {
    if (!bytes_.empty()) {
      const int byte = bytes_.front();
      bytes_ = bytes_.subspan(1);
      return byte % bound;
    }
    return static_cast<int>(engine_() % static_cast<std::uint64_t>(bound));
  }
  // Any number of 64 bits.
  std::uint64_t Wide() { return engine_(); }
  bool Chance(int percent) { return Below(100) < percent; }
  // One of a vector's elements, const if the vector is.
  auto& Of(auto& choices) {
    return choices[static_cast<std::size_t>(
        Below(static_cast<int>(choices.size())))];
  }

 private:
  std::mt19937_64 engine_;
  std::span<const std::uint8_t> bytes_;
};

// What a rule may contain.
struct Features {
  bool strict = false;            // =>
  bool nondeterministic = false;  // ~>
  bool ranges = false;
  bool repetition = false;
  bool consecutive = false;
  bool combinations = false;
  bool optional = false;
  bool groups = false;
  bool alternation = false;
  bool shared_variables = false;  // In two branches of |.
  bool conjunction = false;
  bool negation = false;
  bool trailing_absence = false;
  bool until = false;
  bool within = false;
  bool nested_within = false;
  bool no_key = false;
  bool several_keys = false;
  bool step_keys = false;
  bool optional_keys = false;
  bool any_keys = false;
  bool own_keys_only = false;  // Of steps, the header's left out.
  bool among = false;
  bool derived_types = false;
  bool unions = false;
  bool conditions = false;        // Of one event.
  bool cross_conditions = false;  // Over earlier steps.
  bool aggregates = false;
  bool where = false;  // The clause.
  // Most steps compare with earlier ones, in every form; more events and texts in
  // both cases.
  bool many_comparisons = false;
  // Most steps but the first are loops without an upper bound.
  bool open_loops = false;
  std::vector<std::string> modes{"first"};
};

// Steps, -> and =>, within, every kind of key but `any`, derived types and
// unions, conditions of one event, the modes first and each.
Features Sequences();
Features Everything();
// Short patterns under few keys whose steps, negations and `until`s compare with
// earlier ones.
Features Comparisons();
// The same of sequences on -> in which most steps loop.
Features ComparingLoops();

// Over the types that CaseDeclarations declares.
RuleModel RandomRule(const Features& features, Draw& draw);

}  // namespace precept::exhaustive
