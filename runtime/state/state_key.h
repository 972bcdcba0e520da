// The keys of rows: parts that are read one by one, and whose order by bytes is
// the order of the parts.
//
//   shard     2 bytes, big-endian
//   owner     8 bytes, big-endian: hash of a rule's meaning
//   key       any bytes, ended (below)
//   number    8 bytes, big-endian: which journal since the snapshot
//   time      8 bytes, big-endian, the sign bit turned, so that times before
//             1970 come before those after
//
//   snapshot  shard owner key
//   journal   shard owner key number
//   timer     shard owner time key
//
// A key's zeros are written so that its end can be told, and so that keys stay
// in the order of their bytes though something follows (state_key.cc).  No
// ended key is a prefix of another.  So what begins with (shard, owner) is
// exactly what the owner has, and what begins with (shard, owner, key) is
// exactly what the owner has of that key.
//
// Thread safety: functions only.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nfa/value.h"

namespace precept::runtime {

// To whom rows belong: a rule in a shard.
struct StateOwner {
  std::uint16_t shard = 0;
  std::uint64_t hash = 0;

  auto operator<=>(const StateOwner&) const = default;
};

// These replace the content of `out`.

// What all rows of a shard begin with.
void SetShardPrefix(std::uint16_t shard, std::string& out);
// What all rows of the owner begin with.
void SetOwnerPrefix(const StateOwner& owner, std::string& out);
// A snapshot; and what all journals of the key begin with.
void SetSnapshotKey(const StateOwner& owner, std::string_view key, std::string& out);
void SetJournalKey(const StateOwner& owner, std::string_view key, std::uint64_t number,
                   std::string& out);
void SetTimerKey(const StateOwner& owner, nfa::Timestamp time, std::string_view key,
                 std::string& out);
// What the timers of that time begin with; all earlier ones are less.
void SetTimerPrefix(const StateOwner& owner, nfa::Timestamp time, std::string& out);

// Reads the parts of a row's key from left to right.  A Take moves past what it
// found; once one has not found its part, none finds any.
class StateKeyReader {
 public:
  explicit StateKeyReader(std::string_view row) : rest_(row) {}

  bool TakeOwner(StateOwner& out);
  bool TakeKey(std::string& out);  // Replaces the content of `out`.
  bool TakeNumber(std::uint64_t& out);
  bool TakeTime(nfa::Timestamp& out);
  // Whether all was found and nothing is left.
  bool AtEnd() const { return !broken_ && rest_.empty(); }

 private:
  bool TakeBigEndian(int bytes, std::uint64_t& out);

  std::string_view rest_;
  bool broken_ = false;
};

}  // namespace precept::runtime
