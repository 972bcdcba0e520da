// The engine's answer beside the oracle's, and the report of a difference.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/exhaustive/engine_run.h"
#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {

// A number from the environment.
std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise);

enum class Verdict : std::uint8_t {
  kSame,
  kBothRefuse,
  // One refuses what the other runs.
  kOneRefuses,
  kDifferent,
};

// Of the rules alone: kSame if both run.
Verdict CompareRules(const EngineRule& engine, const OracleRule& oracle);
Verdict CompareCase(const RandomCase& c, const Configuration& configuration);

constexpr bool IsFailure(Verdict verdict) {
  return verdict == Verdict::kOneRefuses || verdict == Verdict::kDifferent;
}

// The case shrunk as long as the verdict stays, with both answers.
// REQUIRES: IsFailure(CompareCase(c, configuration)).
std::string Report(const RandomCase& c, const Configuration& configuration);

}  // namespace precept::exhaustive
