// Event time of a stream's partitions: how far each is, and what is late.
//
// W_p, the watermark of a partition, is the greatest event time seen in it
// minus the stream's lateness bound; it promises that no event with a smaller
// time will come.  The watermark of several partitions is the least of theirs;
// one that has ended leaves the minimum.  Monotone: a partition that is seen for
// the first time, or lags behind when it is, is judged by the watermark that the
// others have reached.  Comparisons are strict.

#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <queue>
#include <utility>
#include <vector>

#include "nfa/id.h"
#include "nfa/value.h"

namespace precept::runtime {

// Before every event and after every event.
inline constexpr nfa::Timestamp kBeginningOfTime{
    std::numeric_limits<std::int64_t>::min()};
inline constexpr nfa::Timestamp kEndOfTime{
    std::numeric_limits<std::int64_t>::max()};

// One stream's partitions.
class StreamClock {
 public:
  explicit StreamClock(nfa::Duration lateness) : lateness_(lateness) {}
  StreamClock(StreamClock&&) = default;
  StreamClock(const StreamClock&) = delete;
  StreamClock& operator=(const StreamClock&) = delete;

  // True if an event of this time is late in the partition: it is then not
  // observed.  Else the partition's time moves on.
  bool Observe(std::uint32_t partition, nfa::Timestamp time);
  // The stream's source has ended: its partitions leave the minimum.
  void End();

  bool ended() const { return ended_; }
  // Least W_p of the stream; kBeginningOfTime before the first event,
  // kEndOfTime once ended.
  nfa::Timestamp watermark() const;
  // Greatest event time observed; kBeginningOfTime before the first.
  nfa::Timestamp greatest() const { return greatest_; }
  // What an event of the partition must not be below.
  nfa::Timestamp PartitionWatermark(std::uint32_t partition) const;

 private:
  using Entry = std::pair<const std::uint32_t, nfa::Timestamp>;
  // A partition, and the greatest time it had when this was last looked at.
  struct Rank {
    nfa::Timestamp known;
    const Entry* partition;

    bool operator>(const Rank& other) const { return other.known < known; }
  };

  // Sets last_; true if the partition was not known.
  bool Find(std::uint32_t partition);
  void Recompute();

  nfa::Duration lateness_;
  std::map<std::uint32_t, nfa::Timestamp> greatest_by_partition_;
  Entry* last_ = nullptr;  // Of the partition observed last.
  // All partitions; the one known to be furthest behind on top.
  std::priority_queue<Rank, std::vector<Rank>, std::greater<>> ranks_;
  nfa::Timestamp greatest_ = kBeginningOfTime;
  nfa::Timestamp watermark_ = kBeginningOfTime;
  bool ended_ = false;
};

}  // namespace precept::runtime
