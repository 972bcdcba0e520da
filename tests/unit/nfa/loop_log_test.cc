// A log drops its events when no position is before them any more.

#include "nfa/loop_log.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "nfa/evaluator.h"
#include "nfa/rule_set.h"

namespace precept::nfa {
namespace {

class LoopLogTest : public testing::Test {
 protected:
  static RuleSet OneStream() {
    RuleSet rules;
    rules.schema.streams.push_back({"s", {}, std::nullopt, {}});
    rules.kept.resize(1);
    return rules;
  }

  void Append(LoopLog& log, std::int64_t number) {
    EventBatch batch(rules_.schema, StreamId(0));
    batch.offsets.push_back(number);
    batch.times.push_back(Timestamp{number});
    batch.raw.emplace_back();
    rows_.NextEvent();
    log.Append({rows_.Keep(batch, 0), 0, {Value(number)}});
  }
  static std::vector<std::int64_t> From(const LoopLog& log, std::uint32_t position) {
    std::vector<std::int64_t> numbers;
    log.ForEachFrom(position, [&](const LoopLog::Take& take) {
      numbers.push_back(take.own[0].get<std::int64_t>());
    });
    return numbers;
  }

  const RuleSet rules_ = OneStream();
  const PreparedExpressions prepared_{rules_.expressions};
  EventRowStore rows_{rules_, prepared_};
};

using Numbers = std::vector<std::int64_t>;

TEST_F(LoopLogTest, APositionSeesWhatComesAfterIt) {
  LoopLog log(rows_, "k");
  const std::uint32_t first = log.HoldEnd();
  Append(log, 1);
  const std::uint32_t second = log.HoldEnd();
  Append(log, 2);
  EXPECT_EQ(From(log, first), (Numbers{1, 2}));
  EXPECT_EQ(From(log, second), (Numbers{2}));
  log.Release(first);
  EXPECT_EQ(rows_.size(), 1u);  // The first is gone.
  EXPECT_EQ(From(log, second), (Numbers{2}));
  const std::uint32_t third = log.HoldEnd();
  Append(log, 3);
  log.Release(third);
  EXPECT_EQ(From(log, second), (Numbers{2, 3}));
  log.Release(second);
  EXPECT_EQ(rows_.size(), 0u);
}

TEST_F(LoopLogTest, NothingIsKeptForNobody) {
  LoopLog log(rows_, "k");
  Append(log, 1);
  EXPECT_EQ(rows_.size(), 0u);
}

TEST_F(LoopLogTest, WhatIsLeftGoesWithTheLog) {
  {
    LoopLog log(rows_, "k");
    log.HoldEnd();
    Append(log, 1);
    EXPECT_EQ(rows_.size(), 1u);
  }
  EXPECT_EQ(rows_.size(), 0u);
}

}  // namespace
}  // namespace precept::nfa
