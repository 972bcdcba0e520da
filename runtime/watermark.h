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
#include <limits>
#include <map>
#include <utility>

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
  // Sets last_; true if the partition was not known.
  bool Find(std::uint32_t partition);
  void Recompute();

  nfa::Duration lateness_;
  std::map<std::uint32_t, nfa::Timestamp> greatest_by_partition_;
  // Entry of the partition observed last.
  std::pair<const std::uint32_t, nfa::Timestamp>* last_ = nullptr;
  nfa::Timestamp greatest_ = kBeginningOfTime;
  nfa::Timestamp watermark_ = kBeginningOfTime;
  bool ended_ = false;
};

}  // namespace precept::runtime
