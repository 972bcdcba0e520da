// Stored state with bytes changed at random: refused, or read as another state.
//
// PRECEPT_RANDOM_CASES and PRECEPT_RANDOM_SEED as in random_comparison_test.

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "tests/exhaustive/comparison.h"
#include "tests/exhaustive/damaged_state.h"

namespace precept::exhaustive {
namespace {

TEST(DamagedState, IsRefusedOrHarmless) {
  const std::uint64_t first = FromEnvironment("PRECEPT_RANDOM_SEED", 1);
  const std::uint64_t cases = FromEnvironment("PRECEPT_RANDOM_CASES", 2'000);
  std::size_t num_refused = 0;
  std::size_t num_read = 0;
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    std::mt19937_64 random(seed);
    const StoredCase whole = MakeStoredCase(seed, 1 + random() % 8);
    if (!whole.rules || whole.key.empty()) continue;
    for (int i = 0; i < 20; ++i) {
      StoredCase damaged = whole;
      std::vector<std::uint8_t> edits(3 * (1 + random() % 3));
      for (std::uint8_t& edit : edits) {
        edit = static_cast<std::uint8_t>(random() % (random() % 2 == 0 ? 4 : 256));
      }
      Damage(edits, damaged.stored);
      bool refused = false;
      ASSERT_EQ(GoOn(damaged, refused), "") << "seed " << seed << ", change " << i;
      ++(refused ? num_refused : num_read);
    }
  }
  EXPECT_GT(num_refused, cases);
  EXPECT_GT(num_read, cases / 4);
}

TEST(DamagedState, OtherVersionIsRefused) {
  for (std::uint64_t seed = 1;; ++seed) {
    StoredCase stored = MakeStoredCase(seed, 4);
    if (!stored.rules || stored.key.empty()) continue;
    ++stored.stored.snapshot[0];
    bool refused = false;
    ASSERT_EQ(GoOn(stored, refused), "");
    ASSERT_TRUE(refused);
    return;
  }
}

}  // namespace
}  // namespace precept::exhaustive
