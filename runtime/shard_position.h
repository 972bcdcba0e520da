// Where a shard stands in its store: the last epoch, and up to when each rule's
// deadlines have been met.  One row of StateKind::kMeta a shard:
//
//   version   1 byte, 1
//   epoch     8 bytes, big-endian
//   rules     for each, by hash: hash, 8 bytes, and time, 8 bytes, big-endian
//
// Thread safety: functions only.

#pragma once

#include <cstdint>
#include <map>

#include "nfa/status.h"
#include "nfa/value.h"
#include "runtime/state/state_store.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {

struct ShardPosition {
  std::uint64_t epoch = 0;
  std::map<std::uint64_t, nfa::Timestamp> passed;  // By hash of the rule.
};

// As it is where nothing has been written yet.
nfa::Status ReadPosition(const StateStore& store, std::uint16_t shard, ShardPosition& out);
void WritePosition(std::uint16_t shard, const ShardPosition& position, StateWrite& write);

}  // namespace precept::runtime
