#include "nfa/timer_wheel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <vector>

namespace precept::nfa {
namespace {

std::vector<std::uint32_t> TakeDue(TimerWheel& wheel, std::int64_t time) {
  std::vector<std::uint32_t> due;
  wheel.TakeDue(Timestamp{time}, due);
  std::sort(due.begin(), due.end());
  return due;
}

TEST(TimerWheel, IsDueStrictlyAfterItsDeadline) {
  TimerWheel wheel;
  wheel.Arm(3, Timestamp{1000});
  EXPECT_TRUE(TakeDue(wheel, 1000).empty());
  EXPECT_EQ(TakeDue(wheel, 1001), std::vector<std::uint32_t>{3});
  EXPECT_TRUE(TakeDue(wheel, 5000).empty());
}

TEST(TimerWheel, ArmingAgainReplacesAndCancelDisarms) {
  TimerWheel wheel;
  wheel.Arm(0, Timestamp{10});
  wheel.Arm(0, Timestamp{1'000'000'000});
  wheel.Arm(1, Timestamp{10});
  wheel.Cancel(1);
  wheel.Cancel(7);
  EXPECT_TRUE(TakeDue(wheel, 1'000'000'000).empty());
  EXPECT_EQ(TakeDue(wheel, 1'000'000'001), std::vector<std::uint32_t>{0});
}

TEST(TimerWheel, WorksAtTheEndsOfTime) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  TimerWheel wheel;
  wheel.Arm(0, Timestamp{kMin});
  wheel.Arm(1, Timestamp{kMax});
  wheel.Arm(2, Timestamp{kMax - 1});
  wheel.Arm(3, Timestamp{-1});
  EXPECT_EQ(TakeDue(wheel, kMin + 1), std::vector<std::uint32_t>{0});
  EXPECT_EQ(TakeDue(wheel, 0), std::vector<std::uint32_t>{3});
  EXPECT_EQ(TakeDue(wheel, kMax), std::vector<std::uint32_t>{2});
}

TEST(TimerWheel, TellsDeadlinesOfArmedTimers) {
  const Timestamp never{std::numeric_limits<std::int64_t>::max()};
  TimerWheel wheel;
  EXPECT_EQ(wheel.DeadlineOf(2), never);
  wheel.Arm(2, Timestamp{50});
  wheel.Arm(1, Timestamp{50});
  EXPECT_EQ(wheel.DeadlineOf(2), Timestamp{50});
  EXPECT_EQ(wheel.DeadlineOf(0), never);
  wheel.Arm(2, Timestamp{70});
  EXPECT_EQ(wheel.DeadlineOf(2), Timestamp{70});
  wheel.Cancel(1);
  EXPECT_EQ(wheel.DeadlineOf(1), never);
  EXPECT_EQ(TakeDue(wheel, 71), std::vector<std::uint32_t>{2});
  EXPECT_EQ(wheel.DeadlineOf(2), never);
}

// Against a map, with spans from nanoseconds to years.
TEST(TimerWheel, AgreesWithAMapOnRandomUse) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    TimerWheel wheel;
    std::map<std::uint32_t, std::int64_t> expected;
    std::int64_t now = -5'000'000'000;
    for (int i = 0; i < 400; ++i) {
      const auto span = static_cast<std::int64_t>(
          random() >> (64 - 1 - static_cast<int>(random() % 56)));
      const auto timer = static_cast<std::uint32_t>(random() % 40);
      switch (random() % 3) {
        case 0:
          wheel.Arm(timer, Timestamp{now + span});
          expected[timer] = now + span;
          break;
        case 1:
          wheel.Cancel(timer);
          expected.erase(timer);
          break;
        default: {
          now += span / 64;
          std::vector<std::uint32_t> due;
          for (auto it = expected.begin(); it != expected.end();) {
            if (it->second < now) {
              due.push_back(it->first);
              it = expected.erase(it);
            } else {
              ++it;
            }
          }
          if (!due.empty()) {
            EXPECT_TRUE(wheel.MayBeDue(Timestamp{now}));
          }
          ASSERT_EQ(TakeDue(wheel, now), due) << "seed " << seed << " step " << i;
        }
      }
    }
  }
}

}  // namespace
}  // namespace precept::nfa
