// The engine against the oracle on random rules and events: the same matches,
// the same bindings, in the same order, decided at the same times.
//
// PRECEPT_RANDOM_CASES sets the number of cases, PRECEPT_RANDOM_SEED the first
// seed; PRECEPT_LARGE=1 runs 100,000.  A difference is shrunk and printed with
// its seed.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/exhaustive/engine_run.h"
#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {
namespace {

constexpr std::size_t kBatchSizes[] = {1, 3, 1024};

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::uint64_t NumCases() {
  return FromEnvironment("PRECEPT_RANDOM_CASES",
                         std::getenv("PRECEPT_LARGE") != nullptr ? 100'000 : 10'000);
}

// REQUIRES: nothing of `c`; a case that the oracle refuses does not differ.
bool Differs(const RandomCase& c, std::size_t batch_rows) {
  const Answer oracle = AskOracle(c);
  if (!oracle.failure.empty()) return false;  // Not a valid case.
  const Answer engine = AskEngine(c, batch_rows);
  return !engine.failure.empty() || engine.matches != oracle.matches;
}

std::string Lines(const Answer& answer) {
  std::string text = answer.failure;
  for (const std::string& match : answer.matches) text += "  " + match + "\n";
  return text;
}

std::string Report(const RandomCase& c, std::size_t batch_rows) {
  const RandomCase small =
      Shrink(c, [&](const RandomCase& changed) { return Differs(changed, batch_rows); });
  return ToText(small) + "\nengine, batches of " + std::to_string(batch_rows) + ":\n" +
         Lines(AskEngine(small, batch_rows)) + "oracle:\n" + Lines(AskOracle(small));
}

TEST(RandomComparison, Sequences) {
  const std::uint64_t first = FromEnvironment("PRECEPT_RANDOM_SEED", 1);
  const std::uint64_t cases = NumCases();
  std::uint64_t matches = 0;
  std::uint64_t with_matches = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    const RandomCase c = MakeRandomCase(Sequences(), seed);
    const std::size_t batch_rows = kBatchSizes[seed % std::size(kBatchSizes)];
    const Answer oracle = AskOracle(c);
    ASSERT_EQ(oracle.failure, "") << "seed " << seed << "\n" << ToText(c);
    ASSERT_FALSE(Differs(c, batch_rows)) << "seed " << seed << "\n"
                                         << Report(c, batch_rows);
    matches += oracle.matches.size();
    with_matches += oracle.matches.empty() ? 0 : 1;
  }
  std::cout << cases << " cases from seed " << first << ", " << with_matches
            << " with matches, " << matches << " matches\n";
  EXPECT_GT(with_matches, cases / 3);
}

}  // namespace
}  // namespace precept::exhaustive
