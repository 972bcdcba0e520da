#include "runtime/reorder_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "runtime/watermark.h"

namespace precept::runtime {
namespace {

PendingEvent Event(std::int64_t time, std::int64_t offset, std::uint32_t stream = 0,
                   std::uint32_t partition = 0) {
  PendingEvent event{};
  event.time = {time};
  event.stream = nfa::StreamId(stream);
  event.partition = partition;
  event.offset = offset;
  return event;
}

using Key = std::tuple<std::int64_t, std::uint32_t, std::uint32_t, std::int64_t>;
Key KeyOf(const PendingEvent& event) {
  return {event.time.ns, event.stream.value, event.partition, event.offset};
}

std::vector<Key> Release(ReorderBuffer& buffer, nfa::Timestamp watermark) {
  std::vector<Key> released;
  buffer.ReleaseBefore(watermark, [&](const PendingEvent& e) { released.push_back(KeyOf(e)); });
  return released;
}

TEST(ReorderBuffer, EqualTimesByCoordinates) {
  ReorderBuffer buffer;
  for (const PendingEvent& event : {Event(5, 1, 1, 0), Event(5, 9, 0, 1), Event(5, 8, 0, 1),
                                    Event(5, 99, 0, 0), Event(4, 100, 3, 3)}) {
    buffer.Push(event);
  }
  EXPECT_EQ(buffer.size(), 5u);
  EXPECT_EQ(Release(buffer, {5}), (std::vector<Key>{{4, 3, 3, 100}}));
  EXPECT_EQ(Release(buffer, {6}),
            (std::vector<Key>{{5, 0, 0, 99}, {5, 0, 1, 8}, {5, 0, 1, 9}, {5, 1, 0, 1}}));
  EXPECT_EQ(buffer.size(), 0u);
  EXPECT_TRUE(Release(buffer, kEndOfTime).empty());
}

// Against sorting everything, for many kinds of disorder.
TEST(ReorderBuffer, RandomDisorder) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&random](std::int64_t n) {
      return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    const std::int64_t disorder = std::int64_t{1} << below(12);
    const std::int64_t steps = 1 + below(4);
    const std::size_t count = seed % 10 == 0 ? 20'000 : 500;
    ReorderBuffer buffer;
    std::vector<Key> waiting, released, expected;
    std::int64_t now = 0, watermark = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < count; ++i) {
      now += below(steps + 1);
      const std::int64_t time = std::max(now - below(disorder), watermark);
      const PendingEvent event = Event(time, static_cast<std::int64_t>(i),
                                       static_cast<std::uint32_t>(below(3)),
                                       static_cast<std::uint32_t>(below(2)));
      buffer.Push(event);
      waiting.push_back(KeyOf(event));
      if (below(50) != 0) continue;
      watermark = std::max(watermark, now - disorder / 2);
      const std::vector<Key> out = Release(buffer, {watermark});
      released.insert(released.end(), out.begin(), out.end());
      std::sort(waiting.begin(), waiting.end());
      const auto end = std::find_if(waiting.begin(), waiting.end(), [&](const Key& key) {
        return std::get<0>(key) >= watermark;
      });
      expected.insert(expected.end(), waiting.begin(), end);
      waiting.erase(waiting.begin(), end);
      ASSERT_EQ(released.size(), expected.size()) << "seed " << seed;
      ASSERT_EQ(buffer.size(), waiting.size()) << "seed " << seed;
    }
    const std::vector<Key> rest = Release(buffer, kEndOfTime);
    released.insert(released.end(), rest.begin(), rest.end());
    std::sort(waiting.begin(), waiting.end());
    expected.insert(expected.end(), waiting.begin(), waiting.end());
    ASSERT_EQ(released, expected) << "seed " << seed;
    ASSERT_TRUE(std::is_sorted(released.begin(), released.end())) << "seed " << seed;
  }
}

}  // namespace
}  // namespace precept::runtime
