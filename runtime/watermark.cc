// The partition furthest behind is kept on top of a heap of what was known of
// each.  Times only grow, so what is known is never too much: if it still holds
// of the partition on top, that one is the furthest behind; else it is set
// right and sinks.  A partition has to move on before it can sink again, so an
// event costs the logarithm of the number of partitions on the whole, and
// nothing while others hold the stream back.

#include "runtime/watermark.h"

#include <algorithm>

namespace precept::runtime {
namespace {

nfa::Timestamp Minus(nfa::Timestamp time, nfa::Duration bound) {
  std::int64_t ns = 0;
  if (__builtin_sub_overflow(time.ns, bound.ns, &ns)) return kBeginningOfTime;
  return {ns};
}

}  // namespace

bool StreamClock::Observe(std::uint32_t partition, nfa::Timestamp time) {
  const bool is_new = Find(partition);
  nfa::Timestamp& greatest = last_->second;
  const nfa::Timestamp before = Minus(greatest, lateness_);
  if (time < std::max(before, watermark_)) {
    // It has said nothing of its time yet, and must not hold the others back.
    if (is_new) {
      greatest_by_partition_.erase(partition);
      last_ = nullptr;
    }
    return true;
  }
  if (is_new) ranks_.push({kBeginningOfTime, last_});
  if (time <= greatest) return false;
  greatest = time;
  greatest_ = std::max(greatest_, time);
  // Only the partition that was furthest behind can have held the stream back.
  if (before <= watermark_) Recompute();
  return false;
}

bool StreamClock::Find(std::uint32_t partition) {
  if (last_ != nullptr && last_->first == partition) return false;
  const auto [entry, is_new] =
      greatest_by_partition_.try_emplace(partition, kBeginningOfTime);
  last_ = &*entry;
  return is_new;
}

void StreamClock::Recompute() {
  if (ranks_.size() == 1) {
    watermark_ = std::max(watermark_, Minus(last_->second, lateness_));
    return;
  }
  while (ranks_.top().known < ranks_.top().partition->second) {
    const Entry* partition = ranks_.top().partition;
    ranks_.pop();
    ranks_.push({partition->second, partition});
  }
  watermark_ = std::max(watermark_, Minus(ranks_.top().known, lateness_));
}

void StreamClock::End() { ended_ = true; }

nfa::Timestamp StreamClock::watermark() const {
  return ended_ ? kEndOfTime : watermark_;
}

nfa::Timestamp StreamClock::PartitionWatermark(std::uint32_t partition) const {
  const auto found = greatest_by_partition_.find(partition);
  if (found == greatest_by_partition_.end()) return watermark_;
  return std::max(watermark_, Minus(found->second, lateness_));
}

}  // namespace precept::runtime
