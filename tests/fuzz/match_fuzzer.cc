// Any bytes as the draws of a random rule and its events: the engine and the
// oracle report the same.  What they do not agree on is printed, made small.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>

#include "tests/exhaustive/comparison.h"
#include "tests/exhaustive/random_case.h"

namespace precept::exhaustive {
namespace {

constexpr std::size_t kBatchSizes[] = {1, 3, 1024};

void CheckCase(std::span<const std::uint8_t> bytes) {
  Draw draw(bytes);
  Configuration configuration{kBatchSizes[draw.Below(3)]};
  configuration.restart_after = draw.Below(3);
  configuration.prefers_journals = draw.Below(2) == 0;
  const RandomCase c = MakeRandomCase(Everything(), draw);
  if (!IsFailure(CompareCase(c, configuration))) return;
  std::cerr << Report(c, configuration);
  std::abort();
}

}  // namespace
}  // namespace precept::exhaustive

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  precept::exhaustive::CheckCase({data, size});
  return 0;
}
