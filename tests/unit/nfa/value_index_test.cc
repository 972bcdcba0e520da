// An index by value against a plain list of its slots.

#include "nfa/value_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace precept::nfa {
namespace {

class ValueIndexTest : public testing::TestWithParam<bool> {};

// Puts slots in and takes them out at random, and searches after each.
TEST_P(ValueIndexTest, FindsWhatAListFinds) {
  const bool is_ordered = GetParam();
  std::mt19937_64 random(7);
  ValueIndex index(is_ordered);
  std::map<std::uint32_t, IndexKey> all;
  std::vector<std::uint32_t> found;
  std::size_t most = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto slot = static_cast<std::uint32_t>(random() % 1'500);
    const bool grows = random() % 100 < (i % 10'000 < 5'000 ? 70u : 25u);
    if (grows && !all.contains(slot)) {
      const IndexKey key{random() % 3, is_ordered ? random() % 500 : 0};
      index.Add(slot, key);
      all[slot] = key;
    } else if (!grows) {
      index.Remove(slot);
      all.erase(slot);
    }
    most = std::max(most, all.size());
    ASSERT_EQ(index.size(), all.size());
    const IndexKey low{random() % 4, random() % 500};
    const unsigned __int128 high = low.order + random() % 200;
    found.clear();
    index.Find(low.hash, low.order, high, found);
    std::sort(found.begin(), found.end());
    std::vector<std::uint32_t> expected;
    for (const auto& [other, key] : all) {
      const bool inside = !is_ordered || (low.order <= key.order && key.order <= high);
      if (key.hash == low.hash && inside) expected.push_back(other);
    }
    ASSERT_EQ(found, expected) << "step " << i;
  }
  EXPECT_GT(most, 4 * ValueIndex::kBlockSize);
}

INSTANTIATE_TEST_SUITE_P(Both, ValueIndexTest, testing::Bool());

}  // namespace
}  // namespace precept::nfa
