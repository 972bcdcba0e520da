// Where a shard stands in its store: the last epoch, and where time stands for
// each rule.  One row of StateKind::kMeta a shard:
//
//   version   1 byte, 2
//   epoch     8 bytes, big-endian
//   rules     for each, by hash: hash, up to when its deadlines have been met, and
//             its time now, 8 bytes each, big-endian
//
// Thread safety: functions only.

#pragma once

#include <cstdint>
#include <map>

#include "nfa/status.h"
#include "nfa/stored_state.h"
#include "runtime/state/state_store.h"
#include "runtime/state/state_write.h"

namespace precept::runtime {

struct ShardPosition {
  std::uint64_t epoch = 0;
  std::map<std::uint64_t, nfa::RuleTime> rules;  // By hash of the rule.
};

// As it is where nothing has been written yet.
nfa::Status ReadPosition(const StateStore& store, std::uint16_t shard, ShardPosition& out);
void WritePosition(std::uint16_t shard, const ShardPosition& position, StateWrite& write);

}  // namespace precept::runtime
