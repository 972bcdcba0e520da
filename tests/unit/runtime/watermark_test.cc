#include "runtime/watermark.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace precept::runtime
