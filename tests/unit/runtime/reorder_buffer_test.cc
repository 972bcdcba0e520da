#include "runtime/reorder_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <tuple>
#include <vector>

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

PendingEvent Arrived(PendingEvent event, std::uint32_t number) {
  event.row = number;
  return event;
}

std::vector<std::uint32_t> ReleaseArrivals(ReorderBuffer& buffer, nfa::Timestamp watermark) {
  std::vector<std::uint32_t> released;
  buffer.ReleaseBefore(watermark, [&](const PendingEvent& e) { released.push_back(e.row); });
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

TEST(ReorderBuffer, EqualKeysInTheOrderOfArrival) {
  ReorderBuffer buffer;
  // The first 5 is in a run of its own, later ones go to it and to others.
  std::uint32_t arrival = 0;
  for (std::int64_t time : {9, 5, 2, 5, 6, 5, 1, 5, 9, 5, 2}) {
    buffer.Push(Arrived(Event(time, 1), arrival++));
  }
  EXPECT_EQ(ReleaseArrivals(buffer, {6}), (std::vector<std::uint32_t>{6, 2, 10, 1, 3, 5, 7, 9}));
  EXPECT_EQ(ReleaseArrivals(buffer, kEndOfTime), (std::vector<std::uint32_t>{4, 0, 8}));
}

enum class Shape { kInOrder, kJitter, kShuffled, kReversed, kTeethUp, kTeethDown, kEqual };

// Times of `count` events, none far from its place unless the shape says so.
std::vector<std::int64_t> TimesOf(Shape shape, std::size_t count, std::mt19937& random) {
  const std::size_t tooth = 1 + random() % 100;
  const std::int64_t jitter = std::int64_t{1} << random() % 12;
  std::vector<std::int64_t> times(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = static_cast<std::int64_t>(i), in_tooth = static_cast<std::int64_t>(i % tooth);
    switch (shape) {
      case Shape::kInOrder: case Shape::kShuffled: times[i] = at / 2; break;
      case Shape::kJitter: times[i] = at - static_cast<std::int64_t>(random()) % jitter; break;
      case Shape::kReversed: times[i] = -at / 2; break;
      case Shape::kTeethUp: times[i] = at - 2 * in_tooth; break;     // Each descends.
      case Shape::kTeethDown: times[i] = 2 * in_tooth - at; break;   // Each ascends.
      case Shape::kEqual: times[i] = 7; break;
    }
  }
  if (shape == Shape::kShuffled) std::shuffle(times.begin(), times.end(), random);
  return times;
}

// Against a stable sort of everything.  Some events share all coordinates.
TEST(ReorderBuffer, AgainstAStableSort) {
  for (unsigned seed = 0; seed < 420; ++seed) {
    std::mt19937 random(seed);
    const auto shape = static_cast<Shape>(seed % 7);
    const auto below = [&random](std::uint32_t n) {
      return static_cast<std::uint32_t>(random() % n);
    };
    const std::size_t count = seed % 60 < 7 ? 20'000 : 500;
    const std::uint32_t pause = 1 + below(200), kinds = 1 + below(4);
    const std::int64_t bound = below(300);
    ReorderBuffer buffer;
    std::vector<PendingEvent> waiting;
    std::vector<std::uint32_t> released, expected;
    std::int64_t greatest = std::numeric_limits<std::int64_t>::min() / 2;
    const auto release = [&](nfa::Timestamp watermark) {
      const std::vector<std::uint32_t> out = ReleaseArrivals(buffer, watermark);
      released.insert(released.end(), out.begin(), out.end());
      std::stable_sort(waiting.begin(), waiting.end(),
                       [](const PendingEvent& a, const PendingEvent& b) { return a.Before(b); });
      const auto end = std::find_if(waiting.begin(), waiting.end(), [&](const PendingEvent& e) {
        return !(e.time < watermark);
      });
      for (auto at = waiting.begin(); at != end; ++at) expected.push_back(at->row);
      waiting.erase(waiting.begin(), end);
    };
    std::uint32_t arrival = 0;
    for (std::int64_t time : TimesOf(shape, count, random)) {
      const PendingEvent event =
          Arrived(Event(time, below(3), below(kinds), below(kinds)), arrival++);
      buffer.Push(event);
      waiting.push_back(event);
      greatest = std::max(greatest, time);
      if (arrival % pause == 0) release({greatest - bound});
      ASSERT_EQ(buffer.size(), waiting.size()) << "seed " << seed;
    }
    release(kEndOfTime);
    ASSERT_EQ(released, expected) << "seed " << seed;
  }
}

// Takes minutes if an event costs what the buffer holds.
TEST(ReorderBuffer, ManyDescending) {
  constexpr std::uint32_t kCount = 1'000'000;
  ReorderBuffer buffer;
  for (std::uint32_t i = 0; i < kCount; ++i) buffer.Push(Arrived(Event(-std::int64_t{i}, i), i));
  std::uint32_t next = kCount;
  bool in_order = true;
  buffer.ReleaseBefore(kEndOfTime,
                       [&](const PendingEvent& e) { in_order = in_order && e.row == --next; });
  EXPECT_TRUE(in_order);
  EXPECT_EQ(next, 0u);
  EXPECT_EQ(buffer.size(), 0u);
}

}  // namespace
}  // namespace precept::runtime
