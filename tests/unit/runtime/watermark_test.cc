#include "runtime/watermark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>

namespace precept::runtime {
namespace {

nfa::Timestamp At(std::int64_t ns) { return {ns}; }

TEST(StreamClock, OnePartition) {
  StreamClock clock(nfa::Duration{5});
  EXPECT_EQ(clock.watermark(), kBeginningOfTime);
  EXPECT_EQ(clock.greatest(), kBeginningOfTime);
  EXPECT_FALSE(clock.Observe(0, At(100)));
  EXPECT_EQ(clock.watermark(), At(95));
  EXPECT_FALSE(clock.Observe(0, At(95)));  // At the watermark is not late.
  EXPECT_TRUE(clock.Observe(0, At(94)));
  EXPECT_EQ(clock.watermark(), At(95));
  EXPECT_FALSE(clock.Observe(0, At(110)));
  EXPECT_EQ(clock.watermark(), At(105));
  EXPECT_EQ(clock.greatest(), At(110));
  EXPECT_TRUE(clock.Observe(0, At(100)));
  EXPECT_EQ(clock.PartitionWatermark(0), At(105));
  clock.End();
  EXPECT_TRUE(clock.ended());
  EXPECT_EQ(clock.watermark(), kEndOfTime);
  EXPECT_EQ(clock.greatest(), At(110));
}

TEST(StreamClock, TheLeastPartitionCounts) {
  StreamClock clock(nfa::Duration{10});
  EXPECT_FALSE(clock.Observe(0, At(100)));
  EXPECT_EQ(clock.watermark(), At(90));
  // A new partition is judged by what the others have promised.
  EXPECT_TRUE(clock.Observe(1, At(89)));
  EXPECT_EQ(clock.PartitionWatermark(1), At(90));
  EXPECT_FALSE(clock.Observe(0, At(120)));  // The late one did not hold it back.
  EXPECT_EQ(clock.watermark(), At(110));
  EXPECT_FALSE(clock.Observe(1, At(110)));
  EXPECT_EQ(clock.watermark(), At(110));  // Monotone, though W_1 is 100.
  EXPECT_TRUE(clock.Observe(1, At(105)));
  EXPECT_FALSE(clock.Observe(0, At(200)));
  EXPECT_EQ(clock.watermark(), At(110));  // Held back by partition 1.
  EXPECT_EQ(clock.PartitionWatermark(0), At(190));
  EXPECT_TRUE(clock.Observe(0, At(150)));   // Late in its own partition,
  EXPECT_FALSE(clock.Observe(1, At(150)));  // not in the other.
  EXPECT_EQ(clock.watermark(), At(140));
  EXPECT_EQ(clock.greatest(), At(200));
}

TEST(StreamClock, NoLatenessAndExtremes) {
  StreamClock none(nfa::Duration{0});
  EXPECT_FALSE(none.Observe(0, At(7)));
  EXPECT_FALSE(none.Observe(0, At(7)));
  EXPECT_TRUE(none.Observe(0, At(6)));
  StreamClock wide(nfa::Duration{std::numeric_limits<std::int64_t>::max()});
  EXPECT_FALSE(wide.Observe(0, At(-100)));
  EXPECT_EQ(wide.watermark(), kBeginningOfTime);
  EXPECT_FALSE(wide.Observe(0, At(std::numeric_limits<std::int64_t>::min() + 1)));
}

// Against the definition, asked anew each time.
TEST(StreamClock, RandomPartitions) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const std::int64_t lateness = static_cast<std::int64_t>(random() % 50);
    const std::uint64_t partitions = 1 + random() % 8, step = 1 + random() % 10;
    StreamClock clock(nfa::Duration{lateness});
    std::map<std::uint32_t, std::int64_t> greatest;
    std::int64_t now = 0, watermark = kBeginningOfTime.ns;
    for (std::size_t i = 0; i < 400; ++i) {
      // One after another joins.
      const auto partition = static_cast<std::uint32_t>(
          random() % std::min<std::uint64_t>(partitions, 1 + i / 20));
      now += static_cast<std::int64_t>(random() % step);
      const std::int64_t time = now - static_cast<std::int64_t>(random() % 60);
      const auto known = greatest.find(partition);
      const std::int64_t own =
          known == greatest.end() ? watermark : std::max(watermark, known->second - lateness);
      ASSERT_EQ(clock.PartitionWatermark(partition), At(own)) << "seed " << seed;
      ASSERT_EQ(clock.Observe(partition, At(time)), time < own) << "seed " << seed;
      if (time < own) continue;
      const auto entry = greatest.emplace(partition, time).first;
      entry->second = std::max(entry->second, time);
      std::int64_t least = entry->second;
      for (const auto& [other, of_other] : greatest) least = std::min(least, of_other);
      watermark = std::max(watermark, least - lateness);
      ASSERT_EQ(clock.watermark(), At(watermark)) << "seed " << seed;
    }
  }
}

// Takes minutes if an event costs the number of partitions.
TEST(StreamClock, ManyPartitionsInTurn) {
  constexpr std::int64_t kPartitions = 50'000, kRounds = 40;
  StreamClock clock(nfa::Duration{kPartitions});
  for (std::int64_t i = 0; i < kPartitions * kRounds; ++i) {
    ASSERT_FALSE(clock.Observe(static_cast<std::uint32_t>(i % kPartitions), At(i)));
  }
  EXPECT_EQ(clock.watermark(), At(kPartitions * (kRounds - 2)));
}

}  // namespace
}  // namespace precept::runtime
