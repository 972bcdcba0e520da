// A random rule with random events, reproducible from its seed.
//
// Event types A, B, C, D stand on streams "s1" and "s2"; P = A | C and Big = A
// where x > 1 are made from them.  Domains are small, so that matches are
// frequent: few keys, few values, many events at one time.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/exhaustive/random_rule.h"
#include "tests/exhaustive/rule_model.h"
#include "tests/oracle/event.h"
#include "tests/oracle/oracle.h"

namespace precept::exhaustive {

struct RandomCase {
  // All four types on "s1", so that a record may bear several.
  bool one_stream = false;
  RuleModel rule;
  std::string rule_text;  // The whole file; the rule is named "r".
  // In half of the cases times rise with the offsets of a stream, in the other
  // half records arrive in any order.
  std::vector<oracle::Event> events;
  oracle::Options options;
};

RandomCase MakeRandomCase(const Features& features, std::uint64_t seed);
RandomCase MakeRandomCase(const Features& features, Draw& draw);
// One with so many events and a `within`, whose clock jumps between events now and
// then, further than any bound.
RandomCase MakeLongCase(const Features& features, int num_events, std::uint64_t seed);

// The file's text for the rule, after a change to it.
std::string CaseText(const RandomCase& c);
// Sets the text to that of the changed rule.
void Retext(RandomCase& c);

// One JSON object a line, by stream, in order of offset: what a source of that
// stream would deliver.
std::map<std::string, std::string> ToNdjson(const RandomCase& c);

// The rule and a table of the events, for the report of a failure.
std::string ToText(const RandomCase& c);

// Drops events, links, branches, repetitions, conditions, keys and bounds, one
// at a time, as long as `fails` holds, until nothing more can be dropped.
// `fails` must be false for a case that is not valid.  REQUIRES: fails(c).
RandomCase Shrink(RandomCase c,
                  const std::function<bool(const RandomCase&)>& fails);

}  // namespace precept::exhaustive
