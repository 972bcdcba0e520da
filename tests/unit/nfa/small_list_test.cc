#include "nfa/small_list.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace precept::nfa {
namespace {

struct Element {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  bool operator==(const Element&) const = default;
};

TEST(SmallList, IsFourBytesMoreThanItsElement) {
  EXPECT_EQ(sizeof(SmallList<Element>), sizeof(Element) + 4);
}

TEST(SmallList, AgreesWithAVectorOnRandomUse) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    std::mt19937_64 random(seed);
    SmallList<Element> list;
    std::vector<Element> expected;
    for (std::uint32_t i = 0; i < 300; ++i) {
      const std::uint64_t draw = random() % 10;
      if (draw < 5 || expected.empty()) {
        list.push_back({i, ~i});
        expected.push_back({i, ~i});
      } else if (draw < 8) {
        const std::size_t at = random() % expected.size();
        list.Erase(at);
        expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(at));
      } else if (draw < 9) {
        const std::size_t size = random() % (expected.size() + 1);
        list.Shorten(size);
        expected.resize(size);
      } else {
        SmallList<Element> other = std::move(list);
        list = std::move(other);
      }
      ASSERT_EQ(std::vector<Element>(list.begin(), list.end()), expected);
      ASSERT_EQ(list.size(), expected.size());
      ASSERT_EQ(list.empty(), expected.empty());
    }
  }
}

TEST(SmallList, AssigningLeavesNothingOfWhatWasThere) {
  SmallList<Element> list;
  for (std::uint32_t i = 0; i < 5; ++i) list.push_back({i, i});
  list = SmallList<Element>();
  EXPECT_TRUE(list.empty());
  list.push_back({7, 8});
  EXPECT_EQ(list[0], (Element{7, 8}));
}

}  // namespace
}  // namespace precept::nfa
