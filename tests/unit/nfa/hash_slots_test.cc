#include "nfa/hash_slots.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <set>
#include <vector>

namespace precept::nfa {
namespace {

struct HashOf {
  const std::vector<std::uint64_t>* hashes;
  std::uint64_t operator()(std::uint32_t number) const { return (*hashes)[number]; }
};
using Slots = HashSlots<HashOf>;

// Numbers that stand for values, some with one hash, given out anew when free.
class Values {
 public:
  Values() : slots_(HashOf{&hashes_}) {}

  std::uint32_t Find(std::uint64_t hash, int value) const {
    return slots_.Find(hash, [&](std::uint32_t number) { return values_[number] == value; });
  }
  void Add(std::uint64_t hash, int value) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(values_.size()));
      values_.push_back(0);
      hashes_.push_back(0);
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    values_[number] = value;
    hashes_[number] = hash;
    slots_.Insert(number);
  }
  void Remove(std::uint32_t number) {
    slots_.Remove(number);
    values_[number] = -1;
    free_.push_back(number);
  }
  const Slots& slots() const { return slots_; }

 private:
  std::vector<int> values_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> free_;
  Slots slots_;
};

// Against a map; `hash_of` from good to one that says the same of all, so that
// distances are from none to more than a slot holds.
template <class F>
void CompareWithAMap(std::uint64_t seed, int most, F hash_of) {
  std::mt19937_64 random(seed);
  Values values;
  std::set<int> expected;
  for (int i = 0; i < 20 * most; ++i) {
    const int value = static_cast<int>(random() % static_cast<std::uint64_t>(most));
    const std::uint64_t hash = hash_of(value);
    const std::uint32_t number = values.Find(hash, value);
    ASSERT_EQ(number != Slots::kNone, expected.count(value) == 1) << i;
    if (number == Slots::kNone) {
      values.Add(hash, value);
      expected.insert(value);
    } else if (random() % 4 != 0) {
      ASSERT_NE(values.slots().Guess(hash), Slots::kNone);
      values.Remove(number);
      expected.erase(value);
    }
    ASSERT_EQ(values.slots().size(), expected.size());
  }
  for (int value = 0; value < most; ++value) {
    ASSERT_EQ(values.Find(hash_of(value), value) != Slots::kNone, expected.count(value) == 1);
  }
  std::set<std::uint32_t> seen;
  values.slots().ForEach([&](std::uint32_t number) { EXPECT_TRUE(seen.insert(number).second); });
  EXPECT_EQ(seen.size(), expected.size());
}

// SplitMix64.
std::uint64_t Mixed(int value) {
  std::uint64_t hash = (static_cast<std::uint64_t>(value) + 1) * 0x9E3779B97F4A7C15ull;
  hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9ull;
  hash = (hash ^ hash >> 27) * 0x94D049BB133111EBull;
  return hash ^ hash >> 31;
}

TEST(HashSlots, AgreesWithAMapWithGoodHashes) {
  for (const int most : {3, 14, 100, 3'000, 60'000}) CompareWithAMap(1, most, Mixed);
}

TEST(HashSlots, AgreesWithAMapWhereManyHaveOneHome) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CompareWithAMap(seed, 200, [](int value) { return Mixed(value % 5); });
    CompareWithAMap(seed, 300, [](int value) { return Mixed(value) & ~std::uint64_t{63}; });
    CompareWithAMap(seed, 100, [](int) { return ~std::uint64_t{0}; });
  }
}

TEST(HashSlots, GuessesNothingWhereNothingIs) {
  Values values;
  for (int value = 0; value < 1'000; ++value) {
    EXPECT_EQ(values.slots().Guess(Mixed(value)), Slots::kNone);
  }
}

// With many slots few bits of a hash are left to guess by.
TEST(HashSlots, SeldomGuessesWrong) {
  Values values;
  for (int value = 0; value < 100'000; ++value) values.Add(Mixed(value), value);
  int wrong = 0;
  for (int value = 100'000; value < 200'000; ++value) {
    if (values.slots().Guess(Mixed(value)) != Slots::kNone) ++wrong;
  }
  EXPECT_LT(wrong, 100);
}

}  // namespace
}  // namespace precept::nfa
